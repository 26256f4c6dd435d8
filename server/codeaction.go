package server

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/pack-lsp/pack-lsp/analysis/action"
	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// fixAll is the kind of the action that applies all safe fixes of a file. Editors run it on save if configured to.
const fixAll = protocol.CodeActionKindSourceFixAll + ".packLsp"

// codeActionKinds are the kinds of actions, by action.Kind.
var codeActionKinds = []protocol.CodeActionKind{
	protocol.CodeActionKindQuickFix, fixAll, protocol.CodeActionKindRefactorRewrite,
}

// CodeAction offers actions for a range, and fixes for the problems that the client passes: some clients ask at the
// cursor, anywhere on the line, and pass all problems of the line. A client that can ask again gets the edit only of
// the action that the user chooses.
func (s *server) CodeAction(
	ctx context.Context, params *protocol.CodeActionParams,
) ([]protocol.CommandOrCodeAction, error) {
	doc, ok := s.packDocument(ctx, params.TextDocument.URI)
	if !ok || !s.can.codeActions {
		return nil, nil
	}
	passed := params.Context.Diagnostics[:min(len(params.Context.Diagnostics), maxPassed)]
	ranges := []protocol.Range{params.Range}
	for _, d := range passed {
		ranges = append(ranges, d.Range)
	}
	var actions []*protocol.CodeAction
	known := map[string]bool{}
	for n, at := range ranges {
		r := s.can.toRange(doc.file.Text, at)
		found, err := action.At(ctx, doc.Snapshot, doc.file.Path, r)
		if err != nil {
			return nil, err
		}
		for i := range found {
			a := &found[i]
			key := keyOf(a)
			if known[key] || !wanted(params.Context.Only, a) || n > 0 && !fixesOne(a, r, passed[n-1]) {
				continue
			}
			known[key] = true
			made := s.can.fromAction(doc.file, a)
			made.Data = actionData{params.TextDocument.URI, doc.file.Version, at, i}.json()
			if s.resolveNow(doc, a, made) {
				actions = append(actions, made)
			}
		}
	}
	return fromActions(actions), nil
}

// maxPassed limits how many of the problems that a client passes are used; a line has few.
const maxPassed = 100

// keyOf is the same for an action that is found at two places.
func keyOf(a *action.Action) string {
	key := fmt.Sprint(a.Kind, a.Title)
	if a.Fixed == 1 { // others are for the whole file
		for _, d := range a.Diagnostics {
			key += fmt.Sprint(" ", d.Code, d.Range)
		}
	}
	return key
}

// fixesOne reports whether a fixes the problem p that the client passed, which is at r.
func fixesOne(a *action.Action, r text.Range, p protocol.Diagnostic) bool {
	return slices.ContainsFunc(a.Diagnostics, func(d check.Diagnostic) bool {
		return d.Range == r && hasCode(p, d.Code)
	})
}

// wanted reports whether only, a list of kinds or their prefixes, includes a. An empty list includes all, except for a
// source action that does the same as a single fix.
func wanted(only []protocol.CodeActionKind, a *action.Action) bool {
	kind := codeActionKinds[a.Kind]
	if len(only) == 0 {
		return a.Kind != action.SourceFixAll || a.Fixed > 1
	}
	return slices.ContainsFunc(only, func(k protocol.CodeActionKind) bool {
		return k == kind || k == "" || strings.HasPrefix(string(kind), string(k)+".")
	})
}

// resolveNow gives action its edit, unless the client will ask for it. It is false if the client could not apply the
// edit.
func (s *server) resolveNow(doc document, a *action.Action, action *protocol.CodeAction) bool {
	switch {
	case a.Creates && !s.can.creates, a.Moves && !s.can.renames:
		return false
	case s.can.resolvesActions:
		return true
	}
	action.Data = nil
	action.Edit = s.workspaceEdit(doc.state, a.Edits())
	return action.Edit != nil
}

// actionData names an action, and the client sends it back: the index among all actions at a range in a version of a
// document.
type actionData struct {
	URI     uri.URI        `json:"uri"`
	Version int32          `json:"version"`
	Range   protocol.Range `json:"range"`
	Index   int            `json:"index"`
}

// CodeActionResolve returns the action with its edit. It fails if the document has changed since the action was
// offered.
func (s *server) CodeActionResolve(ctx context.Context, params *protocol.CodeAction) (*protocol.CodeAction, error) {
	data := actionDataOf(params.Data)
	doc, ok := s.packDocument(ctx, data.URI)
	if !ok || doc.file.Version != data.Version {
		return nil, errChanged
	}
	found, err := action.At(ctx, doc.Snapshot, doc.file.Path, s.can.toRange(doc.file.Text, data.Range))
	if err != nil {
		return nil, err
	}
	if data.Index < 0 || data.Index >= len(found) || found[data.Index].Title != params.Title {
		return nil, errChanged // on disk
	}
	params.Edit = s.workspaceEdit(doc.state, found[data.Index].Edits())
	return params, nil
}

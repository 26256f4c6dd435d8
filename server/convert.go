package server

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/pack-lsp/pack-lsp/analysis/action"
	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/complete"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Only the convert files know how the protocol writes things: positions in the agreed encoding, URIs, unions. Functions
// that convert what comes from the client are named to..., those that convert what goes to it from... .

// toEncoding picks UTF-8, which needs no conversion, if the client offers it.
func toEncoding(offered []protocol.PositionEncodingKind) text.Encoding {
	if slices.Contains(offered, protocol.PositionEncodingKindUTF8) {
		return text.UTF8
	}
	return text.UTF16
}

func fromEncoding(enc text.Encoding) protocol.PositionEncodingKind {
	if enc == text.UTF8 {
		return protocol.PositionEncodingKindUTF8
	}
	return protocol.PositionEncodingKindUTF16
}

// positions converts between byte offsets in a text and positions on the wire. The zero value counts UTF-8.
type positions struct{ encoding text.Encoding }

// force makes positions count in enc, whatever the client offers; nil changes nothing.
func (ps *positions) force(enc *text.Encoding) {
	if enc != nil {
		ps.encoding = *enc
	}
}

// offset is the byte offset of p in t; for a position after the end of its line or of t, that end.
func (ps positions) offset(t *text.Text, p protocol.Position) int {
	return t.Offset(toPosition(p), ps.encoding)
}

func (ps positions) fromOffset(t *text.Text, off int) protocol.Position {
	p := t.Position(off, ps.encoding)
	return protocol.Position{Line: uint32(p.Line), Character: uint32(p.Character)}
}

func (ps positions) toRange(t *text.Text, r protocol.Range) text.Range {
	return text.Range{Start: ps.offset(t, r.Start), End: ps.offset(t, r.End)}
}

func (ps positions) fromRange(t *text.Text, r text.Range) protocol.Range {
	return protocol.Range{Start: ps.fromOffset(t, r.Start), End: ps.fromOffset(t, r.End)}
}

// withChanges returns s after edits of the open document at path, which has the given version then. of gives the texts
// for those in events, see longTexts.
func (ps positions) withChanges(
	s *pack.Snapshot, path string, version int32, events []protocol.TextDocumentContentChangeEvent,
	of func(string) string,
) *pack.Snapshot {
	changes := toChanges(events)
	for i := range changes {
		changes[i].Text = of(changes[i].Text)
	}
	return s.WithChanges(path, version, changes, ps.encoding)
}

func toPosition(p protocol.Position) text.Position {
	return text.Position{Line: int(p.Line), Character: int(p.Character)}
}

func toChanges(events []protocol.TextDocumentContentChangeEvent) []text.Change {
	var changes []text.Change
	for _, e := range events {
		switch e := e.(type) {
		case *protocol.TextDocumentContentChangePartial:
			start, end := toPosition(e.Range.Start), toPosition(e.Range.End)
			changes = append(changes, text.Change{Start: start, End: end, Text: e.Text})
		case *protocol.TextDocumentContentChangeWholeDocument:
			changes = append(changes, text.Change{Whole: true, Text: e.Text})
		}
	}
	return changes
}

var severities = map[pack.Severity]protocol.DiagnosticSeverity{
	pack.Error:       protocol.DiagnosticSeverityError,
	pack.Warning:     protocol.DiagnosticSeverityWarning,
	pack.Information: protocol.DiagnosticSeverityInformation,
	pack.Hint:        protocol.DiagnosticSeverityHint,
}

// shown are the problems of a file that the client shows: at most limit, the most severe ones, in the order of the
// text. If that leaves any out, a last one at the start of the file says how many.
func shown(found []check.Diagnostic, limit int) []check.Diagnostic {
	if len(found) <= limit {
		return found
	}
	bySeverity := make([]int, len(found))
	for i := range bySeverity {
		bySeverity[i] = i
	}
	slices.SortStableFunc(bySeverity, func(a, b int) int { return cmp.Compare(found[b].Severity, found[a].Severity) })
	most := bySeverity[:limit]
	slices.Sort(most)
	out := make([]check.Diagnostic, 0, limit+1)
	for _, i := range most {
		out = append(out, found[i])
	}
	return append(out, check.Diagnostic{
		Severity: pack.Information,
		Message: fmt.Sprintf("%d more problems in this file are not shown; run pack-lsp check to list all, "+
			"or increase the setting %s", len(found)-limit, pack.KeyMaxProblems),
	})
}

// fromDiagnostics converts the problems of f, with what the client can show of them.
func (can *capabilities) fromDiagnostics(f *pack.File, found []check.Diagnostic) []protocol.Diagnostic {
	ds := make([]protocol.Diagnostic, len(found))
	for i, d := range found {
		ds[i] = protocol.Diagnostic{
			Range: can.fromRange(f.Text, d.Range), Severity: severities[d.Severity], Code: protocol.String(d.Code),
			Source: optional("pack-lsp"), Message: protocol.String(d.Message), Tags: can.fromTag(d.Tag),
		}
		if d.Code == "" { // about the problems themselves, see shown
			ds[i].Code = nil
			continue
		}
		if can.hrefs {
			ds[i].CodeDescription = protocol.CodeDescription{Href: uri.URI(check.PageURL(d.Code))}
		}
		if can.related {
			ds[i].RelatedInformation = can.fromRelated(d.Related)
		}
	}
	return ds
}

func (can *capabilities) fromTag(tag check.Tag) (tags protocol.DiagnosticTags) {
	switch {
	case tag == check.Unnecessary && can.unnecessary:
		tags = protocol.NewDiagnosticTags(protocol.DiagnosticTagUnnecessary)
	case tag == check.Deprecated && can.deprecated:
		tags = protocol.NewDiagnosticTags(protocol.DiagnosticTagDeprecated)
	}
	return tags
}

func (can *capabilities) fromRelated(related []check.Related) (out []protocol.DiagnosticRelatedInformation) {
	for _, r := range related {
		at := can.fromLocation(r.File.Path, r.File.Text, r.Range)
		out = append(out, protocol.DiagnosticRelatedInformation{Location: at, Message: r.Message})
	}
	return out
}

// fromReport is the answer about one document whose problems ds have the given id. previous is the id of those that the
// client has; nil if it has none.
func fromReport(ds []protocol.Diagnostic, id string, previous *string) protocol.DocumentDiagnosticReport {
	if previous != nil && *previous == id {
		return &protocol.RelatedUnchangedDocumentDiagnosticReport{
			UnchangedDocumentDiagnosticReport: protocol.UnchangedDocumentDiagnosticReport{
				Kind: string(protocol.DocumentDiagnosticReportKindUnchanged), ResultID: id,
			},
		}
	}
	return &protocol.RelatedFullDocumentDiagnosticReport{FullDocumentDiagnosticReport: fullReport(ds, id)}
}

func (can *capabilities) fromWorkspaceReport(
	path string, f *pack.File, ds []protocol.Diagnostic, id string,
) protocol.WorkspaceDocumentDiagnosticReport {
	report := &protocol.WorkspaceFullDocumentDiagnosticReport{
		FullDocumentDiagnosticReport: fullReport(ds, id), URI: can.fromPath(path),
	}
	if f != nil && f.Open {
		report.Version = &f.Version
	}
	return report
}

// fromEmptyReport takes back what was reported under u.
func fromEmptyReport(u uri.URI) protocol.WorkspaceDocumentDiagnosticReport {
	return &protocol.WorkspaceFullDocumentDiagnosticReport{
		FullDocumentDiagnosticReport: fullReport(nil, resultID(nil)), URI: u,
	}
}

func fullReport(ds []protocol.Diagnostic, id string) protocol.FullDocumentDiagnosticReport {
	if ds == nil {
		ds = []protocol.Diagnostic{} // null is not allowed
	}
	return protocol.FullDocumentDiagnosticReport{
		Kind: string(protocol.DocumentDiagnosticReportKindFull), ResultID: &id, Items: ds,
	}
}

// fromMarkdown is the content of a hover: Markdown, or plain text for a client that does not accept Markdown.
func fromMarkdown(doc string, rich bool) protocol.HoverContents { return fromDoc(doc, rich) }

// fromMarkdownDoc is the same for completion items.
func fromMarkdownDoc(doc string, rich bool) protocol.InlayHintTooltip {
	return fromDoc(doc, rich)
}

func fromDoc(doc string, rich bool) *protocol.MarkupContent {
	if rich {
		return &protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: doc}
	}
	return &protocol.MarkupContent{Kind: protocol.MarkupKindPlainText, Value: markdown.PlainText(doc)}
}

var completionKinds = map[complete.Kind]protocol.CompletionItemKind{
	complete.Property: protocol.CompletionItemKindProperty,
	complete.Value:    protocol.CompletionItemKindValue,
	complete.Enum:     protocol.CompletionItemKindEnumMember,
	complete.File:     protocol.CompletionItemKindFile,
	complete.Folder:   protocol.CompletionItemKindFolder,
	complete.Module:   protocol.CompletionItemKindModule,
	complete.Function: protocol.CompletionItemKindFunction,
	complete.Variable: protocol.CompletionItemKindVariable,
}

func fromItems(items []protocol.CompletionItem) protocol.CompletionResult {
	return &protocol.CompletionList{Items: items}
}

// fromCompletion converts an item for the text t, without its place in the list and its documentation.
func (can *capabilities) fromCompletion(t *text.Text, c *complete.Item) protocol.CompletionItem {
	edit := can.fromEdit(t, c.Edit)
	item := protocol.CompletionItem{
		Label: c.Label, Kind: completionKinds[c.Kind], Detail: optional(c.Detail), TextEdit: &edit,
		InsertTextFormat: protocol.InsertTextFormatPlainText,
	}
	if c.Filter != c.Label { // clients default to the label, and lists are long
		item.FilterText = optional(c.Filter)
	}
	if c.Snippet {
		item.InsertTextFormat = protocol.InsertTextFormatSnippet
	}
	if can.adjustsIndentation && strings.Contains(edit.NewText, "\n") { // see complete.Item
		item.InsertTextMode = protocol.InsertTextModeAdjustIndentation
	}
	if c.Preselect && can.preselect {
		item.Preselect = protocol.NewOptional(true)
	}
	if c.Deprecated && can.deprecatedTag {
		item.Tags = []protocol.CompletionItemTag{protocol.CompletionItemTagDeprecated}
	}
	for _, e := range c.More {
		item.AdditionalTextEdits = append(item.AdditionalTextEdits, can.fromEdit(t, e))
	}
	return item
}

func (can *capabilities) fromEdit(t *text.Text, e text.Edit) protocol.TextEdit {
	return protocol.TextEdit{Range: can.fromRange(t, e.Range), NewText: e.New}
}

func toRequestID(token protocol.ProgressToken) (id jsonrpc2.ID, ok bool) {
	switch token := token.(type) {
	case protocol.Integer:
		return jsonrpc2.NewNumberID(int64(token)), true
	case protocol.String:
		return jsonrpc2.NewStringID(strings.Clone(string(token))), true
	}
	return id, false
}

func (d itemData) json() protocol.LSPAny {
	b, _ := json.Marshal(d) // two numbers always encode
	return b
}

// itemDataOf reads what json wrote. For other data it is the zero itemData, which names no list.
func itemDataOf(raw protocol.LSPAny) (d itemData) {
	if json.Unmarshal(raw, &d) != nil {
		return itemData{}
	}
	return d
}

// fromAction converts an action for the file f, without its edit.
func (can *capabilities) fromAction(f *pack.File, a *action.Action) *protocol.CodeAction {
	kind := codeActionKinds[a.Kind]
	act := &protocol.CodeAction{Title: a.Title, Kind: &kind, Diagnostics: can.fromDiagnostics(f, a.Diagnostics)}
	if a.Kind == action.QuickFix {
		act.IsPreferred = &a.Preferred
	}
	return act
}

func fromActions(actions []*protocol.CodeAction) []protocol.CommandOrCodeAction {
	out := make([]protocol.CommandOrCodeAction, len(actions))
	for i, a := range actions {
		out[i] = a
	}
	return out
}

// hasCode reports whether a problem that the client passes has the given code.
func hasCode(d protocol.Diagnostic, code string) bool { return d.Code == protocol.String(code) }

func (d actionData) json() protocol.LSPAny {
	b, _ := protocol.Marshal(d) // strings and numbers always encode
	return b
}

// actionDataOf reads what json wrote. For other data it is the zero actionData, which names no document.
func actionDataOf(raw protocol.LSPAny) (d actionData) {
	if json.Unmarshal(raw, &d) != nil {
		return actionData{}
	}
	return d
}

// fromEdits converts edits of the files in texts; nil if the client cannot apply them.
func (can *capabilities) fromEdits(edits []edit.FileEdit, texts map[string]editedFile) *protocol.WorkspaceEdit {
	operations := slices.ContainsFunc(edits, func(e edit.FileEdit) bool { return e.Create || e.From != "" })
	if can.documentChanges || operations {
		return can.fromVersionedEdits(edits, texts)
	}
	out := &protocol.WorkspaceEdit{Changes: map[uri.URI][]protocol.TextEdit{}}
	for _, e := range edits {
		u := can.fromPath(e.Path)
		out.Changes[u] = append(out.Changes[u], can.fromEdit(texts[e.Path].text, e.Edit))
	}
	return out
}

// fromVersionedEdits names the version of each open document. A file is created before it is filled.
func (can *capabilities) fromVersionedEdits(
	edits []edit.FileEdit, texts map[string]editedFile,
) *protocol.WorkspaceEdit {
	out := &protocol.WorkspaceEdit{}
	documents := map[string]*protocol.TextDocumentEdit{}
	for _, e := range edits {
		if e.Create && !can.creates || e.From != "" && !can.renames {
			return nil
		}
		if e.From != "" {
			out.DocumentChanges = append(out.DocumentChanges, &protocol.RenameFile{
				Kind: "rename", OldURI: can.fromPath(e.From), NewURI: can.fromPath(e.Path),
			})
			continue
		}
		if e.Create {
			create := &protocol.CreateFile{Kind: "create", URI: can.fromPath(e.Path)}
			out.DocumentChanges = append(out.DocumentChanges, create)
		}
		d := documents[e.Path]
		if d == nil {
			d = &protocol.TextDocumentEdit{}
			d.TextDocument.URI = can.fromPath(e.Path)
			if f := texts[e.Path]; f.open {
				d.TextDocument.Version = &f.version
			}
			documents[e.Path] = d
			out.DocumentChanges = append(out.DocumentChanges, d)
		}
		edit := can.fromEdit(texts[e.Path].text, e.Edit)
		if e.Create {
			edit.Range.End.Line++ // all of the file; Neovim keeps an empty line at its end otherwise
		}
		d.Edits = append(d.Edits, &edit)
	}
	return out
}

// watchRegistration asks for changes of the files that match globs, and for all files that are created or deleted.
func watchRegistration(globs []string) protocol.LSPAny {
	options := protocol.DidChangeWatchedFilesRegistrationOptions{
		Watchers: []protocol.FileSystemWatcher{
			{GlobPattern: protocol.Pattern("**/*"), Kind: protocol.WatchKindCreate | protocol.WatchKindDelete},
		},
	}
	for _, glob := range globs {
		options.Watchers = append(options.Watchers, protocol.FileSystemWatcher{GlobPattern: protocol.Pattern(glob)})
	}
	return registerOptions(&options)
}

// configurationRegistration asks for changes of the settings of a section.
func configurationRegistration(section string) protocol.LSPAny {
	return registerOptions(map[string]string{"section": section})
}

func registerOptions(options any) protocol.LSPAny {
	b, _ := protocol.Marshal(options) // strings and numbers always encode
	return b
}

// optional leaves out an empty string.
func optional(s string) (o protocol.Optional[string]) {
	if s != "" {
		o.Set(s)
	}
	return o
}

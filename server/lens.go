package server

import (
	"context"
	"slices"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/pack-lsp/pack-lsp/analysis/hover"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/symbol"
)

// showReferences is a command of clients that shows places. Its arguments are the URI of a document, a position in it,
// and a list of Location. A client that has the command names it in the list "commands" of its initializationOptions,
// or, as for rust-analyzer, in "experimental.commands.commands" of its capabilities. Other clients are offered no
// lenses, since a click on one would do nothing.
const showReferences = "packLsp.showReferences"

// CodeLens lists the lenses of a document. Those of values come without their words: clients ask for the ones that are
// visible.
func (s *server) CodeLens(ctx context.Context, params *protocol.CodeLensParams) ([]protocol.CodeLens, error) {
	doc, ok := s.packDocument(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	used, err := usedValues(ctx, doc)
	if err != nil {
		return nil, err
	}
	lenses := s.can.fromLenses(doc.file, hover.Lenses(doc.Snapshot, doc.file.Path))
	data := lensData{params.TextDocument.URI, doc.file.Version}.json()
	for _, u := range used {
		lenses = append(lenses, protocol.CodeLens{Range: s.can.fromRange(doc.file.Text, u.Range), Data: data})
	}
	s.giveViews(doc)
	return lenses, nil
}

// usedValues are the values of a document that get a lens.
func usedValues(ctx context.Context, doc document) ([]symbol.Used, error) {
	if p, _ := doc.PackOf(doc.file.Path); p == nil || !p.Settings.CodeLens() {
		return nil, nil
	}
	return symbol.UsedValues(ctx, doc.Snapshot, doc.file.Path)
}

// lensData says what a lens without words is about, in addition to its range.
type lensData struct {
	URI     uri.URI `json:"uri"`
	Version int32   `json:"version"`
}

// CodeLensResolve returns the lens of a value with the number of references to it, and their places. It fails if the
// document has changed since the lens was listed, or if nothing refers to the value anymore.
func (s *server) CodeLensResolve(ctx context.Context, params *protocol.CodeLens) (*protocol.CodeLens, error) {
	data := lensDataOf(params.Data)
	doc, ok := s.packDocument(ctx, data.URI)
	if !ok || doc.file.Version != data.Version {
		return nil, errChanged
	}
	used, err := usedValues(ctx, doc)
	if err != nil {
		return nil, err
	}
	at := s.can.toRange(doc.file.Text, params.Range)
	i := slices.IndexFunc(used, func(u symbol.Used) bool { return u.Range == at })
	if i < 0 {
		return nil, errChanged // another file has
	}
	l := hover.Lens{Range: at, Title: markdown.Plural(len(used[i].Places), "reference"), Places: used[i].Places}
	return &s.can.fromLenses(doc.file, []hover.Lens{l})[0], nil
}

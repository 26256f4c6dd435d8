package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// DidOpen takes over a document's text. Documents that are no files (untitled:, git: and so on) belong to no pack and are left alone.
func (s *server) DidOpen(_ context.Context, params *protocol.DidOpenTextDocumentParams) error {
	doc := &params.TextDocument
	path, ok := toPath(doc.URI)
	if !ok {
		return nil
	}
	t := text.New(doc.Text)
	s.update(func(n *pack.Snapshot) *pack.Snapshot { return n.WithOpen(path, doc.Version, t) })
	s.diagnoser.edited(path)
	s.watcher.hurry()
	s.checkDay()
	return nil
}

// DidChange edits an open document. Changes come in their order, so that each counts whatever its version: to leave one
// out because its version does not grow would leave the text wrong from then on.
func (s *server) DidChange(_ context.Context, params *protocol.DidChangeTextDocumentParams) error {
	path, ok := toPath(params.TextDocument.URI)
	if !ok {
		return nil
	}
	version := params.TextDocument.Version
	f := s.state.Load().Open(path)
	if f == nil {
		s.log.Warn("change of a document that is not open", "path", path)
		return nil
	}
	if version <= f.Version {
		s.log.Warn("change whose version does not grow", "path", path, "version", version, "after", f.Version)
	}
	if version == 0 { // what none is read as
		version = f.Version
	}
	s.update(func(n *pack.Snapshot) *pack.Snapshot {
		return s.can.withChanges(n, path, version, params.ContentChanges)
	})
	s.diagnoser.edited(path)
	return nil
}

// DidSave has disk looked at where the client does not watch it: saving often goes with other changes.
func (s *server) DidSave(context.Context, *protocol.DidSaveTextDocumentParams) error {
	s.watcher.hurry()
	s.checkDay()
	return nil
}

// DidClose gives a document back to disk.
func (s *server) DidClose(_ context.Context, params *protocol.DidCloseTextDocumentParams) error {
	path, ok := toPath(params.TextDocument.URI)
	if !ok {
		return nil
	}
	s.update(func(n *pack.Snapshot) *pack.Snapshot { return n.WithClosed(path) })
	s.tokens.forget(path)
	s.diagnoser.edited(path)
	s.watcher.hurry()
	return nil
}

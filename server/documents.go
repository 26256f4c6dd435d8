package server

import (
	"context"
	"runtime"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// DidOpen takes over the text of a document. It ignores documents that are not files (untitled:, git: and so on), which
// do not belong to a pack.
func (s *server) DidOpen(_ context.Context, params *protocol.DidOpenTextDocumentParams) error {
	doc := &params.TextDocument
	path, ok := toPath(doc.URI)
	if !ok {
		return nil
	}
	t := text.New(s.texts.of(doc.Text))
	s.update(func(n *pack.Snapshot) *pack.Snapshot { return n.WithOpen(path, doc.Version, t) })
	s.diagnoser.edited(path)
	s.watcher.hurry()
	s.checkDay()
	return nil
}

// DidChange edits an open document. Changes arrive in order, so each is applied, whatever its version: if one were
// ignored because its version does not grow, the text would be wrong from then on.
func (s *server) DidChange(_ context.Context, params *protocol.DidChangeTextDocumentParams) error {
	path, ok := toPath(params.TextDocument.URI)
	if !ok {
		return nil
	}
	version := params.TextDocument.Version
	f := s.state.Load().Open(path)
	if f == nil {
		s.log.Warn("change to a document that is not open", "path", path)
		return nil
	}
	if version <= f.Version {
		s.log.Warn("change whose version does not grow", "path", path, "version", version, "after", f.Version)
	}
	if version == 0 { // also if there is none
		version = f.Version
	}
	s.update(func(n *pack.Snapshot) *pack.Snapshot {
		return s.can.withChanges(n, path, version, params.ContentChanges, s.texts.of)
	})
	s.diagnoser.edited(path)
	// What that has woken is to run now on this thread. Otherwise another one has to be woken up for it, or, if all are
	// busy, it waits until the runtime finds out that this one waits for the next message.
	runtime.Gosched()
	return nil
}

// DidSave looks at the disk if the client does not watch it: other files often change with a save.
func (s *server) DidSave(context.Context, *protocol.DidSaveTextDocumentParams) error {
	s.watcher.hurry()
	s.checkDay()
	return nil
}

// DidClose makes the file on disk the text of a document again.
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

package server

import (
	"context"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// document is the file that a request is about, in the snapshot of the moment when the request was read.
type document struct {
	*state
	file *pack.File
}

// document takes the snapshot and releases the reader for later messages, for a request about a place in a document. It
// is false for documents that are not files of a pack, and if ctx ends while the request waits for memory.
func (s *server) document(ctx context.Context, u uri.URI) (document, bool) {
	return s.documentOf(ctx, u, func(p *pack.Pack, f *pack.File) int64 {
		if f.Kind == pack.Meta { // what it lists need not be read for a place in it
			return f.Weight()
		}
		return p.Weight()
	})
}

// packDocument is document for a request that may look at all files of the pack, whatever the document is.
func (s *server) packDocument(ctx context.Context, u uri.URI) (document, bool) {
	return s.documentOf(ctx, u, func(p *pack.Pack, _ *pack.File) int64 { return p.Weight() })
}

// textDocument is document for a request that looks at nothing but the text of the document.
func (s *server) textDocument(ctx context.Context, u uri.URI) (document, bool) {
	return s.documentOf(ctx, u, func(_ *pack.Pack, f *pack.File) int64 { return f.Weight() })
}

func (s *server) documentOf(
	ctx context.Context, u uri.URI, weight func(*pack.Pack, *pack.File) int64,
) (document, bool) {
	now := s.state.Load()
	jsonrpc2.Async(ctx)
	s.memory.busy()
	path, ok := toPath(u)
	if !ok {
		return document{}, false
	}
	doc, ok := now.document(path)
	if !ok {
		return document{}, false
	}
	p, f := now.PackOf(path)
	if p == nil || f == nil { // settings
		return doc, true
	}
	work := workOn(p, weight(p, f))
	if s.memory.accountOf(work) == nil {
		return doc, true
	}
	return s.memory.admit(ctx, p.Dir, doc, work)
}

// document is the file at path; false if it is not a file of a pack.
func (now *state) document(path string) (document, bool) {
	if f := now.Open(path); f != nil {
		return document{now, f}, now.Kind(path) != pack.Other
	}
	_, f := now.PackOf(path)
	return document{now, f}, f != nil
}

// offset is the byte offset of a position on the wire.
func (d document) offset(s *server, p protocol.Position) int {
	return s.can.offset(d.file.Text, p)
}

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

// document takes the snapshot and releases the reader for later messages. It is false for documents that are not files
// of a pack.
func (s *server) document(ctx context.Context, u uri.URI) (document, bool) {
	now := s.state.Load()
	jsonrpc2.Async(ctx)
	s.memory.busy()
	path, ok := toPath(u)
	if !ok {
		return document{}, false
	}
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

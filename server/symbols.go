package server

import (
	"context"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/symbol"
)

// maxSymbols limits the workspace symbols for one query. Nobody reads more, and clients ask again after each letter.
const maxSymbols = 200

// Symbols finds packs of the workspace and sections of their values.
func (s *server) Symbols(
	ctx context.Context, params *protocol.WorkspaceSymbolParams,
) (protocol.WorkspaceSymbolResult, error) {
	now := s.state.Load()
	jsonrpc2.Async(ctx)
	s.memory.busy()
	bare, enter := s.entering(ctx, now)
	found, err := symbol.Search(ctx, bare, params.Query, maxSymbols, enter)
	if err != nil {
		return nil, err
	}
	return s.can.fromFound(found), nil
}

package server

import (
	"context"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/symbol"
)

// maxSymbols is how many symbols of the workspace are returned for one query: more than anyone reads, and clients ask again with each letter.
const maxSymbols = 200

// Symbols finds packs of the workspace and sections of their values.
func (s *server) Symbols(ctx context.Context, params *protocol.WorkspaceSymbolParams) (protocol.WorkspaceSymbolResult, error) {
	now := s.state.Load()
	jsonrpc2.Async(ctx)
	s.memory.busy()
	found, err := symbol.Search(ctx, now.Snapshot, params.Query, maxSymbols)
	if err != nil {
		return nil, err
	}
	var symbols protocol.SymbolInformationSlice
	for _, f := range found {
		symbol := protocol.SymbolInformation{Location: s.can.fromLocation(f.Path, f.Text, f.Range)}
		symbol.Name, symbol.Kind = f.Name, protocol.SymbolKindNamespace
		if f.Pack {
			symbol.Kind = protocol.SymbolKindPackage
		} else {
			symbol.ContainerName = &f.Container
		}
		symbols = append(symbols, symbol)
	}
	return symbols, nil
}

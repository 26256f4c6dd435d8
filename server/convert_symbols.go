package server

import (
	"iter"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/outline"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

var symbolKinds = [...]protocol.SymbolKind{
	syntax.Invalid:  protocol.SymbolKindNull,
	syntax.Null:     protocol.SymbolKindNull,
	syntax.Bool:     protocol.SymbolKindBoolean,
	syntax.Number:   protocol.SymbolKindNumber,
	syntax.String:   protocol.SymbolKindString,
	syntax.Mapping:  protocol.SymbolKindObject,
	syntax.Sequence: protocol.SymbolKindArray,
	syntax.Alias:    protocol.SymbolKindVariable,
}

// fromSymbols converts an outline to a tree, or to a list for a client that does not accept trees.
func (can *capabilities) fromSymbols(f *pack.File, symbols iter.Seq[outline.Symbol]) protocol.DocumentSymbolResult {
	if can.symbolTrees {
		return encodedSymbols{json: can.encodeSymbols(f, symbols)}
	}
	list := protocol.SymbolInformationSlice{}
	var around []*string // the names of the symbols that the next one may be in
	for sym := range symbols {
		info := protocol.SymbolInformation{Location: can.fromLocation(f.Path, f.Text, sym.Range)}
		info.Name, info.Kind = sym.Name, symbolKinds[sym.Kind]
		if sym.Depth > 0 {
			info.ContainerName = around[sym.Depth-1]
		}
		list = append(list, info)
		around = append(around[:sym.Depth], &sym.Name)
	}
	return list
}

// encodedSymbols is a tree of symbols as JSON. A large file has tens of thousands; as values of the protocol they would
// take more memory than the syntax tree, and more time than what they are made of.
type encodedSymbols struct {
	protocol.DocumentSymbolSlice // makes it a result; always nil
	json                         []byte
}

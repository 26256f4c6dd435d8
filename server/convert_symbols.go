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

// maxOutline is how many symbols of a document a client gets. They are 25 MB; no editor shows as many, and some cannot
// read a message that is twenty times as long.
const maxOutline = 100_000

// few yields symbols as they are if they are at most limit. Of more, it yields those in the fewest others, and of the
// last depth that has some, the first ones.
func few(symbols iter.Seq[outline.Symbol], limit int) iter.Seq[outline.Symbol] {
	var at []int // how many there are at each depth
	for sym := range symbols {
		at = append(at, make([]int, max(0, sym.Depth+1-len(at)))...)
		at[sym.Depth]++
	}
	last := 0
	for last < len(at) && at[last] <= limit {
		limit -= at[last]
		last++
	}
	if last == len(at) {
		return symbols
	}
	return func(yield func(outline.Symbol) bool) {
		left := limit // at the depth last
		for sym := range symbols {
			if sym.Depth == last {
				left--
			}
			if (sym.Depth < last || sym.Depth == last && left >= 0) && !yield(sym) {
				return
			}
		}
	}
}

// fromSymbols converts an outline to a tree, or to a list for a client that does not accept trees.
func (can *capabilities) fromSymbols(f *pack.File, symbols iter.Seq[outline.Symbol]) protocol.DocumentSymbolResult {
	members := f.Tree().Members()
	if members > maxOutline {
		symbols, members = few(symbols, maxOutline), maxOutline
	}
	if can.symbolTrees {
		return encodedSymbols{json: can.encodeSymbols(f, symbols, members)}
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

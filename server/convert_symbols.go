package server

import (
	"iter"
	"strconv"
	"unicode/utf8"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/outline"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
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

// symbolSize is about how many bytes of JSON a node of the syntax tree takes: most symbols have three, a pair with its
// key and value.
const symbolSize = 100

// encodeSymbols is what the protocol's encoder writes for the tree of symbols.
func (can *capabilities) encodeSymbols(f *pack.File, symbols iter.Seq[outline.Symbol]) []byte {
	e := symbolEncoder{b: make([]byte, 0, 64+symbolSize*f.Tree().Len()), at: text.NewCursor(f.Text, can.encoding)}
	e.write("[")
	last := -1 // depth of the symbol before
	for sym := range symbols {
		if sym.Depth >= maxSymbolDepth {
			continue
		}
		switch {
		case last < 0:
		case sym.Depth > last:
			e.write(`,"children":[`)
		default:
			e.close(last - sym.Depth)
			e.write(",")
		}
		last = sym.Depth
		e.symbol(&sym)
	}
	if last >= 0 {
		e.close(last)
	}
	e.write("]")
	return e.b
}

// symbolEncoder appends symbols to b.
type symbolEncoder struct {
	b    []byte
	at   *text.Cursor
	line int    // of the last position
	head []byte // of a position on that line, up to its character; nil if there was none
}

func (e *symbolEncoder) write(s string) { e.b = append(e.b, s...) }

// close ends the last symbol, and as many of those around it.
func (e *symbolEncoder) close(around int) {
	e.write("}")
	for range around {
		e.write("]}")
	}
}

// symbol writes sym without its end.
func (e *symbolEncoder) symbol(sym *outline.Symbol) {
	e.write(`{"name":`)
	e.b = appendString(e.b, sym.Name)
	if sym.Detail != "" {
		e.write(`,"detail":`)
		e.b = appendString(e.b, sym.Detail)
	}
	e.write(`,"kind":`)
	e.b = strconv.AppendUint(e.b, uint64(symbolKinds[sym.Kind]), 10)
	e.write(`,"range":{"start":`)
	e.span(sym.Range)
	e.write(`,"selectionRange":{"start":`)
	e.span(sym.Selection)
}

// span writes r from its first position on.
func (e *symbolEncoder) span(r text.Range) {
	start, end := e.at.Range(r)
	e.position(start)
	e.write(`},"end":`)
	e.position(end)
	e.write("}}")
}

// position writes p without its end. Most positions are on the line of the one before.
func (e *symbolEncoder) position(p text.Position) {
	if p.Line != e.line || e.head == nil {
		e.line = p.Line
		e.head = append(e.head[:0], `{"line":`...)
		e.head = strconv.AppendUint(e.head, uint64(p.Line), 10)
		e.head = append(e.head, `,"character":`...)
	}
	e.b = append(e.b, e.head...)
	e.b = strconv.AppendUint(e.b, uint64(p.Character), 10)
}

// appendString appends s as the protocol's encoder writes it.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			b, _ = protocol.AppendMarshal(b, protocol.String(s)) // strings always encode
			return b
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

package server

import (
	"iter"
	"slices"
	"strconv"
	"unicode/utf8"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/outline"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// symbolEncoder writes symbols as JSON. A large file has tens of thousands, and most of what is written for each is the
// same words. So these have a fixed size in memory, which is stored as a whole; what comes next overwrites what is
// after the word. Appending them as strings takes several times as long.
type symbolEncoder struct {
	b    []byte // up to its capacity
	at   *text.Cursor
	line int  // on which the last range begins
	head word // of a position on that line, up to its character
}

// word is text of at most 32 bytes.
type word struct {
	text [32]byte
	n    int
}

func newWord(s string) (w word) {
	w.n = copy(w.text[:], s)
	return w
}

// put stores w in b at n, and returns where it ends.
func (w *word) put(b []byte, n int) int {
	*(*[32]byte)(b[n:]) = w.text
	return n + w.n
}

var (
	wordFirst     = newWord(`{"name":`)
	wordNext      = newWord(`,{"name":`)
	wordInside    = newWord(`,"children":[{"name":`)
	wordDetail    = newWord(`,"detail":`)
	wordEnd       = newWord(`},"end":`)
	wordSelection = newWord(`}},"selectionRange":{"start":`)
	wordKinds     = func() (words [len(symbolKinds)]word) {
		for i, kind := range symbolKinds {
			words[i] = newWord(`,"kind":` + strconv.Itoa(int(kind)) + `,"range":{"start":`)
		}
		return words
	}()
)

// symbolRoom is more than what is stored for a symbol takes, apart from its name and detail: seven words, four
// positions with two numbers each, and the ends of the symbols around the one before.
const symbolRoom = 7*32 + 4*(32+20) + 3*maxSymbolDepth

// symbolSize is about how many bytes the JSON of a symbol has, apart from the digits of lines.
const symbolSize = 200

// encodeSymbols is what the protocol's encoder writes for the tree of symbols, in the buffer of frames. There are about
// as many as members.
func (can *capabilities) encodeSymbols(f *pack.File, symbols iter.Seq[outline.Symbol], members int) []byte {
	e := symbolEncoder{b: frames.take(), at: text.NewCursor(f.Text, can.encoding), line: -1}
	e.b = e.b[:cap(e.b)]
	digits := len(strconv.Itoa(f.Text.LineCount()))
	e.grow(0, members*(symbolSize+4*digits)+symbolRoom)
	e.b[0] = '['
	n, last := 1, -1 // last is the depth of the symbol before
	for sym := range symbols {
		if sym.Depth < maxSymbolDepth {
			n, last = e.symbol(n, &sym, last), sym.Depth
		}
	}
	e.grow(n, symbolRoom)
	n = e.close(n, last)
	e.b[n] = ']'
	return e.b[:n+1]
}

// grow makes room for more bytes after the first n.
func (e *symbolEncoder) grow(n, more int) {
	if len(e.b)-n < more {
		e.b = slices.Grow(e.b[:n], more)
		e.b = e.b[:cap(e.b)]
	}
}

// close writes the end of the last symbol at n, and of as many of those around it; of none if around is negative.
func (e *symbolEncoder) close(n, around int) int {
	if around < 0 {
		return n
	}
	e.b[n] = '}'
	n++
	for range around {
		e.b[n], e.b[n+1] = ']', '}'
		n += 2
	}
	return n
}

// symbol writes sym without its end at n, and returns where it ends. The symbol before is at the depth last; -1 if
// there is none.
func (e *symbolEncoder) symbol(n int, sym *outline.Symbol, last int) int {
	e.grow(n, symbolRoom)
	switch {
	case last < 0:
		n = wordFirst.put(e.b, n)
	case sym.Depth > last:
		n = wordInside.put(e.b, n)
	default:
		n = wordNext.put(e.b, e.close(n, last-sym.Depth))
	}
	n = e.string(n, sym.Name)
	if sym.Detail != "" {
		n = e.string(wordDetail.put(e.b, n), sym.Detail)
	}
	start, end := e.at.Range(sym.Range)
	n = wordKinds[sym.Kind].put(e.b, n)
	n = e.span(n, start, end)
	n = wordSelection.put(e.b, n)
	if sym.Selection != sym.Range {
		start, end = e.at.Range(sym.Selection)
	}
	n = e.span(n, start, end)
	e.b[n], e.b[n+1] = '}', '}'
	return n + 2
}

// span writes the range from start to end at n, without the beginning and end that all have. Most begin on the line of
// the one before, and end there.
func (e *symbolEncoder) span(n int, start, end text.Position) int {
	if start.Line != e.line {
		e.line = start.Line
		e.head.position(e.line)
	}
	n = number(e.b, e.head.put(e.b, n), start.Character)
	n = wordEnd.put(e.b, n)
	if end.Line == e.line {
		return number(e.b, e.head.put(e.b, n), end.Character)
	}
	var last word
	last.position(end.Line)
	return number(e.b, last.put(e.b, n), end.Character)
}

// position makes w a position on that line up to its character. It fits, as there are fewer lines than bytes in a text.
func (w *word) position(line int) {
	b := append(w.text[:0], `{"line":`...)
	b = strconv.AppendUint(b, uint64(line), 10)
	w.n = len(append(b, `,"character":`...))
}

// number writes i in b at n.
func number(b []byte, n, i int) int {
	switch {
	case i < 10:
		b[n] = '0' + byte(i)
		return n + 1
	case i < 100:
		b[n], b[n+1] = '0'+byte(i/10), '0'+byte(i%10)
		return n + 2
	}
	return len(strconv.AppendUint(b[:n], uint64(i), 10))
}

// string writes s at n as the protocol's encoder does, and makes room for the rest of a symbol.
func (e *symbolEncoder) string(n int, s string) int {
	e.grow(n, len(s)+symbolRoom)
	b := e.b[n:]
	b[0] = '"'
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			return e.escaped(n, s)
		}
		b[1+i] = c
	}
	b[1+len(s)] = '"'
	return n + 2 + len(s)
}

// escaped is string for one that the protocol may write with escapes.
func (e *symbolEncoder) escaped(n int, s string) int {
	b, _ := protocol.AppendMarshal(e.b[:n], protocol.String(s)) // strings always encode
	e.b, n = b[:cap(b)], len(b)
	e.grow(n, symbolRoom)
	return n
}

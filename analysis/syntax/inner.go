package syntax

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Inner is where the content of the scalar n is: between its quotes, below the header line of a block scalar,
// or all of a plain one; and how characters are written there. The lines of a block scalar include their
// indentation. Empty if n is not a scalar.
func (n Node) Inner() (text.Range, text.Quoting) {
	r, src := n.Range(), n.Source()
	if !n.IsScalar() && n.Kind() != Invalid || src == "" {
		return text.Range{Start: r.Start, End: r.Start}, text.Verbatim
	}
	switch n.Style() {
	case SingleQuoted, DoubleQuoted:
		quoting := text.SingleQuoted
		if n.Style() == DoubleQuoted {
			quoting = text.DoubleQuoted
		}
		r.Start++
		if len(src) > 1 && src[len(src)-1] == src[0] {
			r.End--
		}
		return r, quoting
	case Literal, Folded:
		if eol := strings.IndexByte(src, '\n'); eol >= 0 {
			r.Start += eol + 1
		} else {
			r.Start = r.End
		}
	}
	return r, text.Verbatim
}

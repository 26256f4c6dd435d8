package edit

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// WrapValue makes the scalar that is the value of a YAML pair the value of key in a mapping of its own, below
// the pair's key. nil if the text does not allow that.
func WrapValue(pair syntax.Node, key string) []text.Edit {
	v, src := pair.Value(), pair.Tree().Text
	colon := colonOf(pair)
	if colon < 0 || v.Start() <= colon || strings.Trim(src[colon+1:v.Start()], " \r\n") != "" {
		return nil
	}
	switch {
	case inFlow(pair):
		return []text.Edit{Replace(v, "{"+Scalar(key)+": "+v.Source()+"}")}
	case lineStart(src, v.Start()) != lineStart(src, pair.Start()):
		return []text.Edit{{Range: at(v.Start()), New: Scalar(key) + ": "}}
	case !beginsLine(pair):
		return nil
	}
	in := column(pair) + yamlUnit(pair.Tree())
	return []text.Edit{{Range: text.Range{Start: colon + 1, End: v.Start()},
		New: indented("\n"+Scalar(key)+": ", in, src)}}
}

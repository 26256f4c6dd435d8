package syntax

import (
	"strings"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

// maxDecoded is the cost, in bytes read by github.com/goccy/go-yaml at about 8 MB a second, up to which the
// scalars of one text are decoded. Those beyond keep their escapes and line ends as written.
const maxDecoded = 4 << 20

// decode is the content of the one scalar in src, a complete YAML text, as goccy/go-yaml reads it; written if
// that fails.
func (p *yamlParser) decode(src, written string) string {
	p.decoded += len(src)
	if src[0] == '"' { // at each tab the library looks for the end of the line
		p.decoded += len(src) / 64 * strings.Count(src, "\t")
	}
	if p.decoded > maxDecoded {
		return written
	}
	content, ok := goccyScalar(src)
	if !ok {
		return written
	}
	return content
}

// goccyScalar is the content of the one scalar in src, plain or in quotes; ok is false if goccy/go-yaml finds anything
// else.
func goccyScalar(src string) (content string, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	scalars := 0
	for _, t := range lexer.Tokenize(src) {
		switch t.Type {
		case token.StringType, token.SingleQuoteType, token.DoubleQuoteType:
			content = t.Value
			scalars++
		default:
			return "", false
		}
	}
	return content, scalars == 1
}

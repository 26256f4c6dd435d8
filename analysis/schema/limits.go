package schema

import (
	"fmt"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// maxNesting is how many subschemas may apply to one value inside each other.
const maxNesting = 128

// maxNamed bounds the references by name times the subschemas, since jsonschema looks for each name among all.
const maxNamed = 1 << 20

// tooMuch is what in a schema jsonschema cannot compile in a reasonable time, or at all; "" if nothing is.
func tooMuch(tree *syntax.Tree) (at text.Range, message string) {
	parts, named := 0, 0
	for n := range tree.All() {
		switch n.Kind() {
		case syntax.Mapping, syntax.Bool:
			parts++
		case syntax.Number:
			if outOfRange(n.Text()) {
				return n.Range(), fmt.Sprintf("the number %s is out of range", shorten(n.Text()))
			}
		case syntax.Pair:
			if ref := n.Value(); isReference(n.Key().Text()) && ref.Kind() == syntax.String && !isPointer(ref.Text()) {
				named++
			}
		}
	}
	if most := maxParts(tree); parts > most {
		return at, fmt.Sprintf("the schema has more than %d parts, too many to compile in a reasonable time", most)
	}
	if named*parts > maxNamed {
		return at, "the schema has too many references by name to compile in a reasonable time; write them as #/..."
	}
	return at, ""
}

// outOfRange reports whether a number is too large or too small to be computed with exactly.
func outOfRange(s string) bool {
	v, ok := number(s)
	f, isFloat := v.(float64)
	mantissa, _, _ := cutExponent(s)
	return !ok || isFloat && f == 0 && strings.ContainsAny(mantissa, "123456789")
}

// maxParts is how many subschemas are compiled. For draft 2020-12 jsonschema v5.3.1 looks through all of them
// for each one (compileDynamicAnchors). The schemas of published charts have up to 470.
func maxParts(tree *syntax.Tree) int {
	if draft := tree.Root().Get("$schema").Text(); draft == "" || strings.Contains(draft, "2020-12") {
		return 5000
	}
	return 100_000
}

func isReference(key string) bool {
	switch key {
	case "$ref", "$schema", "$dynamicRef", "$recursiveRef":
		return true
	}
	return false
}

// isPointer reports whether a reference says where its target is, or is to a draft, and not what it is called.
func isPointer(ref string) bool {
	return ref == "#" || strings.HasPrefix(ref, "#/") || strings.Contains(ref, "://json-schema.org/")
}

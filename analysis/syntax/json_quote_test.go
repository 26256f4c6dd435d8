package syntax_test

import (
	"os"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// TestMissingClosingQuote takes the closing quote from each string of a text in turn. There must be one report, and its
// fix must give back the text as it was.
func TestMissingClosingQuote(t *testing.T) {
	pack, err := os.ReadFile("../../examples/good-pack/pack.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, src := range []string{
		string(pack),
		`{"name": "x", "version": "1.0.0", "layer": "", "cloudTypes": ["all", "aws"], "n": 1, "on": true, "none": null}`,
		`{"constraints": {"resources": [{"type": "cpu", "minLimit": 100}, {"type": "memory"}]}, "eol": "2030-01-01"}`,
	} {
		for n := range syntax.ParseJSON(src).All() {
			if n.Kind() != syntax.String {
				continue
			}
			broken := src[:n.End()-1] + src[n.End():]
			tree := syntax.ParseJSON(broken)
			if len(tree.Errors) != 1 {
				t.Errorf("%s without its closing quote: %d reports: %+v", n.Source(), len(tree.Errors), tree.Errors)
				continue
			}
			if fixed := text.Apply(broken, tree.Errors[0].Fix); fixed != src {
				t.Errorf("%s without its closing quote becomes\n%s", n.Source(), fixed)
			}
		}
	}
}

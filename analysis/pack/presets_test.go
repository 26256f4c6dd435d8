package pack

import (
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/embedded"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// An entry that aliases list again and again is read once, and used twice at most; entries that share what they add
// share its tree.
func TestSharedPresets(t *testing.T) {
	src := "presets:\n- &a\n  name: a\n  group: g\n  add: &text |\n    x: 1\n" + strings.Repeat("- *a\n", 10_000) +
		strings.Repeat("- name: b\n  add: *text\n", 1000)
	presets := readPresets(syntax.ParseYAML(src).Root())
	if len(presets) != maxSame+1000 {
		t.Errorf("%d presets", len(presets))
	}
	trees := map[*embedded.Content]bool{}
	for _, p := range presets {
		trees[p.Add] = true
	}
	if len(trees) != 1 {
		t.Errorf("%d trees", len(trees))
	}
}

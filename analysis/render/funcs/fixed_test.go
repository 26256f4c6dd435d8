package funcs_test

import (
	"strings"
	"testing"
	"text/template"

	"github.com/pack-lsp/pack-lsp/analysis/render/funcs"
)

// TestFixedFunctions holds that what Helm leaves to chance or the clock gives the same text each time.
func TestFixedFunctions(t *testing.T) {
	const text = `{{ randAlphaNum 12 }} {{ uuidv4 }} {{ now | date "2006-01-02T15:04:05" }} {{ keys . | join "," }}`
	print := func() string {
		own := template.FuncMap{"join": func(sep string, list []string) string { return strings.Join(list, sep) }}
		tmpl, err := template.New("").Funcs(own).Funcs(funcs.FixedFunctions()).Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := tmpl.Execute(&b, map[string]any{"b": 1, "a": 2, "c": 3}); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	first := print()
	if !strings.HasSuffix(first, " a,b,c") {
		t.Errorf("keys are not sorted: %s", first)
	}
	for range 3 {
		if again := print(); again != first {
			t.Errorf("got %q, then %q", first, again)
		}
	}
}

package palette_test

import (
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

func TestAttributes(t *testing.T) {
	var visit func(path []string, attributes []palette.Attribute)
	visit = func(path []string, attributes []palette.Attribute) {
		for _, a := range attributes {
			at := append(path[:len(path):len(path)], a.Name)
			tree := syntax.ParseYAML(a.Example)
			if v := tree.Root().Get(a.Name); len(tree.Errors) > 0 || v.Kind() != a.Kind {
				t.Errorf("%v: the example %q is no %v", at, a.Example, a.Kind)
			}
			if a.Doc == "" || a.Type == "" || a.Snippet == "" || a.Snippet[0] != ' ' && a.Snippet[0] != '\n' {
				t.Errorf("%v lacks documentation, type or snippet", at)
			}
			if found := palette.AttributeAt(at...); found == nil || found.Name != a.Name || found.Doc != a.Doc {
				t.Errorf("AttributeAt(%q) = %v", at, found)
			}
			visit(at, a.Children)
		}
	}
	visit(nil, palette.Attributes())
	for _, path := range [][]string{nil, {"nothing"}, {"namespace", "x"}, {"content", "images", "tag"}} {
		if found := palette.AttributeAt(path...); found != nil {
			t.Errorf("AttributeAt(%q) = %v, want nil", path, found)
		}
	}
}

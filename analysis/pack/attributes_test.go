package pack_test

import (
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

func TestAttributes(t *testing.T) {
	var visit func(path []string, attributes []pack.Attribute)
	visit = func(path []string, attributes []pack.Attribute) {
		for _, a := range attributes {
			at := append(path[:len(path):len(path)], a.Name)
			tree := syntax.ParseYAML(a.Example)
			if v := tree.Root().Get(a.Name); len(tree.Errors) > 0 || v.Kind() != a.Kind {
				t.Errorf("%v: the example %q is no %v", at, a.Example, a.Kind)
			}
			if a.Doc == "" || a.Type == "" || a.Snippet == "" || a.Snippet[0] != ' ' && a.Snippet[0] != '\n' {
				t.Errorf("%v lacks documentation, type or snippet", at)
			}
			if found := pack.AttributeAt(at...); found == nil || found.Name != a.Name || found.Doc != a.Doc {
				t.Errorf("AttributeAt(%q) = %v", at, found)
			}
			visit(at, a.Children)
		}
	}
	visit(nil, pack.Attributes())
	for _, path := range [][]string{nil, {"nothing"}, {"namespace", "x"}, {"content", "images", "tag"}} {
		if found := pack.AttributeAt(path...); found != nil {
			t.Errorf("AttributeAt(%q) = %v, want nil", path, found)
		}
	}
}

package schema_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

func FuzzValidate(f *testing.F) {
	f.Add(`{` + required + `, "cloudTypes": ["x", , 1e400], "constraints": {"dependencies": [{"type": 1}]}}`)
	f.Fuzz(func(t *testing.T, src string) {
		tree := syntax.ParseJSON(src)
		for _, v := range violations(schema.Embedded().Validate(tree.Root())) {
			if !v.Node.Exists() || v.Message == "" || v.Keyword == "" {
				t.Errorf("%q: %+v", src, v)
			}
		}
	})
}

func FuzzLoad(f *testing.F) {
	f.Add(`{"$ref": "#/$defs/a", "$defs": {"a": {"pattern": "("}}, "properties": {"x": {"$ref": "y"}}}`, `{"x": 1}`)
	f.Fuzz(func(t *testing.T, src, instance string) {
		s, err := schema.Load("own.json", []byte(src))
		if err != nil {
			return
		}
		s.Validate(syntax.ParseJSON(instance).Root())
		s.At([]string{"x", "0"})
	})
}

func packOf(dependencies int) string {
	var b strings.Builder
	b.WriteString(`{` + required +
		`, "cloudTypes": ["aws", "gcp"], "annotations": {"source": "community", "contributor": "x"}, "charts": ` +
		`["charts/x-1.0.0.tgz"], "constraints": {"dependencies": [`)
	for i := range dependencies {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b,
			"\n      {\n        \"packName\": \"pack-%d\",\n        \"layer\": \"addon\",\n        \"minVersion\": "+
				"\"1.%d.0\",\n        \"type\": \"optional\"\n      }", i, i)
	}
	b.WriteString("\n]}}")
	return b.String()
}

func BenchmarkValidate(b *testing.B) {
	for _, n := range []int{3, 2000} {
		root := syntax.ParseJSON(packOf(n)).Root()
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if v, _ := schema.Embedded().Validate(root); len(v) > 0 {
					b.Fatal(v)
				}
			}
		})
	}
	bad := syntax.ParseJSON(strings.ReplaceAll(packOf(2000), `"type": "optional"`, `"type": "x"`)).Root()
	b.Run("2000 wrong", func(b *testing.B) {
		for b.Loop() {
			if v, _ := schema.Embedded().Validate(bad); len(v) != 2000 {
				b.Fatal(len(v))
			}
		}
	})
}

func BenchmarkAt(b *testing.B) {
	for b.Loop() {
		schema.Embedded().At(nil)
	}
}

func BenchmarkLoad(b *testing.B) {
	src, err := os.ReadFile("pack.schema.json")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := schema.Load("pack.schema.json", src); err != nil {
			b.Fatal(err)
		}
	}
}

package kube_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// FuzzValidate looks at any text as objects of the cluster that it describes itself.
func FuzzValidate(f *testing.F) {
	archives, _ := filepath.Glob("testdata/*.txtar")
	for _, name := range archives {
		a, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range a.Files {
			if strings.HasSuffix(file.Name, ".yaml") {
				f.Add(string(file.Data), uint8(34))
			}
		}
	}
	f.Add("a: &a [1]\nb: &b [*a,*a]\nc: &c [*b,*b]\nkind: Pod\napiVersion: v1\nspec: *c", uint8(0))
	f.Add("apiVersion: v1\nkind: Pod\nmetadata: {name: .inf, labels: {<<: [*x, {a: b}], ? [a] : b}}", uint8(31))
	f.Fuzz(func(t *testing.T, src string, version uint8) {
		if len(src) > 1<<14 {
			return
		}
		tree := syntax.ParseYAML(src)
		docs := slices.Collect(tree.Docs())
		c := kube.Cluster{Version: kube.Version(version), CRDs: kube.NewCRDs(docs...)}
		faults := c.Duplicates(docs, "default")
		for _, d := range docs {
			faults = append(faults, c.Validate(d)...)
			for _, i := range kube.Images(d) {
				if !i.Node.Exists() || len(i.Steps) == 0 {
					t.Fatalf("an image without a place: %+v", i)
				}
			}
		}
		for _, fault := range faults {
			if !fault.Node.Exists() || fault.Message == "" || fault.Rule == "" ||
				(len(fault.Steps) == 0) != (fault.Path == "") {
				t.Fatalf("a fault without a place: %+v", fault)
			}
		}
		for _, k := range c.CRDs.Kinds() {
			for _, field := range c.TypeOf(k.APIVersion, k.Kind).Fields() {
				_ = field.Type.String()
			}
		}
	})
}

// BenchmarkValidate validates 300 objects: 100 Deployments of two containers, each with a Service and a ConfigMap.
func BenchmarkValidate(b *testing.B) {
	a, err := os.ReadFile("testdata/bench.yaml")
	if err != nil {
		b.Fatal(err)
	}
	docs := slices.Collect(syntax.ParseYAML(strings.Repeat(string(a), 100)).Docs())
	c := kube.Cluster{}
	if len(docs) != 300 {
		b.Fatal(len(docs), "objects")
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, d := range docs {
			if faults := c.Validate(d); len(faults) > 0 {
				b.Fatal(faults)
			}
		}
	}
}

package kube_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

var update = flag.Bool("update", false, "write the faults that are found into the archives")

var atVersion = regexp.MustCompile(`@(1\.\d+)\.yaml$`)

// TestValidate runs each archive in testdata. NAME.yaml, or NAME@VERSION.yaml, holds objects, and NAME.faults all that
// is wrong with them, a line for each fault: the line from 1, kind, rule, path and message. CustomResourceDefinitions
// in the file are those of the cluster; texts with {{ }} in them are not known.
func TestValidate(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]string{}
			for _, f := range a.Files {
				want[f.Name] = string(f.Data)
			}
			var out []txtar.File
			for _, f := range a.Files {
				base, isObject := strings.CutSuffix(f.Name, ".yaml")
				if !isObject {
					continue
				}
				got := faultsOf(t, f.Name, string(f.Data))
				out = append(out, f, txtar.File{Name: base + ".faults", Data: []byte(got)})
				if !*update && got != want[base+".faults"] {
					t.Errorf("%s\ngot:\n%swant:\n%s", f.Name, got, want[base+".faults"])
				}
			}
			if *update {
				a.Files = out
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func faultsOf(t *testing.T, name, src string) string {
	t.Helper()
	c := kube.Cluster{Version: 34, Unknown: func(n syntax.Node) bool { return strings.Contains(n.Text(), "{{") }}
	if m := atVersion.FindStringSubmatch(name); m != nil {
		c.Version, _ = kube.ParseVersion(m[1])
	}
	tree := syntax.ParseYAML(src)
	for _, e := range tree.Errors {
		t.Errorf("%s: %s", name, e.Message)
	}
	docs := slices.Collect(tree.Docs())
	c.CRDs = kube.NewCRDs(docs...)
	var faults []kube.Fault
	for _, d := range docs {
		faults = append(faults, c.Validate(d)...)
	}
	faults = append(faults, c.Duplicates(docs, "default")...)
	lines := text.New(src)
	var b strings.Builder
	for _, f := range faults {
		if !f.Node.Exists() {
			t.Errorf("%s: no node: %s", name, f)
		}
		line := lines.Position(f.Node.Start(), text.UTF8).Line + 1
		fmt.Fprintf(&b, "%d: %s %s: %s\n", line, f.Kind, f.Rule, f)
	}
	return b.String()
}

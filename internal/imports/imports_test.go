// Package imports tests that packages import each other only in the direction that ARCHITECTURE.md shows.
package imports

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/pack-lsp/pack-lsp/"

// layers are the packages from the bottom up: each may import those that come before its line, and no others.
var layers = [][]string{
	{"analysis/text", "analysis/version", "analysis/glob", "analysis/quantity"},
	{"analysis/syntax"},
	{"analysis/disk", "analysis/palette", "analysis/embedded", "analysis/schema", "analysis/chart", "analysis/macro", "analysis/constraint", "analysis/edit"},
	{"analysis/kube/object", "analysis/kube/change", "analysis/kube/names", "analysis/merge"},
	{"analysis/kube/rules"},
	{"analysis/kube", "analysis/render/funcs", "analysis/defaults"},
	{"analysis/pack", "analysis/render"},
	{"analysis/template", "analysis/format"},
	{"analysis/value"},
	{"analysis/markdown"},
	{"analysis/deploy"},
	{"analysis/image"},
	{"analysis/check"},
	{"analysis/create", "analysis/upgrade"},
	{"analysis/newer"},
	{"analysis/complete", "analysis/hover", "analysis/symbol", "analysis/outline", "analysis/action",
		"analysis/jsonschema"},
	{"analysis"},
	{"server", "docs"},
	{"cmd/pack-lsp"},
}

// only names the one package that may import another; none if it is empty.
var only = map[string]string{
	"go.lsp.dev/":                                "server",
	"github.com/goccy/go-yaml":                   "analysis/syntax",
	"github.com/santhosh-tekuri/jsonschema/v5":   "analysis/schema",
	"go.yaml.in/yaml/":                           "analysis/render/funcs",
	"sigs.k8s.io/yaml":                           "analysis/render",
	"github.com/Masterminds/sprig/":              "analysis/render/funcs",
	"github.com/bmatcuk/doublestar/v4":           "analysis/",
	"net/http":                                   "",
	"os/exec":                                    "", // what is internal may
	"unique":                                     "", // its readers wait for garbage collection; use internal/intern
	"github.com/pack-lsp/pack-lsp/internal/git":  "cmd/pack-lsp",
	"github.com/pack-lsp/pack-lsp/internal/demo": "",
}

func TestImportsRunOneWay(t *testing.T) {
	level := map[string]int{}
	for i, rooms := range layers {
		for _, r := range rooms {
			level[r] = i
		}
	}
	found := 0
	for _, p := range list(t) {
		room, ok := strings.CutPrefix(p.ImportPath, module)
		if !ok || strings.HasPrefix(room, "internal/") {
			continue
		}
		at, known := level[room]
		if !known {
			t.Errorf("%s is in no layer; add it to the table here and to ARCHITECTURE.md", room)
			continue
		}
		found++
		for _, imp := range p.Imports {
			if to, ok := strings.CutPrefix(imp, module); ok && level[to] >= at {
				t.Errorf("%s imports %s, which is not below it", room, to)
			}
			for prefix, owner := range only {
				if strings.HasPrefix(imp, prefix) && (owner == "" || !strings.HasPrefix(room, owner)) {
					t.Errorf("%s imports %s, which only %q may import", room, imp, owner)
				}
			}
		}
	}
	if found < len(layers) {
		t.Errorf("only %d packages checked", found)
	}
}

// TestMap holds that the map in analysis/doc.go names each package of analysis, or the one that it is part of.
func TestMap(t *testing.T) {
	b, err := os.ReadFile("../../analysis/doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var named []string
	for line := range strings.SplitSeq(string(b), "\n") {
		if row, ok := strings.CutPrefix(line, "//\t"); ok {
			names, _, _ := strings.Cut(row, "  ")
			named = append(named, strings.Split(names, ", ")...)
		}
	}
	for _, rooms := range layers {
		for _, r := range rooms {
			name, ok := strings.CutPrefix(r, "analysis/")
			name, _, _ = strings.Cut(name, "/")
			if ok && !slices.Contains(named, name) {
				t.Errorf("analysis/doc.go does not name %s", name)
			}
		}
	}
}

// TestDocs holds that each package says in its comment what is deliberately absent there, so that nobody adds it.
func TestDocs(t *testing.T) {
	const absent = "eliberately absent: "
	for _, p := range list(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if !strings.HasPrefix(name, "analysis/") && name != "server" {
			continue
		}
		files, _ := filepath.Glob(filepath.Join(p.Dir, "*.go"))
		if !slices.ContainsFunc(files, func(file string) bool {
			b, _ := os.ReadFile(file)
			comment, _, _ := strings.Cut(string(b), "\npackage ")
			return strings.HasPrefix(comment, "// Package ") && strings.Contains(comment, absent)
		}) {
			t.Errorf("the comment of %s does not say what is d%s...", name, absent)
		}
	}
}

type listed struct {
	ImportPath string
	Dir        string
	Imports    []string
}

func list(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,Dir", module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		slices.Sort(p.Imports)
		all = append(all, p)
	}
}

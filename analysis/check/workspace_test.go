package check_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// dependent is a pack.json with required dependencies, each "name" or "name min max".
func dependent(name, version string, deps ...string) string {
	var list []string
	for _, d := range deps {
		words := append(strings.Fields(d), "", "")
		list = append(list, fmt.Sprintf(`{"packName": %q, "layer": "addon", "type": "required", `+
			`"minVersion": %q, "maxVersion": %q}`, words[0], words[1], words[2]))
	}
	return fmt.Sprintf(`{"name": %q, "displayName": %q, "version": %q, "layer": "addon", `+
		`"constraints": {"dependencies": [%s]}}`, name, name, version, strings.Join(list, ", "))
}

func indexed(files map[string]string) *pack.Snapshot {
	var archive []txtar.File
	for dir, content := range files {
		archive = append(archive, txtar.File{Name: dir + "/pack.json", Data: []byte(content)})
	}
	s := pack.NewSnapshot(packtest.NewFS(archive), chart.NewCache(), today).WithFolders([]string{packtest.Root})
	return s.WithIndex(s.BuildIndex(context.Background(), s.WorkspaceDirs(context.Background()), nil))
}

func runMeta(t *testing.T, s *pack.Snapshot, dir string) check.FileFindings {
	t.Helper()
	p := s.Pack(packtest.Path(dir))
	found, err := check.DiagnoseFile(context.Background(), s, p, p.JSON)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func codes(found check.FileFindings) (codes []string) {
	for _, d := range found.Diagnostics {
		if check.ByCode(d.Code).Workspace {
			codes = append(codes, d.Code)
		}
	}
	return codes
}

// TestLooked follows what findings depend on while other packs are edited.
func TestLooked(t *testing.T) {
	s := indexed(map[string]string{
		"app": dependent("app",
			"1.0.0", "operator 2.0"), "operator": dependent("operator", "2.0.0", "agent"), "agent": dependent("agent", "1.0.0"),
		"other": dependent("other", "1.0.0"),
	})
	app := packtest.Path("app/pack.json")
	s = s.WithOpen(app, 1, text.New(dependent("app", "1.0.0", "operator 2.0")))
	found := runMeta(t, s, "app")
	looked := []string{s.Pack(packtest.Path("app")).Entry().TitleTrait(), "agent", "app", "operator"}
	if len(codes(found)) != 0 || !slices.Equal(found.Looked, looked) {
		t.Errorf("%v, looked at %v", codes(found), found.Looked)
	}
	edit := func(name, content string) {
		s = s.WithOpen(packtest.Path(name, "pack.json"), 1, text.New(content))
		found = runMeta(t, s, "app")
	}
	edit("other", dependent("other", "3.0.0"))
	if len(codes(found)) != 0 {
		t.Errorf("%v", codes(found))
	}
	edit("operator", dependent("operator", "1.0.0", "agent"))
	if got := codes(found); !slices.Equal(got, []string{"deps/range-unsatisfied"}) {
		t.Errorf("%v", got)
	}
	edit("operator", dependent("operator", "2.5.0", "agent"))
	edit("agent", dependent("agent", "1.0.0", "app 2.0"))
	if got := codes(found); !slices.Equal(got, []string{"deps/unsatisfiable"}) {
		t.Errorf("%v", got)
	}
	// The related place moves with the text, though what the other pack says stays the same.
	before := found.Diagnostics[slices.IndexFunc(found.Diagnostics, func(d check.Diagnostic) bool {
		return d.Code == "deps/unsatisfiable"
	})].Related
	edit("agent", "\n\n"+dependent("agent", "1.0.0", "app 2.0"))
	after := found.Diagnostics[slices.IndexFunc(found.Diagnostics, func(d check.Diagnostic) bool {
		return d.Code == "deps/unsatisfiable"
	})].Related
	if last := len(before) - 1; last < 0 || after[last].Start != before[last].Start+2 {
		t.Errorf("%+v, then %+v", before, after)
	}
	edit("agent", dependent("agent", "1.0.0", "app"))
	if got := codes(found); !slices.Equal(got, []string{"deps/cycle"}) {
		t.Errorf("%v", got)
	}
}

// TestResolveEnds has workspaces that take too long to resolve: long chains, and versions of which no two go together.
func TestResolveEnds(t *testing.T) {
	chain, clash := map[string]string{}, map[string]string{}
	for i := range 400 {
		chain[fmt.Sprintf("p%d", i)] = dependent(fmt.Sprintf("p%d", i),
			"1.0.0", fmt.Sprintf("p%d", i+1), fmt.Sprintf("p%d", i+2))
	}
	var all []string
	for i := range 20 {
		all = append(all, fmt.Sprintf("c%d", i))
		for v := range 20 {
			// Each version bears one version of the pack after the next, which another one does not.
			clash[fmt.Sprintf("c%d-%d", i, v)] = dependent(fmt.Sprintf("c%d", i),
				fmt.Sprintf("1.%d.0", v), fmt.Sprintf("c%d 1.%d.0 1.%d.0", (i+2)%20, (v+1)%20, (v+1)%20))
		}
	}
	clash["top"] = dependent("top", "1.0.0", all...)
	runMeta(t, indexed(chain), "p0")
	runMeta(t, indexed(clash), "top")
}

package pack

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// What is asked for the problems of a pack, with each of its edits, makes no other pack, and parses no large file of
// one, whether or not that has just been edited. All of it is in the index as soon as somebody asks for that.
func TestOthersAreLeftAlone(t *testing.T) {
	dir := t.TempDir()
	quick, large := filepath.Join(dir, "quick"), filepath.Join(dir, "large")
	meta := func(name string, dependencies int) string {
		deps := make([]string, dependencies)
		for i := range deps {
			deps[i] = fmt.Sprintf(`{"packName": "p%d", "layer": "addon", "type": "required"}`, i)
		}
		return fmt.Sprintf(`{"name": %q, "layer": "addon", "constraints": {"dependencies": [%s]}}`, name,
			strings.Join(deps, ",\n"))
	}
	s := NewSnapshot(disk.OS{}, chart.NewCache(), time.Time{}).WithFolders([]string{dir})
	s = s.WithOpen(filepath.Join(quick, MetaName), 1, text.New(meta("quick", 1)))
	s = s.WithOpen(filepath.Join(large, MetaName), 1, text.New(meta("large", 2000)))
	s = s.WithIndexing()
	s = s.WithIndex(s.BuildIndex(t.Context(), []string{quick, large}, nil))
	before := s.Index()

	s = s.WithOpen(filepath.Join(large, MetaName), 2, text.New(meta("renamed", 2001)))
	s = s.WithOpen(filepath.Join(large, ValuesName), 1, text.New("a: 1\n"))
	parsed := map[string]int{}
	for path, f := range s.open {
		tree := f.tree
		f.tree = func() *syntax.Tree {
			parsed[path]++
			return tree()
		}
	}
	for i := range 3 {
		path := filepath.Join(quick, MetaName)
		s = s.WithOpen(path, int32(i+2), text.New(meta(fmt.Sprint("quick", i), i+1)))
		for _, f := range s.OpenFiles() {
			if _, ok := s.PackDir(f.Path); !ok {
				t.Errorf("%s is in no pack", f.Path)
			}
		}
		p, _ := s.PackOf(path)
		if files := s.FilesOf(p); len(files) != 1 {
			t.Errorf("%d files", len(files))
		}
		x := s.PromptIndex(quick)
		if e := x.Pack(quick); e.Name != fmt.Sprint("quick", i) || len(e.Dependencies) != i+1 || x.Named(e.Name) == nil {
			t.Errorf("%+v", e)
		}
		if x.See("large") != before.See("large") {
			t.Error("the index has what another pack says now")
		}
	}
	if made, ok := s.packs.Load(large); ok && made.(*lazyPack).done.Load() || len(parsed) > 0 {
		t.Errorf("the other pack was made, or its files were parsed: %v", parsed)
	}
	prompt := s.PromptIndex(quick)
	x := s.Index()
	if x.Named("renamed") == nil || x.Named("large") != nil || len(parsed) == 0 {
		t.Errorf("the index does not have the other pack as it is now")
	}
	if name := "quick2"; x.See(name) != prompt.See(name) || s.PromptIndex(quick) != x || s.IndexSoFar() != x {
		t.Errorf("the index is not the one so far, with the other pack")
	}
}

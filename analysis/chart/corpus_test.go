package chart_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/internal/corpus"
)

type osFS struct{}

func (osFS) Open(path string) (fs.File, error) { return os.Open(path) }

// archives are the chart archives of the corpus of published packs, which is not part of the project.
func archives(t testing.TB) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(corpus.Packs(t), "*", "charts", "*.tgz"))
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		t.Skip("skipped: no pack of the corpus has a chart archive")
	}
	return found
}

func readAll(t testing.TB, c *chart.Cache, paths []string) []*chart.Chart {
	t.Helper()
	charts := make([]*chart.Chart, len(paths))
	work := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range work {
				info, err := os.Stat(paths[i])
				if err != nil {
					t.Error(err)
					continue
				}
				if charts[i], err = c.Read(osFS{}, paths[i], info); err != nil {
					t.Errorf("%s: %v", paths[i], err)
				}
			}
		})
	}
	for i := range paths {
		work <- i
	}
	close(work)
	wg.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return charts
}

func TestCorpus(t *testing.T) {
	paths := archives(t)
	charts := readAll(t, chart.NewCache(), paths)
	for i, c := range charts {
		if c.Name == "" || c.Version == "" {
			t.Errorf("%s: no name or version", paths[i])
		}
		if c.Folder != c.Name {
			t.Logf("%s: chart %s in folder %q", filepath.Base(paths[i]), c.Name, c.Folder)
		}
		if v := c.Values(); v != nil {
			for _, e := range v.Errors {
				t.Errorf("%s: values.yaml: offset %d: %s", paths[i], e.Start, e.Message)
			}
			for pair := range v.Root().Children() {
				key := pair.Key().Text()
				if s := c.Lookup([]string{key}); s.Status != chart.Known {
					t.Errorf("%s: %s is %v, not known", paths[i], key, s.Status)
				}
			}
		}
		if c.UsesAll() {
			t.Logf("%s uses all", paths[i])
		}
	}
}

// Each default of a chart has a place in its merged values, and the place knows its range.
func TestCorpusDefaultsAreFound(t *testing.T) {
	for _, c := range readAll(t, chart.NewCache(), archives(t)) {
		checkDefaults(t, c)
	}
}

func checkDefaults(t *testing.T, c *chart.Chart) {
	tree := c.Values()
	if tree == nil {
		return
	}
	for n := range tree.Root().All() {
		if n.Kind() != syntax.Pair || n.Key().Text() == "<<" || inSequence(n) {
			continue
		}
		s := c.Lookup(n.Path())
		if s.Status != chart.Known || s.Pair() != n {
			if n.Owner().Value().Pair(n.Key().Text()) != n { // a duplicate
				continue
			}
			t.Errorf("%s %s: status %v", c.Name, strings.Join(n.Path(), "."), s.Status)
			continue
		}
		if r, ok := s.Place(); !ok || r.Of(tree.Text) != n.Key().Source() {
			t.Errorf("%s %s: wrong place %v", c.Name, strings.Join(n.Path(), "."), r)
		}
	}
}

func inSequence(n syntax.Node) bool {
	for ; n.Exists(); n = n.Parent() {
		if n.Kind() == syntax.Sequence {
			return true
		}
	}
	return false
}

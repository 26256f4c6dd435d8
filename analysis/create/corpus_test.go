package create_test

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/create"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/internal/corpus"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// leftToAuthors are the codes of what may be reported in a new pack, since only its author, or that of the chart, can
// change it. docs/new-packs.md explains each.
var leftToAuthors = []string{
	"deploy/foreign-kind", "deploy/needs-value", "deploy/removed-api", "deploy/render", "values/duplicate-item",
	"values/image-latest", "values/images-missing",
}

// tally counts new packs.
type tally struct{ made, clean, deploys, asks int }

// A pack that is made of a published chart has no findings, and deploys, except for what only authors can decide.
func TestPublishedCharts(t *testing.T) {
	archives := publishedCharts(t)
	codes := map[string]int{}
	for _, mode := range []struct {
		values string
		stride int // every how many charts: all values take longer
	}{{create.ValuesComments, 1}, {create.ValuesAll, 3}} {
		var n tally
		for i, archive := range archives {
			if i%mode.stride == 0 {
				n.add(t, archive, mode.values, codes)
			}
		}
		t.Logf("values %s: %d made, %d without findings, %d deploy, Palette asks for values of %d", mode.values, n.made,
			n.clean, n.deploys, n.asks)
		if n.made*mode.stride < len(archives) || n.clean*2 < n.made || n.deploys*5 < n.made*4 {
			t.Errorf("values %s: too few: %+v of %d", mode.values, n, len(archives))
		}
	}
	t.Logf("found: %v", codes)
}

// add makes a pack of an archive, and counts the packs that each code is found in.
func (n *tally) add(t *testing.T, archive, values string, codes map[string]int) {
	t.Helper()
	answers := create.Answers{create.KeyChart: {archive}, create.KeyValues: {values}}
	made, err := create.New(t.Context(), create.Read(disk.OS{}, answers), answers, "", packtest.Today())
	if err != nil {
		t.Errorf("%s: %v", filepath.Base(archive), err)
		return
	}
	n.made++
	if len(made.Findings) == 0 {
		n.clean++
	}
	deploys := true
	seen := map[string]bool{}
	for _, f := range made.Findings {
		if !slices.Contains(leftToAuthors, f.Code) {
			t.Errorf("%s: %s: %s: %s", filepath.Base(archive), f.File, f.Code, f.Message)
		}
		if !seen[f.Code] {
			seen[f.Code] = true
			codes[values+" "+f.Code]++
		}
		deploys = deploys && !(strings.HasPrefix(f.Code, "deploy/") && f.Severity >= pack.Warning)
	}
	if deploys {
		n.deploys++
	}
	if made.File(pack.SchemaName) != nil {
		n.asks++
	}
}

// publishedCharts are the chart archives of published packs, each content once.
func publishedCharts(t *testing.T) []string {
	t.Helper()
	archives, err := filepath.Glob(filepath.Join(corpus.Packs(t), "*", "charts", "*.tgz"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[[sha256.Size]byte]bool{}
	return slices.DeleteFunc(archives, func(name string) bool {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(content)
		again := seen[sum]
		seen[sum] = true
		return again
	})
}

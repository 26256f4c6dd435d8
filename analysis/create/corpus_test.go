package create_test

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/create"
	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/corpus"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// tally counts new packs.
type tally struct{ made, asks int }

// A pack that is made of a published chart has no findings, and deploys: at once, or when what Palette asks for is set.
func TestPublishedCharts(t *testing.T) {
	archives := publishedCharts(t)
	for _, mode := range []struct {
		values string
		stride int // every how many charts: all values take longer
	}{{create.ValuesComments, 1}, {create.ValuesAll, 3}} {
		var n tally
		for i, archive := range archives {
			if i%mode.stride == 0 {
				n.add(t, filepath.Base(archive), create.Answers{create.KeyChart: {archive}, create.KeyValues: {mode.values}})
			}
		}
		t.Logf("values %s: %d made without findings, Palette asks for values of %d", mode.values, n.made, n.asks)
	}
}

// A pack that is made of the manifests of a published pack has no findings, and deploys.
func TestPublishedManifests(t *testing.T) {
	packs, err := filepath.Glob(filepath.Join(corpus.Packs(t), "*", "manifests"))
	if err != nil {
		t.Fatal(err)
	}
	var n tally
	for _, dir := range packs {
		name := filepath.Base(filepath.Dir(dir))
		n.add(t, name, create.Answers{create.KeyManifests: {dir}, create.KeyName: {"demo"}})
	}
	t.Logf("%d made without findings, Palette asks for values of %d", n.made, n.asks)
}

// add makes a pack.
func (n *tally) add(t *testing.T, of string, answers create.Answers) {
	t.Helper()
	made, err := create.New(t.Context(), create.Read(disk.OS{}, answers), answers, "", packtest.Today())
	if err != nil {
		t.Errorf("%s: %v", of, err)
		return
	}
	n.made++
	for _, f := range made.Findings {
		t.Errorf("%s: %s: %s: %s", of, f.File, f.Code, f.Message)
	}
	if made.File(pack.SchemaName) != nil {
		n.asks++
		deploysOnceSet(t, of, made)
	}
}

// deploysOnceSet reports what does not deploy once what Palette asks for is set.
func deploysOnceSet(t *testing.T, of string, made *create.Result) {
	t.Helper()
	values := string(made.File(pack.ValuesName).Content)
	for pair := range syntax.ParseYAML(string(made.File(pack.SchemaName).Content)).Root().Entries() {
		standIn := "some-value"
		if template := pair.Value().Get(pack.SchemaKey).Text(); strings.Contains(template, "${number}") {
			standIn = "8080"
		}
		at := syntax.ParseYAML(values).Root().At(strings.Split(pair.Key().Text(), ".")...)
		if !at.Exists() || at.Text() != "" {
			t.Errorf("%s: Palette asks for %s, which is not empty", of, pair.Key().Text())
			continue
		}
		values = text.Apply(values, []text.Edit{edit.SetValue(at.Owner(), standIn)})
	}
	var files []txtar.File
	for _, f := range made.Files {
		content := f.Content
		switch f.Path {
		case pack.ValuesName:
			content = []byte(values)
		case pack.SchemaName:
			continue // nothing is excused
		}
		files = append(files, txtar.File{Name: f.Path, Data: content})
	}
	s := pack.NewSnapshot(packtest.NewFS(files), chart.NewCache(), packtest.Today())
	result, err := deploy.Of(t.Context(), s, s.Pack(packtest.Root))
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Units) == 0 {
		t.Errorf("%s: nothing is deployed", of)
	}
	for _, f := range result.Findings {
		t.Errorf("%s: once all is set: %s: %s", of, f.Code, f.Message)
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

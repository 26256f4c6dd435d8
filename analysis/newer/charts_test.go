package newer

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

const loosePack = `
-- packs/demo/pack.json --
{"name": "demo", "version": "1.0.0", "charts": ["charts/app-1.0.0.tgz"]}
-- packs/demo/values.yaml --
charts:
  app:
    level: 1
-- packs/demo/charts/app/Chart.yaml --
name: app
version: 1.0.0
-- packs/demo/charts/app-1.0.0.tgz/Chart.yaml --
name: app
version: 1.0.0
-- packs/demo/charts/app-1.0.0.tgz/values.yaml --
level: 1
-- packs/demo/charts/app-1.2.0.tgz/Chart.yaml --
name: app
version: 1.2.0
-- packs/app-1.1.0.tgz/Chart.yaml --
name: app
version: 1.1.0
-- packs/app-1.1.0.tgz/values.yaml --
level: 2
-- packs/app-1.2.0.tgz/Chart.yaml --
name: app
version: 1.2.0
-- app-1.3.0.tgz/Chart.yaml --
name: app
version: 1.3.0
-- packs/next/app-1.1.5.tgz/Chart.yaml --
name: app
version: 1.1.5
-- packs/next/renamed.tgz/Chart.yaml --
name: app
version: 1.1.6
-- app-0.9.0.tgz/Chart.yaml --
name: app
version: 0.9.0
-- packs/other-9.0.0.tgz/Chart.yaml --
name: other
version: 9.0.0
-- packs/sibling/pack.json --
{"name": "sibling", "version": "1.0.0", "charts": ["charts/app-2.0.0.tgz"]}
-- packs/sibling/charts/app-2.0.0.tgz/Chart.yaml --
name: app
version: 2.0.0
`

func TestArchives(t *testing.T) {
	s := packtest.OnDisk(txtar.Parse([]byte(loosePack)).Files)
	p := s.Pack(packtest.Path("packs/demo"))
	var got []string
	requests := Archives(s, p, "charts/app-1.0.0.tgz")
	for _, r := range requests {
		got = append(got, r.Chart.Version+" "+r.Entry+packtest.Rel(r.Loose))
	}
	want := []string{
		"1.3.0 app-1.3.0.tgz", "1.2.0 charts/app-1.2.0.tgz", "1.1.5 packs/next/app-1.1.5.tgz", "1.1.0 packs/app-1.1.0.tgz",
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%v, want %v", got, want)
	}
	edits, err := ChartEdits(context.Background(), s, p, requests[3])
	if err != nil {
		t.Fatal(err)
	}
	texts := packtest.EditedTexts(t, s, edits)
	paths := slices.Sorted(maps.Keys(texts))
	if !slices.Equal(paths, []string{p.Dir + "/charts/app-1.1.0.tgz", p.JSON.Path, p.Values.Path}) {
		t.Errorf("edits of %v", paths)
	}
	if got := texts[p.Dir+"/charts/app-1.1.0.tgz"]; got != "moved from /w/packs/app-1.1.0.tgz\n" {
		t.Error(got)
	}
	if got := texts[p.Values.Path]; got != "charts:\n  app:\n    level: 2\n" {
		t.Error(got)
	}
	if got := texts[p.JSON.Path]; !strings.Contains(got, `"version": "1.1.0", "charts": ["charts/app-1.1.0.tgz"]`) {
		t.Error(got)
	}
}

package symbol_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

func TestWorkspaceSymbols(t *testing.T) {
	values := packtest.Cursor + "pack: {}\ncharts:\n  web: {}\nmanifests:\n  app: {}\n"
	files := []txtar.File{{Name: "values.yaml", Data: []byte(values)}}
	for _, v := range []string{"nginx 1.9.0", "nginx 1.10.0", "ingress-nginx 1.0.0", "engine-x 2.0.0", "unnamed"} {
		name, version, _ := strings.Cut(v, " ")
		folder := strings.ReplaceAll(v, " ", "-")
		meta := fmt.Appendf(nil, `{"name": %q, "version": %q}`, name, version)
		files = append(files,
			txtar.File{Name: folder + "/pack.json", Data: meta},
			txtar.File{Name: folder + "/values.yaml", Data: []byte("charts:\n  " + name + ":\n    a: 1\n")})
	}
	indexed := packtest.NewSession(t, files).Snapshot
	for _, tt := range []struct {
		query string
		limit int
		want  []string
	}{
		{"nginx", 9, []string{"nginx 1.10.0", "nginx 1.9.0", "ingress-nginx 1.0.0", "engine-x 2.0.0"}},
		{"NGINX 1.9", 9, []string{"nginx 1.9.0"}},
		{"ex2", 9, []string{"engine-x 2.0.0"}},
		{"nginx web", 9, nil},
		{"engine charts", 9, []string{"charts", "charts.engine-x"}},
		{"charts", 9, []string{"charts", "charts.web"}},
		{"app", 9, []string{"manifests.app"}},
		{"", 2, []string{"demo 1.0.0", "engine-x 2.0.0"}},
		{"", 99, []string{"demo 1.0.0", "engine-x 2.0.0", "ingress-nginx 1.0.0", "nginx 1.10.0", "nginx 1.9.0", "unnamed", "pack", "charts", "charts.web", "manifests", "manifests.app"}},
		{"nothing like it", 9, nil},
	} {
		got, err := symbol.Search(context.Background(), indexed, tt.query, tt.limit, nil)
		if err != nil || !slices.Equal(symbolNames(got), tt.want) {
			t.Errorf("%q: %q, %v, want %q", tt.query, symbolNames(got), err, tt.want)
		}
		for _, sym := range got {
			at := sym.Range.Of(sym.Text.String())
			ok := at == sym.Name[strings.LastIndexByte(sym.Name, '.')+1:]
			if sym.Pack {
				ok = strings.HasPrefix(sym.Name, strings.Trim(at, `"`))
			}
			if !ok {
				t.Errorf("%s is at %s", sym.Name, at)
			}
		}
	}
	f := indexed.OpenFiles()[0]
	unindexed := packtest.OnDisk(packtest.Complete("", nil)).WithOpen(f.Path, 1, f.Text)
	got, _ := symbol.Search(context.Background(), unindexed, "demo", 9, nil)
	if len(got) != 1 || got[0].Name != "demo 1.0.0" {
		t.Errorf("without an index: %v", symbolNames(got))
	}
	none := pack.NewSnapshot(disk.OS{}, chart.NewCache(), indexed.Today)
	if got, err := symbol.Search(context.Background(), none, "", 9, nil); err != nil || len(got) != 0 {
		t.Errorf("nothing open: %v, %v", got, err)
	}
}

func symbolNames(symbols []symbol.Match) (names []string) {
	for _, sym := range symbols {
		names = append(names, sym.Name)
	}
	return names
}

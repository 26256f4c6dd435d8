package upgrade

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/version"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// neighbors are two packs of one name, one after the other in the order of their versions, with the same chart.
type neighbors struct {
	before, after *pack.Pack
	chart         string
	archive       string // of the new chart, in the folder of after
}

func corpusNeighbors(t *testing.T) (*pack.Snapshot, []neighbors) {
	t.Helper()
	s, dirs := packtest.CorpusPacks(t)
	byName := map[string][]*pack.Pack{}
	for _, dir := range dirs {
		p := s.Pack(dir)
		if p.JSON != nil && p.Values != nil {
			byName[p.Facts().Name] = append(byName[p.Facts().Name], p)
		}
	}
	var all []neighbors
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		packs := byName[name]
		slices.SortFunc(packs, func(a, b *pack.Pack) int {
			x, _ := version.Parse(a.Facts().Version)
			y, _ := version.Parse(b.Facts().Version)
			return x.Compare(y)
		})
		for i := 1; i < len(packs); i++ {
			for _, c := range packs[i-1].Charts() {
				for _, rel := range packs[i].Facts().Charts {
					if next, err := packs[i].Chart(rel); err == nil && next.Name == c.Name {
						all = append(all, neighbors{packs[i-1], packs[i], c.Name, rel})
					}
				}
			}
		}
	}
	if len(all) < 30 {
		t.Fatalf("only %d pairs of neighboring versions", len(all))
	}
	return s, all
}

func (n neighbors) String() string {
	return fmt.Sprintf("%s-%s-%s", n.before.Facts().Name, n.before.Facts().Version, n.after.Facts().Version)
}

// request is the upgrade that the maintainers have made.
func (n neighbors) request(t *testing.T) Request {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(n.after.Dir, filepath.FromSlash(n.archive)))
	if err != nil {
		t.Fatal(err)
	}
	c, err := chart.Parse(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return Request{Name: path.Base(n.archive), Data: data, Chart: c,
		Dir: filepath.Join(filepath.Dir(n.before.Dir), "upgraded-"+filepath.Base(n.after.Dir))}
}

// valueDifferences are the values of a chart, by dotted path, that two values.yaml have differently.
func valueDifferences(a, b syntax.Node, chart string) []string {
	read := func(n syntax.Node) map[string]syntax.Node {
		all := map[string]syntax.Node{}
		section := n.At(pack.SectionCharts, chart)
		for _, path := range leaves(section, nil) {
			v := section
			for _, key := range path {
				v = v.Pair(key).Value()
			}
			all[strings.Join(path, ".")] = v
		}
		return all
	}
	x, y := read(a), read(b)
	var differ []string
	for path, v := range x {
		if w, ok := y[path]; !ok || !equal(v, w) {
			differ = append(differ, path)
		}
	}
	for path := range y {
		if _, ok := x[path]; !ok {
			differ = append(differ, path)
		}
	}
	slices.Sort(differ)
	return differ
}

func TestCorpus(t *testing.T) {
	s, all := corpusNeighbors(t)
	for _, n := range all {
		t.Run(n.String(), func(t *testing.T) {
			r, err := Plan(context.Background(), s, n.before, n.request(t))
			if err != nil {
				t.Fatal(err)
			}
			if out := os.Getenv("UPGRADE_OUT"); out != "" {
				dump(t, out, n, r)
			}
			values := n.before.Values.Text.String()
			if content, ok := r.Files[pack.ValuesName]; ok {
				values = string(content)
			}
			tree := syntax.ParseYAML(values)
			differ := valueDifferences(tree.Root(), n.after.Values.Root(), n.chart)
			t.Logf("findings %d failures %d values %d objects %d crds %d k8s %v %v differ %d %v", len(r.Report.Findings),
				len(r.Report.Failures), len(r.Report.Values), len(r.Report.Objects), len(r.Report.CRDs),
				r.Report.Kubernetes.Before, r.Report.Kubernetes.After, len(differ), differ[:min(4, len(differ))])
			for _, f := range r.Report.Findings {
				t.Errorf("new: %s:%d %s %s", f.File, f.Line, f.Code, f.Message)
			}
			for _, f := range r.Report.Failures {
				t.Errorf("fails: %s", f)
			}
			for _, f := range r.Report.Notes {
				t.Logf("note: %s", f)
			}
		})
	}
}

func dump(t *testing.T, out string, n neighbors, r *Result) {
	_ = os.MkdirAll(out, 0o755)
	base := filepath.Join(out, n.String())
	_ = os.WriteFile(base+".got", r.Files[pack.ValuesName], 0o644)
	_ = os.WriteFile(base+".want", []byte(n.after.Values.Text.String()), 0o644)
	_ = os.WriteFile(base+".json", r.Files[pack.MetaName], 0o644)
	_ = io.Discard
}

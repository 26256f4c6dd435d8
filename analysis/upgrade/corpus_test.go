package upgrade

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/defaults"
	"github.com/pack-lsp/pack-lsp/analysis/image"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/version"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// neighbors are two packs of one name, one after the other in the order of their versions, with the same chart, or with
// manifests.
type neighbors struct {
	before, after *pack.Pack
	section       []string // of the values
	archive       string   // of the new chart, in the folder of after; "" for manifests
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
			if len(packs[i-1].ManifestFiles()) > 0 && len(packs[i].ManifestFiles()) > 0 {
				all = append(all, neighbors{packs[i-1], packs[i], []string{pack.SectionManifests}, ""})
			}
			for _, c := range packs[i-1].Charts() {
				for _, rel := range packs[i].Facts().Charts {
					if next, err := packs[i].Chart(rel); err == nil && next.Name == c.Name {
						all = append(all, neighbors{packs[i-1], packs[i], []string{pack.SectionCharts, c.Name}, rel})
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
	r := Request{Dir: filepath.Join(filepath.Dir(n.before.Dir), "upgraded-"+filepath.Base(n.after.Dir))}
	if n.archive == "" {
		r.Version = n.after.Facts().Version
		for _, f := range n.after.ManifestFiles() {
			r.Manifests = append(r.Manifests, Manifest{Name: f.Base(), Text: f.Text.String(), Add: true})
		}
		return r
	}
	data, err := os.ReadFile(filepath.Join(n.after.Dir, filepath.FromSlash(n.archive)))
	if err != nil {
		t.Fatal(err)
	}
	c, err := chart.Parse(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	r.Archives = []Archive{{Name: path.Base(n.archive), Data: data, Chart: c}}
	return r
}

// valueDifferences are the values of a section, by dotted path, that two values.yaml have differently.
func valueDifferences(a, b syntax.Node, in []string) []string {
	read := func(n syntax.Node) map[string]syntax.Node {
		all := map[string]syntax.Node{}
		section := n.At(in...)
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
		if w, ok := y[path]; !ok || !defaults.Same(v, w) {
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

// TestCorpus makes every upgrade that maintainers of published packs have made. The result must deploy as before, and
// have no problem that neither the old pack nor the published one has, except for those in explained. With -update it
// writes the table of docs/upgrade.md.
func TestCorpus(t *testing.T) {
	s, all := corpusNeighbors(t)
	var rows []string
	for _, n := range all {
		t.Run(n.String(), func(t *testing.T) {
			r, err := Plan(context.Background(), s, n.before, n.request(t))
			if err != nil {
				t.Fatal(err)
			}
			rows = append(rows, n.row(r))
			published := codesOf(t, s, n.after.Dir)
			for _, f := range r.Report.Findings {
				if !published[f.File+" "+f.Code] && !slices.Contains(explained[n.String()], f.Code) {
					t.Errorf("new problem: %s:%d: %s [%s]", f.File, f.Line, f.Message, f.Code)
				}
			}
			if before, after := r.Report.Kubernetes.Before, r.Report.Kubernetes.After; !slices.Equal(before, after) &&
				!slices.Equal(after, everyVersion) {
				t.Errorf("deploys to %v before, and to %v after", before, after)
			}
			for _, f := range r.Report.Failures {
				t.Errorf("fails: %s", f)
			}
			if values, ok := r.Files[pack.ValuesName]; ok {
				if errs := syntax.ParseYAML(string(values)).Errors; len(errs) > 0 {
					t.Errorf("values.yaml: %s", errs[0].Message)
				}
			}
		})
	}
	if !t.Failed() {
		compareTable(t, rows)
	}
}

// TestCorpusSame upgrades packs to the archive that they have, which changes no text.
func TestCorpusSame(t *testing.T) {
	s, dirs := packtest.CorpusPacks(t)
	const stride = 6 // every sixth pack
	for i := 0; i < len(dirs); i += stride {
		p := s.Pack(dirs[i])
		for _, rel := range p.Facts().Charts {
			data, err := os.ReadFile(filepath.Join(p.Dir, filepath.FromSlash(rel)))
			if err != nil {
				continue
			}
			c, err := chart.Parse(bytes.NewReader(data), int64(len(data)))
			if err != nil || len(p.Values.Tree().Errors) > 0 {
				continue
			}
			r := Request{Archives: []Archive{{Name: path.Base(rel), Data: data, Chart: c}}, Dir: p.Dir}
			u := newUpgrade(context.Background(), deployable{s, p}, &r, newReport(p))
			if err := u.steps(&r); err != nil {
				t.Fatalf("%s: %v", p.Dir, err)
			}
			u.dropUnchanged()
			for _, f := range p.AnalyzedFiles() {
				if content, changed := u.files[u.rel(f)]; changed {
					t.Errorf("%s has changed:\n%s", f.Path, content)
				}
			}
		}
	}
}

// explained are problems that only the upgrade has: of kubewatch 1.0.7 the values are not in a section of the chart,
// and that is the one problem reported for them, until the new chart knows some of their names. The new manifests of
// hello-universe use values that the maintainers have written, in values.yaml and in presets.
var explained = map[string][]string{
	"kubewatch-1.0.7-3.5.0":      {"values/secret"},
	"hello-universe-1.1.1-1.1.2": {"manifest/values-unresolved", "manifest/image-unlisted"},
	"hello-universe-1.1.2-1.1.3": {"manifest/values-unresolved", "manifest/image-unlisted", "deploy/render"},
}

var everyVersion = []string{"1.31", "1.32", "1.33", "1.34", "1.35", "1.36", "1.37"}

// codesOf are the files and codes of the problems of a pack.
func codesOf(t *testing.T, s *pack.Snapshot, dir string) map[string]bool {
	t.Helper()
	files, err := check.DiagnosePack(context.Background(), s, dir)
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{}
	for _, f := range files {
		for _, d := range f.Diagnostics {
			codes[f.File.Base()+" "+d.Code] = true
		}
	}
	return codes
}

// row is the row of the table for an upgrade.
func (n neighbors) row(r *Result) string {
	values := n.before.Values.Text.String()
	if content, ok := r.Files[pack.ValuesName]; ok {
		values = string(content)
	}
	root := syntax.ParseYAML(values).Root()
	count := map[ChangeKind]int{}
	for _, v := range r.Report.Values {
		count[v.Kind]++
	}
	images := map[string]bool{}
	for _, list := range []syntax.Node{image.List(n.after.Values), root.At(image.ListPath()...)} {
		for item := range list.Children() {
			full := image.Whole(item.Get(image.Key).Text())
			if images[full] = !images[full]; !images[full] {
				delete(images, full)
			}
		}
	}
	deploys := "yes"
	switch {
	case r.Report.Kubernetes.After == nil:
		deploys = "needs values, as before"
	case len(r.Report.Filled) > 0:
		deploys = "once values are set"
	}
	immutable := 0
	for _, o := range r.Report.Objects {
		if len(o.Immutable) > 0 {
			immutable++
		}
	}
	return fmt.Sprintf("| %s | %s | %s | %d | %d | %d | %d | %d | %d | %d | %d | %s |", n.before.Facts().Name,
		n.before.Facts().Version, n.after.Facts().Version, count[Followed], count[Added], count[Removed],
		count[Kept]+count[Pinned]+count[Moved]+count[Unknown],
		len(valueDifferences(root, n.after.Values.Root(), n.section)), len(images), immutable, len(r.Report.CRDs), deploys)
}

// compareTable compares rows with those of docs/upgrade.md for the same packs.
func compareTable(t *testing.T, rows []string) {
	t.Helper()
	const (
		name  = "../../docs/upgrade.md"
		begin = "<!-- table: go test ./analysis/upgrade -run TestCorpus -update -->\n"
		end   = "<!-- end of table -->\n"
	)
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(content), begin)
	table, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s has no table", name)
	}
	if *packtest.Update {
		head := "| Pack | From | To | Followed | New | Gone | Kept | Values | Images | Immutable | CRDs | Deploys |\n" +
			"|---|---|---|---|---|---|---|---|---|---|---|---|\n"
		text := before + begin + head + strings.Join(rows, "\n") + "\n" + end + after
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, row := range rows {
		pair := strings.Join(strings.Split(row, "|")[:4], "|")
		if strings.Contains(table, pair+"|") && !strings.Contains(table, row+"\n") {
			t.Errorf("%s is not up to date; it lacks\n%s", name, row)
		}
	}
}

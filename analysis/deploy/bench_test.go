package deploy

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/render"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/corpus"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// BenchmarkDeploy works out what a pack deploys after an edit of one value, in its parts: rendering, validating what is
// rendered, finding the value that is to blame, what is wrong with the values, and all.
func BenchmarkDeploy(b *testing.B) {
	b.Run("small", func(b *testing.B) {
		s := small().WithFolders([]string{packtest.Root})
		benchmarkDeploy(b, s, packtest.Path("demo"), "replicas: %d", "replicas: 1", "replicas: many%d")
	})
	// The largest chart, and the longest values.
	for _, of := range []struct{ name, dir, good, old, bad string }{
		{"large", "kyverno-1.12.2", "revisionHistoryLimit: %d", "revisionHistoryLimit: 10", "revisionHistoryLimit: many%d"},
		{"long", "thanos-17.6.0", "type: ClusterIP # %d", "type: ClusterIP", "type: Many%d"},
	} {
		b.Run(of.name, func(b *testing.B) {
			root := corpus.Packs(b)
			s := pack.NewSnapshot(disk.OS{}, chart.NewCache(), time.Now()).WithFolders([]string{root})
			dir := filepath.Join(root, of.dir)
			if _, err := os.Stat(dir); err != nil {
				b.Skip("skipped: the packs here do not include ", of.dir)
			}
			benchmarkDeploy(b, s, dir, of.good, of.old, of.bad)
		})
	}
}

// benchmarkDeploy edits values.yaml: good and bad have a number, and replace old once.
func benchmarkDeploy(b *testing.B, s *pack.Snapshot, dir, good, old, bad string) {
	path := filepath.Join(dir, pack.ValuesName)
	p := s.Pack(dir)
	if p == nil || !strings.Contains(p.Values.Text.String(), old) {
		b.Fatalf("%s has no %q", path, old)
	}
	src := p.Values.Text.String()
	n := 0
	edited := func(form string) (*pack.Snapshot, *pack.Pack) {
		n++ // never the same twice, since findings are kept
		changed := strings.Replace(src, old, fmt.Sprintf(form, n), 1)
		t := s.WithOpen(path, int32(n), text.New(changed))
		return t, t.Pack(dir)
	}
	ctx := context.Background()
	b.Run("render", func(b *testing.B) {
		for b.Loop() {
			t, p := edited(good)
			if _, err := Units(ctx, t, p, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("validate", func(b *testing.B) {
		t, p := edited(good)
		d := newDeployer(ctx, t, p)
		w := d.works[0]
		vals := w.values(d, render.DefaultMacros)
		r := w.render(ctx, vals, nil)
		for b.Loop() {
			if len(newBlamer(d, w, &judgement{vals: vals, rendered: r}).read(r).counts) > 0 {
				b.Fatal("something fails")
			}
		}
	})
	b.Run("blame", func(b *testing.B) {
		t, p := edited(bad)
		d := newDeployer(ctx, t, p)
		w := d.works[0]
		vals := w.values(d, render.DefaultMacros)
		r := w.render(ctx, vals, nil)
		for b.Loop() {
			if len(newBlamer(d, w, &judgement{vals: vals, rendered: r}).blame()) == 0 {
				b.Fatal("nothing fails")
			}
		}
	})
	for name, form := range map[string]string{"": good, "-failing": bad} {
		b.Run("values"+name, func(b *testing.B) {
			for b.Loop() {
				t, p := edited(form)
				if err := OfValues(ctx, t, p); err != nil {
					b.Fatal(err)
				}
				if found, _ := Known(p); form == bad && len(found) == 0 {
					b.Fatal("nothing fails")
				}
			}
		})
		b.Run("all"+name, func(b *testing.B) {
			for b.Loop() {
				t, p := edited(form)
				r, err := Of(ctx, t, p)
				if err != nil || form == bad && len(r.Findings) == 0 {
					b.Fatal("nothing fails", err)
				}
			}
		})
	}
}

// small holds a pack, in the folder demo, with a chart of the usual kind.
func small() *pack.Snapshot {
	const archive = "demo/charts/agent-1.2.0.tgz/"
	var files []txtar.File
	for name, content := range map[string]string{
		"demo/pack.json": `{"name": "demo", "displayName": "Demo", "version": "1.2.0", "layer": "addon", ` +
			`"charts": ["charts/agent-1.2.0.tgz"]}`,
		"demo/values.yaml":      "charts:\n  agent:\n    replicas: 1\n    image:\n      tag: 1.2.0\n",
		archive + "Chart.yaml":  "apiVersion: v2\nname: agent\nversion: 1.2.0\n",
		archive + "values.yaml": "replicas: 1\nimage:\n  repository: example/agent\n  tag: \"\"\n",
		archive + "templates/deployment.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: agent}\nspec:\n" +
			"  replicas: {{ .Values.replicas }}\n  selector: {matchLabels: {app: agent}}\n  template:\n" +
			"    metadata: {labels: {app: agent}}\n    spec:\n      containers:\n        - name: agent\n" +
			"          image: {{ .Values.image.repository }}:{{ .Values.image.tag }}\n",
	} {
		files = append(files, txtar.File{Name: name, Data: []byte(content)})
	}
	fsys := packtest.NewFS(packtest.Complete("demo", files))
	return pack.NewSnapshot(fsys, chart.NewCache(), time.Now())
}

package helmdiff

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/render"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"

	"github.com/pack-lsp/pack-lsp/internal/corpus"
)

// corpusPack is a published pack.
type corpusPack struct {
	name   string
	values string
	charts []corpusChart
	// manifests by the key of their values; a manifest is rendered if the pack has such a section.
	manifests map[string]string
}

type corpusChart struct {
	name     string
	archive  []byte
	prepared *render.Prepared
}

func readPack(t *testing.T, dir string) *corpusPack {
	t.Helper()
	p := &corpusPack{name: filepath.Base(dir), manifests: map[string]string{}}
	text, err := os.ReadFile(filepath.Join(dir, "values.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	p.values = string(text)
	var meta struct{ Charts, KubeManifests []string }
	metadata, err := os.ReadFile(filepath.Join(dir, "pack.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(metadata, &meta); err != nil {
		t.Logf("%s: %v", p.name, err)
	}
	for _, name := range meta.KubeManifests {
		if text, err := os.ReadFile(filepath.Join(dir, name)); err == nil {
			p.manifests[strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))] = string(text)
		}
	}
	for _, name := range meta.Charts {
		archive, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			continue
		}
		c, err := chart.Parse(bytes.NewReader(archive), int64(len(archive)))
		if err != nil {
			t.Errorf("%s: %v", p.name, err)
			continue
		}
		p.charts = append(p.charts, corpusChart{c.Name, archive, render.Prepare(c)})
	}
	return p
}

// check renders all charts of the pack with both and returns how many.
func (p *corpusPack) check(t *testing.T, about, values string) int {
	t.Helper()
	n := 0
	root := syntax.ParseYAML(values).Root()
	var all map[string]any
	if err := yaml.Unmarshal([]byte(render.Macros(render.DefaultMacros).Resolve(values)), &all); err != nil {
		return 0
	}
	charts, _ := all["charts"].(map[string]any)
	for _, c := range p.charts {
		helmValues, _ := charts[c.name].(map[string]any)
		o := render.Options{}
		o.Release, o.Namespace = deploy.ReleaseOf(p.name, c.name, root, render.DefaultMacros)
		ours, err := withRender(c.prepared, render.FromNode(root.At("charts", c.name), render.DefaultMacros), o)
		helm, failed := withHelm(c.archive, helmValues, o)
		if difference := compare(helm, failed, ours, err); difference != "" {
			t.Errorf("%s, chart %s: %s", about, c.name, difference)
		}
		n++
	}
	return n
}

func TestCorpus(t *testing.T) {
	dirs, _ := filepath.Glob(filepath.Join(corpus.Packs(t), "*"))
	n := 0
	for _, dir := range dirs {
		p := readPack(t, dir)
		n += p.check(t, p.name, p.values)
	}
	if n < 90 {
		t.Errorf("only %d charts compared", n)
	}
	t.Logf("%d charts compared", n)
}

// mutant is a change to the values of a pack, and what came of it.
type mutant struct {
	Pack, Path, Text string
	Start, End       int // in code points
	Causes           []struct{ Stage, Message, Template string }
}

// mutants calls yield with each change and the values that it makes.
func mutants(t *testing.T, yield func(m *mutant, p *corpusPack, values string)) {
	t.Helper()
	dir := corpus.Packs(t)
	f, err := os.Open(corpus.Mutants(t))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	packs := map[string]*corpusPack{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var m mutant
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		if packs[m.Pack] == nil {
			packs[m.Pack] = readPack(t, filepath.Join(dir, m.Pack))
		}
		p := packs[m.Pack]
		runes := []rune(p.values)
		yield(&m, p, string(runes[:m.Start])+m.Text+string(runes[m.End:]))
	}
}

func TestMutants(t *testing.T) {
	n := 0
	mutants(t, func(m *mutant, p *corpusPack, values string) {
		if strings.HasPrefix(m.Path, "charts.") {
			n += p.check(t, m.Pack+" "+m.Path, values)
		}
	})
	t.Logf("%d renders compared", n)
}

// TestVerdicts holds what we find against what came of the changes when they were deployed.
func TestVerdicts(t *testing.T) {
	before := map[string]string{}
	found, missed := 0, 0
	mutants(t, func(m *mutant, p *corpusPack, values string) {
		was, ok := before[p.name]
		if !ok {
			was = p.stages(p.values)
			before[p.name] = was
		}
		want := ""
		for _, c := range m.Causes {
			if c.Stage == "schema" || c.Stage == "render" || c.Stage == "yaml" {
				want = c.Stage
				break
			}
		}
		switch got := p.stages(values); {
		case want != "" && strings.Contains(got, want) && got != was, want == "" && got == was:
			found++
		default:
			missed++
			t.Errorf("%s %s: got %q, before %q, want %q: %v", m.Pack, m.Path, got, was, want, m.Causes)
		}
	})
	t.Logf("%d verdicts agree, %d do not", found, missed)
}

// stages are the stages at which charts and manifests of the pack fail, with where.
func (p *corpusPack) stages(values string) string {
	var out []string
	add := func(r *render.Result) {
		if len(r.Errors) > 0 {
			e := r.Errors[0]
			out = append(out, e.Stage.String()+" "+e.Template+" "+e.Message)
		}
	}
	root := syntax.ParseYAML(values).Root()
	m := render.Macros(render.DefaultMacros)
	for _, c := range p.charts {
		o := render.Options{}
		o.Release, o.Namespace = deploy.ReleaseOf(p.name, c.name, root, m)
		add(c.prepared.Render(context.Background(), render.FromNode(root.At("charts", c.name), m), o))
	}
	for name, text := range p.manifests {
		section := root.At("manifests", name)
		prepared := render.PrepareManifest(name+".yaml", text, m, section.Exists())
		add(prepared.Render(context.Background(), render.FromNode(section, m), render.Options{Namespace: "default"}))
	}
	sort.Strings(out)
	return strings.Join(out, "; ")
}

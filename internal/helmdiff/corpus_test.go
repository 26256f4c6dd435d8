package helmdiff

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/render"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

const shared = "../../../shared"

// corpusPack is a published pack.
type corpusPack struct {
	name   string
	values string
	charts []corpusChart
}

type corpusChart struct {
	name     string
	archive  []byte
	prepared *render.Prepared
}

func readPack(t *testing.T, dir string) *corpusPack {
	t.Helper()
	p := &corpusPack{name: filepath.Base(dir)}
	text, err := os.ReadFile(filepath.Join(dir, "values.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	p.values = string(text)
	var meta struct{ Charts []string }
	metadata, err := os.ReadFile(filepath.Join(dir, "pack.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(metadata, &meta); err != nil {
		t.Logf("%s: %v", p.name, err)
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
		o.Release, o.Namespace = render.ReleaseOf(p.name, c.name, root, render.DefaultMacros)
		ours, err := withRender(c.prepared, render.FromNode(root.At("charts", c.name), render.DefaultMacros), o)
		helm, failed := withHelm(c.archive, helmValues, o)
		if difference := compare(helm, failed, ours, err); difference != "" {
			t.Errorf("%s, chart %s: %s", about, c.name, difference)
		}
		n++
	}
	return n
}

func corpus(t *testing.T) string {
	dir := filepath.Join(shared, "corpus", "packs")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no corpus of packs at " + dir)
	}
	return dir
}

func TestCorpus(t *testing.T) {
	dirs, _ := filepath.Glob(filepath.Join(corpus(t), "*"))
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

// mutant is a change to the values of a pack.
type mutant struct {
	Pack, Path, Text string
	Start, End       int // in code points
}

func TestMutants(t *testing.T) {
	dir := corpus(t)
	f, err := os.Open(filepath.Join(shared, "deploy", "mutants.jsonl"))
	if err != nil {
		t.Skip("no mutants: " + err.Error())
	}
	defer f.Close()
	packs := map[string]*corpusPack{}
	n := 0
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var m mutant
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(m.Path, "charts.") {
			continue
		}
		if packs[m.Pack] == nil {
			packs[m.Pack] = readPack(t, filepath.Join(dir, m.Pack))
		}
		p := packs[m.Pack]
		runes := []rune(p.values)
		n += p.check(t, m.Pack+" "+m.Path, string(runes[:m.Start])+m.Text+string(runes[m.End:]))
	}
	t.Logf("%d renders compared", n)
}

package analysis

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// chartKeys are the keys that the chart knows at a path of the pack's values.
func chartKeys(p *pack.Pack, path []string) []key {
	at, ok := chartAt(p, path)
	if !ok {
		return nil
	}
	var keys []key
	for _, name := range at.keys() {
		if keys = append(keys, chartKey(at.child(name), name)); len(keys) == maxKeys {
			break
		}
	}
	return keys
}

// maxKeys is how many keys of one place are offered, since each is looked for among all. Charts in the field have a tenth of that.
const maxKeys = 1000

func chartKey(at chartPlace, name string) key {
	value := at.value()
	k := key{name: name, detail: short(value), value: snippetOf(value)}
	var doc []string
	if d := at.doc(); d != "" {
		doc = append(doc, d)
	}
	if sub := subchartAt(at); sub != nil {
		k.kind, k.detail, k.value = ModuleItem, "subchart "+sub.Version, "\n  $1"
		doc = append(doc, "Values for the chart "+sub.Name+" "+sub.Version+" inside "+at.chart.Name+".")
	}
	switch {
	case at.list:
	case at.scope.Status == chart.Commented:
		k.rank = 1
		doc = append(doc, "Commented out in the chart's values:")
	case at.scope.Status == chart.Implied && !value.Exists():
		k.value = "\n  $1"
		doc = append(doc, impliedDoc(name))
	}
	if pair := value.Owner(); pair.Exists() && len(at.items) == 0 {
		doc = append(doc, yamlBlock(at.scope.Pair()))
	}
	if k.detail == "" {
		k.detail = at.types()
	}
	if len(doc) == 0 {
		doc = append(doc, "A value of the chart "+at.chart.Name+".")
	}
	k.doc = strings.Join(slices.DeleteFunc(doc, func(s string) bool { return s == "" }), "\n\n")
	return k
}

func impliedDoc(name string) string {
	switch name {
	case "global":
		return "Values that the chart and all charts inside it see as `.Values.global`."
	case "tags":
		return "Switches for groups of charts inside the chart: each is a tag of its dependencies."
	}
	return ""
}

// subchartAt is the chart whose values stand at the place; nil where none does.
func subchartAt(at chartPlace) *chart.Chart {
	c := at.chart
	for _, step := range at.path {
		if c = c.Subchart(step); c == nil {
			return nil
		}
	}
	return c
}

// manifestNamed is the pack's manifest whose parameters stand under key; nil where there is none.
func manifestNamed(p *pack.Pack, key string) *pack.File {
	for _, f := range p.ManifestFiles() {
		if pack.ManifestKey(f.Base()) == key {
			return f
		}
	}
	return nil
}

// template is a manifest as the template that it is.
type template struct {
	actions []macro.Action
	values  []macro.ValuesRef
}

func templateOf(f *pack.File) *template {
	return pack.View(f, "template", func() *template {
		actions := macro.Parse(f.Text.String(), text.Verbatim)
		return &template{actions, macro.ValuesRefs(actions)}
	})
}

// uses are the places in the manifest that use the value at path, or one below it.
func (t *template) uses(path []string) []macro.ValuesRef {
	var found []macro.ValuesRef
	for _, ref := range t.values {
		if startsWith(ref.Path, path) {
			found = append(found, ref)
		}
	}
	return found
}

func startsWith(path []macro.Segment, steps []string) bool {
	return len(path) >= len(steps) && slices.EqualFunc(path[:len(steps)], steps, func(s macro.Segment, step string) bool { return s.Name == step })
}

// manifestKeys are the keys that the manifest whose parameters stand under name uses below path.
func manifestKeys(p *pack.Pack, name string, path []string) []key {
	f := manifestNamed(p, name)
	if f == nil {
		return nil
	}
	var keys []key
	for _, ref := range templateOf(f).uses(path) {
		if len(ref.Path) == len(path) {
			continue
		}
		next := ref.Path[len(path)].Name
		if next == "" {
			continue
		}
		i := slices.IndexFunc(keys, func(k key) bool { return k.name == next })
		if i < 0 && len(keys) == maxKeys {
			continue
		}
		if i < 0 {
			i = len(keys)
			keys = append(keys, key{name: next, detail: f.Base(), doc: useDoc(f, ref.Start), value: " $1"})
		}
		if len(ref.Path) > len(path)+1 {
			keys[i].value = "\n  $1"
		}
	}
	return keys
}

// useDoc shows the line of a manifest that uses a value.
func useDoc(f *pack.File, off int) string {
	n := f.Text.LineAt(off)
	line := strings.TrimSpace(f.Text.Line(n).Of(f.Text.String()))
	return "Used in line " + strconv.Itoa(n+1) + " of " + f.Base() + ":\n\n" + fenced("yaml", line)
}

// valueAt is the value at a path of the pack's values: in values.yaml, or else in what presets add; absent where there is none.
func valueAt(p *pack.Pack, path []string) syntax.Node {
	if n := p.Values.Root().At(path...); n.Exists() {
		return n
	}
	for _, root := range p.Additions() {
		if n := root.At(path...); n.Exists() {
			return n
		}
	}
	return syntax.Node{}
}

package analysis

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// chartKeys are the keys that the chart knows at a path of the pack's values: of the mapping there, or of the items of the list.
func chartKeys(p *pack.Pack, path []string) []key {
	at, ok := chartAt(p, path)
	if !ok {
		return nil
	}
	items := !at.list && at.value().Kind() == syntax.Sequence
	if items {
		at = at.child("0")
	}
	var keys []key
	for _, name := range at.keys() {
		k := chartKey(at.child(name), name)
		k.dash = items
		if keys = append(keys, k); len(keys) == maxKeys {
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

// manifestKeys are the keys that the manifest whose parameters stand under name uses below path.
func manifestKeys(p *pack.Pack, name string, path []string) []key {
	f := p.ManifestNamed(name)
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

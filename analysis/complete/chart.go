package complete

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// chartKeys are the keys that the chart has at a path of the values: those of the mapping there, or of the items of the
// list.
func chartKeys(p *pack.Pack, path []string) []key {
	at, ok := value.ChartAt(p, path)
	if !ok {
		return nil
	}
	items := !at.List && at.Value().Kind() == syntax.Sequence
	if items {
		at = at.Child("0")
	}
	var keys []key
	for _, name := range at.Keys() {
		k := chartKey(at.Child(name), name)
		k.dash = items
		if keys = append(keys, k); len(keys) == maxKeys {
			break
		}
	}
	return keys
}

// maxKeys is how many keys of one place are offered, since each is looked up separately. Published charts have at most
// a tenth of that.
const maxKeys = 1000

func chartKey(at value.ChartPlace, name string) key {
	value := at.Value()
	k := key{name: name, detail: markdown.Short(value), value: snippetOf(value)}
	var doc []string
	if d := markdown.ChartDoc(at); d != "" {
		doc = append(doc, d)
	}
	if sub := at.Subchart(); sub != nil {
		k.kind, k.detail, k.value = Module, "subchart "+sub.Version, "\n  $1"
		doc = append(doc, "Values for the chart "+sub.Name+" "+sub.Version+" inside "+at.Chart.Name+".")
	}
	switch {
	case at.List:
	case at.Scope.Status == chart.Commented:
		k.rank = 1
		doc = append(doc, "Commented out in the chart's values:")
	case at.Scope.Status == chart.Implied && !value.Exists():
		k.value = "\n  $1"
		doc = append(doc, markdown.Implied(name))
	}
	if pair := value.Owner(); pair.Exists() && len(at.Items) == 0 {
		doc = append(doc, markdown.YAML(at.Scope.Pair()))
	}
	if k.detail == "" {
		k.detail = markdown.ChartTypes(at)
	}
	if len(doc) == 0 {
		doc = append(doc, "A value of the chart "+at.Chart.Name+".")
	}
	k.doc = strings.Join(slices.DeleteFunc(doc, func(s string) bool { return s == "" }), "\n\n")
	return k
}

// manifestKeys are the keys below path that the manifest with the section name uses.
func manifestKeys(p *pack.Pack, name string, path []string) []key {
	f := p.ManifestNamed(name)
	if f == nil {
		return nil
	}
	var keys []key
	index := map[string]int{} // of keys, by name
	for _, ref := range template.Of(f).Uses(path) {
		if len(ref.Path) == len(path) {
			continue
		}
		next := ref.Path[len(path)].Name
		if next == "" {
			continue
		}
		i, known := index[next]
		if !known && len(keys) == maxKeys {
			continue
		}
		if !known {
			i = len(keys)
			index[next] = i
			keys = append(keys, key{name: next, detail: f.Base(), doc: markdown.Use(f, ref.Start), value: " $1"})
		}
		if len(ref.Path) > len(path)+1 {
			keys[i].value = "\n  $1"
		}
	}
	return keys
}

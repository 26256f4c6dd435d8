package complete

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// manifest completes in the template actions of a manifest, whose .Values is its section of values.yaml, and in the
// objects around them.
func manifest(s *pack.Snapshot, p *pack.Pack, f *pack.File, off int, opts Options) []Item {
	m, ok := template.InManifest(f, off)
	if !ok {
		return withDash(value.ManifestTree(f), off, func(t *syntax.Tree, off int) []Item {
			return object(p, t, off, opts)
		})
	}
	c := macroCompleter{snapshot: s, pack: p, place: m}
	c.parameters(pack.ManifestKey(f.Base()))
	c.macroPaths()
	c.keywords()
	c.functions()
	return c.items
}

// parameters adds the values in the section name of values.yaml, one level at a time.
func (c *macroCompleter) parameters(name string) {
	names, whole, ok := c.place.Path()
	if !ok || len(names) > 0 && names[0] != template.Values {
		return
	}
	prefix := "." + template.Values + "."
	if len(names) > 1 {
		prefix += strings.Join(names[1:], ".") + "."
	}
	if c.place.Word != nil && c.place.Word.Kind == macro.Variable {
		prefix = "$" + prefix
	}
	c.valuePaths(c.pack, append([]string{pack.SectionManifests, name}, names[min(1, len(names)):]...), prefix, whole)
	if len(names) == 0 {
		for i := range c.items { // a name alone would not say that it is a parameter
			c.items[i].Label = prefix + c.items[i].Label
		}
	}
}

// keywords adds the keywords that can begin an action.
func (c *macroCompleter) keywords() {
	m := &c.place
	if m.Place != macro.AtStart || !m.Callable() {
		return
	}
	for _, k := range template.Keywords() {
		item := Item{Label: k.Name, Kind: Function, Detail: k.Form, Doc: k.Doc, Rank: 1}
		c.add(item, m.Replace, k.Name, k.Name == "end" || k.Name == "else")
	}
}

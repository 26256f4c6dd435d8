package analysis

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// manifestPlace is the action around byte offset off of a manifest; false outside any.
func manifestPlace(f *pack.File, off int) (macroPlace, bool) {
	m := macroPlace{Cursor: macro.At(templateOf(f).actions, off), src: f.Text.String(), manifest: true}
	return m, m.Place != macro.Outside
}

// completeManifest completes in the actions of a manifest, whose .Values is its section of values.yaml.
func completeManifest(s *pack.Snapshot, p *pack.Pack, f *pack.File, off int) []Completion {
	m, ok := manifestPlace(f, off)
	if !ok {
		return nil
	}
	c := macroCompleter{snapshot: s, pack: p, place: m}
	c.parameters(pack.ManifestKey(f.Base()))
	c.macroPaths()
	c.keywords()
	c.functions()
	return c.items
}

// parameters adds the values in the section of values.yaml that is called name, one level at a time.
func (c *macroCompleter) parameters(name string) {
	names, whole, ok := c.place.path()
	if !ok || len(names) > 0 && names[0] != valuesField {
		return
	}
	prefix := "." + valuesField + "."
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

// valuesField is the field of a template's root that holds the values.
const valuesField = "Values"

// keyword is one of text/template's.
type keyword struct{ name, form, doc string }

var keywords = []keyword{
	{"if", "{{ if condition }}…{{ end }}", "What follows is kept where the condition is not empty."},
	{"else", "{{ else }}", "What follows is kept where the condition before it was empty."},
	{"end", "{{ end }}", "Ends if, range, with, define and block."},
	{"range", "{{ range list }}…{{ end }}", "What follows is repeated for each element, which is the dot there."},
	{"with", "{{ with value }}…{{ end }}", "What follows is kept where the value is not empty; the value is the dot there."},
	{"define", `{{ define "name" }}…{{ end }}`, "Defines a template that include and template can use."},
	{"template", `{{ template "name" . }}`, "Inserts a template; include does so too and can be followed by functions."},
}

// keywords adds the keywords that can begin an action.
func (c *macroCompleter) keywords() {
	m := &c.place
	if m.Place != macro.AtStart || !m.callable() {
		return
	}
	for _, k := range keywords {
		item := Completion{Label: k.name, Kind: FunctionItem, Detail: k.form, Doc: k.doc, Rank: 1}
		c.add(item, m.Replace, k.name, k.name == "end" || k.name == "else")
	}
}

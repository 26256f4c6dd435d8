package analysis

import (
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/constraint"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// schemaCompleter completes in schema.yaml.
type schemaCompleter struct {
	pack *pack.Pack
	yamlCompleter
}

func completeSchema(p *pack.Pack, f *pack.File, off int, opts CompleteOptions) []Completion {
	c := schemaCompleter{p, newYAMLCompleter(f.Tree(), off, opts)}
	if items, ok := c.template(); ok || c.cursor.InComment {
		return items
	}
	switch {
	case c.nowhere() || c.cursor.Item:
		return nil
	case c.cursor.InValue && len(c.cursor.Path) == 1 && c.cursor.Key == pack.SchemaKey:
		return c.templates()
	case c.cursor.InValue:
		return nil
	case len(c.cursor.Path) == 0:
		return c.paths()
	case len(c.cursor.Path) == 1 && !c.present()[pack.SchemaKey]:
		return []Completion{c.key(key{name: pack.SchemaKey, detail: "template", doc: schemaKeyDoc, value: templateSnippet("string")})}
	}
	return nil
}

const schemaKeyDoc = "What the value must look like, as a template: clauses between `{{` and `}}`, with `|` between them."

// templateSnippet is a template for a value of a type of placeholders, as what follows the key schema in a snippet.
func templateSnippet(typ string) string {
	return " '" + escapeSnippet(`{{ required | format "${`) + "${1:" + typ + "}" + escapeSnippet(`}" }}`) + "'"
}

// maxPaths is how many paths of values are offered.
const maxPaths = 10_000

// paths are the values that have no constraint yet.
func (c *schemaCompleter) paths() []Completion {
	present := c.present()
	var items []Completion
	for _, v := range valueLeaves(c.pack) {
		if present[v.path] {
			continue
		}
		value := "\n  " + pack.SchemaKey + ":" + templateSnippet(formatType(v.value))
		items = append(items, c.key(key{name: v.path, detail: short(v.value), doc: yamlBlock(v.value.Owner()), value: value}))
	}
	return items
}

// leaf is a value that is no mapping with anything in it.
type leaf struct {
	path  string // dotted
	value syntax.Node
}

// valueLeaves are the values of values.yaml and what presets add, each path once.
func valueLeaves(p *pack.Pack) []leaf {
	var leaves []leaf
	seen := map[string]bool{}
	var walk func(n syntax.Node, path string, depth int)
	walk = func(n syntax.Node, path string, depth int) {
		if n.Kind() == syntax.Mapping && n.First().Exists() {
			for pair := range n.Children() {
				if name := pair.Key().Text(); pair.Kind() == syntax.Pair && name != "" && name != mergeKey && depth < maxDepth {
					walk(pair.Value(), path+"."+name, depth+1)
				}
			}
			return
		}
		if path != "" && !seen[path[1:]] && len(leaves) < maxPaths && n.Owner().Exists() {
			seen[path[1:]] = true
			leaves = append(leaves, leaf{path[1:], n})
		}
	}
	for _, root := range append([]syntax.Node{p.Values.Root()}, p.Additions()...) {
		walk(root, "", 0)
	}
	return leaves
}

// maxDepth is how many levels deep values are looked for.
const maxDepth = 64

// formatType is the type of a placeholder for a value.
func formatType(n syntax.Node) string {
	switch n.Kind() {
	case syntax.Number:
		return "number"
	case syntax.Bool:
		return "boolean"
	}
	return "string"
}

// templates are whole templates, for a place where there is none.
func (c *schemaCompleter) templates() []Completion {
	var items []Completion
	for _, t := range constraint.Types() {
		for _, form := range t.Forms {
			content := `{{ format "` + form + `" }}`
			item := c.value("'"+content+"'", content)
			item.Label, item.Doc, item.Detail = content, t.Doc, t.Noun
			items = append(items, item)
		}
	}
	return items
}

// template completes inside a template; false outside any.
func (c *schemaCompleter) template() ([]Completion, bool) {
	for _, con := range c.pack.Constraints() {
		off, ok := con.Offset(c.off)
		if !ok {
			continue
		}
		at := con.Template.At(off)
		switch {
		case at.Place == constraint.Outside:
			return nil, false
		case !c.onLine(con.Range(at.Replace)):
			return nil, true
		}
		return c.inTemplate(con, at), true
	}
	return nil, false
}

// inTemplate is what can stand at a place in a template.
func (c *schemaCompleter) inTemplate(con *pack.Constraint, at constraint.Cursor) []Completion {
	var items []Completion
	_, quoting := con.Source.Inner()
	add := func(label, with, detail, doc string, kind CompletionKind) {
		edit := text.Edit{Range: con.Range(at.Replace), New: quoting.Escape(with)}
		items = append(items, Completion{Label: label, Kind: kind, Detail: detail, Doc: doc, Filter: edit.New, Edit: edit})
	}
	switch at.Place {
	case constraint.AtClause:
		for _, cl := range constraint.Clauses() {
			if !hasClause(con.Template, cl.Kind, at.Clause) {
				add(cl.Name, clauseText(cl.Kind, cl.Name, at.Clause), cl.Form, cl.Doc, PropertyItem)
			}
		}
	case constraint.AtPipe:
		add("|", "| ", "next clause", "Another clause follows.", ValueItem)
	case constraint.AtFormat, constraint.InLiteral:
		for _, t := range constraint.Types() {
			for _, form := range t.Forms {
				with := form
				if at.Place == constraint.AtFormat {
					with = `"` + form + `"`
				}
				add(form, with, t.Noun, t.Doc, EnumItem)
			}
		}
	case constraint.AtType:
		for _, t := range constraint.Types() {
			add(t.Name, t.Name, t.Noun, t.Doc, EnumItem)
		}
	case constraint.AtOption:
		for _, option := range c.options(con, at) {
			add(option, option, "value", "What values.yaml, a preset, or the chart has here.", ValueItem)
		}
	}
	return items
}

// hasClause reports whether the template has a clause of the kind besides the one at the cursor.
func hasClause(t *constraint.Template, kind constraint.ClauseKind, at *constraint.Clause) bool {
	for i := range t.Clauses {
		if cl := &t.Clauses[i]; cl.Kind == kind && cl != at {
			return true
		}
	}
	return false
}

// clauseText is a clause as it is written, with the argument it needs where none follows.
func clauseText(kind constraint.ClauseKind, name string, at *constraint.Clause) string {
	if at != nil && len(at.Strings) > 0 {
		return name
	}
	switch kind {
	case constraint.FormatClause:
		return name + ` "${string}"`
	case constraint.Hints:
		return name + ` ""`
	}
	return name
}

// options are the values that stand at the constraint's path, or that the chart's values.schema.json allows there, and that its list does not have.
func (c *schemaCompleter) options(con *pack.Constraint, at constraint.Cursor) []string {
	var options []string
	seen := map[string]bool{}
	for _, o := range at.Placeholder.Options {
		if !o.Touches(at.Replace.Start) {
			seen[o.Value] = true
		}
	}
	add := func(s string) {
		if s != "" && !seen[s] && !strings.ContainsAny(s, ",]\n") {
			seen[s] = true
			options = append(options, s)
		}
	}
	for _, root := range append([]syntax.Node{c.pack.Values.Root()}, c.pack.Additions()...) {
		for _, v := range pack.ValuesAt(root, con.Path) {
			if v.IsScalar() {
				add(v.Text())
			}
		}
	}
	if at, ok := chartAt(c.pack, strings.Split(con.Path, ".")); ok {
		if v := at.value(); v.IsScalar() {
			add(v.Text())
		}
		if sub := at.schema(); sub != nil {
			for _, v := range sub.Enum {
				add(v.Value)
			}
		}
	}
	return options
}

// constraintDoc is a constraint in words, with values that meet it.
func constraintDoc(c *pack.Constraint) string {
	var parts []string
	if s := c.Template.Describe(); s != "" {
		parts = append(parts, s)
	}
	for _, h := range c.Template.Hints {
		if h.Value != "" {
			parts = append(parts, "_"+h.Value+"_")
		}
	}
	var accepted []string
	for _, e := range c.Template.Examples(2) {
		accepted = append(accepted, "`"+strings.Trim(strconv.Quote(e), `"`)+"`")
	}
	if accepted != nil {
		parts = append(parts, "Accepted, for example: "+strings.Join(accepted, ", ")+".")
	}
	if parts == nil {
		return "Any value is accepted."
	}
	return strings.Join(parts, "\n\n")
}

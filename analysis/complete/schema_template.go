package complete

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/constraint"
	"github.com/pack-lsp/pack-lsp/analysis/embedded"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// templates are whole templates, for a value that is still empty.
func (c *schemaCompleter) templates() []Item {
	var items []Item
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

// templatePlace is a template of schema.yaml, for the value at a path.
type templatePlace struct {
	*constraint.Template
	in   *embedded.Content // the template's text
	path string
}

// template completes inside a template; false outside of one.
func (c *schemaCompleter) template() ([]Item, bool) {
	p, ok := c.templateOnLine()
	if !ok {
		p, ok = c.templateOverLines()
	}
	if !ok {
		return nil, false
	}
	off, _ := p.in.Inner(c.off)
	at := p.At(off)
	switch {
	case at.Place == constraint.Outside || !strings.Contains(p.in.Text[:off], "{{"):
		return nil, false
	case !c.onLine(p.in.OuterRange(at.Replace)):
		return nil, true
	}
	return c.inTemplate(&p, at), true
}

// templateOnLine is the quoted template that begins on the line of the cursor, up to the end of the line: with its
// quote still open, it would extend to the next quote below.
func (c *schemaCompleter) templateOnLine() (templatePlace, bool) {
	start, quoting := c.cursor.ValueRange.Start+1, text.SingleQuoted
	if !c.cursor.InValue || len(c.cursor.Path) != 1 || c.cursor.Key != pack.SchemaKey ||
		c.cursor.Quote == 0 || c.off < start {
		return templatePlace{}, false
	}
	lineStart, end := text.LineAround(c.doc.Text, c.off)
	if start <= lineStart {
		return templatePlace{}, false
	}
	if c.cursor.Quote == '"' {
		quoting = text.DoubleQuoted
	}
	src := c.doc.Text[start:end]
	end = template.QuotedEnd(src, quoting, 0)
	in := embedded.At(src[:end], start, quoting, nil)
	return templatePlace{constraint.Parse(in.Text, quoting), in, c.cursor.Path[0]}, c.off <= start+end
}

// templateOverLines is the template around the cursor that is written in another way.
func (c *schemaCompleter) templateOverLines() (templatePlace, bool) {
	for _, con := range c.pack.Constraints() {
		if _, ok := con.Inner(c.off); ok {
			return templatePlace{con.Template, con.Content, con.Path}, true
		}
	}
	return templatePlace{}, false
}

// inTemplate are the items for a place in a template.
func (c *schemaCompleter) inTemplate(p *templatePlace, at constraint.Cursor) []Item {
	var items []Item
	add := func(label, with, detail, doc string, kind Kind) {
		edit := text.Edit{Range: p.in.OuterRange(at.Replace), New: p.in.Quoting.Escape(with)}
		items = append(items, Item{Label: label, Kind: kind, Detail: detail, Doc: doc, Filter: edit.New, Edit: edit})
	}
	switch at.Place {
	case constraint.AtClause:
		for _, cl := range constraint.Clauses() {
			if !hasClause(p.Template, cl.Kind, at.Clause) {
				add(cl.Name, clauseText(cl.Kind, cl.Name, at.Clause), cl.Form, cl.Doc, Property)
			}
		}
	case constraint.AtPipe:
		add("|", "| ", "next clause", "Another clause follows.", Value)
	case constraint.AtFormat, constraint.InLiteral:
		for _, t := range constraint.Types() {
			for _, form := range t.Forms {
				with := form
				if at.Place == constraint.AtFormat {
					with = `"` + form + `"`
				}
				add(form, with, t.Noun, t.Doc, Enum)
			}
		}
	case constraint.AtType:
		for _, t := range constraint.Types() {
			add(t.Name, t.Name, t.Noun, t.Doc, Enum)
		}
	case constraint.AtOption:
		for _, option := range c.options(p.path, at) {
			add(option, option, "value", "What values.yaml, a preset, or the chart has here.", Value)
		}
	}
	return items
}

// hasClause reports whether the template has a clause of the kind, apart from the one at the cursor.
func hasClause(t *constraint.Template, kind constraint.ClauseKind, at *constraint.Clause) bool {
	for i := range t.Clauses {
		if cl := &t.Clauses[i]; cl.Kind == kind && cl != at {
			return true
		}
	}
	return false
}

// clauseText is the text of a clause, with an argument if it needs one and none follows.
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

// options are the values at a path, and those that values.schema.json of the chart allows there, without the options
// that the list has.
func (c *schemaCompleter) options(path string, at constraint.Cursor) []string {
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
	for root := range value.Roots(c.pack) {
		for _, v := range value.At(root, path) {
			if v.IsScalar() {
				add(v.Text())
			}
		}
	}
	if at, ok := value.ChartAt(c.pack, strings.Split(path, ".")); ok {
		if v := at.Value(); v.IsScalar() {
			add(v.Text())
		}
		if sub := at.Schema(); sub != nil {
			for _, v := range sub.Enum {
				add(v.Value)
			}
		}
	}
	return options
}

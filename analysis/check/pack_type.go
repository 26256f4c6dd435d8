package check

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

func wrongType(p *Pass) {
	for _, v := range violations(p) {
		reportType(p, v.Node, subject(v.Node), v.Want)
	}
}

func annotationNotString(p *Pass) {
	for _, v := range violations(p) {
		reportType(p, v.Node, "annotation "+quote(v.Node.Owner().Key().Text()), v.Want)
	}
}

// reportType reports that n, which the message calls what, has none of the wanted types of JSON Schema.
func reportType(p *Pass, n syntax.Node, what string, want []string) {
	var names []string
	for _, w := range want {
		names = append(names, withArticle(w))
	}
	d := p.Report(head(n), "%s must be %s, not %s", what, strings.Join(names, " or "), withArticle(n.Kind().String()))
	for _, w := range want {
		if c, ok := convert(n, w); ok {
			d.offer(p.File, c.title, c.safe, c.edits)
			d.Message += c.hint
			return
		}
	}
}

func withArticle(name string) string {
	switch {
	case name == "null":
		return name
	case strings.HasPrefix(name, "a"), strings.HasPrefix(name, "i"), strings.HasPrefix(name, "o"):
		return "an " + name
	}
	return "a " + name
}

// conversion is a value of the wrong type written again.
type conversion struct {
	edits []text.Edit
	title string
	hint  string // a clause for the message
	safe  bool
}

// convert writes n as a value of the type of JSON Schema that is wanted; false if that takes the author.
func convert(n syntax.Node, want string) (conversion, bool) {
	write := func(value, title string, safe bool) (conversion, bool) {
		c := conversion{edits: []text.Edit{edit.Replace(n, value)}, title: title, safe: safe}
		if len(value) <= 60 && !strings.Contains(value, "\n") {
			c.hint = "; write " + value
		}
		return c, true
	}
	switch kind := n.Kind(); {
	case want == "string" && (kind == syntax.Number || kind == syntax.Bool):
		return write(edit.Quote(n.Source()), "Quote the value", true)
	case want == "string" && kind == syntax.Sequence && n.Len() == 1 && n.First().Kind() == syntax.String:
		return write(n.First().Source(), "Remove the array", false)
	case (want == "number" || want == "integer") && kind == syntax.String && isJSON(n.Text(), syntax.Number),
		want == "boolean" && kind == syntax.String && isJSON(n.Text(), syntax.Bool):
		return write(n.Text(), "Remove the quotes", true)
	case want == "array" && kind == syntax.String:
		value, several := arrayOf(n.Text())
		return write(value, "Write it as an array", !several)
	case want == "array" && kind == syntax.Mapping && n.Len() > 0 &&
		strings.HasPrefix(strings.Join(n.Path(), "/"), "constraints/"):
		return conversion{edits: edit.Wrap(n, "[", "]"), title: "Put it into an array", hint: "; put it into [ ]"}, true
	case want == "object" && kind == syntax.Sequence:
		if e, ok := edit.MergeObjects(n); ok {
			return conversion{edits: []text.Edit{e}, title: "Write it as one object", hint: `; write {"key": "value"}`}, true
		}
	}
	return conversion{}, false
}

// isJSON reports whether s by itself is a JSON value of that kind.
func isJSON(s string, kind syntax.Kind) bool {
	t := syntax.ParseJSON(s)
	return len(t.Errors) == 0 && t.Root().Kind() == kind
}

// arrayOf is a JSON array of the items that s lists with commas between; several if there is not just one.
func arrayOf(s string) (array string, several bool) {
	var items []string
	for item := range strings.SplitSeq(s, ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, edit.Quote(item))
		}
	}
	return "[" + strings.Join(items, ", ") + "]", len(items) != 1
}

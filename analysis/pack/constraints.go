package pack

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/constraint"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// SchemaKey is the one key of an entry of schema.yaml.
const SchemaKey = "schema"

// Constraint is one entry of schema.yaml: what the value at a path of values.yaml must look like.
type Constraint struct {
	Path     string               // dotted; see ValuesAt
	Pair     syntax.Node          // the entry
	Source   syntax.Node          // the string that holds the template
	Template *constraint.Template // its ranges are converted by Range and Edits

	base int // byte offset of the template's text in schema.yaml
}

// Range is the range in schema.yaml of a range of the template.
func (c *Constraint) Range(r text.Range) text.Range {
	return text.Range{Start: c.base + r.Start, End: c.base + r.End}
}

// Edits are edits of the template as edits of schema.yaml.
func (c *Constraint) Edits(edits []text.Edit) []text.Edit {
	out := make([]text.Edit, len(edits))
	for i, e := range edits {
		out[i] = text.Edit{Range: c.Range(e.Range), New: e.New}
	}
	return out
}

// Offset is the offset in the template's text of byte offset off in schema.yaml; false where off lies outside it.
func (c *Constraint) Offset(off int) (int, bool) {
	inner, _ := c.Source.Inner()
	return off - c.base, inner.Touches(off)
}

// Constraints are the entries of schema.yaml that hold a template and could be read, in the order of the text.
func (p *Pack) Constraints() []*Constraint {
	if p.Schema == nil {
		return nil
	}
	return View(p.Schema, "constraints", func() []*Constraint { return readConstraints(p.Schema.Root()) })
}

func readConstraints(root syntax.Node) []*Constraint {
	if root = root.Resolve(); root.Kind() != syntax.Mapping {
		return nil
	}
	var all []*Constraint
	for pair := range root.Children() {
		source := pair.Value().Resolve().Get(SchemaKey)
		if source.Kind() != syntax.String || source.Broken() || pair.Broken() || errorBehind(source) {
			continue
		}
		inner, quoting := source.Inner()
		all = append(all, &Constraint{
			Path: pair.Key().Text(), Pair: pair, Source: source, base: inner.Start,
			Template: constraint.Parse(inner.Of(source.Tree().Text), quoting),
		})
	}
	return all
}

// errorBehind reports whether a syntax error stands in the line in which n ends, so that n may have ended too early.
func errorBehind(n syntax.Node) bool {
	t := n.Tree()
	lineEnd := len(t.Text)
	if i := strings.IndexByte(t.Text[n.End():], '\n'); i >= 0 {
		lineEnd = n.End() + i
	}
	i, _ := slices.BinarySearchFunc(t.Errors, n.End(), func(e syntax.Error, off int) int { return e.Start - off })
	return i < len(t.Errors) && t.Errors[i].Start < lineEnd
}

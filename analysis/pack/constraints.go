package pack

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/constraint"
	"github.com/pack-lsp/pack-lsp/analysis/embedded"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// SchemaKey is the one key of an entry of schema.yaml.
const SchemaKey = "schema"

// Constraint is one entry of schema.yaml: what the value at a path of values.yaml must look like.
type Constraint struct {
	Path              string      // dotted; see ValuesAt
	Pair              syntax.Node // the entry
	*embedded.Content             // the template's text; its node is the string that holds it
	Template          *constraint.Template
}

var constraints View[[]*Constraint]

// Constraints are the entries of schema.yaml that hold a template and could be read, in the order of the text.
func (p *Pack) Constraints() []*Constraint {
	if p.Schema == nil {
		return nil
	}
	return constraints.Of(p.Schema, func() []*Constraint { return readConstraints(p.Schema.Root()) })
}

func readConstraints(root syntax.Node) []*Constraint {
	if root = root.Resolve(); root.Kind() != syntax.Mapping {
		return nil
	}
	var all []*Constraint
	for pair := range root.Children() {
		source := pair.Value().Resolve().Get(SchemaKey)
		if source.Kind() != syntax.String || source.Broken() || pair.Broken() || errorAfter(source) {
			continue
		}
		in := embedded.In(source, nil)
		all = append(all, &Constraint{
			Path: pair.Key().Text(), Pair: pair, Content: in, Template: constraint.Parse(in.Text, in.Quoting),
		})
	}
	return all
}

// errorAfter reports whether a syntax error is in the line in which n ends, so that n may have ended too early.
func errorAfter(n syntax.Node) bool {
	t := n.Tree()
	lineEnd := text.LineEnd(t.Text, n.End())
	i, _ := slices.BinarySearchFunc(t.Errors, n.End(), func(e syntax.Error, off int) int { return e.Start - off })
	return i < len(t.Errors) && t.Errors[i].Start < lineEnd
}

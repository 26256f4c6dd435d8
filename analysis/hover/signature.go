package hover

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/constraint"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// Signature is how something is called.
type Signature struct {
	Label    string
	Markdown string       // what it does
	Params   []text.Range // of the parameters in Label, which is ASCII
	Active   int          // the parameter that the cursor is at, from 0; -1 if it is at none
}

// Signatures returns how the function around byte offset off of the file at path is called, or the clause or
// placeholder of a template in schema.yaml: several ways, and the index of the one that the cursor is in. None if the
// cursor is at no argument.
func Signatures(s *pack.Snapshot, path string, off int) (all []Signature, active int) {
	p, f := s.PackOf(path)
	if f == nil || f.Kind == pack.Meta || f.Kind == pack.Config {
		return nil, 0
	}
	if f.Kind == pack.Schema {
		if sub := value.SubjectAt(p, f, off); sub.Kind == value.ConstraintTemplate {
			return constraintSignatures(sub.Constraint.Template.At(sub.Inner))
		}
		return nil, 0
	}
	var c template.Cursor
	var ok bool
	if f.Kind == pack.Manifest {
		c, ok = template.InManifest(f, off)
	} else {
		c, ok = template.At(f.Tree(), f.Tree().CursorAt(off), off, nil)
	}
	if !ok {
		return nil, 0
	}
	if sig, ok := functionSignature(&c); ok {
		return []Signature{sig}, 0
	}
	return nil, 0
}

// functionSignature is how the function is called whose argument the cursor is at.
func functionSignature(c *template.Cursor) (sig Signature, ok bool) {
	if c.Call == nil || c.Arg < 0 || c.Call.Words[0].Kind != macro.Ident {
		return sig, false
	}
	f, ok := macro.FunctionNamed(c.Call.Words[0].Text)
	if !ok || f.Source == macro.Helm && !c.Manifest {
		return sig, false
	}
	sig = Signature{Label: f.Signature, Markdown: markdown.Function(f), Active: c.Arg}
	at := len(f.Name)
	for word := range strings.FieldsSeq(f.Signature[at:]) {
		start := at + strings.Index(f.Signature[at:], word)
		at = start + len(word)
		sig.Params = append(sig.Params, text.Range{Start: start, End: at})
	}
	repeats := strings.HasSuffix(strings.TrimRight(f.Signature, "]"), "...")
	typed := len(sig.Params)
	if c.Piped && !repeats {
		typed-- // what is piped in is the last argument
	}
	switch {
	case c.Arg < typed:
	case repeats:
		sig.Active = len(sig.Params) - 1
	default:
		sig.Active = -1
	}
	return sig, len(sig.Params) > 0
}

// constraintSignatures are the forms of the placeholder or clause at a cursor in a template of schema.yaml.
func constraintSignatures(c constraint.Cursor) (all []Signature, active int) {
	if ph := c.Placeholder; ph != nil {
		for _, doc := range constraint.Types() {
			if doc.Type != ph.Type {
				continue
			}
			for i, form := range doc.Forms {
				sig := Signature{Label: form, Markdown: doc.Doc, Active: -1}
				if colon := strings.IndexByte(form, ':'); colon >= 0 {
					sig.Params, sig.Active = []text.Range{{Start: colon + 1, End: len(form) - 1}}, 0
				}
				all = append(all, sig)
				switch {
				case c.Place == constraint.AtType:
				case c.Place == constraint.InRegex && strings.Contains(form, ":/"),
					c.Place != constraint.InRegex && strings.Contains(form, ":["):
					active = i
				}
			}
		}
		return all, active
	}
	if c.Clause == nil || c.Place == constraint.AtPipe || c.Place == constraint.AtClause {
		return nil, 0
	}
	for _, doc := range constraint.Clauses() {
		if quote := strings.IndexByte(doc.Form, '"'); doc.Kind == c.Clause.Kind && quote >= 0 {
			all = append(all, Signature{Label: doc.Form, Markdown: doc.Doc, Active: 0,
				Params: []text.Range{{Start: quote, End: len(doc.Form)}}})
		}
	}
	return all, 0
}

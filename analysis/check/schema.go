package check

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/constraint"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// schemaChecks are those of schema.yaml, and of the values that it constrains.
var schemaChecks = []Check{
	{Code: "schema/entry-shape", Severity: pack.Error, On: inSchema, Run: schemaEntryShape,
		Summary: "an entry of schema.yaml that is not a mapping with the key schema"},
	{Code: "schema/template-syntax", Severity: pack.Error, On: inSchema, Run: templateErrors(constraint.CodeSyntax),
		Summary: "a template that cannot be parsed"},
	{Code: "schema/unknown-format", Severity: pack.Warning, On: inSchema, Run: templateErrors(constraint.CodeFormat),
		Summary: "a placeholder of an unknown type"},
	{Code: "schema/bad-regex", Severity: pack.Error, On: inSchema, Run: templateErrors(constraint.CodeRegex),
		Summary: "a regular expression that RE2 does not accept"},
	{Code: "schema/bad-range", Severity: pack.Error, On: inSchema, Run: templateErrors(constraint.CodeRange),
		Summary: "a number range that cannot be parsed"},
	{Code: "schema/bad-list", Severity: pack.Warning, On: inSchema, Run: templateErrors(constraint.CodeList),
		Summary: "a list without options, or with an empty or repeated one"},
	{Code: "schema/key-unresolved", Severity: pack.Warning, On: inSchema, Run: schemaKeyUnresolved,
		Summary: "an entry for a value that does not exist"},
	{Code: codeDefaultMismatch, Severity: pack.Warning, On: inValues, Run: schemaDefaultMismatch,
		Summary: "a value that violates its constraint in schema.yaml"},
	{Code: "schema/required-and-readonly", Severity: pack.Warning, On: inSchema, Run: schemaRequiredAndReadonly,
		Summary: "a value that is required, empty and readonly"},
	{Code: "schema/duplicate-clause", Severity: pack.Warning, On: inSchema, Run: templateErrors(constraint.CodeDuplicate),
		Summary: "duplicate clauses in a template"},
	{Code: "schema/no-hint", Severity: pack.Hint, On: inSchema, Summary: "a constraint without a hint", Run: schemaNoHint},
	{Code: "schema/password-plain", Severity: pack.Hint, On: inValues, Run: schemaPasswordPlain,
		Summary: "a password in values.yaml"},
	{Code: "schema/secret-not-masked", Severity: pack.Hint, On: inSchema, Run: schemaSecretNotMasked,
		Summary: "a secret that Palette does not mask"},
}

var inSchema = []pack.Kind{pack.Schema}

func schemaEntryShape(p *Pass) {
	root := p.Root().Resolve()
	switch {
	case root.Kind() == syntax.Sequence, root.IsScalar() && root.Kind() != syntax.Null:
		if !root.Broken() && len(p.File.Tree().Errors) == 0 {
			p.Report(firstLine(p, root),
				"schema.yaml holds a %s; write a mapping from paths of values to {schema: template}", kindName(root))
		}
		return
	case root.Kind() != syntax.Mapping:
		return
	}
	for pair := range root.Entries() {
		if !pair.Broken() {
			entryShape(p, pair)
		}
	}
}

func entryShape(p *Pass, pair syntax.Node) {
	v := pair.Value().Resolve()
	const form = "an entry must be a mapping with the key schema, whose value is the template"
	switch {
	case v.Broken(), v.Kind() == syntax.Invalid:
		return
	case v.Kind() == syntax.String:
		d := p.Report(firstLine(p, pair.Value()), form)
		if v.Style() != syntax.Literal && v.Style() != syntax.Folded && v == pair.Value() {
			d.Fix(p.File, "Write it as schema: ...", edit.WrapValue(pair, pack.SchemaKey)...)
		}
		return
	case v.Kind() != syntax.Mapping:
		at := pair.Key().Range()
		if v.Kind() != syntax.Null {
			at = firstLine(p, pair.Value())
		}
		p.Report(at, form)
		return
	}
	template := v.Get(pack.SchemaKey)
	for inner := range v.Entries() {
		key := inner.Key()
		if name := key.Text(); name == pack.SchemaKey || inner.Broken() {
			continue
		}
		if template.Exists() {
			p.Report(key.Range(), "unknown key %s; an entry has only the key schema", quote(key.Text()))
			continue
		}
		d := p.Report(key.Range(), "an entry must have the key schema, not %s", quote(key.Text()))
		if v.Len() == 1 && inner.Value().IsScalar() || nearest(key.Text(), []string{pack.SchemaKey}) != "" {
			d.rename(p, key, pack.SchemaKey)
		}
		return
	}
	switch {
	case !template.Exists():
		p.Report(pair.Key().Range(), form)
	case template.Broken(), template.Kind() == syntax.Invalid:
	case template.Kind() == syntax.Null:
		p.Report(v.Pair(pack.SchemaKey).Key().Range(),
			`schema has no value; it must be a template such as '{{ format "${string}" }}'`)
	case template.Kind() != syntax.String:
		p.Report(firstLine(p, template),
			`schema must be a template such as '{{ format "${string}" }}', not a %s`, kindName(template))
	}
}

// templateErrors reports the mistakes of one sort in templates.
func templateErrors(code string) func(*Pass) {
	return func(p *Pass) {
		for _, c := range p.Pack.Constraints() {
			for i, err := range c.Template.Errors {
				if i > 0 && c.Template.Errors[i-1].Code == constraint.CodeSyntax {
					break // the rest was misread
				}
				if err.Code != code {
					continue
				}
				at := c.OuterRange(err.Range)
				s := newSlip(at.Of(p.File.Text.String()), err.Known)
				if s.meant == "" {
					d := p.Report(at, "%s", err.Message)
					if err.Fix != nil {
						d.Fix(p.File, templateFixTitle(code), c.OuterEdits(err.Fix)...)
					}
					continue
				}
				message, _, _ := strings.Cut(err.Message, ";")
				p.Report(at, "%s%s", message, s.choices()).
					Fix(p.File, "Replace with "+s.meant, text.Edit{Range: at, New: s.meant})
			}
		}
	}
}

func templateFixTitle(code string) string {
	switch code {
	case constraint.CodeRange:
		return "Correct the range"
	case constraint.CodeFormat:
		return "Correct the type"
	case constraint.CodeRegex:
		return "Close the regex"
	case constraint.CodeList:
		return "Remove the option"
	}
	return "Correct the template"
}

// constraintsWithoutErrors yields the entries whose template has no errors.
func constraintsWithoutErrors(p *Pass, yield func(*pack.Constraint)) {
	for _, c := range p.Pack.Constraints() {
		if len(c.Template.Errors) == 0 {
			yield(c)
		}
	}
}

// clause is the first clause of a kind; nil if there is none.
func clause(t *constraint.Template, kind constraint.ClauseKind) *constraint.Clause {
	for i := range t.Clauses {
		if t.Clauses[i].Kind == kind {
			return &t.Clauses[i]
		}
	}
	return nil
}

func schemaNoHint(p *Pass) {
	constraintsWithoutErrors(p, func(c *pack.Constraint) {
		t := c.Template
		if len(t.Hints) > 0 || t.Format == nil && !t.Required {
			return
		}
		last := t.Clauses[len(t.Clauses)-1]
		p.Report(c.OuterRange(last.Range), "the constraint has no hint; tell users what to fill in").
			Fix(p.File, "Add a hint", c.OuterEdits([]text.Edit{{
				Range: text.Range{Start: last.End, End: last.End},
				New:   c.Quoting.Escape(` | hints "` + hintFor(t) + `"`),
			}})...)
	})
}

// hintFor is a first version of a hint.
func hintFor(t *constraint.Template) string {
	for _, d := range constraint.Types() {
		if d.Type == soleType(t) {
			return "This value must be " + d.Noun + "."
		}
	}
	return "This value must be set."
}

func schemaRequiredAndReadonly(p *Pass) {
	if unsettled(p.Pack.Values) || !p.looksUp(len(p.Pack.Constraints())) {
		return
	}
	constraintsWithoutErrors(p, func(c *pack.Constraint) {
		if !c.Template.Required || !c.Template.ReadOnly {
			return
		}
		found := value.At(p.Pack.Values.Root(), c.Path)
		if len(found) != 1 || !isEmptyScalar(found[0]) {
			return
		}
		for _, root := range p.Pack.Additions() {
			if len(value.At(root, c.Path)) > 0 {
				return
			}
		}
		p.Report(c.OuterRange(clause(c.Template, constraint.ReadOnly).Name),
			"the value is required and empty, but users cannot set it; set it in values.yaml or remove readonly").
			Relate(p.Pack.Values, relatedTo(found[0]), "the empty value")
	})
}

func isEmptyScalar(n syntax.Node) bool {
	return n.Kind() == syntax.Null || n.Kind() == syntax.String && n.Text() == ""
}

// relatedTo is the range of n, or of its key if nothing is written as its value.
func relatedTo(n syntax.Node) text.Range {
	if n.Empty() {
		if owner := n.Owner(); owner.Exists() {
			return owner.Key().Range()
		}
	}
	return n.Range()
}

// notSecret are words in the last step of a path that names an object with a secret.
var notSecret = []string{"existing", "pull", "tls"}

// secretEnds are the ends of names of secrets: of the last step of a path, in lower case, without hyphens and
// underscores.
var secretEnds = []string{"password", "token", "secret", "apikey"}

func schemaSecretNotMasked(p *Pass) {
	constraintsWithoutErrors(p, func(c *pack.Constraint) {
		last := fold(c.Path[strings.LastIndexByte(c.Path, '.')+1:])
		if soleType(c.Template) != constraint.TypeString || !endsInOneOf(last, secretEnds) ||
			slices.ContainsFunc(notSecret, func(word string) bool { return strings.Contains(last, word) }) {
			return
		}
		name := sole(c.Template).NameAt
		p.Report(c.OuterRange(name), "the value looks like a secret; Palette masks only the type password").
			Fix(p.File, "Change to password", c.OuterEdits([]text.Edit{{Range: name, New: "password"}})...)
	})
}

func endsInOneOf(s string, ends []string) bool {
	return slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(s, end) })
}

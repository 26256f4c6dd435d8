package action

import (
	"net/netip"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/constraint"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// constraining is the action that adds an entry to schema.yaml for the value at byte offset off of values.yaml; none if
// there is an entry, or if the value is not a scalar.
func constraining(p *pack.Pack, f *pack.File, off int) []Action {
	n := f.Tree().NodeAt(off)
	if parent := n.Parent(); parent.Kind() == syntax.Pair && parent.Key() == n {
		n = parent.Value()
	}
	n = n.Resolve()
	steps := value.CanonicalPath(n)
	path := strings.Join(steps, ".")
	switch {
	case !n.IsScalar() || n.Broken() || len(steps) < 2 || steps[0] == pack.SectionPack:
		return nil
	case p.Schema != nil && len(p.Schema.Tree().Errors) > 0:
		return nil
	case slices.ContainsFunc(p.Constraints(), func(c *pack.Constraint) bool { return c.Path == path }):
		return nil
	}
	edits := func() []edit.FileEdit { return constrain(p, path, templateFor(steps[len(steps)-1], n)) }
	return []Action{{
		Title: "Add " + path + " to schema.yaml", Kind: RefactorRewrite, Creates: p.Schema == nil, Edits: edits,
	}}
}

// constrain adds an entry for the value at path to schema.yaml, which it creates if there is none.
func constrain(p *pack.Pack, path, template string) []edit.FileEdit {
	key := path
	if !plainPath.MatchString(path) {
		key = edit.Scalar(path)
	}
	entry := key + ":\n  " + pack.SchemaKey + ": '" + text.SingleQuoted.Escape(template) + "'"
	full := filepath.Join(p.Dir, pack.SchemaName)
	if p.Schema == nil {
		return []edit.FileEdit{{Path: full, Edit: text.Edit{New: entry + "\n"}, Create: true}}
	}
	var edits []edit.FileEdit
	for _, e := range edit.AppendRoot(p.Schema.Tree(), entry) {
		edits = append(edits, edit.FileEdit{Path: full, Edit: e})
	}
	return edits
}

var (
	// plainPath matches paths that are keys without quotes in block style, which allows brackets.
	plainPath = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./$\[\]-]*$`)
	// secretKey matches keys of values that must not be shown.
	secretKey = regexp.MustCompile(`(?i)(?:password|passwd|secret|token|api-?key)$`)
	// wholeVersion matches versions with all three numbers, which are hardly ever something else.
	wholeVersion = regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+(?:[-+].*)?$`)
)

// templateFor is a template that the value n of key matches, as specific as key and value suggest. An empty value is
// required.
func templateFor(key string, n syntax.Node) string {
	format := "${string}"
	address, err := netip.ParseAddr(n.Text())
	switch {
	case n.Kind() == syntax.Bool:
		format = "${boolean}"
	case n.Kind() == syntax.Number:
		format = "${number}"
	case secretKey.MatchString(key):
		format = "${password}"
	case macro.Contains(n.Text()):
	case err == nil && address.Is4():
		format = "${ipv4}"
	case wholeVersion.MatchString(n.Text()):
		format = "${version}"
	}
	if n.Text() == "" || n.Kind() == syntax.Null {
		return `{{ required | format "` + format + `" }}`
	}
	template := `{{ format "` + format + `" }}`
	scalars := map[syntax.Kind]constraint.Scalar{syntax.Bool: constraint.Bool, syntax.Number: constraint.Num}
	kind := scalars[n.Kind()] // Text if it is neither
	if constraint.Parse(template, text.Verbatim).Check(n.Text(), kind) != nil {
		return `{{ format "${string}" }}`
	}
	return template
}

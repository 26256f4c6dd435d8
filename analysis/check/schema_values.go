package check

import (
	"regexp"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/constraint"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

func schemaKeyUnresolved(p *Pass) {
	values := p.Pack.Values
	if unsettled(values) || additionsBroken(p.Pack) || !p.looksUp(p.Root().Resolve().Len()) {
		return
	}
	search := value.NewSearch()
	for pair := range p.Root().Resolve().Entries() {
		key := pair.Key()
		path, _, _ := strings.Cut(key.Text(), "."+value.EachElement) // what the elements of a list hold is free
		if pair.Broken() || path == "" || holdsMacro(key) {
			continue
		}
		if value.Has(p.Pack, path) || chartMayHave(p, path) || commentedOut(values, path) {
			continue
		}
		if steps := strings.Split(path, "."); unknownBelow(values.Root(), steps) || p.sectionElsewhere(steps) {
			continue
		}
		to, hint := meantPath(p, search, path)
		d := p.Report(key.Range(), "neither values.yaml nor a preset has the value %s%s", quotePath(path), hint)
		if to != "" {
			renamePath(d, p, key, path, to)
		}
	}
}

// renamePath offers to correct the path that a key begins with.
func renamePath(d *Diagnostic, p *Pass, key syntax.Node, path, to string) {
	whole := to + strings.TrimPrefix(key.Text(), path)
	if key.Style() != syntax.Plain || edit.Scalar(to) != to {
		d.rename(p, key, whole)
	} else if !p.Root().Resolve().Pair(whole).Exists() {
		r := key.Range()
		r.End = r.Start + len(path)
		d.Fix(p.File, "Rename to "+whole, text.Edit{Range: r, New: to})
	}
}

// additionsBroken reports whether what a preset adds could not be read in full: what is not found may be in the rest.
func additionsBroken(p *pack.Pack) bool {
	if p.Presets == nil {
		return false
	}
	if root := p.Presets.Root().Resolve(); len(p.Presets.Tree().Errors) > 0 ||
		root.Len() > 0 && !root.Get(pack.PresetsKey).Exists() {
		return true
	}
	for _, preset := range p.PresetList() {
		if preset.Add == nil || len(preset.Add.Tree.Errors) > 0 {
			return true
		}
	}
	return false
}

// meantPath is the path of the value that a path without one is likely a misspelling of, and a clause for a message;
// both empty if there is none.
func meantPath(p *Pass, search *value.Search, path string) (to, hint string) {
	if steps := value.Segments(path); steps != nil {
		to = nearestValue(p, search, steps)
	}
	if to != "" {
		hint = didYouMean(quotePath(to))
	}
	return to, hint
}

// nearestValue is the path of the value, in values.yaml or in what a preset adds, that steps is likely a misspelling
// of; "" if there is none.
func nearestValue(p *Pass, search *value.Search, steps []string) string {
	root := p.Pack.Values.Root()
	if corrected := p.correctDotted(root, steps); corrected != nil {
		return strings.Join(corrected, ".")
	}
	for _, added := range p.Pack.Additions() {
		if !p.affords(1) {
			break
		}
		if corrected := p.correctDotted(added, steps); corrected != nil {
			return strings.Join(corrected, ".")
		}
	}
	if k, n := value.Deepest(root, steps); k > 0 {
		if found := search.EndingIn(n, steps[k:], 2); len(found) == 1 {
			return strings.Join(found[0].Path(), ".")
		}
	}
	if found := search.EndingIn(root, steps, 2); len(found) == 1 { // without the section and chart before it
		return strings.Join(found[0].Path(), ".")
	}
	for i := 1; i+2 <= len(steps); i++ { // another chart's name before it, or a key that is gone
		if found := search.EndingIn(root, steps[i:], 2); len(found) == 1 {
			return strings.Join(found[0].Path(), ".")
		} else if len(found) > 1 {
			break
		}
	}
	return ""
}

// chartMayHave reports whether a chart has a default at a path of values.yaml, may have one, or cannot be read.
func chartMayHave(p *Pass, path string) bool {
	steps := strings.Split(path, ".")
	if len(steps) < 3 || steps[0] != pack.SectionCharts {
		return false
	}
	charts, complete := p.charts()
	if !complete {
		return true
	}
	for _, c := range charts {
		if c.Name != steps[1] {
			continue
		}
		if s := c.Lookup(steps[2:]); s.Status > chart.Free {
			return true
		}
		if s := c.Lookup(steps[2 : len(steps)-1]); s.Status == chart.Known && s.Open() || c.Uses(steps[2:]) != chart.Unused {
			return true
		}
	}
	return false
}

var commentedKeys pack.View[map[string]bool]

// commentedOut reports whether comments of values.yaml hold the keys of a path that values.yaml does not have, as
// commented-out defaults do.
func commentedOut(values *pack.File, path string) bool {
	steps := strings.Split(path, ".")
	k, _ := value.Deepest(values.Root(), steps)
	keys := commentedKeys.Of(values, func() map[string]bool {
		found := map[string]bool{}
		t := values.Tree()
		for _, c := range t.Comments {
			if m := commentedKey.FindStringSubmatch(c.Of(t.Text)); m != nil {
				found[m[1]] = true
			}
		}
		return found
	})
	for _, step := range steps[k:] {
		if !keys[step] {
			return false
		}
	}
	return true
}

// commentedKey matches a comment that is a commented-out entry.
var commentedKey = regexp.MustCompile(`^#+[ \t]*(?:- +)?["']?([\w./-]+)["']?[ \t]*:(?:[ \t]|$)`)

// maxConstrained is how many values are checked against their constraints; each may take its template's time.
const maxConstrained = 10000

const codeDefaultMismatch = "schema/default-mismatch"

// mismatch is a value that breaks its constraint.
type mismatch struct {
	constraint *pack.Constraint
	value      syntax.Node
	why        error
}

// mismatches are the values of the file that break their constraints.
func mismatches(p *Pass) (found []mismatch) {
	if !p.looksUp(len(p.Pack.Constraints())) {
		return nil
	}
	left := maxConstrained
	constraintsWithoutErrors(p, func(c *pack.Constraint) {
		if c.Template.Format == nil || left <= 0 {
			return
		}
		for _, v := range value.At(p.Root(), c.Path) {
			if left--; left < 0 {
				p.partly()
				return
			}
			if err := checkConstrained(c, v); err != nil {
				found = append(found, mismatch{c, v, err})
			}
		}
	})
	return found
}

// checkConstrained is why v violates its constraint c; nil if it does not, or if that is unknown.
func checkConstrained(c *pack.Constraint, v syntax.Node) error {
	if !v.IsScalar() || v.Broken() || holdsMacro(v) {
		return nil
	}
	if v.Kind() == syntax.Bool && soleType(c.Template) == constraint.TypeBoolean {
		return nil // yes and no are booleans to Helm
	}
	content := v.Text()
	if v.Style() == syntax.Literal || v.Style() == syntax.Folded {
		content = strings.TrimRight(content, "\n")
	}
	return c.Template.Check(content, scalarKind(v))
}

func schemaDefaultMismatch(p *Pass) {
	for _, m := range mismatches(p) {
		reportMismatch(p, m.constraint, m.value, m.why)
	}
}

func reportMismatch(p *Pass, c *pack.Constraint, v syntax.Node, err error) {
	var hints []string
	for _, h := range c.Template.Hints {
		hints = append(hints, h.Value)
	}
	hint := ""
	if hints != nil {
		hint = " (hint: " + shorten(strings.Join(hints, " ")) + ")"
	}
	d := p.Report(relatedTo(v), "%s violates its constraint: %s%s", quotePath(c.Path), err, hint)
	d.Relate(p.Pack.Schema, c.OuterRange(c.Template.Format.Range), "the constraint")
	if to := p.firstOption(c.Template, v.Text()); to != "" {
		with := edit.Rewrite(v, to)
		if v.Kind() != syntax.String && syntax.ParseYAML(to).Root().Kind() == v.Kind() { // a number for a number
			with = edit.Replace(v, to)
		}
		d.Fix(p.File, "Change to "+to, with)
	}
}

// shorten keeps so much of a hint as fits in a message.
func shorten(s string) string {
	const most = 120
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func scalarKind(v syntax.Node) constraint.Scalar {
	switch v.Kind() {
	case syntax.Number:
		return constraint.Num
	case syntax.Bool:
		return constraint.Bool
	case syntax.Null:
		return constraint.Null
	}
	return constraint.Text
}

// sole is the placeholder that a format consists of; nil if there is more to it.
func sole(t *constraint.Template) *constraint.Placeholder {
	if t.Format == nil || len(t.Format.Parts) != 1 {
		return nil
	}
	return t.Format.Parts[0].Placeholder
}

func soleType(t *constraint.Template) constraint.Type {
	if ph := sole(t); ph != nil {
		return ph.Type
	}
	return constraint.UnknownType
}

// firstOption is the option of a list that a value should be: the nearest, or else the first; "" if the format is not a
// list.
func (p *Pass) firstOption(t *constraint.Template, value string) string {
	ph := sole(t)
	if ph == nil || len(ph.Options) == 0 {
		return ""
	}
	if !p.affords(len(ph.Options)) {
		return ph.Options[0].Value
	}
	var options []string
	for _, o := range ph.Options {
		options = append(options, o.Value)
	}
	if to := nearest(value, options); to != "" {
		return to
	}
	return options[0]
}

func schemaPasswordPlain(p *Pass) {
	if !p.looksUp(len(p.Pack.Constraints())) {
		return
	}
	constraintsWithoutErrors(p, func(c *pack.Constraint) {
		if soleType(c.Template) != constraint.TypePassword {
			return
		}
		for _, v := range value.At(p.Root(), c.Path) {
			if (v.Kind() == syntax.String || v.Kind() == syntax.Number) && !v.Broken() && !holdsMacro(v) &&
				!isPlaceholder(v.Text()) {
				p.Report(firstLine(p, v), "this is a password in plain text; leave it empty for users to fill in, or use a macro").
					Relate(p.Pack.Schema, c.OuterRange(c.Template.Format.Range), "the format")
			}
		}
	})
}

// placeholder matches texts that stand for a password yet to be filled in.
var placeholder = regexp.MustCompile(`(?i)^<.*>$|^\$\{?.*|^\[.*\]$|^[x*.#-]+$|` +
	`change|replace|your|todo|example|insert|placeholder|dummy|enter`)

func isPlaceholder(s string) bool {
	s = strings.TrimSpace(s)
	return s == "" || placeholder.MatchString(s)
}

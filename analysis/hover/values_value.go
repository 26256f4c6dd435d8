package hover

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// valueWords explains the value n, whose path leads from the root of the pack's values; "" if nothing is known of it.
func (h *hoverer) valueWords(path []string, n syntax.Node) string {
	v := h.Text
	about := []string{valueComment(v.Pack, path, n), markdown.Reading(n)}
	kind := ""
	if n.Resolve().Exists() && !n.Empty() {
		kind = markdown.Kind(n.Resolve().Kind())
	}
	if at, ok := value.ChartAt(v.Pack, path); ok {
		if t := markdown.ChartTypes(at); t != "" {
			kind = t
		}
		about = append(about, defaultWords(at, n), cmp.Or(h.setsWords(path), usedWords(at)))
	} else if len(path) > 2 && path[0] == pack.SectionManifests {
		about = append(about, cmp.Or(h.setsWords(path), parameterWords(v.Pack, path)))
	}
	if c := value.ConstraintAt(v.Pack, path); c != nil {
		about = append(about, "Constraint in schema.yaml: "+markdown.Constraint(c))
	}
	about = append(about, presetWords(v, path))
	for i := range about {
		about[i] = strings.TrimSpace(about[i])
	}
	about = slices.DeleteFunc(about, func(s string) bool { return s == "" })
	if len(about) == 0 {
		return ""
	}
	title := markdown.Strong(path[len(path)-1])
	if kind != "" {
		title += " · " + kind
	}
	return title + "\n\n" + strings.Join(about, "\n\n")
}

// valueComment is the comment on a value: that of the chart, or else that of the pack.
func valueComment(p *pack.Pack, path []string, n syntax.Node) string {
	if at, ok := value.ChartAt(p, path); ok {
		if doc := markdown.ChartDoc(at); doc != "" {
			return doc
		}
	}
	if n.Parent().Kind() != syntax.Pair {
		return ""
	}
	return markdown.Comment(n.Parent())
}

// defaultWords compares a value with the chart's default.
func defaultWords(at value.ChartPlace, n syntax.Node) string {
	def := at.Value()
	switch {
	case len(at.Path) == 0 || at.List || at.Scope.Status == chart.Free:
		return ""
	case at.Scope.Status == chart.Unknown && at.Chart.Uses(at.Path) == chart.Unused:
		return "The chart has no default for it, and its templates do not use it."
	case at.Scope.Status == chart.Unknown:
		return "The chart has no default for it."
	case at.Scope.Status == chart.Commented:
		return "The chart's values have it in a comment:\n\n" + markdown.YAML(at.Scope.Pair())
	case !def.Exists():
		return ""
	case sameValue(def, n):
		return "Same as the chart's default."
	case def.Kind() == syntax.Mapping && n.Resolve().Kind() == syntax.Mapping:
		return ""
	case !n.Exists() || def.Kind() == syntax.Mapping || def.Kind() == syntax.Sequence:
		return "Overrides the chart's default:\n\n" + markdown.YAML(at.Scope.Pair())
	case def.Empty():
		return "Overrides the chart's default, which is empty."
	}
	return "Overrides the chart's default " + markdown.Code(markdown.Short(def)) + "."
}

// maxCompared is how many nodes are looked at to compare two values, since aliases could make them endless.
const maxCompared = 1 << 20

// comparison compares values.
type comparison struct{ left int } // how many nodes it may still look at

func sameValue(a, b syntax.Node) bool {
	c := comparison{maxCompared}
	return c.same(a, b)
}

// same reports whether Helm reads the same from both; false if it had to stop before it knew.
func (c *comparison) same(a, b syntax.Node) bool {
	a, b = a.Resolve(), b.Resolve()
	if c.left--; c.left < 0 || a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case syntax.Mapping:
		return c.sameMapping(a, b)
	case syntax.Sequence:
		y := b.First()
		for x := range a.Children() {
			if !y.Exists() || !c.same(x, y) {
				return false
			}
			y = y.Next()
		}
		return !y.Exists()
	case syntax.Null:
		return true
	}
	return a.Text() == b.Text()
}

func (c *comparison) sameMapping(a, b syntax.Node) bool {
	size := b.Len()
	if a.Len() != size {
		return false
	}
	for pair := range a.Children() {
		c.left -= size // to find the key
		other := b.Pair(pair.Key().Text())
		if !other.Exists() || !c.same(pair.Value(), other.Value()) {
			return false
		}
	}
	return true
}

// maxTemplates is how many templates, lines or values are listed.
const maxTemplates = 6

// usedWords names the templates that use a value.
func usedWords(at value.ChartPlace) string {
	path := at.Path
	if i := slices.IndexFunc(path, value.IsIndex); i >= 0 && at.List {
		path = path[:i]
	}
	var templates, inner []string
	for _, name := range at.Chart.UsedIn(path) {
		switch {
		case name == pack.ValuesName:
		case strings.HasPrefix(name, "charts/"):
			inner = append(inner, markdown.Code(name))
		default:
			templates = append(templates, markdown.Code(name))
		}
	}
	templates = append(templates, inner...)
	switch n := len(templates); {
	case n == 0:
		return ""
	case n > maxTemplates:
		return "Used in " + strings.Join(templates[:maxTemplates], ", ") + " and " + strconv.Itoa(n-maxTemplates) + " more."
	}
	return "Used in " + strings.Join(templates, ", ") + "."
}

// parameterWords lists the lines of a manifest that use the value at a path.
func parameterWords(p *pack.Pack, path []string) string {
	f := p.ManifestNamed(path[1])
	if f == nil {
		return ""
	}
	var lines []string
	for _, ref := range template.Of(f).Uses(path[2:]) {
		if line := strconv.Itoa(f.Text.LineAt(ref.Start) + 1); !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	switch n := len(lines); {
	case n == 0:
		return ""
	case n == 1:
		return "Used in line " + lines[0] + " of " + markdown.Code(f.Base()) + "."
	case n > maxTemplates:
		lines = append(lines[:maxTemplates], "…")
	}
	return "Used in lines " + strings.Join(lines, ", ") + " of " + markdown.Code(f.Base()) + "."
}

// presetWords says what presets do to a value.
func presetWords(v value.Text, path []string) string {
	var words []string
	dotted := strings.Join(path, ".")
	for _, preset := range v.Pack.PresetList() {
		if preset.Add != nil && preset.Add != v.In {
			if n := preset.Add.Tree.Root().At(path...); n.Exists() {
				words = append(words, "- "+markdown.Code(preset.ID())+" sets it"+setTo(n))
				continue
			}
		}
		removes := func(n syntax.Node) bool { return strings.HasPrefix(dotted+".", n.Text()+".") }
		if slices.ContainsFunc(preset.Remove, removes) {
			words = append(words, "- "+markdown.Code(preset.ID())+" removes it")
		}
	}
	if v.In != nil {
		if n := v.Pack.Values.Root().At(path...); n.Exists() {
			words = append(words, "- values.yaml sets it"+setTo(n))
		}
	}
	if words == nil {
		return ""
	}
	title := "Presets:"
	if v.In != nil {
		title = "Elsewhere:"
	}
	return title + "\n\n" + strings.Join(words, "\n")
}

// setTo is the value that n sets, if it fits on a line.
func setTo(n syntax.Node) string {
	if !n.IsScalar() || n.Empty() {
		return ""
	}
	return " to " + markdown.Code(markdown.Short(n))
}

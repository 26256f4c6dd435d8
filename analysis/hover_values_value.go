package analysis

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// hoverValueAt explains the value at a path from the root of the pack's values, of which on is the key or the value itself; nil where
// nothing is known of it.
func hoverValueAt(v valuesText, path []string, on, value syntax.Node) *HoverInfo {
	about := []string{valueComment(v.pack, path, value), reading(value)}
	kind := ""
	if value.Resolve().Exists() && !value.Empty() {
		kind = kindWord(value.Resolve().Kind())
	}
	if at, ok := chartAt(v.pack, path); ok {
		if t := at.types(); t != "" {
			kind = t
		}
		about = append(about, defaultWords(at, value), usedWords(at))
	} else if len(path) > 2 && path[0] == pack.SectionManifests {
		about = append(about, parameterWords(v.pack, path))
	}
	if c := constraintAt(v.pack, path); c != nil {
		about = append(about, "Constraint in schema.yaml: "+constraintDoc(c))
	}
	about = append(about, presetWords(v, path))
	for i := range about {
		about[i] = strings.TrimSpace(about[i])
	}
	about = slices.DeleteFunc(about, func(s string) bool { return s == "" })
	if len(about) == 0 {
		return nil
	}
	title := "**" + path[len(path)-1] + "**"
	if kind != "" {
		title += " · " + kind
	}
	return &HoverInfo{on.Range(), title + "\n\n" + strings.Join(about, "\n\n")}
}

// valueComment is what comments say of a value: those of the chart or, else, those beside it.
func valueComment(p *pack.Pack, path []string, value syntax.Node) string {
	if at, ok := chartAt(p, path); ok {
		if doc := at.doc(); doc != "" {
			return doc
		}
	}
	if value.Parent().Kind() != syntax.Pair {
		return ""
	}
	return chart.Doc(value.Parent())
}

// defaultWords compares a value with the chart's default.
func defaultWords(at chartPlace, value syntax.Node) string {
	def := at.value()
	switch {
	case len(at.path) == 0 || at.list || at.scope.Status == chart.Free:
		return ""
	case at.scope.Status == chart.Unknown && at.chart.Uses(at.path) == chart.Unused:
		return "The chart has no default for it, and its templates do not use it."
	case at.scope.Status == chart.Unknown:
		return "The chart has no default for it."
	case at.scope.Status == chart.Commented:
		return "In the chart's values it is commented out:\n\n" + yamlBlock(at.scope.Pair())
	case !def.Exists():
		return ""
	case sameValue(def, value):
		return "Same as the chart's default."
	case def.Kind() == syntax.Mapping && value.Resolve().Kind() == syntax.Mapping:
		return ""
	case !value.Exists() || def.Kind() == syntax.Mapping || def.Kind() == syntax.Sequence:
		return "Overrides the chart's default:\n\n" + yamlBlock(at.scope.Pair())
	case def.Empty():
		return "Overrides the chart's default, which is empty."
	}
	return "Overrides the chart's default `" + short(def) + "`."
}

// maxCompared is how many nodes are looked at to compare two values: aliases could make them endless.
const maxCompared = 1 << 20

// comparison compares values; left is how many nodes it may yet look at.
type comparison struct{ left int }

func sameValue(a, b syntax.Node) bool {
	c := comparison{maxCompared}
	return c.same(a, b)
}

// same reports whether Helm reads the same from both; false where it did not look at all of them.
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

// maxTemplates is how many templates are named.
const maxTemplates = 6

// usedWords names the templates that use a value.
func usedWords(at chartPlace) string {
	path := at.path
	if i := slices.IndexFunc(path, isIndex); i >= 0 && at.list {
		path = path[:i]
	}
	var templates, inner []string
	for _, name := range at.chart.UsedIn(path) {
		switch {
		case name == pack.ValuesName:
		case strings.HasPrefix(name, "charts/"):
			inner = append(inner, "`"+name+"`")
		default:
			templates = append(templates, "`"+name+"`")
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

// parameterWords says where the manifest uses a value.
func parameterWords(p *pack.Pack, path []string) string {
	f := p.ManifestNamed(path[1])
	if f == nil {
		return ""
	}
	var lines []string
	for _, ref := range templateOf(f).uses(path[2:]) {
		if line := strconv.Itoa(f.Text.LineAt(ref.Start) + 1); !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	switch n := len(lines); {
	case n == 0:
		return ""
	case n == 1:
		return "Used in line " + lines[0] + " of `" + f.Base() + "`."
	case n > maxTemplates:
		lines = append(lines[:maxTemplates], "…")
	}
	return "Used in the lines " + strings.Join(lines, ", ") + " of `" + f.Base() + "`."
}

// presetWords says what presets do to a value.
func presetWords(v valuesText, path []string) string {
	var words []string
	dotted := strings.Join(path, ".")
	for _, preset := range v.pack.PresetList() {
		if preset.Add != nil && preset.Add != v.fragment {
			if n := preset.Add.Tree.Root().At(path...); n.Exists() {
				words = append(words, "- `"+preset.ID()+"` sets it"+setTo(n))
				continue
			}
		}
		if slices.ContainsFunc(preset.Remove, func(n syntax.Node) bool { return dotted == n.Text() || strings.HasPrefix(dotted, n.Text()+".") }) {
			words = append(words, "- `"+preset.ID()+"` removes it")
		}
	}
	if v.fragment != nil {
		if n := v.pack.Values.Root().At(path...); n.Exists() {
			words = append(words, "- values.yaml sets it"+setTo(n))
		}
	}
	if words == nil {
		return ""
	}
	title := "Presets:"
	if v.fragment != nil {
		title = "Elsewhere:"
	}
	return title + "\n\n" + strings.Join(words, "\n")
}

func setTo(n syntax.Node) string {
	if !n.IsScalar() || n.Empty() {
		return ""
	}
	return " to `" + short(n) + "`"
}

// reading says what Helm, which reads YAML 1.1, makes of a scalar that looks like something else.
func reading(n syntax.Node) string {
	if !n.IsScalar() || n.Style() != syntax.Plain {
		return ""
	}
	s := n.Text()
	as := ""
	switch n.Kind() {
	case syntax.Bool:
		if lower := strings.ToLower(s); lower != "true" && lower != "false" {
			as = "the boolean `" + strconv.FormatBool(strings.ContainsRune("yY", rune(s[0])) || lower == "on") + "`"
		}
	case syntax.Number:
		digits := strings.ReplaceAll(s, "_", "")
		if i, err := strconv.ParseInt(digits, 0, 64); err == nil && strconv.FormatInt(i, 10) != strings.TrimPrefix(s, "+") {
			as = "the number `" + strconv.FormatInt(i, 10) + "`"
		}
	case syntax.Null:
		if s != "" && s != "null" {
			as = "`null`"
		}
	}
	if as == "" {
		return ""
	}
	return "`" + s + "` is read as " + as + ": Helm reads YAML 1.1. In quotes it is a string."
}

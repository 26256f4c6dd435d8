package check

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// valuesNamespaceChecks are those of namespaces and their labels.
var valuesNamespaceChecks = []Check{
	{Code: "values/namespace-invalid", Severity: pack.Warning, On: inValues, Run: namespaceInvalid,
		Summary: "an invalid namespace"},
	{Code: "values/namespace-missing", Severity: pack.Hint, On: inValues, Run: namespaceMissing,
		Summary: "a pack with charts but without a namespace"},
	{Code: "values/namespace-misplaced", Severity: pack.Warning, On: inValues, Run: namespacesMisplaced,
		Summary: "a namespace in the wrong place"},
	{Code: "values/namespace-labels-format", Severity: pack.Warning, On: inValues, Run: namespaceLabelsFormat,
		Summary: "namespace labels or annotations that are not one string of key=value pairs"},
	{Code: "values/namespace-labels-target", Severity: pack.Hint, On: inValues, Run: namespaceLabelsTarget,
		Summary: "labels for a namespace that the pack does not use"},
}

// namespacePattern is that of Kubernetes (RFC 1123, DNS label) and of Palette's profile customization.
var namespacePattern = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`)

const maxNamespace = 63

func namespaceInvalid(p *Pass) {
	for _, attribute := range []string{palette.AttrNamespace, palette.AttrMoreNamespaces} {
		n := p.at(pack.SectionPack, attribute)
		if attribute == palette.AttrMoreNamespaces && n.Kind() != syntax.String { // its form is documented in two ways
			continue
		}
		switch name := n.Text(); {
		case !n.Exists(), n.Kind() == syntax.Invalid, n.Kind() == syntax.Null, n.Broken(), holdsMacro(n),
			n.Kind() == syntax.String && strings.TrimSpace(name) == "":
		case !n.IsScalar() && len(p.File.Tree().Errors) > 0: // what is below it may belong elsewhere
		case n.Kind() != syntax.String:
			d := p.Report(firstLine(p, n), "the namespace must be a string, not a %s", kindName(n))
			if n.IsScalar() && namespacePattern.MatchString(n.Source()) {
				d.SafeFix(p.File, "Quote "+n.Source(), edit.QuoteScalar(n))
			}
		case attribute == palette.AttrMoreNamespaces && strings.ContainsAny(name, ", "): // several of them
		case len(name) > maxNamespace:
			p.Report(n.Range(), "namespace %s is %d characters long; Kubernetes allows %d", quote(name), len(name), maxNamespace)
		case !namespacePattern.MatchString(name):
			d := p.Report(n.Range(),
				"namespace %s is not valid; write lowercase letters, digits, and hyphens, with a letter or digit at both ends",
				quote(name))
			if fixed := strings.ReplaceAll(strings.ToLower(name), "_", "-"); namespacePattern.MatchString(fixed) {
				d.Fix(p.File, "Replace with "+fixed, edit.Rewrite(n, fixed))
			}
		}
	}
}

func namespaceMissing(p *Pass) {
	if len(p.Pack.Facts().Charts) == 0 || p.incomplete(pack.SectionPack, palette.AttrNamespace) || unsettled(p.File) {
		return
	}
	root, attributes := p.Root().Resolve(), p.at(pack.SectionPack)
	if root.Exists() && root.Kind() != syntax.Mapping && root.Kind() != syntax.Null ||
		attributes.Exists() && attributes.Kind() != syntax.Mapping && attributes.Kind() != syntax.Null {
		return
	}
	content := p.at(pack.SectionPack, palette.AttrContent)
	for _, key := range slices.Concat(keysOf(root), keysOf(attributes), keysOf(content)) {
		if key != palette.AttrNamespace && key != pack.SectionPack &&
			nearest(key, []string{palette.AttrNamespace, pack.SectionPack}) != "" {
			return // a slip, which has its own report
		}
	}
	pair := attributes.Pair(palette.AttrNamespace)
	if value := p.at(pack.SectionPack, palette.AttrNamespace); value.Exists() &&
		(value.Kind() != syntax.String && value.Kind() != syntax.Null || strings.TrimSpace(value.Text()) != "") {
		return
	}
	if p.misplacedNamespace().Exists() {
		return
	}
	d := p.Report(p.anchorFor(pack.SectionPack, palette.AttrNamespace),
		"the pack has no namespace, so its charts are installed in the namespace default")
	name := p.Pack.Facts().Name
	if !namespacePattern.MatchString(name) || len(name) > maxNamespace {
		return
	}
	entry := "namespace: " + edit.Scalar(name)
	title := "Insert " + entry
	switch owner := p.pairAt(pack.SectionPack); {
	case pair.Exists():
		d.Fix(p.File, title, edit.SetValue(pair, edit.Scalar(name)))
	case owner.Exists():
		d.Fix(p.File, title, edit.Prepend(owner, entry)...)
	default:
		d.Fix(p.File, title, edit.PrependRoot(p.File.Tree(), "pack:\n  "+entry)...)
	}
}

// namespaceMisplaced reports whether the pair namespace at the root or below pack.content is a namespace in the wrong
// place, and not a value of a chart that lost its section, or one that a macro reads.
func namespaceMisplaced(p *Pass, pair syntax.Node) bool {
	v := pair.Value().Resolve()
	if v.Kind() != syntax.String || pair.Broken() {
		return false
	}
	if pair.Parent() != p.Root() {
		return true
	}
	return !p.referredTo(palette.AttrNamespace) && !slices.Contains(strayKeys(p), pair)
}

// elsewhere are the paths at which authors put the namespace by mistake.
var elsewhere = [][]string{{palette.AttrNamespace}, {pack.SectionPack, palette.AttrContent, palette.AttrNamespace}}

// misplacedNamespace is a namespace in the wrong place; absent if there is none.
func (p *Pass) misplacedNamespace() syntax.Node {
	for _, path := range elsewhere {
		if pair := p.pairAt(path...); pair.Exists() && namespaceMisplaced(p, pair) {
			return pair
		}
	}
	return syntax.Node{}
}

func namespacesMisplaced(p *Pass) {
	owner := p.pairAt(pack.SectionPack)
	for _, path := range elsewhere {
		pair := p.pairAt(path...)
		if !pair.Exists() || !namespaceMisplaced(p, pair) {
			continue
		}
		if right := p.pairAt(pack.SectionPack, palette.AttrNamespace); right.Exists() {
			p.Report(pair.Key().Range(), "namespace has no effect here; only the one under pack takes effect").
				Relate(p.File, right.Key().Range(), "the namespace that takes effect").
				Fix(p.File, "Delete it", edit.RemoveEntry(pair)...)
			continue
		}
		d := p.Report(pair.Key().Range(), "namespace has no effect here; move it directly under pack")
		switch {
		case len(path) > 1:
			d.Fix(p.File, "Move to pack", edit.Lift(pair)...)
		case owner.Exists():
			d.Fix(p.File, "Move to pack", edit.Move(pair, owner, true)...)
		default:
			d.Fix(p.File, "Indent under pack", edit.Nest(pair, pair, pack.SectionPack)...)
		}
	}
}

// labelKey and labelValue are the forms of Kubernetes labels (Labels and Selectors, "Syntax and character set").
var (
	labelKey   = regexp.MustCompile(`^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$`)
	labelValue = regexp.MustCompile(`^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$`)
)

func namespaceLabelsFormat(p *Pass) {
	for _, attribute := range []string{palette.AttrNamespaceLabels, palette.AttrAnnotations} {
		owner := p.at(pack.SectionPack, attribute)
		if owner.IsScalar() && owner.Kind() != syntax.Null && !holdsMacro(owner) && !owner.Broken() ||
			owner.Kind() == syntax.Sequence {
			p.Report(firstLine(p, owner), "%s must map each namespace to one string of key=value pairs", attribute)
			continue
		}
		if owner.Kind() != syntax.Mapping {
			continue
		}
		for pair := range owner.Entries() {
			v := pair.Value().Resolve()
			if pair.Broken() || v.Broken() || v.Kind() == syntax.Invalid || v.Kind() == syntax.Null {
				continue
			}
			labelsFormat(p, attribute, pair, v)
		}
	}
}

func labelsFormat(p *Pass, attribute string, pair, v syntax.Node) {
	switch v.Kind() {
	case syntax.Mapping, syntax.Sequence:
		d := p.Report(pair.Key().Range(),
			"%s of %s must be one string such as \"team=a,tier=b\", not a %s", attribute, quote(pair.Key().Text()), kindName(v))
		if joined, ok := joinLabels(v); ok {
			d.Fix(p.File, "Join to one string", edit.SetValue(pair, edit.Quote(joined)))
		}
	case syntax.String:
		if holdsMacro(v) || strings.TrimSpace(v.Text()) == "" {
			return
		}
		if bad, why := badLabel(v.Text(), attribute == palette.AttrNamespaceLabels); why != "" {
			p.Report(firstLine(p, v), "%s of %s: %s %s", attribute, quote(pair.Key().Text()), quote(bad), why)
		}
	default:
		p.Report(v.Range(), "%s of %s must be a string such as \"team=a,tier=b\", not a %s",
			attribute, quote(pair.Key().Text()), kindName(v))
	}
}

// badLabel is the first of the pairs in list that is none, and what is wrong with it; "" if all is well. The values of
// annotations may hold anything, even commas.
func badLabel(list string, labels bool) (bad, why string) {
	if !labels {
		if key, _, found := strings.Cut(list, "="); !found || !labelKey.MatchString(strings.TrimSpace(key)) {
			return list, "is not of the form key=value"
		}
		return "", ""
	}
	for item := range strings.SplitSeq(strings.TrimSuffix(strings.TrimSpace(list), ","), ",") {
		item = strings.TrimSpace(item)
		key, value, found := strings.Cut(item, "=")
		switch {
		case !found:
			return item, "is not of the form key=value"
		case !labelKey.MatchString(strings.TrimSpace(key)):
			return key, "is not a valid label key"
		case !labelValue.MatchString(strings.TrimSpace(value)) || len(value) > maxNamespace:
			return value, "is not a valid label value"
		}
	}
	return "", ""
}

// joinLabels is the string that a mapping of labels, or a list of key=value strings, was meant to be.
func joinLabels(n syntax.Node) (string, bool) {
	var items []string
	for c := range n.Children() {
		key, v := "", c
		if c.Kind() == syntax.Pair {
			key, v = c.Key().Text()+"=", c.Value()
		}
		if v = v.Resolve(); !v.IsScalar() || v.Kind() == syntax.Null || strings.Contains(v.Text(), ",") ||
			key == "" && !strings.Contains(v.Text(), "=") {
			return "", false
		}
		items = append(items, key+v.Text())
	}
	return strings.Join(items, ","), len(items) > 0
}

func namespaceLabelsTarget(p *Pass) {
	namespace, more := p.at(pack.SectionPack, palette.AttrNamespace), p.at(pack.SectionPack, palette.AttrMoreNamespaces)
	if p.incomplete(pack.SectionPack, palette.AttrNamespace) || unsettled(p.File) || holdsMacro(namespace) ||
		more.Exists() && !isText(more) ||
		namespace.Text() != "" && !namespacePattern.MatchString(namespace.Text()) || p.misplacedNamespace().Exists() {
		return
	}
	if !namespace.Exists() &&
		slices.ContainsFunc(keysOf(p.at(pack.SectionPack)),
			func(key string) bool { return nearest(key, []string{palette.AttrNamespace}) != "" }) {
		return // a slip, which has its own report
	}
	known := []string{"default"}
	if namespace.Text() != "" {
		known = []string{namespace.Text(), "default"}
	}
	known = append(known, strings.FieldsFunc(more.Text(), func(r rune) bool { return r == ',' || r == ' ' })...)
	for _, attribute := range []string{palette.AttrNamespaceLabels, palette.AttrAnnotations} {
		for pair := range p.at(pack.SectionPack, attribute).Entries() {
			key := pair.Key()
			if holdsMacro(key) || slices.Contains(known, key.Text()) {
				continue
			}
			p.Report(key.Range(), "namespace %s is not one that the pack uses %s", quote(key.Text()), among(known)).
				rename(p, key, namespace.Text())
		}
	}
}

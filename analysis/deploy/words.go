package deploy

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/render"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// codeOf is the code of a fault; false for those that are told in another way, or not at all.
func codeOf(k kube.FaultKind) (Code, bool) {
	switch k {
	case kube.Rejected:
		return Rejected, true
	case kube.RemovedAPI:
		return RemovedAPI, true
	case kube.UnknownField:
		return UnknownField, true
	}
	return "", false
}

func isLimit(e *render.Error) bool { return errors.Is(e, render.ErrLimit) }

// nameOf is what people call an object: its kind and name.
func nameOf(object syntax.Node) string {
	return strings.TrimSpace(object.Get("kind").Text() + " " + object.At("metadata", "name").Text())
}

// faultWords is a fault of an object for a message.
func faultWords(f kube.Fault, object syntax.Node) string {
	words := f.Message
	if f.Path != "" {
		words = f.Path + ": " + words
	}
	if f.Kind == kube.UnknownField {
		words += "; Kubernetes drops it"
	}
	return shorten(words) + " (" + nameOf(object) + ")"
}

func shorten(s string) string {
	const most = 400
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// describe is f with the value at path, nil for none, to blame; none if nothing certain can be said.
func (b *blamer) describe(f failure, path []string) []blamed {
	found := blamed{code: f.code, path: path}
	if f.err == nil {
		if f.code == RemovedAPI && b.deployer.excludesNewer() {
			return nil
		}
		if f.code == UnknownField && path == nil {
			return nil // the chart's own
		}
		found.message = faultWords(f.fault, f.object)
		if f.code == Rejected {
			found.message = "Kubernetes rejects this: " + found.message
		}
		if f.template != "" && b.work.Chart != nil {
			found.message += ", from " + f.template
		}
		found.line = lineAt(f.fault.Node)
		return []blamed{found}
	}
	e := f.err
	if b.looksUp(e) && path == nil {
		return nil
	}
	if asked := e.Authored || e.Stage == render.StageSchema; asked && b.emptyAt(f, path) {
		found.code = NeedsValue
		found.message = fmt.Sprintf("whoever uses the pack must set a value here: %s", shorten(e.Message))
		if path == nil {
			found.path = b.askedFor(e)
		}
		return []blamed{found}
	}
	where := e.Template
	switch e.Stage {
	case render.StageSchema:
		found.message = "the chart's values.schema.json does not accept this: " + shorten(e.Message)
		return []blamed{found}
	case render.StageRender:
		in := e.Innermost()
		where = fmt.Sprintf("%s, line %d", in.Template, in.Line+1)
	}
	switch {
	case e.Authored:
		found.message = fmt.Sprintf("the chart refuses this: %s (%s)", shorten(e.Message), where)
	case e.Stage == render.StageYAML:
		found.message = fmt.Sprintf("what the template makes of this is not valid YAML: %s (%s)", shorten(e.Message), where)
	case where == "":
		found.message = "the chart cannot be rendered: " + shorten(e.Message)
	default:
		found.message = fmt.Sprintf("a template of the chart fails: %s (%s)", shorten(e.Message), where)
	}
	return []blamed{found}
}

// lineAt is the line that n begins on.
func lineAt(n syntax.Node) string {
	if !n.Exists() {
		return ""
	}
	src := n.Tree().Text
	start, end := text.LineAround(src, n.Start())
	return src[start:end]
}

// looksUp reports whether an error may come of lookup finding nothing.
func (b *blamer) looksUp(e *render.Error) bool {
	return slices.ContainsFunc(e.Chain, func(in render.Frame) bool { return slices.Contains(b.first.Lookups, in.Template) }) ||
		slices.Contains(b.first.Lookups, e.Template)
}

// emptyAt reports whether the value to blame was left empty, or none is to blame.
func (b *blamer) emptyAt(f failure, path []string) bool {
	if path == nil {
		return true
	}
	if f.err.Stage == render.StageSchema && strings.HasPrefix(f.err.Message, "missing propert") {
		return slices.Equal(nullIn(b.vals, f.err), f.err.Path) // absent, not deleted
	}
	switch v := get(b.vals, path).(type) {
	case nil:
		return get(b.work.defaults, path) == nil
	case string:
		return v == ""
	case map[string]any:
		return len(v) == 0
	case []any:
		return len(v) == 0
	}
	return false
}

// valuesPath matches a path of values in an expression.
var valuesPath = regexp.MustCompile(`\.Values((?:\.[A-Za-z_][A-Za-z0-9_]*)+)`)

// askedFor is the path of the empty value that the expression at which e happened names; nil if it cannot be told, or the
// values do not set it.
func (b *blamer) askedFor(e *render.Error) []string {
	m := valuesPath.FindStringSubmatch(e.At)
	if m == nil {
		return nil
	}
	path := strings.Split(m[1][1:], ".")
	if got := present(b.vals, path); len(got) == len(path) {
		return got
	}
	return nil
}

// foreignKinds are kinds that neither Kubernetes nor the pack brings.
type foreignKinds struct {
	names []string
	first text.Range // of the first object's kind
}

func (k *foreignKinds) add(object syntax.Node) {
	name := object.Get("kind").Text() + " (" + object.Get("apiVersion").Text() + ")"
	if object.Get("kind").Text() == "" || slices.Contains(k.names, name) {
		return
	}
	if k.names == nil {
		k.first = object.Get("kind").Range()
	}
	k.names = append(k.names, name)
}

// words are what to say of them, and where in the file of the first; "" if nothing.
func (k *foreignKinds) words(p *pack.Pack) (text.Range, string) {
	if len(k.names) == 0 || len(p.Facts().Dependencies) > 0 {
		return text.Range{}, ""
	}
	return k.first, "objects of a kind are deployed whose CRD neither Kubernetes nor this pack brings, and the pack declares " +
		"no dependency on one that does: " + strings.Join(k.names, ", ")
}

// foreign is the finding about kinds that nobody brings.
func (b *blamer) foreign() []blamed {
	kinds := foreignKinds{}
	for _, doc := range b.first.Documents {
		for _, f := range b.cluster.Validate(doc.Root()) {
			if f.Kind == kube.UnknownKind {
				kinds.add(doc.Root())
			}
		}
	}
	if _, words := kinds.words(b.deployer.pack); words != "" {
		return []blamed{{code: ForeignKind, message: words}}
	}
	return nil
}

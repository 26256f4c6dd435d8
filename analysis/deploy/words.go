package deploy

import (
	"errors"
	"fmt"
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

func kindOf(object syntax.Node) kube.ID {
	return kube.ID{APIVersion: object.Get("apiVersion").Text(), Kind: object.Get("kind").Text()}
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
	if name := nameOf(object); name != "" {
		return shorten(words) + " (" + name + ")"
	}
	return shorten(words)
}

func shorten(s string) string {
	const most = 400
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// moreWords say how many failures are left when all renders for blame are spent.
func moreWords(n int) string {
	mistakes := "1 more mistake was"
	if n > 1 {
		mistakes = fmt.Sprintf("%d more mistakes were", n)
	}
	return mistakes + " not looked into, since there are so many in what this deploys"
}

// describe is f with the value at path, nil for none, to blame; none if nothing certain can be said.
func (b *blamer) describe(f failure, path []string, full outcome) []blamed {
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
		found.spot = b.spotOf(f.fault.Node)
		return []blamed{found}
	}
	e := f.err
	if b.looksUp(e) && path == nil {
		return nil
	}
	if at, ok := b.asksFor(f, path, full); ok {
		return []blamed{b.needs(e, at)}
	}
	where := e.Template
	switch e.Stage {
	case render.StageSchema:
		found.message = "the chart's values.schema.json does not accept "
		if at := slices.Concat(b.work.Section, e.Path); path == nil || len(path) != len(e.Path) {
			found.message += strings.Join(at, ".") + ": " + shorten(e.Message)
		} else {
			found.message += "this: " + shorten(e.Message)
		}
		return []blamed{found}
	case render.StageRender:
		in := e.Innermost()
		where = fmt.Sprintf("%s, line %d", in.Template, in.Line+1)
		if b.work.Manifest != nil && in.Template == b.work.Manifest.Base() {
			found.spot = spot{source: in.Line + 1}
		}
	}
	found.message = renderWords(e, where, b.work.Section[0] == pack.SectionManifests)
	return []blamed{found}
}

// renderWords say why something cannot be rendered; where is the place in a template, if it is known.
func renderWords(e *render.Error, where string, manifest bool) string {
	what, of := "the chart", "a template of the chart"
	if manifest {
		what, of = "the manifest", "a template in the manifest"
	}
	switch {
	case e.Authored:
		return fmt.Sprintf("%s rejects this: %s (%s)", what, shorten(e.Message), where)
	case e.Stage == render.StageYAML:
		return fmt.Sprintf("the template turns this into invalid YAML: %s (%s)", shorten(e.Message), where)
	case where == "":
		return what + " cannot be rendered: " + shorten(e.Message)
	}
	return fmt.Sprintf("%s fails: %s (%s)", of, shorten(e.Message), where)
}

// looksUp reports whether an error may come of lookup finding nothing.
func (b *blamer) looksUp(e *render.Error) bool {
	looks := func(in render.Frame) bool { return slices.Contains(b.first.Lookups, in.Template) }
	return slices.ContainsFunc(e.Chain, looks) || slices.Contains(b.first.Lookups, e.Template)
}

// foreignKinds are kinds that neither Kubernetes nor the pack brings.
type foreignKinds struct {
	ids   []kube.ID
	has   map[kube.ID]bool
	first text.Range // of the first object's kind
}

// maxNamedKinds is how many kinds a message names.
const maxNamedKinds = 20

func (k *foreignKinds) add(object syntax.Node) {
	id := kindOf(object)
	if id.Kind == "" || k.has[id] {
		return
	}
	if k.ids == nil {
		k.has = map[kube.ID]bool{}
		k.first = object.Get("kind").Range()
	}
	k.has[id] = true
	k.ids = append(k.ids, id)
}

// words are what to say of them, and where in the file of the first; "" if nothing.
func (k *foreignKinds) words(p *pack.Pack) (text.Range, string) {
	if len(k.ids) == 0 || len(p.Facts().Dependencies) > 0 {
		return text.Range{}, ""
	}
	named := k.ids[:min(len(k.ids), maxNamedKinds)]
	names := make([]string, len(named))
	for i, id := range named {
		names[i] = id.Kind + " (" + id.APIVersion + ")"
	}
	more := ""
	if n := len(k.ids) - len(named); n > 0 {
		more = fmt.Sprintf(" and %d others", n)
	}
	return k.first, "the pack deploys objects of a kind whose CRD neither Kubernetes nor the pack defines, and has no " +
		"dependency on a pack that does: " + strings.Join(names, ", ") + more
}

// followsPods reports whether an object is a hook that is only made after pods of the chart itself have run. They may
// define its kind, as jobs that install CRDs and operators do.
func (b *blamer) followsPods(doc *render.Document) bool {
	if len(doc.Hooks) == 0 || slices.Contains(doc.Hooks, "pre-install") {
		return false
	}
	return slices.ContainsFunc(b.first.Documents, func(other *render.Document) bool {
		kind := other.Root().Get("kind").Text()
		return !isTest(other) && slices.Contains([]string{"Job", "Pod", "Deployment", "StatefulSet", "DaemonSet"}, kind)
	})
}

// foreign is the finding about kinds that nobody brings.
func (b *blamer) foreign() []blamed {
	kinds := foreignKinds{}
	for _, doc := range b.first.Documents {
		if isTest(doc) || b.followsPods(doc) {
			continue
		}
		b.faultsOf(doc)
		for _, object := range b.unknown[doc] {
			kinds.add(object)
		}
	}
	if _, words := kinds.words(b.deployer.pack); words != "" {
		return []blamed{{code: ForeignKind, message: words, kinds: kinds.ids}}
	}
	return nil
}

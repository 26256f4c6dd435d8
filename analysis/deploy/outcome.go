package deploy

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/render"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// failure is one thing that is wrong with what one set of values gives.
type failure struct {
	key      string // the same for the same mistake at another index or with other values
	code     Code
	template string // that fails or gives the object; "" if none does
	err      *render.Error
	fault    kube.Fault
	object   syntax.Node // that the fault is of
}

// outcome is the failures of one set of values.
type outcome struct {
	failures []failure
	counts   map[string]int
}

// like is how many failures are like f and of the same template, which is all that a run with onlyFor(f) sees: several
// templates may include a helper that fails.
func (o outcome) like(f failure) int {
	n := 0
	for _, g := range o.failures {
		if g.key == f.key && g.template == f.template {
			n++
		}
	}
	return n
}

// run tries values; only says which templates count, nil for all.
func (b *blamer) run(vals map[string]any, only func(string) bool) outcome {
	if b.kept > maxKept {
		clear(b.faults)
		clear(b.unknown)
		b.kept = 0
	}
	b.parts = 0
	out := b.read(b.work.render(b.deployer.ctx, vals, only))
	b.left -= 1 + len(out.failures)/renderFailures + b.parts/renderDocuments
	return out
}

func (b *blamer) read(r *render.Result) outcome {
	out := outcome{counts: map[string]int{}}
	add := func(f failure) {
		out.failures = append(out.failures, f)
		out.counts[f.key]++
	}
	for _, e := range r.Errors {
		if e.Err != nil && (b.deployer.ctx.Err() != nil || isLimit(e)) || b.work.prepared.HangsOnSpectro(e) {
			continue
		}
		add(failure{key: errorKey(e), code: Render, template: e.Template, err: e})
	}
	var objects []syntax.Node
	for _, doc := range r.Documents {
		if isTest(doc) {
			continue
		}
		for _, f := range b.faultsOf(doc) {
			add(f)
		}
		objects = append(objects, doc.Root())
	}
	for _, f := range b.cluster.Duplicates(objects, b.work.Namespace) {
		add(failure{key: "duplicate " + nameOf(f.Node), code: Rejected, fault: f, object: f.Node})
	}
	return out
}

// isTest reports whether a document is only made by `helm test`.
func isTest(doc *render.Document) bool {
	other := func(event string) bool { return !strings.HasPrefix(event, "test") }
	return len(doc.Hooks) > 0 && !slices.ContainsFunc(doc.Hooks, other)
}

func (b *blamer) faultsOf(doc *render.Document) []failure {
	if known, ok := b.faults[doc]; ok {
		return known
	}
	root := doc.Root()
	var found []failure
	for _, f := range b.cluster.Validate(root) {
		if f.Kind == kube.UnknownKind {
			b.unknown[doc] = append(b.unknown[doc], f.Node.Owner().Parent()) // it is at apiVersion or kind
		}
		code, ok := codeOf(f.Kind)
		if !ok {
			continue
		}
		key := strings.Join([]string{doc.Template, root.Get("kind").Text(), f.Rule, loose(f.Steps)}, " ")
		found = append(found, failure{key: key, code: code, template: doc.Template, fault: f, object: root})
	}
	b.faults[doc] = found
	b.kept += len(doc.Text)
	if t := root.Tree(); t != nil {
		b.parts += t.Len()
	}
	return found
}

// loose is a path without the indices of lists.
func loose(steps []string) string {
	var out []string
	for _, s := range steps {
		if _, err := strconv.Atoi(s); err != nil {
			out = append(out, s)
		}
	}
	return strings.Join(out, ".")
}

// errorKey tells errors apart. A template may fail in another way at the same place if a value is missing.
func errorKey(e *render.Error) string {
	switch e.Stage {
	case render.StageRender:
		in := e.Innermost()
		return strings.Join([]string{"render", in.Template, strconv.Itoa(in.Line), strconv.Itoa(in.Column), e.Message}, " ")
	case render.StageSchema, render.StageValues:
		return strings.Join([]string{e.Stage.String(), e.Chart, loose(e.Path)}, " ")
	}
	return e.Stage.String() + " " + e.Template
}

// lost is the first failure like f, a fault of an object, that less does not have; f if that cannot be told.
func (o outcome) lost(f failure, less outcome) failure {
	if f.err != nil || o.counts[f.key] < 2 {
		return f
	}
	type fault struct{ object, message string }
	left := map[fault]int{}
	for _, g := range less.failures {
		if g.key == f.key {
			left[fault{nameOf(g.object), g.fault.Message}]++
		}
	}
	for _, g := range o.failures {
		if at := (fault{nameOf(g.object), g.fault.Message}); g.key == f.key {
			if left[at] == 0 {
				return g
			}
			left[at]--
		}
	}
	return f
}

// weight orders failures: the most severe ones first.
func weight(f failure) int {
	if f.code == UnknownField {
		return 1
	}
	return 0
}

// said is the message of the failure.
func (f failure) said() string {
	if f.err != nil {
		return f.err.Message
	}
	return f.fault.Message
}

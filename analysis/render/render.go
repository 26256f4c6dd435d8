package render

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"unsafe"

	"github.com/pack-lsp/pack-lsp/analysis/render/funcs"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Limits bound what one render may take, whatever the chart says.
type Limits = funcs.Limits

// DefaultLimits are far above what published charts need.
var DefaultLimits = Limits{Steps: 10_000_000, Bytes: 256 << 20, Depth: 30_000, Weight: 256 << 20}

// ErrLimit is the cause of an Error that says that a chart took more than Limits allow.
var ErrLimit = funcs.ErrLimit

// Options are what a chart is rendered with besides its values.
type Options struct {
	Release     string // name of the release
	Namespace   string
	KubeVersion string // such as 1.34.0; "" for DefaultKubeVersion
	// Only says which templates are executed, by their path; nil for all. What templates do to the values of others is
	// lost for those that are left out, which hardly any chart makes use of.
	Only   func(path string) bool
	Limits Limits // DefaultLimits if zero
}

// Result is what a chart or manifest gives.
type Result struct {
	// Documents are all objects, those of templates that Helm would not come to after an error included: CRDs of crds/
	// first, then those of templates in the order of their paths.
	Documents []*Document
	// Errors are what is wrong. The first one is what Helm reports; it renders nothing after that.
	Errors  []*Error
	Lookups []string // paths of templates that called lookup, which found nothing
}

// Render renders with vals, what the author sets in place of the chart's own values; vals is not changed. It never
// fails without an Error in the result.
func (p *Prepared) Render(ctx context.Context, vals map[string]any, o Options) *Result {
	r, again := p.render(ctx, vals, o)
	if again { // a text given to tpl names .Files, which no template does
		p.mu.Lock()
		p.files = true
		p.mu.Unlock()
		r, _ = p.render(ctx, vals, o)
	}
	return r
}

func (p *Prepared) render(ctx context.Context, vals map[string]any, o Options) (result *Result, again bool) {
	result = &Result{}
	defer func() { // as in Helm: a function may panic in ways that text/template passes on
		if r := recover(); r != nil {
			message := fmt.Sprintf("rendering template failed: %v", r)
			result.fail(&Error{Stage: StageRender, Chart: p.src.meta.Name, Column: -1, Message: message})
		}
	}()
	if err := ctx.Err(); err != nil {
		result.fail(&Error{Stage: StageRender, Chart: p.src.meta.Name, Column: -1, Message: err.Error(), Err: err})
		return result, false
	}
	v, err := p.variantFor(vals)
	if err != nil {
		return result.fail(asError(err, StageValues, p.src.meta.Name)), false
	}
	merged, err := coalesceValues(v.root, vals)
	if err != nil {
		return result.fail(asError(err, StageValues, v.root.name)), false
	}
	if found := v.root.validate(merged, nil, v.root.name); len(found) > 0 {
		return result.fail(found...), false
	}
	caps, err := capabilitiesOf(cmp.Or(o.KubeVersion, DefaultKubeVersion))
	if err != nil {
		return result.fail(asError(err, StageChart, v.root.name)), false
	}
	if want := v.root.meta.KubeVersion; want != "" && !compatible(want, caps.KubeVersion.Version) {
		return result.fail(&Error{Stage: StageChart, Chart: v.root.name, Template: "Chart.yaml", Message: fmt.Sprintf(
			"chart requires kubeVersion: %s which is incompatible with Kubernetes %s", want, caps.KubeVersion.Version)}), false
	}
	if v.err != nil {
		return result.fail(v.err), false
	}
	return result, p.execute(ctx, v, merged, caps, o, result)
}

func (r *Result) fail(errs ...*Error) *Result {
	r.Errors = append(r.Errors, errs...)
	return r
}

func asError(err error, stage Stage, chart string) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Stage: stage, Chart: chart, Column: -1, Message: err.Error(), Err: err}
}

// execute executes the templates of v. It reports whether that has to be done again, with .Files.
func (p *Prepared) execute(ctx context.Context, v *variant, merged map[string]any, caps *capabilities, o Options,
	result *Result) bool {
	w, err := v.worker()
	if err != nil {
		result.fail(asError(err, StageRender, v.root.name))
		return false
	}
	if o.Limits == (Limits{}) {
		o.Limits = DefaultLimits
	}
	o.Limits.Weight = cmp.Or(o.Limits.Weight, DefaultLimits.Weight)
	p.mu.Lock()
	files := p.files
	p.mu.Unlock()
	w.Run = &funcs.Run{Ctx: ctx, Left: o.Limits, NoFiles: !files}
	data := map[*node]map[string]any{}
	release := map[string]any{"Name": o.Release, "Namespace": o.Namespace, "IsUpgrade": false, "IsInstall": true,
		"Revision": 1, "Service": "Helm"}
	v.root.data(data, funcs.Values(merged), release, caps, files)
	if p.manifest != nil {
		data[v.root]["spectro"] = systemValues(p.manifest.macros)
	}
	outputs, yaml := map[string]*output{}, []*Error(nil)
	for _, t := range v.templates {
		if t.partial() || o.Only != nil && !o.Only(t.path) {
			continue
		}
		out, err := v.template(w, t, data[t.owner], o.Limits.Depth)
		if w.Broken == errWantsFiles {
			return true
		}
		if w.Flags.Lookup {
			result.Lookups = append(result.Lookups, t.path)
		}
		if err != nil {
			result.fail(err)
			if w.Broken != nil {
				break
			}
			continue
		}
		if !strings.HasSuffix(t.path, "NOTES.txt") {
			outputs[t.path] = out
		}
	}
	slices.Sort(result.Lookups)
	result.Documents = v.crds(o.Only)
	for _, name := range sortedKeys(outputs) {
		out := outputs[name]
		result.Documents = append(result.Documents, out.documents...)
		yaml = append(yaml, out.errors...)
	}
	result.fail(yaml...)
	v.done(w)
	return false
}

// template is what t gives, taken from the last time if that is the same text.
func (v *variant) template(w *worker, t *tmpl, data map[string]any, depth int) (*output, *Error) {
	w.Flags, w.Left.Depth, w.Includes = funcs.Effects{}, depth, map[string]int{}
	given := t.text
	if !t.static {
		data["Template"] = funcs.Values{"Name": t.path, "BasePath": t.base}
		var err error
		if given, err = w.execute(t.path, data, v.lastText(t.path)); err != nil {
			return nil, executionError(t.owner.name, t.path, err)
		}
	} else if strings.Contains(given, noValue) {
		given = strings.ReplaceAll(given, noValue, "")
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if last := v.last[t.path]; last != nil && last.text == given && last.flags == w.Flags {
		if w.Left.Weight -= last.weight; w.Left.Weight < 0 {
			return nil, executionError(t.owner.name, t.path, w.Over("values"))
		}
		return last, nil
	}
	weight := text.Weight(given)
	if w.Left.Weight -= weight; w.Left.Weight < 0 { // before it is read
		return nil, executionError(t.owner.name, t.path, w.Over("values"))
	}
	out := newOutput(t, given, w.Flags)
	out.weight = weight
	v.last[t.path] = out
	return out, nil
}

// lastText is what the template at path gave the last time; "" if it has not given anything.
func (v *variant) lastText(path string) string {
	v.mu.Lock()
	defer v.mu.Unlock()
	if last := v.last[path]; last != nil {
		return last.text
	}
	return ""
}

// data makes what the templates of n and those below it see.
func (n *node) data(all map[*node]map[string]any, vals funcs.Values, release map[string]any, caps *capabilities,
	files bool) map[string]any {
	subcharts := map[string]any{}
	next := map[string]any{
		"Chart":        chartData{n.meta, n.root},
		"Files":        n.src.fileSet(files),
		"Release":      release,
		"Capabilities": caps,
		"Values":       vals,
		"Subcharts":    subcharts,
	}
	if n.src.spectro != nil {
		next[SpectroRoot] = n.src.spectro()
	}
	for _, d := range n.deps {
		own, ok := funcs.TableAt(vals, d.name)
		if !ok {
			own = map[string]any{}
		}
		subcharts[d.name] = d.data(all, own, release, caps, files)
	}
	all[n] = next
	return next
}

// chartData is what templates see under .Chart.
type chartData struct {
	metadata
	IsRoot bool
}

// fileSet is what .Files gives. The texts are not copied: templates have no way to change a byte.
func (s *source) fileSet(files bool) fileSet {
	out := fileSet{}
	if !files {
		return out
	}
	for _, f := range s.files {
		out[f.name] = unsafe.Slice(unsafe.StringData(f.text), len(f.text))
	}
	return out
}

// crds are the documents of the folders crds/ of v.
func (v *variant) crds(only func(string) bool) []*Document {
	var docs []*Document
	v.mu.Lock()
	defer v.mu.Unlock()
	var visit func(n *node, at string)
	visit = func(n *node, at string) {
		for _, f := range n.src.files {
			name := path.Join(at, f.name)
			if !f.isCRD() || only != nil && !only(name) {
				continue
			}
			out := v.last[name]
			if out == nil {
				out = newOutput(&tmpl{path: name, owner: n}, f.text, funcs.Effects{})
				for _, d := range out.documents {
					d.CRD = true
				}
				v.last[name] = out
			}
			docs = append(docs, out.documents...)
		}
		for _, d := range n.deps {
			visit(d, at+"/charts/"+d.name)
		}
	}
	visit(v.root, v.root.name)
	return docs
}

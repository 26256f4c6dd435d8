package deploy

import (
	"context"
	"hash/maphash"
	"slices"
	"strings"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/render"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// work is the work on one unit.
type work struct {
	Unit
	prepared *render.Prepared
	defaults map[string]any // of the chart and of those inside it, by their sections
	cache    *cache[[]blamed]
	presets  *cache[[]blamed] // of what comes with a preset
	sets     *cache[[]Field]
	options  render.Options
	plain    bool             // a manifest that is not a template: it's deployed as it is
	lines    map[string][]int // see inManifest; nil if nobody has asked yet
}

// prepared is what is kept of a chart or manifest, whatever its values.
type prepared struct {
	render   *render.Prepared
	defaults map[string]any
	values   int // how many there are in defaults
	cache    cache[[]blamed]
	presets  cache[[]blamed]
	sets     cache[[]Field]
}

var (
	charts    chart.View[*prepared]
	manifests pack.View[*prepared]
)

func newChartWork(d *deployer, c *chart.Chart, archive string) *work {
	made := charts.Of(c, func() *prepared {
		made := &prepared{render: render.Prepare(c), defaults: defaultsOf(c, 0)}
		made.values = count(made.defaults)
		return made
	})
	w := &work{prepared: made.render, defaults: made.defaults, cache: &made.cache, presets: &made.presets,
		sets: &made.sets}
	w.Chart, w.Archive, w.Section = c, archive, []string{pack.SectionCharts, c.Name}
	w.release(d, c.Name, render.DefaultMacros)
	return w
}

func newManifestWork(d *deployer, f *pack.File) *work {
	made := manifests.Of(f, func() *prepared {
		return &prepared{render: prepareManifest(f, render.DefaultMacros)}
	})
	w := &work{prepared: made.render, cache: &made.cache, presets: &made.presets, sets: &made.sets}
	w.Manifest, w.Section = f, []string{pack.SectionManifests, pack.ManifestKey(f.Base())}
	w.release(d, w.Name(), render.DefaultMacros)
	// Without a section it is no template: some bring literal braces.
	section := d.pack.Values.Root().At(w.Section...)
	w.plain = !section.Exists() || !macro.Contains(f.Text.String())
	return w
}

func prepareManifest(f *pack.File, m render.Macros) *render.Prepared {
	return render.PrepareManifest(f.Base(), f.Tree().Text, m, true)
}

// otherwise is w with other values for macros.
func (w *work) otherwise(d *deployer) *work {
	other := *w
	other.release(d, w.Name(), render.OtherMacros)
	if w.Manifest != nil {
		other.prepared = prepareManifest(w.Manifest, render.OtherMacros)
	}
	return &other
}

func (w *work) release(d *deployer, name string, m render.Macros) {
	w.Release, w.Namespace = ReleaseOf(d.pack.Facts().Name, name, d.pack.Values.Root(), m)
	w.options = render.Options{Release: w.Release, Namespace: w.Namespace, KubeVersion: d.version.String() + ".0"}
}

// maxSubcharts is how deep charts inside charts are looked at for their defaults.
const maxSubcharts = 8

// defaultsOf are the default values of c with those of the charts inside it, as Helm merges them.
func defaultsOf(c *chart.Chart, depth int) map[string]any {
	var root syntax.Node
	if t := c.Values(); t != nil {
		root = t.Root()
	}
	own := render.FromNode(root, nil)
	if depth == maxSubcharts {
		return own
	}
	for _, sub := range c.Subcharts {
		below := defaultsOf(sub, depth+1)
		for _, section := range sub.Sections() {
			over, _ := own[section].(map[string]any)
			own[section] = merged(below, over)
		}
	}
	return own
}

// count is how many values there are in v, itself included.
func count(v any) int {
	n := 1
	switch v := v.(type) {
	case map[string]any:
		for _, e := range v {
			n += count(e)
		}
	case []any:
		for _, e := range v {
			n += count(e)
		}
	}
	return n
}

// merged is over on top of base, neither of which changes.
func merged(base, over map[string]any) map[string]any {
	out := make(map[string]any, len(base)+len(over))
	for k, v := range base {
		out[k] = v
	}
	for k, v := range over {
		b, isMap := out[k].(map[string]any)
		if o, ok := v.(map[string]any); ok && isMap {
			v = merged(b, o)
		}
		out[k] = v
	}
	return out
}

// section is the node of the unit's values in values.yaml; absent if there is none.
func (w *work) section(d *deployer) syntax.Node { return d.pack.Values.Root().At(w.Section...) }

func (w *work) values(d *deployer, m render.Macros) map[string]any {
	return render.FromNode(w.section(d), m)
}

// render renders the unit; only says which templates, nil for all.
func (w *work) render(ctx context.Context, vals map[string]any, only func(string) bool) *render.Result {
	if w.plain {
		return &render.Result{}
	}
	o := w.options
	o.Only = only
	return w.prepared.Render(ctx, vals, o)
}

// show notes what was rendered.
func (w *work) show(r *render.Result) {
	w.Documents, w.Errors = r.Documents, r.Errors
	if !w.plain {
		return
	}
	for root := range w.Manifest.Tree().Docs() {
		if root = root.Resolve(); root.Kind() == syntax.Mapping {
			line := w.Manifest.Text.LineAt(root.Start())
			w.Documents = append(w.Documents, &render.Document{Template: w.Manifest.Base(), Text: root.Source(), Line: line})
		}
	}
}

// judgement is the work of finding what is wrong with one unit.
type judgement struct {
	vals     map[string]any
	rendered *render.Result
	crds     *kube.CRDs
	digest   uint64 // of the crds
}

// judge adds what is wrong with the unit, without presets, to the findings of d.
func (w *work) judge(d *deployer, j *judgement) {
	if w.plain {
		w.judgePlain(d, j.crds)
		return
	}
	if e := limitOf(j.rendered); e == errCrowded {
		d.reportCrowded(w)
		return
	} else if e != nil {
		w.reportLimit(d, limitWords(e))
	}
	found := w.cache.get(w.inputs(d, j.digest), func() ([]blamed, bool) {
		b := newBlamer(d, w, j)
		return b.blame(), d.ctx.Err() == nil
	})
	for _, f := range found {
		w.report(d, f)
	}
}

// ReleaseOf is the name of the release and the namespace that Palette gives to a chart of a pack. root is the root of
// the pack's values.
func ReleaseOf(name, chart string, root syntax.Node, m render.Macros) (release, namespace string) {
	release, namespace = name+"-"+chart, "default"
	if n := root.At(pack.SectionPack, palette.AttrReleaseNameOverride, chart); n.Text() != "" {
		release = m.Resolve(n.Text())
	}
	if n := root.At(pack.SectionPack, palette.AttrNamespace); n.Text() != "" {
		namespace = m.Resolve(n.Text())
	}
	return release, namespace
}

// judgePlain looks at a manifest that is deployed as it is. What is in macros is unknown.
func (w *work) judgePlain(d *deployer, crds *kube.CRDs) {
	f := w.Manifest
	if len(f.Tree().Errors) > 0 {
		return // manifest/yaml
	}
	cluster := kube.Cluster{Version: d.version, CRDs: crds, Unknown: func(n syntax.Node) bool {
		return macro.Contains(n.Source())
	}}
	foreign := foreignKinds{}
	var objects []syntax.Node
	for root := range f.Tree().Docs() {
		if root.Kind() != syntax.Mapping {
			continue
		}
		objects = append(objects, root)
		for _, fault := range cluster.Validate(root) {
			if fault.Kind == kube.UnknownKind {
				foreign.add(fault.Node.Owner().Parent())
				continue
			}
			if code, ok := codeOf(fault.Kind); ok && !(code == RemovedAPI && d.excludesNewer()) {
				d.find(Finding{Code: code, File: f, Range: lineOf(f, placeOf(fault.Node)), Message: faultWords(fault, root)})
			}
		}
	}
	for _, fault := range cluster.Duplicates(objects, w.Namespace) {
		message := faultWords(fault, fault.Node)
		d.find(Finding{Code: Rejected, File: f, Range: lineOf(f, placeOf(fault.Node)), Message: message})
	}
	if r, words := foreign.words(d.pack); words != "" {
		d.find(Finding{Code: ForeignKind, File: f, Range: lineOf(f, r), Message: words, Kinds: foreign.ids})
	}
}

// placeOf is where a fault at n is shown: at a scalar, or at the key of anything else.
func placeOf(n syntax.Node) text.Range {
	if n.IsScalar() && !n.Empty() {
		return n.Range()
	}
	if key := n.Owner().Key(); key.Exists() {
		return key.Range()
	}
	return n.First().Key().Range()
}

// lineOf is the first line of r, which is never empty in a file with text.
func lineOf(f *pack.File, r text.Range) text.Range {
	line := f.Text.Line(f.Text.LineAt(r.Start))
	r.End = min(r.End, max(line.End, r.Start))
	return r
}

// cache keeps what was found for the last inputs of a unit.
type cache[T any] struct {
	mu     sync.Mutex
	recent []entry[T]
}

type entry[T any] struct {
	key   uint64
	found T
}

// maxCached is how many results are kept for a chart, or for a chart with a preset: those of the packs of a few
// versions that ship the same one, and of what an edit goes back to.
const maxCached = 8 * (1 + MaxPresets)

func (c *cache[T]) get(key uint64, work func() (T, bool)) (found T) {
	c.mu.Lock()
	for i, e := range c.recent {
		if e.key == key {
			c.recent = append(slices.Delete(c.recent, i, i+1), e)
			c.mu.Unlock()
			return e.found
		}
	}
	c.mu.Unlock()
	made, ok := work()
	if !ok {
		return found
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.recent) == maxCached {
		c.recent = slices.Delete(c.recent, 0, 1)
	}
	c.recent = append(c.recent, entry[T]{key, made})
	return made
}

var seed = maphash.MakeSeed()

// inputs is a digest of what the findings of the unit depend on besides its chart.
func (w *work) inputs(d *deployer, crds uint64) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	section := w.section(d)
	src := section.Source()
	if t := section.Tree(); t != nil && len(t.Anchors()) > 0 {
		src = t.Text // an alias may bring in text from anywhere
	}
	facts := d.pack.Facts()
	for _, s := range []string{
		src, w.Release, w.Namespace, w.options.KubeVersion, facts.Name, strings.Join(facts.Dependencies, " "),
		d.pack.Values.Root().At(pack.SectionPack, palette.AttrReleaseNameOverride).Source(),
		d.pack.Values.Root().At(pack.SectionPack, palette.AttrNamespace).Source(), w.settingsKey(d),
	} {
		h.WriteString(s)
		h.WriteByte(0)
	}
	maphash.WriteComparable(&h, crds)
	maphash.WriteComparable(&h, d.excludesNewer())
	return h.Sum64()
}

// excludesNewer reports whether the pack says that it does not run on the newest versions of Kubernetes.
func (d *deployer) excludesNewer() bool {
	for _, dep := range d.pack.Entry().Dependencies {
		if strings.HasPrefix(dep.Name, "kubernetes") && dep.Max != "" && dep.Type != pack.NotSupported {
			if v, ok := kube.ParseVersion(dep.Max); ok && v < d.version {
				return true
			}
		}
	}
	return false
}

// report adds a failure, and what is to blame for it, to the findings.
func (w *work) report(d *deployer, b blamed) {
	f := Finding{Code: b.code, Message: b.message, Kinds: b.kinds}
	switch at := locate(w.section(d), b.path); {
	case b.path != nil && at.Len() > 0:
		f.File, f.Range = d.pack.Values, at
		f.Path, f.source = slices.Concat(w.Section, b.path), sourceAt(w.section(d), b.path)
	case w.Manifest != nil:
		f.File = w.Manifest
		f.Range = w.inManifest(b.spot)
	default:
		f.File, f.Range = d.anchor(w)
	}
	if f.File == nil {
		return
	}
	f.Range = lineOf(f.File, f.Range)
	if f.Path != nil && render.HasMacro(f.Range.Of(f.File.Text.String())) {
		return // nobody knows the value
	}
	if b.needs != nil {
		if f.Needs = slices.Concat(w.Section, b.needs); required(d.pack, f.Needs) {
			return
		}
	}
	d.find(f)
}

// required reports whether schema.yaml says that the value at a path must be set.
func required(p *pack.Pack, path []string) bool {
	c := value.ConstraintAt(p, path)
	return c != nil && c.Template.Required
}

// anchor is where a finding stands that is no value's fault: at the key of the unit's section or, if there is none, at
// the archive's path in pack.json.
func (d *deployer) anchor(w *work) (*pack.File, text.Range) {
	if pair := d.pack.Values.Root().Get(w.Section[0]).Pair(w.Section[1]); pair.Exists() {
		return d.pack.Values, pair.Key().Range()
	}
	for n := range d.pack.Root().Get(pack.KeyCharts).Children() {
		if n.Text() == w.Archive {
			return d.pack.JSON, n.Range()
		}
	}
	return nil, text.Range{}
}

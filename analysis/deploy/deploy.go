// Package deploy knows what a pack deploys and whether that can work: it renders each chart and manifest with the
// values that the pack sets, asks package kube what an API server would reject, and finds the value that is to blame.
//
// A failure is reported only if it does not depend on what is known at deployment alone: on the values of Palette's
// macros, or on what lookup would find. Positions are worked out last, so that what was found for one text of a
// chart's section is found again as long as that text stays the same, wherever it moves.
//
// Deliberately absent: a cluster. What admission controllers, operators or objects that are already there do is
// unknown.
package deploy

import (
	"context"
	"hash/maphash"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/render"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// Code is a sort of finding. It is the code of the check that reports it.
type Code string

const (
	Render       Code = "deploy/render"        // a template or the chart's schema fails
	Rejected     Code = "deploy/rejected"      // the API server would reject an object
	RemovedAPI   Code = "deploy/removed-api"   // an API version that the API server no longer has
	ForeignKind  Code = "deploy/foreign-kind"  // a kind whose CRD nobody brings
	UnknownField Code = "deploy/unknown-field" // a field that the API server drops
	NeedsValue   Code = "deploy/needs-value"   // a value that whoever uses the pack must set
	SameObject   Code = "deploy/same-object"   // an object that two charts or manifests bring
	TooLarge     Code = "files/too-large"      // what is not checked, since it takes too much
)

// Finding is one thing that is wrong with what is deployed, at the place that is to blame.
type Finding struct {
	Code    Code
	File    *pack.File
	Range   text.Range // bytes of the file
	Message string
	Path    []string // of the value to blame, from the root of the pack's values; nil if none is
	Needs   []string // NeedsValue: the path of the value to set, from the root of the pack's values
	// Kinds are the kinds that a ForeignKind is about.
	Kinds  []kube.ID
	source string // of that value, as it is written
}

// Unit is a chart or a manifest with what it deploys.
type Unit struct {
	Chart     *chart.Chart // nil for a manifest
	Archive   string       // of the chart, as pack.json has it
	Manifest  *pack.File   // nil for a chart
	Section   []string     // the path of its values: charts.<name> or manifests.<name>
	Release   string
	Namespace string
	Documents []*render.Document // of a manifest that is not a template too
	Errors    []*render.Error    // why documents are missing
}

// Name is what the unit is called in values.yaml.
func (u *Unit) Name() string { return u.Section[1] }

// Result is what a pack deploys, and what is wrong with that.
type Result struct {
	Units    []*Unit
	Findings []Finding // in no particular order

	images Images
	inputs uint64 // of the images; 0 if nothing could be rendered
	brief  bool   // the units have been dropped, see Brief
}

var (
	results pack.Memo[*Result]
	last    pack.Last[*Result]
	early   pack.Memo[[]Finding] // of OfValues
)

// Of is what p deploys. It is worked out once for a version of the pack. If ctx ends first, the error is the context's.
func Of(ctx context.Context, s *pack.Snapshot, p *pack.Pack) (*Result, error) {
	if r, ok := results.Peek(p, nil); ok && !r.brief {
		return r, nil
	}
	d := newDeployer(ctx, s, p)
	d.deploy()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	last.Set(p, d.result)
	results.Set(p, nil, d.result)
	return d.result, nil
}

// OfValues is the part of Of that an author waits for: what is wrong with the values by themselves, without presets, or
// other units. It is done in a fraction of the time, and Of does not do it again. The findings are known from then on.
func OfValues(ctx context.Context, s *pack.Snapshot, p *pack.Pack) error {
	_, err := early.Try(p, nil, func() ([]Finding, error) {
		d := newDeployer(ctx, s, p)
		if !broken(p.Values) {
			d.judgeValues()
		}
		return d.result.Findings, ctx.Err()
	})
	return err
}

// sourceAt is the value at a path below section as it is written.
func sourceAt(section syntax.Node, path []string) string { return section.At(path...).Source() }

// Units renders what p deploys with a preset on top of the values of values.yaml, if preset is not nil, and looks for
// no faults. If ctx ends first, the error is the context's.
func Units(ctx context.Context, s *pack.Snapshot, p *pack.Pack, preset *pack.Preset) ([]*Unit, error) {
	d := newDeployer(ctx, s, p)
	room := int64(maxDeployed)
	for _, w := range d.works {
		w.show(within(&room, func() *render.Result { return d.rendered(w, preset) }))
	}
	return d.units(), ctx.Err()
}

// deployer works out what one pack deploys.
type deployer struct {
	ctx      context.Context
	snapshot *pack.Snapshot
	pack     *pack.Pack
	version  kube.Version
	works    []*work
	result   *Result
	seen     map[findingKey]bool // what is in the result
	crowded  bool                // it has been reported that there is no room for some works
}

// findingKey is the same for findings of which one is enough.
type findingKey struct {
	code Code
	file *pack.File
	at   text.Range
}

func newDeployer(ctx context.Context, s *pack.Snapshot, p *pack.Pack) *deployer {
	d := &deployer{ctx: ctx, snapshot: s, pack: p, version: value.KubernetesVersion(p), result: &Result{},
		seen: map[findingKey]bool{}}
	seen := map[string]bool{}
	for _, rel := range p.Facts().Charts {
		c, err := p.Chart(rel)
		if err != nil || seen[rel] || seen[c.Name] {
			continue // another check reports it
		}
		seen[rel], seen[c.Name] = true, true
		d.works = append(d.works, newChartWork(d, c, rel))
	}
	for _, f := range p.ManifestFiles() {
		d.works = append(d.works, newManifestWork(d, f))
	}
	return d
}

// hasMacros reports whether what w gives, with a preset if that is not nil, may depend on macros.
func (d *deployer) hasMacros(w *work, preset *pack.Preset) bool {
	return render.HasMacro(w.section(d).Source()) ||
		render.HasMacro(d.pack.Values.Root().Get(pack.SectionPack).Source()) ||
		preset != nil && preset.Add != nil && render.HasMacro(preset.Add.Text) ||
		w.Manifest != nil &&
			(render.HasMacro(w.Manifest.Text.String()) || render.UsesSpectro(w.Manifest.Text.String()))
}

func (d *deployer) units() []*Unit {
	units := make([]*Unit, len(d.works))
	for i, w := range d.works {
		units[i] = &w.Unit
	}
	return units
}

// deploy fills in the result.
func (d *deployer) deploy() {
	d.result.Units = d.units()
	if broken(d.pack.Values) {
		return // nobody knows what the values are
	}
	judged, crds := d.judgeValues()
	if d.ctx.Err() != nil {
		return
	}
	rendered := make([]*render.Result, len(judged))
	for i, j := range judged {
		rendered[i] = j.rendered
	}
	d.result.images, d.result.inputs = d.allImages(rendered), imageInputs(d.pack)
	for i, w := range d.works {
		if !w.plain && limitOf(judged[i].rendered) != errCrowded {
			w.judgePresets(d, judged[i])
		}
	}
	d.sameObjects(crds)
	renderingsOf(d.pack).forget()
}

// judgeValues finds what is wrong with each unit with the values of values.yaml.
func (d *deployer) judgeValues() ([]*judgement, *kube.CRDs) {
	full, rendered := d.render()
	crds, digest := d.crds()
	judged := make([]*judgement, len(d.works))
	for i, w := range d.works {
		judged[i] = &judgement{vals: full[i], rendered: rendered[i], crds: crds, digest: digest}
		if d.ctx.Err() == nil {
			w.judge(d, judged[i])
		}
	}
	return judged, crds
}

// render renders all units with the values of values.yaml.
func (d *deployer) render() (vals []map[string]any, rendered []*render.Result) {
	room := int64(maxDeployed)
	for _, w := range d.works {
		full := w.values(d, render.DefaultMacros)
		r := within(&room, func() *render.Result { return d.base(w, full) })
		w.show(r)
		vals, rendered = append(vals, full), append(rendered, r)
	}
	return vals, rendered
}

// broken reports whether a syntax error in f, nil if there is none, may hide some of its values.
func broken(f *pack.File) bool { return f != nil && len(f.Tree().Errors) > 0 }

// madeCRDs are custom resources, with a digest of the documents that they were made from. The largest published charts
// bring megabytes of them, which an edit of values hardly ever changes.
type madeCRDs struct {
	crds   *kube.CRDs
	digest uint64
}

var lastCRDs pack.Last[madeCRDs]

// crds are the custom resources that the pack, and the packs that it depends on, bring, with a digest of them.
func (d *deployer) crds() (*kube.CRDs, uint64) {
	var docs []*render.Document
	var h maphash.Hash
	h.SetSeed(seed)
	add := func(all []*render.Document) {
		for _, doc := range all {
			if doc.CRD || strings.Contains(doc.Text, "CustomResourceDefinition") {
				docs = append(docs, doc)
				h.WriteString(doc.Text)
				h.WriteByte(0)
			}
		}
	}
	for _, w := range d.works {
		add(w.Documents)
	}
	for _, name := range d.pack.Facts().Dependencies {
		if name == d.pack.Facts().Name {
			continue
		}
		if packs := d.snapshot.PacksNamed(name); len(packs) > 0 && packs[0].Dir != d.pack.Dir {
			if units, err := Units(d.ctx, d.snapshot, packs[0], nil); err == nil {
				for _, u := range units {
					add(u.Documents)
				}
			}
		}
	}
	if made, ok := lastCRDs.Of(d.pack); ok && made.digest == h.Sum64() {
		return made.crds, made.digest
	}
	objects := make([]syntax.Node, len(docs))
	for i, doc := range docs {
		objects[i] = doc.Root()
	}
	made := madeCRDs{kube.NewCRDs(objects...), h.Sum64()}
	lastCRDs.Set(d.pack, made)
	return made.crds, made.digest
}

// find adds a finding.
func (d *deployer) find(f Finding) {
	if key := (findingKey{f.Code, f.File, f.Range}); !d.seen[key] {
		d.seen[key] = true
		d.result.Findings = append(d.result.Findings, f)
	}
}

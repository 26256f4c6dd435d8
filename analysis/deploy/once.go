package deploy

import (
	"maps"
	"slices"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/render"
)

// renderings are what the units of one version of a pack give, each with the values of values.yaml and with each preset
// on top of them. Whoever needs one, such as the preview, the images and the search for faults, has it rendered at most
// once, also for the versions after it in which the unit has the same values.
type renderings struct {
	mu     sync.Mutex // held while rendering
	made   map[renderKey]rendering
	before map[renderKey]rendering // of versions before, as long as this one does not have all
	size   int64                   // bytes of the texts in made; those that several results share count for each
	count  int                     // how often something was rendered
}

// renderKey is what is rendered.
type renderKey struct {
	prepared *render.Prepared
	preset   uint64 // digestOf; 0 for none
}

// rendering is the result for some values.
type rendering struct {
	inputs uint64 // digest of all else that the result depends on
	*render.Result
}

var (
	ofVersion     pack.Memo[*renderings]
	ofLastVersion pack.Last[*renderings]
)

func renderingsOf(p *pack.Pack) *renderings {
	return ofVersion.Of(p, nil, func() *renderings {
		r := &renderings{made: map[renderKey]rendering{}}
		if last, ok := ofLastVersion.Of(p); ok {
			r.before = last.all()
		}
		ofLastVersion.Set(p, r)
		return r
	})
}

// all are the newest results.
func (r *renderings) all() map[renderKey]rendering {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := map[renderKey]rendering{}
	maps.Copy(all, r.before)
	maps.Copy(all, r.made)
	return all
}

// forget drops what only versions before this one needed.
func (r *renderings) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.before = nil
}

// rendered is what w gives with the values of values.yaml and a preset on top of them, if that is not nil.
func (d *deployer) rendered(w *work, preset *pack.Preset) *render.Result {
	vals := w.values(d, render.DefaultMacros)
	if preset == nil {
		return d.base(w, vals)
	}
	return d.with(w, vals, preset)
}

// base is what w gives with vals, its values in values.yaml.
func (d *deployer) base(w *work, vals map[string]any) *render.Result {
	return d.once(w, 0, func() map[string]any { return vals })
}

// with is what w gives with a preset on top of vals, its values in values.yaml.
func (d *deployer) with(w *work, vals map[string]any, preset *pack.Preset) *render.Result {
	return d.once(w, digestOf(preset), func() map[string]any {
		return applyPreset(vals, w.Section, preset, render.DefaultMacros)
	})
}

func (d *deployer) once(w *work, preset uint64, vals func() map[string]any) *render.Result {
	if w.plain { // that it is may be the only difference to one without values
		return w.render(d.ctx, nil, nil)
	}
	key, inputs := renderKey{w.prepared, preset}, w.inputs(d, 0)
	r := renderingsOf(d.pack)
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, results := range []map[renderKey]rendering{r.made, r.before} {
		if known, ok := results[key]; ok && known.inputs == inputs {
			r.keep(key, known)
			return known.Result
		}
	}
	r.count++
	result := w.render(d.ctx, vals(), nil)
	if d.ctx.Err() == nil && !slices.ContainsFunc(result.Errors, isLimit) { // it may be another one next time
		r.keep(key, rendering{inputs, result})
	}
	return result
}

// keep has a result used again, unless so much is kept that it has to be rendered again.
func (r *renderings) keep(key renderKey, made rendering) {
	size := sizeOf(made.Result)
	if before, ok := r.made[key]; ok {
		r.size -= sizeOf(before.Result)
		delete(r.made, key)
	}
	if r.size+size <= maxDeployed {
		r.made[key] = made
		r.size += size
	}
}

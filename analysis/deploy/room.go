package deploy

import (
	"fmt"

	"github.com/pack-lsp/pack-lsp/analysis/render"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// What a pack deploys is looked at as far as there is room for it in memory, in the order of pack.json.
const (
	maxDeployed = 128 << 20 // bytes of all texts together. As much is kept of them, with those of presets
	maxUnit     = 256 << 20 // bytes that those of one unit may take with their trees, see text.Weight
)

var errCrowded = &render.Error{
	Stage: render.StageRender, Column: -1, Err: render.ErrLimit,
	Message: fmt.Sprintf("all that the pack deploys would take more than %d MiB", maxDeployed>>20),
}

// within is what render gives if there is room for it, which it takes, or else errCrowded. After one for which there is
// none, none is rendered.
func within(room *int64, rendered func() *render.Result) *render.Result {
	if *room >= 0 {
		r := rendered()
		size := sizeOf(r)
		if *room -= size; *room >= 0 && (text.MostWeight(int(size)) <= maxUnit || weightOf(r) <= maxUnit) {
			return r
		}
	}
	*room = -1
	return &render.Result{Errors: []*render.Error{errCrowded}}
}

// sizeOf is how many bytes the texts of r have.
func sizeOf(r *render.Result) (n int64) {
	for _, doc := range r.Documents {
		n += int64(len(doc.Text))
	}
	return n
}

func weightOf(r *render.Result) (n int64) {
	for _, doc := range r.Documents {
		n += text.Weight(doc.Text)
	}
	return n
}

// limitOf is the limit that ended a render; nil if none did.
func limitOf(r *render.Result) *render.Error {
	for _, e := range r.Errors {
		if isLimit(e) {
			return e
		}
	}
	return nil
}

// limitWords say what is not known because of a limit.
func limitWords(e *render.Error) string {
	return "what this deploys is not checked in full: " + shorten(e.Message)
}

// reportLimit says that what w deploys is not known, because of a limit.
func (w *work) reportLimit(d *deployer, words string) {
	f := Finding{Code: TooLarge, File: w.Manifest, Message: words}
	if f.File == nil {
		f.File, f.Range = d.anchor(w)
	}
	if f.File != nil {
		f.Range = lineOf(f.File, f.Range)
		d.find(f)
	}
}

// reportCrowded says, once, that there is no room for w and what comes after it.
func (d *deployer) reportCrowded(w *work) {
	if !d.crowded {
		d.crowded = true
		w.reportLimit(d, "what this deploys is not checked, nor what comes after it in pack.json: "+errCrowded.Message)
	}
}

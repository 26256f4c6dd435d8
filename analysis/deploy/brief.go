package deploy

import (
	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/render"
)

// Brief is r without what is deployed: the findings and images, which are few, and which an author sees.
func (r *Result) Brief(to *pack.Pack) (brief any, ok bool) {
	b := &Result{brief: true, images: r.images, inputs: r.inputs}
	for _, f := range r.Findings {
		if f.File = to.Same(f.File); f.File == nil {
			return nil, false // it is worked out again
		}
		b.Findings = append(b.Findings, f)
	}
	units := map[*Unit]*Unit{}
	b.images.List = nil
	for _, image := range r.images.List {
		if units[image.Unit] == nil {
			units[image.Unit] = image.Unit.brief(to)
		}
		image.Unit = units[image.Unit]
		b.images.List = append(b.images.List, image)
	}
	last.Set(to, b)
	return b, true
}

// brief is what tells u apart.
func (u *Unit) brief(to *pack.Pack) *Unit {
	b := &Unit{Archive: u.Archive, Section: u.Section, Release: u.Release, Namespace: u.Namespace}
	if u.Chart != nil {
		b.Chart = &chart.Chart{Metadata: u.Chart.Metadata, Folder: u.Chart.Folder, Path: u.Chart.Path}
	}
	if u.Manifest != nil {
		b.Manifest = to.Same(u.Manifest)
	}
	return b
}

// Size is about how many bytes the findings and images take, unless they are brief. What is deployed is counted with
// the renderings.
func (r *Result) Size() int64 {
	if r.brief {
		return 0
	}
	n := int64(0)
	for _, f := range r.Findings {
		n += findingSize + int64(len(f.Message))
	}
	return n + findingSize*int64(len(r.images.List))
}

// findingSize is about how many bytes a finding or an image takes, besides its message.
const findingSize = 512

// Size is about how many bytes the renderings take. Renders share the documents that are the same.
func (r *renderings) Size() int64 {
	if !r.mu.TryLock() {
		return 0 // something is being rendered
	}
	defer r.mu.Unlock()
	seen := map[*render.Document]bool{}
	n := int64(0)
	for _, results := range []map[renderKey]rendering{r.made, r.before} {
		for _, made := range results {
			for _, doc := range made.Documents {
				if !seen[doc] {
					seen[doc] = true
					n += documentSize + int64(len(doc.Text))
				}
			}
		}
	}
	return n
}

// documentSize is about how many bytes a document takes, besides its text.
const documentSize = 256

// Size is about how many bytes the text and the places in it take.
func (v *Preview) Size() int64 { return int64(v.Text.Len()) + documentSize*int64(len(v.Objects)) }

// Size is about how many bytes is kept of a chart besides its files: its defaults, and what its templates gave last.
func (p *prepared) Size() int64 { return p.render.Size() + defaultSize*int64(p.values) }

// defaultSize is about how many bytes a default value takes in a map.
const defaultSize = 96

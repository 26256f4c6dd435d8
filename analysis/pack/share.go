package pack

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// What a pack may have in memory. What comes after it is not read, so that small archives and many files cannot use up
// the memory. It depends on nothing but the pack, so whatever else is open, the same is reported.
const (
	maxCharts    = 192 << 20 // bytes of its charts together, less than the cache keeps
	maxManifests = 64 << 20  // bytes of the texts of its manifests together
	maxWeight    = 256 << 20 // bytes of these texts and their trees together, see text.Weight
)

// share is what a pack takes of the memory, and what there is no room for.
type share struct {
	weight    int64           // bytes of its manifests, their trees, and its charts
	charts    map[string]bool // archives of pack.json beyond maxCharts, as it lists them
	manifests map[string]bool // manifests beyond maxManifests or maxWeight, likewise
}

var errTooManyCharts = &chart.Error{
	Reason: chart.TooLarge, Text: fmt.Sprintf("the charts of this pack would take more than %d MiB in memory",
		maxCharts>>20),
}

// ErrTooManyManifests says that a manifest is beyond what the manifests of a pack may take in memory.
var ErrTooManyManifests = errors.New("the manifests of this pack would take too much memory")

// Weight is about how many bytes the texts of the pack, their trees, and its charts take in memory.
func (p *Pack) Weight() int64 {
	texts := p.JSON.Weight() + p.Values.Weight() + p.Schema.Weight() + p.Presets.Weight()
	if texts > maxWeight {
		return texts // whatever else there is: what else is read says pack.json, which may be what is so large
	}
	return texts + p.share().weight
}

// Crowded reports whether there is no room for the manifest at rel, a path as in pack.json, so that it is not read.
func (p *Pack) Crowded(rel string) bool { return p.share().manifests[rel] }

// lazyShare is the share of p, which is that of prev (nil: none) if nothing has changed that it depends on. It does not
// keep prev.
func (p *Pack) lazyShare(prev *Pack) func() *share {
	if prev == nil || prev.folder != p.folder || !maps.Equal(p.openManifests(), prev.openManifests()) {
		return sync.OnceValue(p.takeShare)
	}
	facts, before := prev.facts, prev.share
	return sync.OnceValue(func() *share {
		if facts() == p.Facts() {
			return before()
		}
		return p.takeShare()
	})
}

// openManifests are the editors' manifests of the pack, by path.
func (p *Pack) openManifests() map[string]*File {
	files := map[string]*File{}
	for path, f := range p.open {
		if f.Kind == Manifest {
			files[path] = f
		}
	}
	return files
}

func (p *Pack) takeShare() *share {
	s := &share{}
	s.takeManifests(p)
	s.takeCharts(p)
	return s
}

// takeManifests finds out which manifests there is room for.
func (s *share) takeManifests(p *Pack) {
	bytes, weight := 0, int64(0)
	full := false
	for _, rel := range p.Facts().Manifests {
		if !full {
			f := p.manifest(rel)
			if f == nil {
				continue
			}
			bytes += f.Text.Len()
			if full = bytes > maxManifests || weight+f.Weight() > maxWeight; !full {
				weight += f.Weight()
				continue
			}
		}
		if s.manifests == nil {
			s.manifests = map[string]bool{}
		}
		s.manifests[rel] = true
	}
	s.weight += weight
}

// takeCharts finds out which charts there is room for.
func (s *share) takeCharts(p *Pack) {
	seen, size := map[*chart.Chart]bool{}, int64(0)
	for _, rel := range p.Facts().Charts {
		if !filepath.IsLocal(filepath.FromSlash(rel)) {
			continue
		}
		if size <= maxCharts {
			if c, err := p.readChart(rel); err == nil && !seen[c] {
				seen[c] = true
				size += c.Size()
			}
		}
		if size > maxCharts {
			if s.charts == nil {
				s.charts = map[string]bool{}
			}
			s.charts[rel] = true
		}
	}
	s.weight += min(size, maxCharts)
}

// Weight is about how many bytes the text of f and its tree take; 0 if f is nil.
func (f *File) Weight() int64 {
	if f == nil {
		return 0
	}
	w := f.weighed.Load()
	if w == 0 {
		w = text.Weight(f.Text.String()) + 1 // an empty text has been weighed, too
		f.weighed.Store(w)
	}
	return w
}

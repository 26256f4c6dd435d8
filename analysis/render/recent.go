package render

import (
	"slices"
	"sync"
	"weak"
)

// maxReady is how many manifests are kept ready to be rendered again: parsed, and with functions, which take 100 KB. A
// pack may have ten thousand manifests of a few lines, and parsing one again takes a tenth of a millisecond. Charts,
// which take far longer, are few.
const maxReady = 128

// recent are the manifests that were rendered last. It keeps none of them in memory by itself.
type recent struct {
	mu  sync.Mutex
	all []weak.Pointer[Prepared] // the last one at the end
}

var ready recent

// use notes that p is rendered. What is ready of another one, which has not been used for longest, is dropped if there
// are too many.
func (r *recent) use(p *Prepared) {
	if dropped := r.add(weak.Make(p)); dropped != nil {
		dropped.drop()
	}
}

func (r *recent) add(p weak.Pointer[Prepared]) (dropped *Prepared) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if i := slices.Index(r.all, p); i >= 0 {
		r.all = append(slices.Delete(r.all, i, i+1), p)
		return nil
	}
	if len(r.all) == maxReady {
		dropped = r.all[0].Value() // nil if nobody has it any more
		r.all = slices.Delete(r.all, 0, 1)
	}
	r.all = append(r.all, p)
	return dropped
}

// drop forgets all that can be made again. Renderings that run go on.
func (p *Prepared) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, v := range p.variants {
		v.drop()
	}
	p.variants, p.parsed = nil, map[string]*parsed{}
}

// drop has the workers of v, which nobody asks for any more, used for other templates.
func (v *variant) drop() {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, w := range v.idle {
		w.discard()
	}
	v.idle = nil
}

// Size is about how many bytes is kept for renders to come: what templates gave last, which documents share. It does
// not wait for a render that is running.
func (p *Prepared) Size() int64 {
	if p.mu.TryLock() {
		defer p.mu.Unlock()
		n := int64(0)
		for _, v := range p.variants {
			n += v.size()
		}
		p.held.Store(n)
	}
	return p.held.Load()
}

func (v *variant) size() int64 {
	if v.mu.TryLock() {
		defer v.mu.Unlock()
		n := int64(len(v.idle)) * workerSize
		for _, out := range v.last {
			n += int64(len(out.text)) + documentSize*int64(len(out.documents))
		}
		v.held.Store(n)
	}
	return v.held.Load()
}

const (
	workerSize   = 100 << 10 // bytes of the functions of a worker
	documentSize = 256       // bytes of a document besides its text
)

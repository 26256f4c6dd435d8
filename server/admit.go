package server

import (
	"context"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/internal/account"
)

// admit takes what a request about doc, a file of the pack in dir, needs until it is answered. If that has to wait, the
// request keeps nothing but texts until then. It is false if ctx ends first.
func (m *memory) admit(ctx context.Context, dir string, doc document, work account.Work) (document, bool) {
	m.use(dir)
	from := m.accountOf(work)
	taken, ok := from.Try(work)
	if ok && m.server.unsent.full() {
		taken()
		taken, ok = nil, false
	}
	handed := false
	defer func() {
		if !handed && taken != nil {
			taken() // what follows has panicked
		}
	}()
	if !ok {
		path := doc.file.Path
		waits := m.park(doc.state, work.About)
		doc = document{}
		var err error
		taken, err = m.waitAll(ctx, from, work)
		bare := m.unpark(waits)
		if err != nil {
			return document{}, false
		}
		doc, ok = bare.document(path)
		now := m.server.state.Load()
		if p, _ := now.PackOf(path); work.About != nil && p != nil && p.ID() == work.About {
			doc, ok = now.document(path) // others may know the pack by now
		}
	}
	held, _ := ctx.Value(holdKey{}).(*hold)
	m.server.gap("admitted " + dir)
	held.until(func() {
		m.server.gap("answered " + dir)
		m.end(true, taken)
	})
	handed = true
	if !ok {
		return document{}, false // not a file of a pack on disk any more
	}
	if m.heavy(work) {
		doc.state = alone(doc.state, dir)
	}
	return doc, true
}

// waitAll takes what the work of a request needs from an account, as soon as there is enough and the client has read
// most of what it was sent: an answer takes memory until it has been read.
func (m *memory) waitAll(
	ctx context.Context, from *account.Account, work account.Work,
) (taken func(), err error) {
	m.server.gap("short of memory")
	for {
		m.server.unsent.wait(ctx)
		taken, err = from.Take(ctx, work)
		if err != nil || ctx.Err() != nil || !m.server.unsent.full() {
			return taken, err
		}
		taken()
	}
}

// parkedDoc is what requests about one version of a pack keep while they wait.
type parkedDoc struct {
	about any    // the version; nil if no other request shares it
	bare  *state // the newest of their snapshots, with nothing worked out
	refs  int
}

// park keeps now, with nothing worked out, for a request about one version of a pack.
func (m *memory) park(now *state, about any) *parkedDoc {
	bare := alone(now, "")
	m.mu.Lock()
	defer m.mu.Unlock()
	w := m.parked[about]
	switch {
	case about == nil:
		w = &parkedDoc{bare: bare}
	case w == nil:
		w = &parkedDoc{about: about, bare: bare}
		m.parked[about] = w
	case w.bare.seq < bare.seq:
		w.bare = bare
	}
	w.refs++
	return w
}

// unpark returns what park has kept. It is the same for requests that share it, and so is what they work out.
func (m *memory) unpark(w *parkedDoc) *state {
	m.mu.Lock()
	defer m.mu.Unlock()
	if w.refs--; w.refs == 0 && w.about != nil {
		delete(m.parked, w.about)
	}
	return w.bare
}

// hold is what a request has taken.
type hold struct{ give []func() }

// holdKey is the key of a request's hold among the values of its context.
type holdKey struct{}

// until has give called when the request has been answered.
func (h *hold) until(give func()) { h.give = append(h.give, give) }

// taken reports whether the request has taken something.
func (h *hold) taken() bool { return len(h.give) > 0 }

// end gives back what the request has taken.
func (h *hold) end() {
	for _, give := range h.give {
		give()
	}
}

// admitPack takes what a request about the pack p of now as a whole needs, until it is answered. It returns the
// snapshot and the pack to work with. If ctx ends first, the error is the context's.
func (s *server) admitPack(ctx context.Context, now *state, p *pack.Pack) (*state, *pack.Pack, error) {
	work := workOn(p, p.Weight())
	if s.memory.accountOf(work) == nil {
		return now, p, nil
	}
	path := p.JSON.Path
	doc, ok := s.memory.admit(ctx, p.Dir, document{now, p.JSON}, work)
	if ok {
		p, _ = doc.PackOf(path)
		return doc.state, p, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	return nil, nil, errChanged // on disk
}

// entering is for a request that looks at many packs, one after the other. bare is now without what has been worked out
// of large open ones, so that the request does not keep each of these in memory until its end.
func (s *server) entering(ctx context.Context, now *state) (bare *pack.Snapshot, enter symbol.Enter) {
	var dirs []string
	for _, f := range now.OpenFiles() {
		if s.memory.accountOf(account.Work{Bytes: f.Weight()}) != nil {
			if dir, ok := now.PackDir(f.Path); ok {
				dirs = append(dirs, dir)
			}
		}
	}
	bare = now.WithForgotten(dirs...)
	return bare, func(p *pack.Pack, f *pack.File, look func(*pack.Pack)) error {
		work := workOn(p, f.Weight())
		if s.memory.accountOf(work) == nil {
			look(p)
			return nil
		}
		path := f.Path
		doc := document{s.state.Load(), f} // others may know the pack by now
		if q, _ := doc.PackOf(path); q == nil || q.ID() != p.ID() {
			doc.state = &state{Snapshot: bare.Alone("")}
		}
		holds := &hold{}
		defer holds.end()
		doc, ok := s.memory.admit(context.WithValue(ctx, holdKey{}, holds), p.Dir, doc, work)
		if ok {
			p, _ = doc.PackOf(path)
			look(p)
		}
		return ctx.Err()
	}
}

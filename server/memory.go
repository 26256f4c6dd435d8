package server

import (
	"cmp"
	"context"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/internal/account"
)

// idleAfter is how long the server must be idle before it returns free memory to the system.
const idleAfter = 2 * time.Second

// Limits of the memory of the process, in bytes. The largest published packs, all open, take a fifth of maxHeap.
const (
	maxKept    = 256 << 20 // of what is kept for open packs together, see pack.Pack.Size
	maxWorking = 256 << 20 // of the packs that are being checked at a time, see pack.Pack.Weight
	maxHeap    = 768 << 20 // from which on work that can wait is done one at a time

	// Requests about packs that are not heavy wait for each other alone, and only if they are very many at a time.
	maxLight  = 128 << 20 // of all of them
	maxSlight = 1 << 20   // up to which a request takes nothing
)

// memory keeps the memory of the process within its limits. No limit decides what is found: what is dropped is worked
// out again when it is needed, and what has to wait is done later.
type memory struct {
	server  *server
	kept    int64            // maxKept, unless a test says otherwise
	working *account.Account // what is being worked on takes from it
	lightly *account.Account // requests about what is not heavy take from it
	timer   *time.Timer      // returns memory to the system when the server is idle, which the runtime does slowly
	forgets atomic.Bool      // forget is running

	mu     sync.Mutex
	clock  uint64
	used   map[string]uint64  // when a pack was last worked on, by its folder
	active map[string]int     // how many jobs work on a pack, by its folder
	parked map[any]*parkedDoc // what waiting requests know of packs, by pack.Pack.ID
}

func newMemory(s *server) *memory {
	m := &memory{
		server: s, kept: cmp.Or(s.opts.kept, maxKept), working: account.New(maxWorking, account.Light),
		lightly: account.New(maxLight, maxSlight),
		used:    map[string]uint64{}, active: map[string]int{}, parked: map[any]*parkedDoc{},
	}
	if s.opts.working > 0 {
		m.working = account.New(s.opts.working, s.opts.light)
	}
	m.timer = time.AfterFunc(idleAfter, func() {
		m.forget()
		debug.FreeOSMemory()
	})
	context.AfterFunc(s.base, func() { m.timer.Stop() })
	return m
}

// busy says that something happens.
func (m *memory) busy() { m.timer.Reset(idleAfter) }

// use notes that the pack in dir is being worked on.
func (m *memory) use(dir string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.clock++
	m.used[dir] = m.clock
}

// activate counts the jobs that work on the pack in dir.
func (m *memory) activate(dir string, by int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.active[dir] += by; m.active[dir] == 0 {
		delete(m.active, dir)
	}
}

// workOn is what work on p takes, all of it or only one text of the given weight.
func workOn(p *pack.Pack, weight int64) account.Work {
	w := account.Work{Bytes: weight}
	if p.Kept() { // what is not is read by each work for itself
		w.About = p.ID()
	}
	return w
}

// background is work on a pack that gives way to requests.
type background struct {
	pack  func(*state) *pack.Pack // what the work is on; nil if there is nothing to do on any
	yield func()                  // called if an author waits for the memory that the work has; it then has to end soon
	rank  int                     // of several, those of a higher rank end first
	aside func(wait func())       // calls wait, which may take long
}

// begin takes what the work needs from the account of the process, and waits for it. It returns the snapshot and the
// pack to work with, nil for none, and what ends the work. If ctx ends first, the error is the context's.
func (m *memory) begin(ctx context.Context, b background) (now *state, p *pack.Pack, end func(), err error) {
	now = m.server.state.Load()
	if p = b.pack(now); p == nil {
		return now, nil, func() {}, nil
	}
	dir, yield := p.Dir, b.yield
	b.yield = func() {
		yield()
		m.server.gap("yielded " + dir)
	}
	work := b.workOn(p)
	if p.Kept() {
		m.use(dir)
	}
	taken, ok := m.working.Try(work)
	defer func() {
		if end == nil && taken != nil {
			taken() // what follows has panicked
		}
	}()
	for !ok {
		now, p = nil, nil // or what is forgotten until then would stay in memory
		b.aside(func() {
			m.server.gap("short of memory")
			taken, err = m.working.Take(ctx, work)
		})
		if err != nil {
			return nil, nil, nil, err
		}
		now = m.server.state.Load()
		if p = b.pack(now); p == nil {
			taken()
			return now, nil, func() {}, nil
		}
		before := work
		if work = b.workOn(p); work.Bytes <= before.Bytes {
			break
		}
		taken() // it has changed, and needs more now
		taken, ok = m.working.Try(work)
	}
	if m.heavy(work) {
		now = alone(now, dir)
	}
	m.activate(dir, +1)
	m.server.gap("working " + dir)
	return now, p, func() {
		m.activate(dir, -1)
		m.end(m.heavy(work), taken)
	}, nil
}

func (b *background) workOn(p *pack.Pack) account.Work {
	w := workOn(p, p.Weight())
	w.Rank, w.Yield = b.rank, b.yield
	return w
}

// end gives back what work has taken. If it was much, what it has worked out counts from now on, so others make room
// for it before.
func (m *memory) end(much bool, taken func()) {
	defer taken()
	if much {
		m.server.safely("forget", m.forget)
	}
}

// accountOf is what a request takes its work from; nil if that is so little that it takes nothing.
func (m *memory) accountOf(work account.Work) *account.Account {
	switch {
	case m.heavy(work):
		return m.working
	case m.lightly.Heavy(work.Bytes):
		return m.lightly
	}
	return nil
}

// heavy reports whether work may have to wait for other work of any kind.
func (m *memory) heavy(work account.Work) bool { return m.working.Heavy(work.Bytes) }

// alone is now for heavy work on the pack in dir, which may take long: what is worked out of other packs meanwhile does
// not stay in memory for it. "" is for no pack.
func alone(now *state, dir string) *state {
	return &state{Snapshot: now.Alone(dir), seq: now.seq, disk: now.disk}
}

func (m *memory) isActive(dir string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.active[dir] > 0
}

// forget drops what can be made again of open packs, those first that nobody has worked on for the longest time, if
// more is kept than may be, and of these first those that no work is due for. The one worked on last stays, and so do
// those that are being worked on.
func (m *memory) forget() {
	if heap() <= m.kept || !m.forgets.CompareAndSwap(false, true) {
		return
	}
	defer m.forgets.Store(false)
	kept := m.server.state.Load().Kept()
	dirs, size := m.oldest(kept)
	size += m.server.tokens.size()
	dirs = dirs[:max(0, len(dirs)-1)]
	due := func(dir string) int {
		if m.server.diagnoser.schedule.has(dir) {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(dirs, func(a, b string) int { return due(a) - due(b) })
	var drop []string
	for _, dir := range dirs {
		if size <= m.kept {
			break
		}
		if n := kept[dir].Size(); n > 0 && !m.isActive(dir) {
			drop = append(drop, dir)
			size -= n + m.server.tokens.forgetIn(dir)
		}
	}
	if drop != nil {
		m.server.gap("forget packs")
		m.server.update(func(s *pack.Snapshot) *pack.Snapshot { return s.WithForgotten(drop...) })
	}
}

// oldest are the folders of packs, that nobody has worked on for the longest time first, and how many bytes the packs
// take together.
func (m *memory) oldest(packs map[string]*pack.Pack) (dirs []string, size int64) {
	for dir, p := range packs {
		dirs = append(dirs, dir)
		size += p.Size()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for dir := range m.used {
		if packs[dir] == nil {
			delete(m.used, dir)
		}
	}
	slices.SortFunc(dirs, func(a, b string) int { return cmp.Compare(m.used[a], m.used[b]) })
	return dirs, size
}

// heap is how many bytes the process has in memory, garbage included.
func heap() int64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return int64(sample[0].Value.Uint64())
}

// fullMemory reports whether the process has more than maxHeap bytes in memory.
func fullMemory() bool { return heap() > maxHeap }

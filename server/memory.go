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
)

// memory keeps the memory of the process within its limits. No limit decides what is found: what is dropped is worked
// out again when it is needed, and what has to wait is done later.
type memory struct {
	server  *server
	kept    int64            // maxKept, unless a test says otherwise
	working *account.Account // what is being worked on takes from it
	timer   *time.Timer      // returns memory to the system when the server is idle, which the runtime does slowly
	forgets atomic.Bool      // forget is running

	mu    sync.Mutex
	clock uint64
	used  map[string]uint64 // when a pack was last worked on, by its folder
}

func newMemory(s *server) *memory {
	m := &memory{server: s, kept: maxKept, working: account.New(maxWorking), used: map[string]uint64{}}
	if s.opts.kept > 0 {
		m.kept = s.opts.kept
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

// take takes what work on p needs from the account of the process. give puts it back; it is nil if others have taken
// so much that the work has to wait for weight.
func (m *memory) take(p *pack.Pack) (give func(), weight int64) {
	if p.Kept() {
		m.use(p.Dir)
	}
	weight = p.Weight()
	give, _ = m.working.Try(weight)
	return give, weight
}

// wait is take that waits for weight. If ctx ends first, the error is the context's.
func (m *memory) wait(ctx context.Context, weight int64) (give func(), err error) {
	m.server.gap("short of memory")
	return m.working.Take(ctx, weight)
}

// forget drops what can be made again of open packs, those first that nobody has worked on for the longest time, if
// more is kept than may be. The one worked on last stays, and so do those that work is due for.
func (m *memory) forget() {
	if heap() <= m.kept || !m.forgets.CompareAndSwap(false, true) {
		return
	}
	defer m.forgets.Store(false)
	kept := m.server.state.Load().Kept()
	dirs, size := m.oldest(kept)
	var drop []string
	for _, dir := range dirs[:max(0, len(dirs)-1)] {
		if size <= m.kept {
			break
		}
		if n := kept[dir].Size(); n > 0 && !m.server.diagnoser.schedule.has(dir) {
			drop = append(drop, dir)
			size -= n
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

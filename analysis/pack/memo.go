package pack

import (
	"maps"
	"sync"

	"github.com/pack-lsp/pack-lsp/internal/memo"
)

// memos keep what was worked out for the files of a pack, so that an edit costs only what depends on it. Versions of a
// pack whose inputs are the same share it, so that making the next one costs little, however much is known.
type memos struct {
	mu    sync.Mutex
	files map[*File]*memo.Results // nil for the pack as a whole
}

// of is what was worked out for the file f.
func (m *memos) of(f *File) *memo.Results {
	m.mu.Lock()
	defer m.mu.Unlock()
	of := m.files[f]
	if of == nil {
		of = &memo.Results{}
		m.files[f] = of
	}
	return of
}

// carry takes over from prev what the change between prev and p cannot have touched: everything if all inputs are the
// same. What was worked out for one file depends on that file, the facts of pack.json and what is on disk, and on the
// text of the pack's YAML files, which refer to each other's values; for pack.json not on manifests.
func (m *memos) carry(p, prev *Pack) {
	m.files = map[*File]*memo.Results{}
	if prev == nil || prev.folder != p.folder || prev.Settings != p.Settings || prev.Today != p.Today {
		return
	}
	prev.memo.mu.Lock()
	defer prev.memo.mu.Unlock()
	yaml := sync.OnceValue(func() bool { return p.yamlEqual(prev) })
	for f, of := range prev.memo.files {
		if p.inputsEqual(prev, f, yaml) {
			m.files[f] = of
		}
	}
}

// inputsEqual reports whether what is worked out for the file f is the same in both; yaml is what yamlEqual says.
func (p *Pack) inputsEqual(prev *Pack, f *File, yaml func() bool) bool {
	switch f {
	case nil: // of the pack as a whole
		return p.JSON == prev.JSON && yaml()
	case p.JSON:
		return p.Values == prev.Values && p.Schema == prev.Schema && p.Presets == prev.Presets
	case p.Values, p.Schema, p.Presets:
		return yaml()
	}
	return f != nil && f.Kind == Manifest && p.File(f.Path) == f && yaml()
}

// yamlEqual reports whether all YAML files of the pack, and the facts of its pack.json, are the same in both. Manifests
// that no editor has open are the same if the folder is.
func (p *Pack) yamlEqual(prev *Pack) bool {
	if p.Facts() != prev.Facts() || p.Values != prev.Values || p.Schema != prev.Schema || p.Presets != prev.Presets {
		return false
	}
	return maps.Equal(p.openManifests(), prev.openManifests())
}

// Memo is something worked out from a pack, kept for its next version if its inputs are the same. The variable that
// holds a Memo is its identity: it must not be copied.
type Memo[T any] struct {
	_ [1]byte // so that no two variables have one address
}

// Of returns what work gave for the file f of p, nil for the pack as a whole, having it done at most once however many
// ask. work must depend on nothing but p. It may panic to end early; then nothing is kept.
func (m *Memo[T]) Of(p *Pack, f *File, work func() T) T { return m.Part(p, f, "", work) }

// Part is Of for one of several parts, each of which is worked out by itself.
func (m *Memo[T]) Part(p *Pack, f *File, part string, work func() T) T {
	return p.memo.of(f).Do(memo.Key{Of: m, Part: part}, func() any { return work() }).(T)
}

// Peek is what has been worked out for the file f of p; false if nothing has.
func (m *Memo[T]) Peek(p *Pack, f *File) (T, bool) {
	value, ok := p.memo.of(f).Peek(memo.Key{Of: m})
	if !ok {
		var none T
		return none, false
	}
	return value.(T), true
}

// Set has value be what was worked out for the file f of p, in place of what was before.
func (m *Memo[T]) Set(p *Pack, f *File, value T) { p.memo.of(f).Set(memo.Key{Of: m}, value) }

// Try is Of for work that may fail, such as for want of time. Only what succeeds is kept, and several may work at once.
func (m *Memo[T]) Try(p *Pack, f *File, work func() (T, error)) (T, error) {
	if before, ok := m.Peek(p, f); ok {
		return before, nil
	}
	made, err := work()
	if err == nil {
		m.Set(p, f, made)
	}
	return made, err
}

// While is Of for work that depends on more than p: what it gave before is used again only if holds says that it still
// holds.
func (m *Memo[T]) While(p *Pack, f *File, holds func(T) bool, work func() T) T {
	if before, ok := m.Peek(p, f); ok && holds(before) {
		return before
	}
	now := work()
	m.Set(p, f, now)
	return now
}

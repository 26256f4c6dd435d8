package pack

import (
	"maps"
	"sync"
)

// memo keeps what was worked out for the files of a pack, so that an edit costs only what depends on it.
type memo struct {
	mu      sync.Mutex
	results map[memoKey]func() any
}

type memoKey struct {
	file *File
	memo any // the *Memo
	part string
}

// carry takes over from prev what the change between prev and p cannot have touched: everything if all inputs are the
// same. What was worked out for one file depends on that file, the facts of pack.json and what is on disk, and on the
// text of the pack's YAML files, which refer to each other's values; for pack.json not on manifests.
func (m *memo) carry(p, prev *Pack) {
	m.results = map[memoKey]func() any{}
	if prev == nil || prev.folder != p.folder || prev.Settings != p.Settings || prev.Today != p.Today {
		return
	}
	prev.memo.mu.Lock()
	defer prev.memo.mu.Unlock()
	same := map[*File]bool{}
	for key, result := range prev.memo.results {
		equal, known := same[key.file]
		if !known {
			equal = p.inputsEqual(prev, key.file)
			same[key.file] = equal
		}
		if equal {
			m.results[key] = result
		}
	}
}

func (p *Pack) inputsEqual(prev *Pack, f *File) bool {
	switch f {
	case nil: // of the pack as a whole
		return p.JSON == prev.JSON && p.yamlEqual(prev)
	case p.JSON:
		return p.Values == prev.Values && p.Schema == prev.Schema && p.Presets == prev.Presets
	case p.Values, p.Schema, p.Presets:
		return p.yamlEqual(prev)
	}
	return f != nil && f.Kind == Manifest && p.File(f.Path) == f && p.yamlEqual(prev)
}

// yamlEqual reports whether all YAML files of the pack, and the facts of its pack.json, are the same in both. Manifests
// that no editor has open are the same if the folder is.
func (p *Pack) yamlEqual(prev *Pack) bool {
	if p.Facts() != prev.Facts() || p.Values != prev.Values || p.Schema != prev.Schema || p.Presets != prev.Presets {
		return false
	}
	open := func(p *Pack) map[string]*File {
		files := maps.Clone(p.open)
		maps.DeleteFunc(files, func(_ string, f *File) bool { return f.Kind != Manifest })
		return files
	}
	return maps.Equal(open(p), open(prev))
}

// Memo is something worked out from a pack, kept for its next version if its inputs are the same. The variable that
// holds a Memo is its identity: it must not be copied.
type Memo[T any] struct {
	_ [1]byte // so that no two variables have one address
}

// Of returns what work gave for the file f of p, nil for the pack as a whole, having it done at most once however many
// ask. work must depend on nothing but p.
func (m *Memo[T]) Of(p *Pack, f *File, work func() T) T { return m.Part(p, f, "", work) }

// Part is Of for one of several parts, each of which is worked out by itself.
func (m *Memo[T]) Part(p *Pack, f *File, part string, work func() T) T {
	key := memoKey{f, m, part}
	p.memo.mu.Lock()
	result, ok := p.memo.results[key]
	if !ok {
		result = sync.OnceValue(func() any { return work() })
		p.memo.results[key] = result
	}
	p.memo.mu.Unlock()
	return result().(T)
}

// Peek is what has been worked out for the file f of p; false if nothing has.
func (m *Memo[T]) Peek(p *Pack, f *File) (T, bool) {
	p.memo.mu.Lock()
	result, ok := p.memo.results[memoKey{f, m, ""}]
	p.memo.mu.Unlock()
	if !ok {
		var none T
		return none, false
	}
	return result().(T), true
}

// Try is Of for work that may fail, such as for want of time. Only what succeeds is kept, and several may work at once.
func (m *Memo[T]) Try(p *Pack, f *File, work func() (T, error)) (T, error) {
	key := memoKey{f, m, ""}
	p.memo.mu.Lock()
	result, ok := p.memo.results[key]
	p.memo.mu.Unlock()
	if ok {
		return result().(T), nil
	}
	made, err := work()
	if err != nil {
		return made, err
	}
	p.memo.mu.Lock()
	defer p.memo.mu.Unlock()
	p.memo.results[key] = func() any { return made }
	return made, nil
}

// While is Of for work that depends on more than p: what it gave before is used again only if holds says that it still
// holds.
func (m *Memo[T]) While(p *Pack, f *File, holds func(T) bool, work func() T) T {
	key := memoKey{f, m, ""}
	p.memo.mu.Lock()
	result, ok := p.memo.results[key]
	p.memo.mu.Unlock()
	if ok {
		if before := result().(T); holds(before) {
			return before
		}
	}
	now := work()
	p.memo.mu.Lock()
	defer p.memo.mu.Unlock()
	p.memo.results[key] = func() any { return now }
	return now
}

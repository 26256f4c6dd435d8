// Package memo keeps what was worked out, so that it is worked out once.
package memo

import (
	"maps"
	"sync"
)

// Results are what was worked out, each at most once, however many ask. The zero value has none.
type Results struct {
	mu      sync.Mutex
	results map[Key]*result
}

// Key tells results apart.
type Key struct {
	Of   any    // what it is
	Part string // of that, if it has several
}

// result is what was worked out. Its lock is held during the work.
type result struct {
	mu    sync.Mutex
	value any
	ok    bool // false if the work has panicked
}

// Do returns what work gave for key, having it done if nothing has been. It may panic to end early; then nothing is
// kept.
func (m *Results) Do(key Key, work func() any) any {
	for {
		r, mine := m.begin(key)
		if mine {
			return m.run(key, r, work)
		}
		r.mu.Lock()
		value, ok := r.value, r.ok
		r.mu.Unlock()
		if ok {
			return value
		}
		m.drop(key, r)
	}
}

// begin is the result for key. If there is none, it makes one, locked: the caller must do the work.
func (m *Results) begin(key Key) (r *result, mine bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r = m.results[key]; r != nil {
		return r, false
	}
	r = &result{}
	r.mu.Lock()
	if m.results == nil {
		m.results = map[Key]*result{}
	}
	m.results[key] = r
	return r, true
}

// run does the work for r. If that panics, as it may to end early, nothing is kept, and whoever waits works itself.
func (m *Results) run(key Key, r *result, work func() any) any {
	defer func() {
		r.mu.Unlock()
		if !r.ok {
			m.drop(key, r)
		}
	}()
	r.value = work()
	r.ok = true
	return r.value
}

func (m *Results) drop(key Key, r *result) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.results[key] == r {
		delete(m.results, key)
	}
}

// Peek is what has been worked out for key, or is just being worked out; false if nothing is.
func (m *Results) Peek(key Key) (any, bool) {
	m.mu.Lock()
	r := m.results[key]
	m.mu.Unlock()
	if r == nil {
		return nil, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.value, r.ok
}

// Set has value be what was worked out for key.
func (m *Results) Set(key Key, value any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.results == nil {
		m.results = map[Key]*result{}
	}
	m.results[key] = &result{value: value, ok: true}
}

// Done are the results that have been worked out by now.
func (m *Results) Done() map[Key]any {
	m.mu.Lock()
	results := maps.Clone(m.results)
	m.mu.Unlock()
	all := make(map[Key]any, len(results))
	for key, r := range results {
		if r.mu.TryLock() { // or it is being worked out
			if r.ok {
				all[key] = r.value
			}
			r.mu.Unlock()
		}
	}
	return all
}

// Once returns what f gave for key, calling it if nothing has. m holds functions from keys to results.
func Once[T any](m *sync.Map, key any, f func() T) T {
	v, ok := m.Load(key)
	if !ok {
		v, _ = m.LoadOrStore(key, sync.OnceValue(f))
	}
	return v.(func() T)()
}

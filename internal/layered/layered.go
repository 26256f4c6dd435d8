// Package layered has maps and sets that never change, and of which another version costs little.
package layered

import (
	"iter"
	"maps"
)

// Map is a map that never changes: a large base, shared by many, and what differs from it. A key whose value is the
// zero V is absent.
type Map[V comparable] struct {
	base, over map[string]V
	n          int // keys
}

// New is the map base, which must not change.
func New[V comparable](base map[string]V) Map[V] {
	return Map[V]{base: base, n: len(base)}
}

// Get is the value of key; the zero V if there is none.
func (m Map[V]) Get(key string) V {
	if v, ok := m.over[key]; ok {
		return v
	}
	return m.base[key]
}

// Len is the number of keys.
func (m Map[V]) Len() int { return m.n }

// Keys yields the keys in any order.
func (m Map[V]) Keys() iter.Seq[string] {
	return func(yield func(string) bool) {
		for key := range m.base {
			if _, ok := m.over[key]; !ok && !yield(key) {
				return
			}
		}
		var absent V
		for key, v := range m.over {
			if v != absent && !yield(key) {
				return
			}
		}
	}
}

// maxOver is how many keys may differ from the base before a new base is made, so that few edits copy much and no
// lookup is slow.
const maxOver = 200

// With is m after changes; the zero V takes a key out.
func (m Map[V]) With(changes map[string]V) Map[V] {
	var absent V
	next := Map[V]{base: m.base, over: maps.Clone(m.over), n: m.n}
	if next.over == nil {
		next.over = map[string]V{}
	}
	for key, v := range changes {
		if was := m.Get(key) != absent; was != (v != absent) {
			if was {
				next.n--
			} else {
				next.n++
			}
		}
		next.over[key] = v
	}
	if len(next.over) <= maxOver {
		return next
	}
	base := make(map[string]V, next.n)
	for key := range next.Keys() {
		base[key] = next.Get(key)
	}
	return New(base)
}

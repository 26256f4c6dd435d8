package pack

import "sync"

// Last is something worked out for some version of a pack, kept for the versions that follow until one of them has its
// own: what to go by in the meantime. The variable that holds a Last is its identity: it must not be copied.
type Last[T any] struct {
	_ [1]byte // so that no two variables have one address
}

// Set keeps v for p and the versions that follow.
func (l *Last[T]) Set(p *Pack, v T) { p.last.Store(l, v) }

// Of is what was last set for p or a version before it; false if nothing was.
func (l *Last[T]) Of(p *Pack) (T, bool) {
	v, ok := p.last.Load(l)
	if !ok {
		var none T
		return none, false
	}
	return v.(T), true
}

// lasting is what Last keeps, shared by all versions of a pack.
type lasting = sync.Map

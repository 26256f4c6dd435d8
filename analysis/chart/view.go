package chart

import "sync"

// View is something computed from a chart, once for all that ask. The variable that holds a View is its identity: it
// must not be copied.
type View[T any] struct {
	_ [1]byte // so that no two variables have one address
}

// Of returns the result of work for c, which must depend only on c.
func (v *View[T]) Of(c *Chart, work func() T) T {
	made, ok := c.views.Load(v)
	if !ok {
		made, _ = c.views.LoadOrStore(v, sync.OnceValue(work))
	}
	return made.(func() T)()
}

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
		made, _ = c.views.LoadOrStore(v, sync.OnceValue(func() T {
			t := work()
			if s, ok := any(t).(sized); ok {
				c.sized.Store(v, s)
			}
			return t
		}))
	}
	return made.(func() T)()
}

// sized is a result of a View that knows about how many bytes it takes in memory.
type sized interface{ Size() int64 }

// Held is Size with what has been worked out from the chart, as far as that knows its size.
func (c *Chart) Held() int64 {
	n := c.Size()
	c.sized.Range(func(_, s any) bool {
		n += s.(sized).Size()
		return true
	})
	return n
}

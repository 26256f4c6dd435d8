package chart

import "sync"

// View returns what work gave for c under name, having it done at most once however many ask. work must depend on nothing but c.
func View[T any](c *Chart, name string, work func() T) T {
	v, ok := c.views.Load(name)
	if !ok {
		v, _ = c.views.LoadOrStore(name, sync.OnceValue(work))
	}
	return v.(func() T)()
}

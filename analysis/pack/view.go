package pack

import "sync"

// View is something worked out from the text of a file, at most once per version however many ask. The variable that
// holds a View is its identity: it must not be copied.
type View[T any] struct {
	_ [1]byte // so that no two variables have one address
}

// Of returns what work gave for f, which must depend on nothing but f. What depends on other files too is a Memo.
func (v *View[T]) Of(f *File, work func() T) T {
	made, ok := f.views.Load(v)
	if !ok {
		made, _ = f.views.LoadOrStore(v, sync.OnceValue(work))
	}
	return made.(func() T)()
}

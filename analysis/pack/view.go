package pack

import "github.com/pack-lsp/pack-lsp/internal/memo"

// View is something worked out from the text of a file, at most once per version however many ask. The variable that
// holds a View is its identity: it must not be copied.
type View[T any] struct {
	_ [1]byte // so that no two variables have one address
}

// Of returns what work gave for f, which must depend on nothing but f. What depends on other files too is a Memo.
func (v *View[T]) Of(f *File, work func() T) T {
	return f.views.Do(memo.Key{Of: v}, func() any { return work() }).(T)
}

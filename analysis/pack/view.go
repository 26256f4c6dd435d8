package pack

// View returns what work gave for the text of f under name, having it done at most once however many ask. work must depend on nothing
// but f; what depends on other files too belongs to Memo.
func View[T any](f *File, name string, work func() T) T {
	return once(&f.views, name, work)
}

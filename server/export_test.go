package server

// WithGap is opts with gap called in the background wherever another goroutine may come in between a decision and what
// makes it known. It may wait, and must not ask the server anything.
func WithGap(opts Options, gap func(name string)) Options {
	opts.gap = gap
	return opts
}

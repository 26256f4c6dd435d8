package server

// WithGap is opts with gap, which is called in the background at each place where another goroutine may come in between
// a decision and its effect. gap may wait, but must not ask the server anything.
func WithGap(opts Options, gap func(name string)) Options {
	opts.gap = gap
	return opts
}

package server

// WithGap is opts with gap, which is called in the background at each place where another goroutine may come in between
// a decision and its effect. gap may wait, but must not ask the server anything.
func WithGap(opts Options, gap func(name string)) Options {
	opts.gap = gap
	return opts
}

// WithKept is opts with another limit, in bytes, of what is kept for open packs.
func WithKept(opts Options, kept int64) Options {
	opts.kept = kept
	return opts
}

// CachedName is the path of a file in an archive in the folder that chartCache names, below its hash.
var CachedName = cachedName

// WithWorking is opts with another limit, in bytes, of what work may take at a time, and of work that never waits.
func WithWorking(opts Options, working, light int64) Options {
	opts.working, opts.light = working, light
	return opts
}

// MaxOutline is how many symbols of a document a client gets.
const MaxOutline = maxOutline

package layered

// Paths is a set of paths, of files or folders, that changed. It never changes; one made from another shares what
// that holds, so that adding costs no more than what is added. Nil is the empty set.
type Paths struct {
	added  []string
	before *Paths
	total  int // paths in added and in those before, some of them more than once
	unique int // paths when they were last counted
}

// minRepeated is from how many paths on repeated ones are looked for.
const minRepeated = 256

// With is the set with paths in it. It keeps paths, which must not change.
func (d *Paths) With(paths []string) *Paths {
	if len(paths) == 0 {
		return d
	}
	next := &Paths{added: paths, before: d, total: len(paths)}
	if d != nil {
		if len(paths) == 1 && len(d.added) == 1 && paths[0] == d.added[0] {
			return d // what is typed in
		}
		next.total, next.unique = next.total+d.total, d.unique
	}
	if next.total < max(minRepeated, 2*next.unique) {
		return next
	}
	// Counted again only after the set has doubled, this costs little for each path.
	set := next.Set()
	all := make([]string, 0, len(set))
	for path := range set {
		all = append(all, path)
	}
	return &Paths{added: all, total: len(all), unique: len(all)}
}

// Set is d as a map.
func (d *Paths) Set() map[string]bool {
	if d == nil {
		return nil
	}
	set := make(map[string]bool, d.total)
	for ; d != nil; d = d.before {
		for _, path := range d.added {
			set[path] = true
		}
	}
	return set
}

package pack

import (
	"slices"
	"strings"
	"sync"

	"github.com/pack-lsp/pack-lsp/internal/layered"
)

// Index is every pack of a workspace. It never changes; one made from another shares what stayed the same.
type Index struct {
	dirs  layered.Map[*Entry]
	names layered.Map[*Versions]
	// set changes only with the set of names.
	set   *names
	build *building // the one that made it
	left  []string  // paths of pack.json that it has not read
}

// names is the set of names of an index.
type names struct{ sorted func() []string }

// Pack is the pack in the folder dir; nil if there is none.
func (x *Index) Pack(dir string) *Entry { return x.dirs.Get(dir) }

// Named are the packs of a name, or of a trait; nil if there is none. The same pointer means that nothing about them
// has changed.
func (x *Index) Named(name string) *Versions { return x.names.Get(name) }

// Names are all names in their order. The slice is shared.
func (x *Index) Names() []string { return x.set.sorted() }

// Len is the number of packs.
func (x *Index) Len() int { return x.dirs.Len() }

// Seen is what a look into an index for one name found, or for the set of all names. The same value means that another
// look would find the same.
type Seen struct {
	versions *Versions
	set      *names
}

// See is what a look for name finds; "" means the set of all names.
func (x *Index) See(name string) Seen {
	if name == "" {
		return Seen{set: x.set}
	}
	return Seen{versions: x.Named(name)}
}

// with is x after changes: the entries of folders, nil if there is no pack any more. It is x itself if nothing is new.
func (x *Index) with(changes map[string]*Entry) *Index {
	news, touched := map[string]*Entry{}, map[string]bool{}
	for dir, e := range changes {
		old := x.Pack(dir)
		same := old.same(e)
		if same && (e == nil || old.mentions.holds(e.mentions)) {
			continue
		}
		news[dir] = e
		if same { // the lists by name stay as they are: nobody looks there for mentions
			continue
		}
		for _, e := range []*Entry{old, e} {
			if e != nil {
				for _, key := range e.keys() {
					touched[key] = true
				}
			}
		}
	}
	if len(news) == 0 {
		return x
	}
	lists := map[string][]*Entry{}
	for name := range touched {
		lists[name] = slices.DeleteFunc(slices.Clone(x.Named(name).Entries()), func(e *Entry) bool {
			_, changed := news[e.Dir]
			return changed
		})
	}
	for _, e := range news {
		if e != nil {
			for _, key := range e.keys() {
				if touched[key] {
					lists[key] = append(lists[key], e)
				}
			}
		}
	}
	named := map[string]*Versions{}
	sameSet := true
	for name, list := range lists {
		named[name] = newVersions(list)
		sameSet = sameSet && (isTrait(name) || (named[name] == nil) == (x.Named(name) == nil))
	}
	next := &Index{dirs: x.dirs.With(news), names: x.names.With(named), set: x.set, build: x.build}
	if !sameSet {
		next.set = newNames(next.names)
	}
	return next
}

// newIndex is the index of the packs that entries describe.
func newIndex(entries []*Entry) *Index {
	dirs, byName := make(map[string]*Entry, len(entries)), map[string][]*Entry{}
	for _, e := range entries {
		dirs[e.Dir] = e
		for _, key := range e.keys() {
			byName[key] = append(byName[key], e)
		}
	}
	named := make(map[string]*Versions, len(byName))
	for name, list := range byName {
		named[name] = newVersions(list)
	}
	x := &Index{dirs: layered.New(dirs), names: layered.New(named)}
	x.set = newNames(x.names)
	return x
}

func newNames(m layered.Map[*Versions]) *names {
	return &names{sync.OnceValue(func() []string {
		return slices.DeleteFunc(slices.Sorted(m.Keys()), isTrait)
	})}
}

func isTrait(key string) bool { return strings.HasPrefix(key, traitMark) }

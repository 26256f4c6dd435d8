package disk

import (
	"io/fs"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// Names finds names in a folder. A folder may have very many, and each may be asked for.
type Names struct {
	entries []fs.DirEntry
	exact   func() map[string]fs.DirEntry
	folded  func() map[string]string // by foldCase, the first in the order of the folder
}

// fewNames is up to how many names are compared one by one, which is quicker than a map.
const fewNames = 16

// NamesOf are those of the entries of a folder.
func NamesOf(entries []fs.DirEntry) *Names {
	n := &Names{entries: entries}
	if len(entries) <= fewNames {
		return n
	}
	n.exact = sync.OnceValue(func() map[string]fs.DirEntry {
		exact := make(map[string]fs.DirEntry, len(entries))
		for _, e := range entries {
			exact[e.Name()] = e
		}
		return exact
	})
	n.folded = sync.OnceValue(func() map[string]string {
		folded := make(map[string]string, len(entries))
		for _, e := range slices.Backward(entries) {
			folded[foldCase(e.Name())] = e.Name()
		}
		return folded
	})
	return n
}

// Entry is the entry called name; nil if there is none.
func (n *Names) Entry(name string) fs.DirEntry {
	if n.exact != nil {
		return n.exact()[name]
	}
	for _, e := range n.entries {
		if e.Name() == name {
			return e
		}
	}
	return nil
}

// Find is name itself if the folder has it, else the first name that differs only in case; "" if there is none.
func (n *Names) Find(name string) string {
	if n.Entry(name) != nil {
		return name
	}
	if n.folded != nil {
		return n.folded()[foldCase(name)]
	}
	for _, e := range n.entries {
		if strings.EqualFold(e.Name(), name) {
			return e.Name()
		}
	}
	return ""
}

// foldCase is the same for strings that strings.EqualFold finds equal.
func foldCase(s string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			least = min(least, next)
		}
		return least
	}, s)
}

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
	exact  map[string]bool
	folded func() map[string]string // by foldCase, the first in the order of the folder
}

// NamesOf are those of the entries of a folder.
func NamesOf(entries []fs.DirEntry) *Names {
	n := &Names{exact: make(map[string]bool, len(entries))}
	for _, e := range entries {
		n.exact[e.Name()] = true
	}
	n.folded = sync.OnceValue(func() map[string]string {
		folded := make(map[string]string, len(entries))
		for _, e := range slices.Backward(entries) {
			folded[foldCase(e.Name())] = e.Name()
		}
		return folded
	})
	return n
}

// Find is name itself if the folder has it, else the first name that differs only in case; "" if there is none.
func (n *Names) Find(name string) string {
	if n.exact[name] {
		return name
	}
	return n.folded()[foldCase(name)]
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

package server

import (
	"iter"
	"path/filepath"
	"strings"
)

// dirTree is a set of absolute paths. It finds those below a path without a look at the others.
type dirTree struct {
	children map[string]*dirTree
	here     bool // the path that leads here is in the set
}

// steps are the names in path.
func steps(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == filepath.Separator })
}

func (t *dirTree) add(path string) {
	for _, name := range steps(path) {
		if t.children == nil {
			t.children = map[string]*dirTree{}
		}
		if t.children[name] == nil {
			t.children[name] = &dirTree{}
		}
		t = t.children[name]
	}
	t.here = true
}

func (t *dirTree) remove(path string) { t.removeSteps(steps(path)) }

// removeSteps reports whether nothing is left at and below t.
func (t *dirTree) removeSteps(names []string) (empty bool) {
	if len(names) == 0 {
		t.here = false
	} else if child := t.children[names[0]]; child != nil && child.removeSteps(names[1:]) {
		delete(t.children, names[0])
	}
	return !t.here && len(t.children) == 0
}

// below returns the paths of the set that are below path.
func (t *dirTree) below(path string) (found []string) {
	for known := range t.in(path) {
		if known != path {
			found = append(found, known)
		}
	}
	return found
}

// in yields the paths of the set that are path or below it.
func (t *dirTree) in(path string) iter.Seq[string] {
	return func(yield func(string) bool) {
		top := t
		for _, name := range steps(path) {
			if top = top.children[name]; top == nil {
				return
			}
		}
		top.walk(path, yield)
	}
}

// walk yields the paths at t, which path leads to, and below. It reports whether yield wants more.
func (t *dirTree) walk(path string, yield func(string) bool) bool {
	if t.here && !yield(path) {
		return false
	}
	for name, child := range t.children {
		if !child.walk(filepath.Join(path, name), yield) {
			return false
		}
	}
	return true
}

package server

import (
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
)

func TestDirTree(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	path := func() string {
		path := string(filepath.Separator)
		for range 1 + random.IntN(4) {
			path = filepath.Join(path, string(rune('a'+random.IntN(3))))
		}
		return path
	}
	var tree dirTree
	set := map[string]bool{}
	for range 2000 {
		switch p := path(); random.IntN(3) {
		case 0:
			tree.add(p)
			set[p] = true
		case 1:
			tree.remove(p)
			delete(set, p)
		case 2:
			var want []string
			for dir := range set {
				if dir != p && within(dir, p) {
					want = append(want, dir)
				}
			}
			got := tree.below(p)
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Fatalf("below %s: %v, want %v", p, got, want)
			}
		}
	}
}

// Only the newest of duplicate changes is kept.
func TestChanges(t *testing.T) {
	var cs changes
	at := func(path string) change { return change{path: path} }
	for range 1000 { // they must not make order grow
		cs.add(at("a"))
		cs.add(at("b"))
	}
	cs.add(at("a"))
	if len(cs.order) > 100 {
		t.Errorf("%d entries for two changes", len(cs.order))
	}
	if got, want := cs.take(), []change{at("b"), at("a")}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if !cs.empty() {
		t.Error("not empty")
	}
}

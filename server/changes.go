package server

import "slices"

// change is a file that changed. Its problems, or those of its pack, may be different now.
type change struct {
	path string
	disk bool // it changed on disk, not in an editor
}

// changes are the files to check, each once. Adding one takes the same time, however many there are.
type changes struct {
	order []change       // oldest first; only the last of duplicates is used
	last  map[change]int // index in order of the last of each
}

// add makes c the newest.
func (cs *changes) add(c change) {
	if cs.last == nil {
		cs.last = map[change]int{}
	}
	cs.last[c] = len(cs.order)
	cs.order = append(cs.order, c)
	if len(cs.order) > 2*len(cs.last)+64 {
		newest := cs.take()
		slices.Reverse(newest)
		cs.addAll(newest)
	}
}

func (cs *changes) addAll(list []change) {
	for _, c := range list {
		cs.add(c)
	}
}

// take removes and returns them all, the newest first.
func (cs *changes) take() []change {
	newest := make([]change, 0, len(cs.last))
	for i, c := range slices.Backward(cs.order) {
		if cs.last[c] == i {
			newest = append(newest, c)
		}
	}
	*cs = changes{}
	return newest
}

// putBack adds list, sorted by newest first, as older than all changes since.
func (cs *changes) putBack(list []change) {
	newer := cs.take()
	for _, c := range slices.Backward(list) {
		cs.add(c)
	}
	slices.Reverse(newer)
	cs.addAll(newer)
}

func (cs *changes) empty() bool { return len(cs.last) == 0 }

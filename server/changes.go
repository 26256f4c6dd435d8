package server

import "slices"

// change is a file whose problems, or whose pack's, may be others now.
type change struct {
	path string
	disk bool // it changed on disk; else in an editor
}

// changes are what is to be looked at, each once. Adding one takes the same time however many there are.
type changes struct {
	order []change       // oldest first; of one that is there more than once the last counts
	last  map[change]int // the index of each in order that counts
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

// take takes them all out, the newest first.
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

// putBack adds list, which is sorted by newest first, behind what has come since.
func (cs *changes) putBack(list []change) {
	newer := cs.take()
	for _, c := range slices.Backward(list) {
		cs.add(c)
	}
	slices.Reverse(newer)
	cs.addAll(newer)
}

func (cs *changes) empty() bool { return len(cs.last) == 0 }

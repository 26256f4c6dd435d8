package server

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
		for _, c := range cs.take() {
			cs.add(c)
		}
	}
}

// take removes and returns them all, the oldest first.
func (cs *changes) take() []change {
	oldest := make([]change, 0, len(cs.last))
	for i, c := range cs.order {
		if cs.last[c] == i {
			oldest = append(oldest, c)
		}
	}
	*cs = changes{}
	return oldest
}

func (cs *changes) empty() bool { return len(cs.last) == 0 }

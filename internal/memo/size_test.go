package memo_test

import (
	"testing"

	"github.com/pack-lsp/pack-lsp/internal/memo"
)

type sized struct{ entries []int }

func (sized) Size() int64 { return 7 }

// Lists and maps are counted by their entries, also in a struct or behind a pointer. What knows its size is asked.
func TestSize(t *testing.T) {
	const n = 1000
	type entry [4]int64
	few := memo.Size([]entry{})
	all := struct {
		list []*entry
		set  map[int64]bool
		more int
	}{make([]*entry, n), map[int64]bool{}, n}
	for i := range int64(n) {
		all.set[i] = true
	}
	for name, tt := range map[string]struct {
		of   any
		want int64 // at least; at most three times as much
	}{
		"list":    {make([]entry, n), few + n*32},
		"struct":  {all, few + n*(8+32+8+1)},
		"pointer": {&all, few + n*(8+32+8+1)},
		"nothing": {nil, few},
		"nil":     {(*entry)(nil), few},
		"sized":   {sized{make([]int, n)}, 7},
	} {
		if got := memo.Size(tt.of); got < tt.want || got > 3*tt.want {
			t.Errorf("%s: %d bytes, want %d", name, got, tt.want)
		}
	}
}

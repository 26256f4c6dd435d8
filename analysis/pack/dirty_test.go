package pack

import (
	"fmt"
	"maps"
	"testing"
)

// Sets made from each other hold what was added to each, and very many additions of few paths take little room.
func TestDirtyPaths(t *testing.T) {
	var d *dirtyPaths
	want := map[string]bool{}
	for i := range 5000 {
		before := d.set()
		path := fmt.Sprint(i % 100)
		d.with([]string{"elsewhere"}) // another snapshot goes another way
		d = d.with([]string{path, path})
		want[path] = true
		if i == 60 && len(before) != 60 {
			t.Errorf("%d paths before the 61st", len(before))
		}
	}
	if !maps.Equal(d.set(), want) {
		t.Errorf("%v", d.set())
	}
	if d.total > 1000 {
		t.Errorf("%d paths kept for 100", d.total)
	}
	one := d.with([]string{"a"})
	if one.with([]string{"a"}) != one {
		t.Error("what is typed in makes it grow")
	}
}

package layered

import (
	"fmt"
	"maps"
	"testing"
)

// Sets made from each other hold what was added to each, and very many additions of few paths take little room.
func TestDirtyPaths(t *testing.T) {
	var d *Paths
	want := map[string]bool{}
	for i := range 5000 {
		before := d.Set()
		path := fmt.Sprint(i % 100)
		d.With([]string{"elsewhere"}) // another snapshot goes another way
		d = d.With([]string{path, path})
		want[path] = true
		if i == 60 && len(before) != 60 {
			t.Errorf("%d paths before the 61st", len(before))
		}
	}
	if !maps.Equal(d.Set(), want) {
		t.Errorf("%v", d.Set())
	}
	if d.total > 1000 {
		t.Errorf("%d paths kept for 100", d.total)
	}
	one := d.With([]string{"a"})
	if one.With([]string{"a"}) != one {
		t.Error("what is typed in makes it grow")
	}
}

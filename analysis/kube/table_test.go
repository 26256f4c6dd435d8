package kube

import (
	"fmt"
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	table := unpack()
	if want := fmt.Sprintf("%d %d", Oldest, Newest); table.versions != want {
		t.Errorf("the table is for the versions %s, not %s", table.versions, want)
	}
	for name := range table.text {
		for _, f := range table.def(name).fields() {
			typ := f.typ
			for typ.elem != nil {
				typ = typ.elem
			}
			if _, known := table.text[typ.name]; typ.kind == Object && !known {
				t.Errorf("%s.%s is of the type %q, which is not in the table", name, f.name, typ.name)
			}
			if strings.Contains(typ.name, "@") || typ.kind == String && typ.name != "" && len(typ.enum) == 0 {
				t.Errorf("%s.%s has an enumeration without values: %q", name, f.name, typ.name)
			}
		}
	}
}

// BenchmarkTable unpacks the table of types, which happens once in a process, when it is first needed.
func BenchmarkTable(b *testing.B) {
	for b.Loop() {
		if t := unpack(); len(t.kinds) == 0 {
			b.Fatal("no kinds")
		}
	}
}

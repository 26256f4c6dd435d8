package kube

import "testing"

// BenchmarkTable unpacks the table of types, which happens once in a process, when it is first needed.
func BenchmarkTable(b *testing.B) {
	for b.Loop() {
		if t := unpack(); len(t.kinds) == 0 {
			b.Fatal("no kinds")
		}
	}
}

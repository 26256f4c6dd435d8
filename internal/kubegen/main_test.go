package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// TestTable makes the table again and compares it with the one that analysis/kube embeds, unpacked, since the
// compression may change with the version of Go.
func TestTable(t *testing.T) {
	if testing.Short() {
		t.Skip("reads the sources of all supported versions of Kubernetes")
	}
	want, err := os.ReadFile(filepath.Join("..", "..", "analysis", "kube", "types.gz"))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range versions {
		if _, err := module("k8s.io/kubernetes", v); err != nil {
			t.Skipf("k8s.io/kubernetes %s cannot be had: %v", v, err)
		}
	}
	got, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	embedded, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, embedded) {
		t.Errorf("the table of analysis/kube is stale: run go generate ./analysis/kube (%d bytes, want %d)",
			len(embedded), len(got))
	}
}

func TestSpan(t *testing.T) {
	all := span(1<<len(versions) - 1)
	for s, want := range map[span]string{all: "", all &^ 1: " +32", 1: " -32", 0b110: " +32 -34",
		all &^ 0b10: " -32 +33"} {
		if got := s.print(); got != want {
			t.Errorf("%b: got %q, want %q", s, got, want)
		}
	}
}

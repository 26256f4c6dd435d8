package intern_test

import (
	"strconv"
	"strings"
	"testing"
	"unsafe"

	"github.com/pack-lsp/pack-lsp/internal/intern"
)

// Equal strings share a copy, which is not part of the text that they come from.
func TestString(t *testing.T) {
	text := "kubernetes kubernetes"
	a, b := intern.String(text[:10]), intern.String(text[11:])
	copied := unsafe.StringData(a)
	if a != "kubernetes" || copied != unsafe.StringData(b) || copied == unsafe.StringData(text) {
		t.Errorf("%q and %q do not share a copy of their own", a, b)
	}
}

// Strings stay what they are, however many there are and however long they are.
func TestMany(t *testing.T) {
	const many = 100_000
	all := make([]string, many)
	for i := range all {
		all[i] = intern.String(strconv.Itoa(i))
	}
	for i, s := range all {
		if s != strconv.Itoa(i) {
			t.Fatalf("%q is not %d", s, i)
		}
	}
	if long := strings.Repeat("x", 10_000); intern.String(long) != long {
		t.Error("a long string is not itself")
	}
}

func BenchmarkString(b *testing.B) {
	text := "name: spectro-proxy"
	for b.Loop() {
		intern.String(text[6:])
	}
}

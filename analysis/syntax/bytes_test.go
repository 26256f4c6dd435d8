package syntax

import "testing"

func TestPrintable(t *testing.T) {
	for at := range 8 {
		for c := range 256 {
			for _, around := range []byte{'a', '\n', ' ', '~'} {
				b := []byte{around, around, around, around, around, around, around, around}
				b[at] = byte(c)
				want := c >= ' ' && c < 0x7f || c == '\n'
				if got := printable(string(b), 0); got != want {
					t.Fatalf("printable(%q) = %v, want %v", b, got, want)
				}
			}
		}
	}
	if printable("abcdefgh", 1) {
		t.Error("seven bytes are not eight")
	}
}

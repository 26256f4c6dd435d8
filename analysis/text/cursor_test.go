package text

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestCursorIsPosition(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	words := []string{"a", "key: value", "\n", "\r\n", "\r", "é", "😀", "\xff", " ", "\n\n\n\n\n\n\n\n\n\n"}
	for range 200 {
		var b strings.Builder
		most := len(words)
		if rng.IntN(2) == 0 {
			most = 4 // ASCII alone
		}
		for range rng.IntN(120) {
			b.WriteString(words[rng.IntN(most)])
		}
		text := New(b.String())
		for _, enc := range []Encoding{UTF8, UTF16} {
			cursor := NewCursor(text, enc)
			for range 50 {
				r := Range{rng.IntN(text.Len()+3) - 1, rng.IntN(text.Len()+3) - 1}
				start, end := cursor.Range(r)
				if start != text.Position(r.Start, enc) || end != text.Position(r.End, enc) {
					t.Fatalf("%q: Range(%v) = %v, %v, want %v, %v", text.String(), r, start, end,
						text.Position(r.Start, enc), text.Position(r.End, enc))
				}
			}
		}
	}
}

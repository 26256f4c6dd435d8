package text

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

func TestPositions(t *testing.T) {
	// é is 2 bytes and 1 unit, 😀 and 𝒜 are 4 bytes and 2 units.
	src := "a😀b\r\né𝒜c\rx\n\nend"
	tests := []struct {
		off         int
		line        int
		utf8, utf16 int
	}{
		{0, 0, 0, 0}, {1, 0, 1, 1}, {5, 0, 5, 3}, {6, 0, 6, 4},
		{8, 1, 0, 0}, {10, 1, 2, 1}, {14, 1, 6, 3}, {15, 1, 7, 4},
		{16, 2, 0, 0}, {17, 2, 1, 1},
		{18, 3, 0, 0},
		{19, 4, 0, 0}, {22, 4, 3, 3},
	}
	text := New(src)
	for _, tt := range tests {
		for enc, char := range map[Encoding]int{UTF8: tt.utf8, UTF16: tt.utf16} {
			want := Position{tt.line, char}
			if got := text.Position(tt.off, enc); got != want {
				t.Errorf("Position(%d, %d) = %v, want %v", tt.off, enc, got, want)
			}
			if got := text.Offset(want, enc); got != tt.off {
				t.Errorf("Offset(%v, %d) = %d, want %d", want, enc, got, tt.off)
			}
		}
	}
	if text.LineCount() != 5 {
		t.Errorf("LineCount() = %d, want 5", text.LineCount())
	}
}

func TestPositionsOutsideAreClamped(t *testing.T) {
	text := New("ab\r\n😀\n")
	for _, tt := range []struct {
		p    Position
		enc  Encoding
		want int
	}{
		{Position{0, 99}, UTF16, 2}, {Position{0, 99}, UTF8, 2},
		{Position{1, 1}, UTF16, 4}, {Position{1, 2}, UTF8, 4}, // inside the emoji
		{Position{1, 2}, UTF16, 8}, {Position{1, 7}, UTF8, 8},
		{Position{99, 0}, UTF16, 9}, {Position{-1, 5}, UTF16, 0}, {Position{0, -3}, UTF8, 0}, {Position{0, -3}, UTF16, 0},
	} {
		if got := text.Offset(tt.p, tt.enc); got != tt.want {
			t.Errorf("Offset(%v, %d) = %d, want %d", tt.p, tt.enc, got, tt.want)
		}
	}
	for off, want := range map[int]Position{-5: {0, 0}, 3: {0, 2}, 6: {1, 0}, 99: {2, 0}} {
		if got := text.Position(off, UTF16); got != want {
			t.Errorf("Position(%d) = %v, want %v", off, got, want)
		}
	}
}

// Bytes that are not UTF-8 are one character each, however many follow each other.
func TestPositionsInOtherThanUTF8(t *testing.T) {
	text := New("a\x80\x80\x80\x80\x80\xe2\x82b")
	for off := range text.Len() + 1 {
		for _, enc := range []Encoding{UTF8, UTF16} {
			if got := text.Position(off, enc); got != (Position{0, off}) || text.Offset(got, enc) != off {
				t.Errorf("offset %d is %v is offset %d", off, got, text.Offset(got, enc))
			}
		}
	}
}

// Positions far into a line are the same as if they were counted from its start, and as quick to find as those near it.
func TestPositionsInLongLine(t *testing.T) {
	src := "first\n" + strings.Repeat("é😀 plain text \x80", 100_000) + "\nlast"
	text := New(src)
	for off := 6; off < text.Len(); off += 89 {
		p := text.Position(off, UTF16)
		if off%2003 == 0 { // what it is compared with is slow
			if want := utf16Len(src[6:runeStart(src, off)]); off < text.Line(1).End && p != (Position{1, want}) {
				t.Fatalf("Position(%d) = %v, want character %d", off, p, want)
			}
		}
	}
	if got := text.Position(text.Len(), UTF16); got != (Position{2, 4}) {
		t.Errorf("the end is at %v", got)
	}
}

func TestApplyChanges(t *testing.T) {
	insert := func(line, char int, s string) Change {
		return Change{Start: Position{line, char}, End: Position{line, char}, Text: s}
	}
	for _, tt := range []struct {
		name, before string
		changes      []Change
		enc          Encoding
		want         string
	}{
		{"insert at the very start", "b", []Change{insert(0, 0, "a")}, UTF16, "ab"},
		{"each speaks of the result of the one before", "one\ntwo\n", []Change{insert(0, 0, "zero\n"), insert(1, 3, "!"), insert(2, 0, "> ")}, UTF16, "zero\none!\n> two\n"},
		{"whole document in between", "x", []Change{{Whole: true, Text: "new"}, insert(0, 3, "er")}, UTF16, "newer"},
		{"past an emoji in UTF-16", "😀x", []Change{insert(0, 2, "-")}, UTF16, "😀-x"},
		{"past an emoji in UTF-8", "😀x", []Change{insert(0, 4, "-")}, UTF8, "😀-x"},
		{"deletion over lines", "a\r\nb\r\nc", []Change{{Start: Position{0, 1}, End: Position{2, 0}}}, UTF16, "ac"},
		{"ends the wrong way round", "abcd", []Change{{Start: Position{0, 3}, End: Position{0, 1}, Text: "-"}}, UTF16, "a-d"},
		{"end past the last line", "a\nb", []Change{{Start: Position{1, 0}, End: Position{9, 9}, Text: "c"}}, UTF16, "a\nc"},
		{"character past the line's end stays on the line", "a\r\nb", []Change{insert(0, 9, "!")}, UTF16, "a!\r\nb"},
		{"lone carriage returns end lines", "a\rb\rc", []Change{insert(2, 0, "-")}, UTF16, "a\rb\r-c"},
		{"none", "a", nil, UTF16, "a"},
	} {
		if got := ApplyChanges(New(tt.before), tt.changes, tt.enc).String(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestApply(t *testing.T) {
	edits := []Edit{{Range{4, 5}, "E"}, {Range{0, 1}, ""}, {Range{2, 2}, "x"}, {Range{2, 2}, "y"}, {Range{3, 5},
		"overlaps"}, {Range{9, 12}, "outside"}}
	if got := Apply("abcdefgh", edits[:4]); got != "bxycdEfgh" {
		t.Errorf("got %q", got)
	}
	if got := Apply("abcdefgh", edits); got != "bxycoverlapsfgh" {
		t.Errorf("got %q", got)
	}
}

// FuzzApplyChanges compares an edit with the plain splice that LSP describes, done on lines and UTF-16 code units.
func FuzzApplyChanges(f *testing.F) {
	f.Add("a😀b\r\nsecond\rthird\n", 0, 2, 1, 3, "new\n")
	f.Add("", 5, -1, 0, 0, "x")
	f.Fuzz(func(t *testing.T, src string, line1, char1, line2, char2 int, with string) {
		if !utf8.ValidString(src) || !utf8.ValidString(with) || len(src) > 1<<16 {
			t.Skip("editors send Unicode")
		}
		start, end := Position{line1, char1}, Position{line2, char2}
		text := New(src)
		got := ApplyChanges(text, []Change{{Start: start, End: end, Text: with}}, UTF16).String()
		i, j := naiveOffset(src, start), naiveOffset(src, end)
		if j < i {
			i, j = j, i
		}
		if want := src[:i] + with + src[j:]; got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
		for _, enc := range []Encoding{UTF8, UTF16} {
			for off := range len(src) + 1 {
				p := text.Position(off, enc)
				if back := text.Offset(p, enc); back > off || text.Position(back, enc) != p {
					t.Fatalf("offset %d is %v is offset %d", off, p, back)
				}
			}
		}
	})
}

// naiveOffset walks from the start, character by character.
func naiveOffset(src string, p Position) int {
	line, char := 0, 0
	for i, r := range src {
		end := r == '\n' || r == '\r'
		if units := len(utf16.Encode([]rune{r})); line == p.Line && (end || char+units > p.Character) || line > p.Line {
			return i
		} else if !end {
			char += units
		}
		if r == '\n' || r == '\r' && !strings.HasPrefix(src[i+1:], "\n") {
			line, char = line+1, 0
		}
	}
	return len(src)
}

func largeText() string { return strings.Repeat("    key: \"some value\" # and a comment\n", 6000) }

func BenchmarkEdit(b *testing.B) {
	t := New(largeText())
	change := []Change{{Start: Position{3000, 4}, End: Position{3000, 7}, Text: "name"}}
	for b.Loop() {
		ApplyChanges(t, change, UTF16)
	}
}

func BenchmarkLineTable(b *testing.B) {
	s := largeText()
	for b.Loop() {
		New(s).LineCount()
	}
}

func TestLineStartAndEnd(t *testing.T) {
	for _, src := range []string{"", "a", "a\nbc", "a\r\nbc\r\n", "a\rbc\r", "\n\r\n\r"} {
		for off := range len(src) + 1 {
			start, end := LineAround(src, off)
			if strings.ContainsAny(src[start:end], "\r\n") || start > off || end < off {
				t.Errorf("%q: the line at %d is from %d to %d", src, off, start, end)
			}
			if start > 0 && !strings.ContainsAny(src[start-1:start], "\r\n") {
				t.Errorf("%q: the line at %d begins at %d", src, off, start)
			}
			if end < len(src) && !strings.ContainsAny(src[end:end+1], "\r\n") {
				t.Errorf("%q: the line at %d ends at %d", src, off, end)
			}
		}
	}
}

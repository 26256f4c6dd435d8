package text

import "unicode/utf8"

// markEvery is how many bytes are between two marks. A position further into a line is counted from a mark: counted
// from the line's start, the positions in a text that is one long line would take the square of its length.
const markEvery = 1024

// mark says how many UTF-16 code units the text before byte offset off has; off is between two characters.
type mark struct{ off, units int32 }

// unitsBefore is the length in UTF-16 code units of the text before byte offset off, which is between two characters.
func (t *Text) unitsBefore(off int) int {
	t.marksOnce.Do(func() { t.marks = marksOf(t.s) })
	i := off / markEvery
	if int(t.marks[i].off) > off {
		i--
	}
	m := t.marks[i]
	return int(m.units) + utf16Len(t.s[m.off:off])
}

// marksOf are the marks at the first character that begins at or after each multiple of markEvery.
func marksOf(s string) []mark {
	marks := make([]mark, 0, len(s)/markEvery+1)
	units := 0
	for i, r := range s {
		if i >= len(marks)*markEvery {
			marks = append(marks, mark{int32(i), int32(units)})
		}
		units += utf16Units(r)
	}
	for len(marks) <= len(s)/markEvery {
		marks = append(marks, mark{int32(len(s)), int32(units)})
	}
	return marks
}

// isASCII reports whether no byte of s is part of another character.
func isASCII(s string) bool {
	i := 0
	for ; i+8 <= len(s); i += 8 { // the compiler makes one load of this
		b := s[i : i+8]
		w := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
			uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
		if w&0x8080808080808080 != 0 {
			return false
		}
	}
	for ; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// utf16Len is the length of s in UTF-16 code units; a byte that is not UTF-8 counts as one, as U+FFFD does.
func utf16Len(s string) int {
	n := 0
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i, n = i+1, n+1
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i, n = i+size, n+utf16Units(r)
	}
	return n
}

func utf16Units(r rune) int {
	if r >= 0x10000 {
		return 2
	}
	return 1
}

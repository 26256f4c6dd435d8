package syntax

// byteSet is a set of bytes. It is quicker than strings.IndexByte, which parsers would call for most bytes.
type byteSet [256]bool

func bytesOf(s string) *byteSet {
	set := &byteSet{}
	for i := range len(s) {
		set[s[i]] = true
	}
	return set
}

var (
	flowMarks  = bytesOf(",[]{}")       // what ends a plain text in flow style
	flowEnds   = bytesOf(",]}")         // what ends a value there
	notPlain   = bytesOf(",]}@`%#")     // what no plain text begins with
	notInFlow  = bytesOf("|>@`%#")      // the same in flow style, without flowMarks
	wordStarts = bytesOf("yYnNtTfFoO~") // what a plain null or boolean begins with
	jsonEnds   = bytesOf(" \t\r\n,:;[]{}\"")
	ofIntegers = bytesOf("0123456789abcdefABCDEFxXoO+-") // of integers in any base
)

// all reports whether all bytes of s are in the set.
func (set *byteSet) all(s string) bool {
	for i := range len(s) {
		if !set[s[i]] {
			return false
		}
	}
	return true
}

// printable reports whether the text at i has eight bytes of printable ASCII and line feeds, which YAML allows.
func printable(s string, i int) bool {
	if i+8 > len(s) {
		return false
	}
	const every, high = 0x0101010101010101, 0x8080808080808080
	b := s[i : i+8]
	w := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
	// No sum carries into the next byte, so the high bit of each says something about that byte alone.
	low := w &^ high
	atLeastSpace := low + (0x80-' ')*every
	del := low + every
	notLineFeed := (low ^ '\n'*every) + 0x7f*every
	return (w|^atLeastSpace&notLineFeed|del)&high == 0
}

package text

// nodeSize is about how many bytes a node of a syntax tree takes, measured with trees of many small nodes.
const nodeSize = 80

// Weight is about how many bytes the text s and its syntax tree take. It is estimated from the characters that separate
// values in JSON and YAML, of which a text may consist: a tree may take eighty times as much as its text.
func Weight(s string) int64 {
	n := int64(len(s))
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\n', '\r', ',', ':', '[', '{', '-':
			n += nodeSize
		}
	}
	return n
}

// Heavy reports whether s weighs more than limit. Most texts are so short that they need not be looked through.
func Heavy(s string, limit int64) bool {
	return int64(len(s))*(nodeSize+1) > limit && Weight(s) > limit
}

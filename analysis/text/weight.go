package text

import "strings"

// nodeSize is about how many bytes a node of a syntax tree takes, measured with trees of many small nodes.
const nodeSize = 80

// Weight is about how many bytes the text s and its syntax tree take. It is estimated from the characters that separate
// values in JSON and YAML, of which a text may consist: a tree may take eighty times as much as its text.
func Weight(s string) int64 {
	nodes := 0
	for _, separator := range [...]string{"\n", "\r", ",", ":", "[", "{", "-"} {
		nodes += strings.Count(s, separator) // many times as fast as a loop over the bytes
	}
	return int64(len(s)) + nodeSize*int64(nodes)
}

// Heavy reports whether s weighs more than limit. Most texts are so short that they need not be looked through.
func Heavy(s string, limit int64) bool {
	return MostWeight(len(s)) > limit && Weight(s) > limit
}

// MostWeight is the most that a text of size bytes can weigh.
func MostWeight(size int) int64 { return int64(size) * (nodeSize + 1) }

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// fingerprints counts findings that are alike, to tell them apart.
type fingerprints map[string]int

// of is a name for f, in file, that no other finding has, and that stays the same if other lines of the file change: a
// hash of its file, its code and the text that it marks, and which of these it is.
func (p fingerprints) of(f finding, file string) string {
	key := fmt.Sprintf("%q %q %q", file, f.code, f.text)
	n := p[key]
	p[key]++
	hash := sha256.Sum256(fmt.Appendf(nil, "%s %d", key, n))
	return hex.EncodeToString(hash[:16])
}

// Package intern keeps one copy of strings that many packs have, such as names of packs.
package intern

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

const (
	slots   = 1 << 14
	maxKept = 256 // bytes; longer strings are rarely those of many packs
)

// kept has the last string of each hash. Package unique would keep all that are in use, but lets who asks wait while a
// collection of garbage ends, which takes tens of milliseconds next to a huge pack.
var kept [slots]atomic.Pointer[string]

var seed = maphash.MakeSeed()

// String returns a string that equals s and does not keep the text in memory that s is a part of. For strings that were
// given before it is mostly the same copy.
func String(s string) string {
	if len(s) > maxKept {
		return strings.Clone(s)
	}
	slot := &kept[maphash.String(seed, s)%slots]
	if old := slot.Load(); old != nil && *old == s {
		return *old
	}
	s = strings.Clone(s)
	slot.Store(&s)
	return s
}

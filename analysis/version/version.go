// Package version has the order of versions of packs, and ranges of them.
//
// Deliberately absent: versions of Kubernetes, which have an order of their own.
package version

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/Masterminds/semver/v3"
)

// Version is a pack's version, or a bound of one, for its place in the order of versions. The zero Version is none.
//
// The order is that of semantic versioning 2.0 with what published packs need in addition: missing parts are 0 (1.27 is
// 1.27.0), calendar versions may have leading zeros (26.04.4), a leading v is borne, and there may be more than three
// numbers.
type Version struct {
	// semantic holds the first three numbers and what follows them all. The library pads, and bears zeros and v, but
	// refuses a fourth number.
	semantic *semver.Version
	more     []uint64 // the numbers from the fourth on, without zeros at the end
}

// Parse reads a version; false if s is none, as for "", "latest", "1.x" and ">=1.2".
func Parse(s string) (Version, bool) {
	numbers := len(s)
	if i := strings.IndexAny(s, "-+"); i >= 0 {
		numbers = i
	}
	parts := strings.SplitN(s[:numbers], ".", maxNumbers+1)
	if len(parts) > maxNumbers {
		return Version{}, false
	}
	var v Version
	if len(parts) > 3 {
		for _, part := range parts[3:] {
			n, err := strconv.ParseUint(part, 10, 64)
			if err != nil {
				return Version{}, false
			}
			v.more = append(v.more, n)
		}
		for len(v.more) > 0 && v.more[len(v.more)-1] == 0 {
			v.more = v.more[:len(v.more)-1]
		}
		parts = parts[:3]
	}
	if numbers == len(s) {
		if v.semantic = plainVersion(parts); v.semantic != nil {
			return v, true
		}
	}
	semantic, err := semver.NewVersion(strings.Join(parts, ".") + s[numbers:])
	if err != nil {
		return Version{}, false
	}
	v.semantic = semantic
	return v, true
}

// plainVersion is the version of up to three numbers; nil if parts are something else. Nearly all bounds are such, and
// the library's way of reading them, a regular expression, is most of the cost of a keystroke in a long version.json.
func plainVersion(parts []string) *semver.Version {
	var numbers [3]uint64
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 64)
		if err != nil || part[0] == '+' {
			return nil
		}
		numbers[i] = n
	}
	return semver.New(numbers[0], numbers[1], numbers[2], "", "")
}

// maxNumbers is how many numbers a version may have; four are seen.
const maxNumbers = 8

// Exists reports whether v is a version at all.
func (v Version) Exists() bool { return v.semantic != nil }

// Compare is negative if v comes before w, 0 if they are the same version, positive if v comes after w. A pre-release
// comes before its release; build metadata is ignored. No version comes before all others.
func (v Version) Compare(w Version) int {
	if !v.Exists() || !w.Exists() {
		return cmp.Compare(btoi(v.Exists()), btoi(w.Exists()))
	}
	a, b := v.semantic, w.semantic
	return cmp.Or(
		cmp.Compare(a.Major(), b.Major()),
		cmp.Compare(a.Minor(), b.Minor()),
		cmp.Compare(a.Patch(), b.Patch()),
		slices.Compare(v.more, w.more),
		a.Compare(b), // only the pre-releases are left to differ
	)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Bounds is a range of versions. Both ends belong to it; an end that is not a version is unbounded (Palette's
// documentation, "Pack Constraints").
type Bounds struct{ Min, Max Version }

// Unbounded reports whether every version is in b.
func (b Bounds) Unbounded() bool { return !b.Min.Exists() && !b.Max.Exists() }

// Empty reports whether no version is in b.
func (b Bounds) Empty() bool { return b.Min.Exists() && b.Max.Exists() && b.Min.Compare(b.Max) > 0 }

// Contains reports whether v is in b.
func (b Bounds) Contains(v Version) bool {
	return (!b.Min.Exists() || b.Min.Compare(v) <= 0) && (!b.Max.Exists() || v.Compare(b.Max) <= 0)
}

// Overlaps reports whether some version may are in both.
func (b Bounds) Overlaps(c Bounds) bool { return !b.Intersect(c).Empty() && !b.Empty() && !c.Empty() }

// Within reports whether every version in b is in c.
func (b Bounds) Within(c Bounds) bool {
	if b.Empty() {
		return true
	}
	return (!c.Min.Exists() || b.Min.Exists() && c.Min.Compare(b.Min) <= 0) &&
		(!c.Max.Exists() || b.Max.Exists() && b.Max.Compare(c.Max) <= 0)
}

// Intersect is the range of the versions in both.
func (b Bounds) Intersect(c Bounds) Bounds {
	out := b
	if b.Min.Compare(c.Min) < 0 { // no version comes first, as an unbounded lower end does
		out.Min = c.Min
	}
	if c.Max.Exists() && (!b.Max.Exists() || c.Max.Compare(b.Max) < 0) {
		out.Max = c.Max
	}
	return out
}

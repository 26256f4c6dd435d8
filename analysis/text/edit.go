package text

import (
	"slices"
	"strings"
)

// Edit replaces a range of a text by New.
type Edit struct {
	Range
	New string
}

// Apply returns s after edits, all of which are for s as it is. Edits are applied in the order of their ranges, those
// at one place in the order given. One that reaches outside s or overlaps an earlier one is left out.
func Apply(s string, edits []Edit) string {
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b Edit) int { return a.Start - b.Start })
	var b strings.Builder
	last := 0
	for _, e := range sorted {
		if e.Start < last || e.End < e.Start || e.End > len(s) {
			continue
		}
		b.WriteString(s[last:e.Start])
		b.WriteString(e.New)
		last = e.End
	}
	b.WriteString(s[last:])
	return b.String()
}

// Change is one content change of LSP's textDocument/didChange.
type Change struct {
	Whole      bool     // Text is the whole new text, Start and End mean nothing
	Start, End Position // both ends of what is replaced, in either order
	Text       string
}

// ApplyChanges returns t after changes, each of which is for the result of the one before it. Positions outside
// the text are clamped as Offset does.
func ApplyChanges(t *Text, changes []Change, enc Encoding) *Text {
	for _, c := range changes {
		if c.Whole {
			t = New(c.Text)
			continue
		}
		i, j := t.Offset(c.Start, enc), t.Offset(c.End, enc)
		if j < i {
			i, j = j, i
		}
		t = New(t.s[:i] + c.Text + t.s[j:])
	}
	return t
}

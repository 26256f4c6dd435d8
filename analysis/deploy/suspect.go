package deploy

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/pack-lsp/pack-lsp/analysis/render"
)

// trial is what happens to a failure with other values.
type trial uint8

const (
	same   trial = iota // it is still there
	hidden              // it is gone, but only since its template now fails in another way
	moved               // like hidden, and the template fails at the same place
	solved              // it is gone
)

// try tells what happens to f, one of the failures of full, with vals. A chart without a default for a value fails if
// the value is taken away, which says nothing about the failure that was there before.
func (b *blamer) try(f failure, full outcome, vals map[string]any) trial {
	out := b.run(vals, onlyFor(f))
	if out.like(f) >= full.like(f) {
		return same
	}
	result := solved
	for _, g := range out.failures {
		if g.err == nil || g.template != f.template && g.err.Stage >= render.StageRender || full.counts[g.key] > 0 {
			continue
		}
		if f.err != nil && f.err.Stage == render.StageRender && g.err.Stage == render.StageRender &&
			f.err.Innermost() == g.err.Innermost() {
			return moved
		}
		result = hidden
	}
	return result
}

const (
	maxWalked   = 5000 // values that are looked at for what a failure says
	maxSuspects = 24   // values that are tried
)

// suspect is the path of the value that a failure speaks of, if the failure is not there without it; nil if there is
// none. It finds values that have no default, which necessary cannot tell apart.
func (b *blamer) suspect(f failure, full outcome) []string {
	type scored struct {
		path   []string
		points int
	}
	var found []scored
	left := maxWalked
	words := f.words()
	var walk func(v any, path []string)
	walk = func(v any, path []string) {
		if left--; left < 0 {
			return
		}
		if n := f.speaksOf(v, path, words); n > 0 {
			found = append(found, scored{path, n})
		}
		switch v := v.(type) {
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(v)) {
				walk(v[key], append(slices.Clip(path), key))
			}
		case []any:
			for i := range v {
				walk(v[i], append(slices.Clip(path), strconv.Itoa(i)))
			}
		}
	}
	walk(b.vals, nil)
	slices.SortStableFunc(found, func(x, y scored) int { return y.points - x.points })
	for _, s := range found[:min(len(found), maxSuspects)] {
		if b.left <= 0 {
			break
		}
		if b.try(f, full, render.Without(b.vals, s.path)) >= moved {
			return s.path
		}
	}
	return nil
}

// words are the names in what failed, the last first: the fields of an expression, or those that lead to a fault.
func (f failure) words() []string {
	var words []string
	if f.err != nil {
		words = strings.FieldsFunc(f.err.At, func(r rune) bool {
			return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
		})
	} else {
		words = slices.Clone(f.fault.Steps)
	}
	slices.Reverse(words)
	return words
}

// speaksOf says how much what failed says about the value v at a path.
func (f failure) speaksOf(v any, path, words []string) int {
	points := 0
	if text, ok := v.(string); ok && len(text) > 1 && strings.Contains(f.said(), text) {
		points += 2
	}
	// The last names match as far as they can; those of an expression may lead deeper than the value that is wrong.
	for from := range words {
		n := 0
		for n < len(path) && from+n < len(words) && path[len(path)-1-n] == words[from+n] {
			n++
		}
		if n > 0 {
			points += 2 * n
			if from > 0 {
				points--
			}
			break
		}
	}
	return points
}

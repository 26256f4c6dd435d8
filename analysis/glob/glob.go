// Package glob reads the globs of settings. Every one that is accepted is matched in a bounded time.
//
// Deliberately absent: matching one glob, which github.com/bmatcuk/doublestar does, and the search for files.
package glob

import (
	"errors"
	"fmt"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// maxAlternatives is how many globs without braces one with braces may mean. Braces are written out before
// anything is matched, since matching them takes a time that doubles with each pair.
const maxAlternatives = 256

// maxGlob is how many bytes a glob may have, and each that it means.
const maxGlob = 4096

// maxGlobWork is how many bytes may be written while braces are written out: a pair around a single alternative adds no
// glob, but is written for each.
const maxGlobWork = 1 << 20

var errInvalid = errors.New("is not a valid glob")

// Expand returns the globs without braces that a glob means. The error, which follows the glob in a sentence,
// says why it is none, or one that would take too long to match.
func Expand(glob string) ([]string, error) {
	switch {
	case len(glob) > maxGlob:
		return nil, fmt.Errorf("is longer than %d bytes", maxGlob)
	case !doublestar.ValidatePattern(glob):
		return nil, errInvalid
	}
	done, todo := []string{}, []string{glob}
	for work := 0; len(todo) > 0; {
		next := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		before, alternatives, after := cutBraces(next)
		if alternatives == nil {
			done = append(done, next)
		}
		for _, a := range alternatives {
			work += len(before) + len(a) + len(after)
			todo = append(todo, before+a+after)
		}
		if len(done)+len(todo) > maxAlternatives || work > maxGlobWork {
			return nil, fmt.Errorf("stands for more than %d globs; write fewer alternatives in braces", maxAlternatives)
		}
	}
	return done, nil
}

// cutBraces cuts a valid glob around its first pair of braces; alternatives is nil if there is none.
func cutBraces(glob string) (before string, alternatives []string, after string) {
	open, depth, start := -1, 0, 0
	for i := 0; i < len(glob); i++ {
		switch c := glob[i]; {
		case c == '\\':
			i++
		case c == '[':
			i = classEnd(glob, i)
		case c == '{':
			if depth++; depth == 1 {
				open, start = i, i+1
			}
		case c == ',' && depth == 1:
			alternatives = append(alternatives, glob[start:i])
			start = i + 1
		case c == '}' && depth > 0:
			if depth--; depth == 0 {
				return glob[:open], append(alternatives, glob[start:i]), glob[i+1:]
			}
		}
	}
	return glob, nil, ""
}

// classEnd is where the bracket closes that opens at byte offset i of a valid glob.
func classEnd(glob string, i int) int {
	for i++; i < len(glob) && glob[i] != ']'; i++ {
		if glob[i] == '\\' {
			i++
		}
	}
	return i
}

// All are the globs without braces that globs mean, as they are matched: without what has no meaning, and at
// any depth if they hold no slash, as in .gitignore. Those that cannot be used are left out; a check reports them.
func All(globs []string) (all []string) {
	for _, glob := range globs {
		expanded, err := Expand(glob)
		if err != nil {
			continue
		}
		for _, g := range expanded {
			g = strings.TrimSuffix(strings.TrimPrefix(g, "./"), "/")
			if !strings.Contains(g, "/") {
				g = "**/" + g
			}
			all = append(all, g)
		}
	}
	return all
}

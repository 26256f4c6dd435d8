package check

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// suppressions are the codes that comments "# pack-lsp: ignore CODE..." silence, by 0-based line. No code silences all.
type suppressions map[int]map[string]bool

// readSuppressions collects a file's comments: one after code is about its own line, one on a line of its own is about
// the next line with code.
func readSuppressions(f *pack.File) suppressions {
	if f.Kind == pack.Meta || !strings.Contains(f.Text.String(), "pack-lsp:") {
		return nil
	}
	found := suppressions{}
	next := -1 // the line that the comment after this one speaks of, which is on line nextOn
	nextOn := -1
	for _, c := range slices.Backward(f.Tree().Comments) { // so that a run of comments is gone through once
		codes, ok := ignoreDirective(c.Of(f.Text.String()))
		if !ok {
			continue
		}
		line := f.Text.LineAt(c.Start)
		if c.Own {
			on := line
			for line++; line != nextOn && line < f.Text.LineCount() && isBlankOrComment(f, line); line++ {
			}
			if line == nextOn {
				line = next
			}
			next, nextOn = line, on
		}
		switch old, ok := found[line]; {
		case ok && len(old) == 0: // everything is silenced there already
		case len(codes) == 0:
			found[line] = nil
		default:
			if !ok {
				old = map[string]bool{}
				found[line] = old
			}
			for _, code := range codes {
				old[code] = true
			}
		}
	}
	return found
}

// ignoreDirective reads the codes from a comment; false if it is another comment.
func ignoreDirective(comment string) (codes []string, ok bool) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(strings.TrimLeft(comment, "#")), "pack-lsp:")
	if !ok {
		return nil, false
	}
	words := strings.FieldsFunc(rest, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' })
	if len(words) == 0 || words[0] != "ignore" {
		return nil, false
	}
	for _, w := range words[1:] {
		if !strings.Contains(w, "/") {
			break // the reason begins here
		}
		codes = append(codes, w)
	}
	return codes, true
}

func isBlankOrComment(f *pack.File, line int) bool {
	s := strings.TrimSpace(f.Text.Line(line).Of(f.Text.String()))
	return s == "" || s[0] == '#'
}

func (s suppressions) cover(f *pack.File, d *Diagnostic) bool {
	if len(s) == 0 {
		return false
	}
	codes, ok := s[f.Text.LineAt(d.Start)]
	if !ok {
		return false
	}
	group, _, _ := strings.Cut(d.Code, "/")
	return len(codes) == 0 || codes[d.Code] || codes[group+"/*"]
}

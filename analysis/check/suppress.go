package check

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// suppressions are the codes that comments "# pack-lsp: ignore CODE..." silence, by 0-based line. No code silences all.
type suppressions map[int][]string

// readSuppressions collects a file's comments: one after code is about its own line, one on a line of its own is about
// the next line with code.
func readSuppressions(f *pack.File) suppressions {
	if f.Kind == pack.Meta || !strings.Contains(f.Text.String(), "pack-lsp:") {
		return nil
	}
	found := suppressions{}
	for _, c := range f.Tree().Comments {
		codes, ok := ignoreDirective(c.Of(f.Text.String()))
		if !ok {
			continue
		}
		line := f.Text.LineAt(c.Start)
		if c.Own {
			for line++; line < f.Text.LineCount() && isBlankOrComment(f, line); line++ {
			}
		}
		if old, ok := found[line]; ok && len(old) == 0 {
			continue // everything is silenced there already
		} else if len(codes) > 0 {
			codes = append(old, codes...)
		}
		found[line] = codes
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
	for _, c := range codes {
		if c == d.Code || c == group+"/*" {
			return true
		}
	}
	return len(codes) == 0
}

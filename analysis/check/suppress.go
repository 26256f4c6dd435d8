package check

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// ignoreChecks are those of comments that silence other checks.
var ignoreChecks = []Check{
	{Code: "ignore/unknown-code", Severity: pack.Hint, On: inComments, Text: true, Run: ignoreUnknownCode,
		Summary: "a comment that ignores a check that does not exist"},
	{Code: codeIgnoreUnused, Severity: pack.Hint, On: inComments, Tag: Unnecessary, Run: func(*Pass) {},
		Summary: "a comment that ignores a check that reports nothing there"}, // see unusedIn
}

const codeIgnoreUnused = "ignore/unused"

var inComments = []pack.Kind{pack.Values, pack.Schema, pack.Presets, pack.Manifest}

// Lines of directives that are about no single line.
const (
	wholeFile = -1
	misplaced = -2 // about the file, but not at its top, and so about nothing
)

// directive is a comment "# pack-lsp: ignore CODE..." or "# pack-lsp: ignore-file CODE...".
type directive struct {
	text.Range        // of the comment
	line       int    // that it is about, from 0, or wholeFile or misplaced
	codes      []word // none: all
}

// word is a code in a comment, and where it is in the file.
type word struct {
	text.Range
	code string
}

// suppressions are the directives of a file, in the order of the text, with an index by line.
type suppressions struct {
	directives []directive
	spots      map[spot]bool
}

// spot is where directives silence a code or group, or everything if the code is "".
type spot struct {
	line int
	code string
}

var suppressionsRead pack.Memo[*suppressions]

func suppressionsOf(p *pack.Pack, f *pack.File) *suppressions {
	return suppressionsRead.Of(p, f, func() *suppressions { return readSuppressions(f) })
}

// readSuppressions collects the directives of a file: one after code is about its own line, one on a line of its own is
// about the next line with code, and one about the file must be above all code.
func readSuppressions(f *pack.File) *suppressions {
	if f.Kind == pack.Meta || !strings.Contains(f.Text.String(), "pack-lsp:") {
		return nil
	}
	found := &suppressions{spots: map[spot]bool{}}
	next := -1 // the line with code after the last comment on a line of its own
	for _, c := range f.Tree().Comments {
		d, ok := ReadDirective(f.Text.String(), c.Range)
		if !ok {
			continue
		}
		line := f.Text.LineAt(c.Start)
		switch {
		case d.OfFile && !c.Own, d.OfFile && f.Root().Exists() && c.Start > f.Root().Start():
			line = misplaced
		case d.OfFile:
			line = wholeFile
		case c.Own:
			if line >= next {
				for next = line + 1; next < f.Text.LineCount() && isBlankOrComment(f, next); next++ {
				}
			}
			line = next
		}
		if len(d.Codes) == 0 {
			found.spots[spot{line, ""}] = true
		}
		own := directive{Range: c.Range, line: line}
		for _, r := range d.Codes {
			code := r.Of(f.Text.String())
			own.codes = append(own.codes, word{r, code})
			found.spots[spot{line, code}] = true
		}
		found.directives = append(found.directives, own)
	}
	return found
}

// Directive is what a comment that silences checks says.
type Directive struct {
	OfFile bool         // ignore-file
	Codes  []text.Range // of the codes in the file, in bytes; none silences all checks
	// After is the byte offset after the word ignore or ignore-file; codes go between it and the reason, which begins
	// with the first word that is not a code.
	After int
}

var directiveForm = regexp.MustCompile(`^#+[ \t]*pack-lsp:[ \t,]*(ignore(?:-file)?)(?:[ \t,]|$)`)

var directiveWord = regexp.MustCompile(`[^ \t,\r\n]+`)

// ReadDirective reads the comment at r of src; false if it silences nothing.
func ReadDirective(src string, r text.Range) (d Directive, ok bool) {
	comment := r.Of(src)
	m := directiveForm.FindStringSubmatchIndex(comment)
	if m == nil {
		return d, false
	}
	d.OfFile = comment[m[2]:m[3]] == "ignore-file"
	d.After = r.Start + m[3]
	for _, at := range directiveWord.FindAllStringIndex(comment[m[3]:], -1) {
		if !strings.Contains(comment[m[3]+at[0]:m[3]+at[1]], "/") {
			break // the reason begins here
		}
		d.Codes = append(d.Codes, text.Range{Start: d.After + at[0], End: d.After + at[1]})
	}
	return d, true
}

func isBlankOrComment(f *pack.File, line int) bool {
	s := strings.TrimSpace(f.Text.Line(line).Of(f.Text.String()))
	return s == "" || s[0] == '#'
}

// used are the spots that have silenced a finding.
type used map[spot]bool

// cover says if a directive silences d, and notes where in used.
func (s *suppressions) cover(f *pack.File, d *Diagnostic, used used) bool {
	if s == nil || len(s.directives) == 0 {
		return false
	}
	group, _, _ := strings.Cut(d.Code, "/")
	silenced := false
	for _, line := range []int{f.Text.LineAt(d.Start), wholeFile} {
		for _, code := range []string{"", d.Code, group + "/*"} {
			if at := (spot{line, code}); s.spots[at] {
				used[at], silenced = true, true
			}
		}
	}
	return silenced
}

// unused are the findings about directives of f that silence nothing, although the checks that they name are on.
// settled says that what deploying runs into is known.
func (s *suppressions) unused(p *pack.Pack, f *pack.File, used used, settled bool) (found []*Diagnostic) {
	c := ByCode(codeIgnoreUnused)
	severity := p.Settings.Severity(c.Code, f.Path, c.Severity)
	if s == nil || severity == pack.Off {
		return nil
	}
	add := func(r text.Range, message string) *Diagnostic {
		d := &Diagnostic{Code: c.Code, Severity: severity, Tag: c.Tag, Range: r, Message: message}
		found = append(found, d)
		return d
	}
	for _, own := range s.directives {
		if own.line == misplaced {
			add(own.Range, "ignore-file has no effect below the first key; move the comment to the top of the file")
			continue
		}
		if len(own.codes) == 0 && !used[spot{own.line, ""}] && settled {
			add(own.Range, "nothing is reported here; remove the comment")
		}
		for _, w := range own.codes {
			if used[spot{own.line, w.code}] || !knownCode(w.code) || !mayReport(p, f, w.code, settled) {
				continue
			}
			d := add(w.Range, w.code+" reports nothing here; remove it")
			if len(own.codes) > 1 {
				d.Fix(f, "Remove "+w.code, text.Edit{Range: text.Range{Start: w.Start - 1, End: w.End}})
			}
		}
	}
	return found
}

// mayReport says if a check that a code or group names is on and certain to have run in f.
func mayReport(p *pack.Pack, f *pack.File, code string, settled bool) bool {
	group, whole := strings.CutSuffix(code, "/*")
	for _, c := range All {
		if c.Code != code && !(whole && c.Group() == group) || p.Settings.Severity(c.Code, f.Path, c.Severity) == pack.Off {
			continue
		}
		if c.Deployed && !settled {
			return false
		}
		if whole || slices.Contains(c.On, f.Kind) {
			return true
		}
	}
	return false
}

func ignoreUnknownCode(p *Pass) {
	s := suppressionsOf(p.Pack, p.File)
	if s == nil {
		return
	}
	for _, d := range s.directives {
		for _, w := range d.codes {
			if knownCode(w.code) {
				continue
			}
			slip := newSlip(w.code, allCodes())
			report := p.Report(w.Range, "unknown check %s%s", quote(w.code), slip.hint())
			if slip.meant != "" {
				report.Fix(p.File, "Change to "+slip.meant, text.Edit{Range: w.Range, New: slip.meant})
			}
		}
	}
}

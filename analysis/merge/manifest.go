package merge

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// manifestLine is a line of a manifest.
type manifestLine struct {
	text string // with its line end
	norm string // without white space at its end
	// form matches what the line can be once it is rendered; nil if it has no action, or not enough besides actions.
	form *regexp.Regexp
	// path is the value that is rendered, if the form has one capture, and that is a value; nil otherwise.
	path   []string
	action bool // an action is in the line
	depth  int  // how many control structures are around it or begin in it
}

func plainLines(src string) []manifestLine {
	var lines []manifestLine
	for l := range strings.Lines(src) {
		lines = append(lines, manifestLine{text: l, norm: strings.TrimRight(l, " \t\r\n")})
	}
	return lines
}

// templateLines are the lines of a manifest that is a template.
func templateLines(src string) []manifestLine {
	actions := macro.Parse(src, text.Verbatim)
	refs := macro.ValuesRefs(actions)
	lines := plainLines(src)
	depth, at, next, open := 0, 0, 0, 0
	for i := range lines {
		l := &lines[i]
		start, end := at, at+len(l.text)
		at = end
		var form strings.Builder
		form.WriteString("^")
		from, captures, whole := start, 0, open <= start
		l.action = open > start // one of a line above goes on
		var path []string
		for ; next < len(actions) && actions[next].Start < end; next++ {
			a := actions[next]
			if a.Start < from { // inside of the one before
				continue
			}
			l.action = true
			depth += nesting(a.Keyword)
			whole = whole && a.End <= end && a.Keyword == ""
			form.WriteString(regexp.QuoteMeta(src[from:a.Start]) + "(.*)")
			from, captures, open = min(a.End, end), captures+1, a.End
			path = soleValue(a, refs)
		}
		form.WriteString(regexp.QuoteMeta(strings.TrimRight(src[from:end], " \t\r\n")) + "$")
		if l.depth = depth; !l.action || !whole || !speaks(form.String()) {
			continue
		}
		if compiled, err := regexp.Compile(form.String()); err == nil { // bytes that are not UTF-8 are an error
			if l.form = compiled; captures == 1 {
				l.path = path
			}
		}
	}
	return lines
}

// nesting is by how much a keyword changes how many control structures are around what follows.
func nesting(keyword string) int {
	switch keyword {
	case "if", "with", "range", "define", "block":
		return 1
	case "end":
		return -1
	}
	return 0
}

// speaks reports whether a form has letters of its own.
func speaks(form string) bool {
	return strings.ContainsFunc(strings.ReplaceAll(form, "(.*)", ""), func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	})
}

// soleValue is the path of the value that an action gives, perhaps in quotes or with a default; nil if it does more.
func soleValue(a macro.Action, refs []macro.ValuesRef) []string {
	var path []string
	for _, ref := range refs {
		if !a.Covers(ref.Range) {
			continue
		}
		if path != nil || ref.Scoped || len(ref.Path) == 0 {
			return nil
		}
		for _, s := range ref.Path {
			path = append(path, s.Name)
		}
	}
	return path
}

// Manifest is what a manifest with templates becomes.
type Manifest struct {
	Text string
	// Rendered are the values of templates: what is in their places in the old text, if that is known, and in the new.
	Rendered []Rendered
	// Conflicts are the lines that stay although the new version has others, and templates without a place.
	Conflicts []Conflict
}

// Rendered is what texts have in the place of a template that gives a value.
type Rendered struct {
	Path     []string // of the value
	Old, New string
	Known    bool // Old is known
}

// Conflict is a place where the author and the new version have changed the same lines.
type Conflict struct {
	Line int    // from 1, in the merged text; 0 if it is not there
	Text string // of what is lost: the template of the author, or the first line of the new version
}

// OfManifest brings mine, a manifest with templates of the author, to new. base is the text that mine was made from,
// "" if that is not known: then all lines without templates are taken for those of the old version.
func OfManifest(mine, base, new string) Manifest {
	m := manifestMerger{mine: templateLines(mine), new: plainLines(new)}
	if m.base = plainLines(base); base == "" {
		m.base = m.guessedBase()
	} else {
		m.known = true
	}
	m.stand = standIns(m.mine, m.base)
	m.run()
	return m.out
}

type manifestMerger struct {
	mine, base, new []manifestLine
	known           bool     // base is what somebody has named
	stand           []string // what each line of mine is without templates
	lines           int      // of what is written
	open            bool     // the last of them has no line end
	written         strings.Builder
	out             Manifest
}

func norms(lines []manifestLine) []string {
	all := make([]string, len(lines))
	for i, l := range lines {
		all[i] = l.norm
	}
	return all
}

func self(s string) string { return s }

// standIns are the lines of mine with those of other in place of the templates that they can be rendered to.
func standIns(mine, other []manifestLine) []string {
	stand := norms(mine)
	to := Match(stand, norms(other), self)
	i, j := 0, 0
	for i < len(mine) {
		if to[i] >= 0 {
			i, j = i+1, to[i]+1
			continue
		}
		endI := i
		for endI < len(mine) && to[endI] < 0 {
			endI++
		}
		endJ := len(other)
		if endI < len(mine) {
			endJ = to[endI]
		}
		if (endI-i)*(endJ-j) <= maxCells {
			at := subsequence(endI-i, endJ-j, func(r, c int) bool {
				form := mine[i+r].form
				return form != nil && form.MatchString(other[j+c].norm)
			})
			for r, c := range at {
				if c >= 0 {
					stand[i+r] = other[j+c].norm
				}
			}
		}
		i, j = endI, endJ
	}
	return stand
}

// guessedBase is what mine is without what the author must have written: templates that are no line of the new version,
// and what is in control structures that are not around lines of it.
func (m *manifestMerger) guessedBase() []manifestLine {
	stand := standIns(m.mine, m.new)
	in := make([]bool, len(stand))
	for i, j := range Match(stand, norms(m.new), self) {
		in[i] = j >= 0
	}
	var base []manifestLine
	for i := 0; i < len(m.mine); {
		if l := m.mine[i]; l.depth == 0 || !l.action {
			if in[i] || !l.action {
				base = append(base, manifestLine{text: stand[i] + "\n", norm: stand[i]})
			}
			i++
			continue
		}
		end, known := i+1, 0 // a control structure
		for end < len(m.mine) && m.mine[end].depth > 0 {
			if in[end] {
				known++
			}
			end++
		}
		own := 2*known < end-i-1
		for ; i < end; i++ {
			if in[i] || !own && !m.mine[i].action {
				base = append(base, manifestLine{text: stand[i] + "\n", norm: stand[i]})
			}
		}
	}
	return base
}

func (m *manifestMerger) run() {
	base, new := norms(m.base), norms(m.new)
	toMine, toNew := Match(base, m.stand, self), Match(base, new, self)
	o, i, n := 0, 0, 0
	for {
		next := o
		for next < len(base) && (toMine[next] < 0 || toNew[next] < 0) {
			next++
		}
		endI, endN := len(m.mine), len(m.new)
		if next < len(base) {
			endI, endN = toMine[next], toNew[next]
		}
		m.chunk(base[o:next], i, endI, m.new[n:endN])
		if next == len(base) {
			break
		}
		m.write(m.mine[endI])
		m.value(m.mine[endI], base[next], new[endN])
		o, i, n = next+1, endI+1, endN+1
	}
	m.out.Text = m.written.String()
}

// chunk writes what the lines was become, that are mine[i:end] and gets now.
func (m *manifestMerger) chunk(was []string, i, end int, gets []manifestLine) {
	has := m.stand[i:end]
	switch {
	case slices.Equal(was, has):
		m.again(i, end, was, gets)
	case slices.Equal(was, norms(gets)) || slices.Equal(has, norms(gets)):
		for ; i < end; i++ {
			m.write(m.mine[i])
		}
	default:
		if at, ok := inside(was, has); ok { // the author has only put lines before and after
			for k := i; k < i+at; k++ {
				m.write(m.mine[k])
			}
			m.again(i+at, i+at+len(was), was, gets)
			for k := i + at + len(was); k < end; k++ {
				m.write(m.mine[k])
			}
			return
		}
		c := Conflict{Line: m.lines + 1}
		if len(gets) > 0 {
			c.Text = gets[0].norm
		}
		m.out.Conflicts = append(m.out.Conflicts, c)
		for ; i < end; i++ {
			m.write(m.mine[i])
		}
	}
}

// inside is where a run of lines is in another one.
func inside(part, all []string) (int, bool) {
	for at := 0; at+len(part) <= len(all); at++ {
		if slices.Equal(part, all[at:at+len(part)]) {
			return at, true
		}
	}
	return 0, false
}

// again writes gets, with the templates of mine[i:end], which are was without them, at the lines that they can be
// rendered to.
func (m *manifestMerger) again(i, end int, was []string, gets []manifestLine) {
	var templates []int
	for k := i; k < end; k++ {
		if m.mine[k].action {
			templates = append(templates, k)
		}
	}
	at := make(map[int]int, len(templates)) // index in gets -> of mine
	if len(templates)*len(gets) <= maxCells {
		to := subsequence(len(templates), len(gets), func(r, c int) bool {
			form := m.mine[templates[r]].form
			return form != nil && form.MatchString(gets[c].norm)
		})
		for r, c := range to {
			if c >= 0 {
				at[c] = templates[r]
				continue
			}
			m.out.Conflicts = append(m.out.Conflicts, Conflict{Text: strings.TrimSpace(m.mine[templates[r]].norm)})
		}
	}
	for c, l := range gets {
		k, ok := at[c]
		if !ok {
			m.write(l)
			continue
		}
		m.write(m.mine[k])
		m.value(m.mine[k], was[k-i], l.norm)
	}
}

func (m *manifestMerger) write(l manifestLine) {
	if m.open { // the last line of a text
		m.written.WriteString("\n")
	}
	m.written.WriteString(l.text)
	m.open = !strings.HasSuffix(l.text, "\n")
	m.lines++
}

// value notes what a template is rendered to in the old text, and in the new one.
func (m *manifestMerger) value(l manifestLine, old, new string) {
	if l.path == nil {
		return
	}
	before, after := l.form.FindStringSubmatch(old), l.form.FindStringSubmatch(new)
	if len(after) < 2 {
		return
	}
	v := Rendered{Path: l.path, New: unquoted(after[1])}
	if len(before) > 1 && m.known {
		v.Old, v.Known = unquoted(before[1]), true
	}
	m.out.Rendered = append(m.out.Rendered, v)
}

// unquoted is a scalar without the quotes around it.
func unquoted(s string) string {
	if n := len(s); n > 1 && (s[0] == '"' || s[0] == '\'') && s[n-1] == s[0] {
		return s[1 : n-1]
	}
	return s
}

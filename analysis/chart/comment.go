package chart

import (
	"slices"
	"sort"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// commentLine is a line with nothing but a comment.
type commentLine struct {
	text.Range        // from the # to the end of the line
	column     int    // bytes before the #
	indent     int    // spaces between the # and the body
	body       string // without the #, the indent, and spaces at the end
}

// lineOf is the comment as a line of its own in src.
func lineOf(src string, c text.Range) commentLine {
	after := src[c.Start+1 : c.End]
	body := strings.TrimLeft(after, " ")
	return commentLine{
		Range: c, column: column(src, c.Start), indent: len(after) - len(body), body: strings.TrimRight(body, " \t\r\n"),
	}
}

// column is the number of bytes on the line before offset off.
func column(src string, off int) int { return off - text.LineStart(src, off) }

// follows reports whether l is on the line after the byte offset end, which is the end of a line.
func (l commentLine) follows(src string, end int) bool {
	if end > l.Start {
		return false
	}
	between := src[end:l.Start]
	breaks := strings.Count(between, "\n") + strings.Count(between, "\r") - strings.Count(between, "\r\n")
	return breaks == 1 && strings.TrimSpace(between) == ""
}

// blocks are the comments of t in groups of consecutive lines whose # is in the same column.
func blocks(t *syntax.Tree) [][]commentLine {
	var out [][]commentLine
	for _, c := range t.Comments {
		if !c.Own {
			continue
		}
		l := lineOf(t.Text, c.Range)
		if n := len(out); n > 0 {
			last := out[n-1]
			if prev := last[len(last)-1]; prev.column == l.column && l.follows(t.Text, prev.End) {
				out[n-1] = append(last, l)
				continue
			}
		}
		out = append(out, []commentLine{l})
	}
	return out
}

// item is a key, or an element of a list, that is commented out: the lines of a block from from up to, but not
// including, to. The lines from prose on describe it.
type item struct{ prose, from, to int }

// items are the commented-out keys and elements of a block, without its prose.
func items(block []commentLine) []item {
	var out []item
	prose := 0
	fenced := false // code in Markdown is an example, part of the prose
	for i := 0; i < len(block); {
		if strings.HasPrefix(block[i].body, "```") {
			fenced = !fenced
		}
		if fenced || commentedName(block[i]) == "" && !isElement(block[i]) {
			i++
			continue
		}
		it := item{prose: prose, from: i}
		for i++; i < len(block) && continues(block[it.from], block[i]); i++ {
		}
		it.to, prose = i, i
		out = append(out, it)
	}
	return out
}

// isElement reports whether l comments out an element of a list that is more than a word, since prose has lists, too.
func isElement(l commentLine) bool {
	rest, ok := strings.CutPrefix(l.body, "- ")
	if !ok {
		return false
	}
	l.body = strings.TrimLeft(rest, " ")
	return commentedName(l) != "" || l.body == "|" || l.body == ">"
}

// continues reports whether l belongs to the value of the commented-out key or element on the line first.
func continues(first, l commentLine) bool {
	dash := strings.HasPrefix(l.body, "- ") && l.indent >= first.indent
	return l.body != "" && (l.indent > first.indent || dash)
}

// prose are words that precede a colon in comments more often than they are keys.
var prose = []string{
	"ref", "refs", "example", "examples", "e.g", "eg", "i.e", "ie", "default", "defaults", "note", "see", "todo",
	"warning", "http", "https",
}

// commentedName is the key that l, as "# key: value", comments out; "" if it is prose.
func commentedName(l commentLine) string {
	name, rest, ok := strings.Cut(l.body, ":")
	if !ok || rest != "" && rest[0] != ' ' || l.indent > 12 {
		return ""
	}
	name = strings.Trim(name, `"'`)
	if name == "" || slices.Contains(prose, strings.ToLower(name)) {
		return ""
	}
	for i := range len(name) {
		if b := name[i]; !isIdent(b) && (i == 0 || b != '-' && b != '.' && b != '/') {
			return ""
		}
	}
	// A capital first letter begins a sentence, unless it is a name such as AWS_REGION.
	if name[0] >= 'A' && name[0] <= 'Z' && strings.ToUpper(name) != name {
		return ""
	}
	return name
}

// commentedKey is a key of values.yaml that is commented out.
type commentedKey struct {
	name  string
	doc   string
	start int // byte offset in values.yaml of the line it begins on
	value syntax.Node
}

// comments are the commented-out keys of a values file. The pair they belong to is the absent node for the root.
type comments struct {
	in    map[syntax.Node][]*commentedKey // by their pair, in the order of the text
	named map[commentedPlace][]*commentedKey
}

// commentedPlace is where a key is commented out.
type commentedPlace struct {
	pair syntax.Node
	name string
}

// commentedIn are the keys commented out in the value of pair, of c's own values, in the order of the text.
func (c *Chart) commentedIn(pair syntax.Node) []*commentedKey { return c.allCommented().in[pair] }

// commentedAs are those of commentedIn that have a name.
func (c *Chart) commentedAs(pair syntax.Node, name string) []*commentedKey {
	return c.allCommented().named[commentedPlace{pair, name}]
}

func (c *Chart) allCommented() *comments {
	l := &c.lazy
	l.commentsOnce.Do(func() {
		if t := c.Values(); t != nil {
			l.comments = findComments(t)
		}
	})
	return &l.comments
}

// maxCommented is how many commented-out keys of a file are found; published charts have up to 67.
const maxCommented = 5000

func findComments(t *syntax.Tree) comments {
	var pairs []syntax.Node // in block style
	for n := range t.Root().All() {
		if n.Kind() == syntax.Pair && n.Parent().Style() != syntax.Flow {
			pairs = append(pairs, n)
		}
	}
	found := comments{map[syntax.Node][]*commentedKey{}, map[commentedPlace][]*commentedKey{}}
	left := maxCommented
	for _, block := range blocks(t) {
		for _, it := range items(block) {
			if left--; left < 0 {
				return found
			}
			first := block[it.from]
			name := commentedName(first)
			if name == "" {
				continue
			}
			before := sort.Search(len(pairs), func(i int) bool { return pairs[i].Start() > first.Start })
			var previous syntax.Node
			if before > 0 {
				previous = pairs[before-1]
			}
			parent, ok := parentOf(t, previous, first, it.from == 0)
			if !ok {
				continue
			}
			start := first.Start - first.column
			pair := uncomment(t.Text, start, block[it.from:it.to])
			if pair.Key().Text() != name {
				continue
			}
			key := &commentedKey{
				name: name, start: start, value: pair,
				doc: documentation(block[it.prose:it.from], strings.Join(append(parent.Path(), name), ".")),
			}
			at := commentedPlace{parent, name}
			found.in[parent] = append(found.in[parent], key)
			found.named[at] = append(found.named[at], key)
		}
	}
	return found
}

// parentOf is the pair that a commented-out key, which begins at l, belongs to; the absent node is the root. previous
// is the last pair before it; leading says that l begins its block.
func parentOf(t *syntax.Tree, previous syntax.Node, l commentLine, leading bool) (syntax.Node, bool) {
	at := l.column + max(l.indent-1, 0) // "# " goes, or only the #
	parent := previous
	for parent.Exists() && column(t.Text, parent.Start()) >= at {
		parent = parent.Owner()
	}
	holder := t.Root()
	if parent.Exists() {
		holder = parent.Value()
	}
	switch {
	case holder.Kind() == syntax.Mapping && holder.First().Exists() && holder.Style() != syntax.Flow:
		return parent, column(t.Text, holder.First().Start()) == at
	case holder.Kind() == syntax.Null || holder.Kind() == syntax.Mapping || !holder.Exists():
		if !parent.Exists() {
			return parent, at == 0
		}
		// A comment in the column of the key describes what follows, unless it is right below the key.
		below := leading && l.follows(t.Text, text.LineEnd(t.Text, parent.End()))
		return parent, l.column > column(t.Text, parent.Start()) || below
	}
	return parent, false
}

// uncomment parses lines, which begin at byte offset start of src, as if each # were a space. Offsets in its tree are
// those in src minus start.
func uncomment(src string, start int, lines []commentLine) syntax.Node {
	text := []byte(src[start:lines[len(lines)-1].End])
	for _, l := range lines {
		text[l.Start-start] = ' '
	}
	t := syntax.ParseYAML(string(text))
	if len(t.Errors) > 0 {
		return syntax.Node{}
	}
	return t.Root().First()
}

package syntax

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

const (
	maxDepth      = 1000    // collections in one another
	maxErrors     = 1000    // reports for one text
	maxMacro      = 4096    // bytes of a macro {{ ... }}
	maxForeign    = 20      // reports of bytes that are not text
	maxBacktrack  = 8 << 20 // bytes read without result in search of the end of a quote, bracket or macro, for one text
	byteOrderMark = "\ufeff"
)

// ParseYAML reads src as YAML 1.2 with the scalars of YAML 1.1 that Helm's reader knows (see Kind). It reads
// line by line and follows indentation, so that a mistake costs only the entry that it is in. Any text gives
// a tree. What Helm's reader accepts although YAML forbids it (a quoted scalar that continues at its key's
// indentation) is accepted.
func ParseYAML(src string) *Tree { return ParseYAMLOf(src, nil) }

// ParseYAMLOf is ParseYAML for a version of a text whose last one had the given size.
func ParseYAMLOf(src string, size *Size) *Tree {
	t := &Tree{Lang: YAML, Text: src}
	if !analyzable(src) {
		t.Errors = []Error{tooLarge(CodeYAML, src)}
		return t
	}
	t.Conflicts = conflictsOf(src, true)
	src = withoutConflicts(src, t.Conflicts)
	t.Text = src
	p := newYAMLParser(src)
	p.b, p.comments = newBuilder(src, size), roomForComments(size)
	p.blocks = make([]block, 0, 16)
	p.foreign()
	p.stream()
	t.docs, t.anchors, t.Comments = p.docs, p.anchors, p.comments
	p.resolveAliases(t)
	t.nodes, t.values = p.b.finish(size)
	if size != nil {
		size.comments.Store(int32(len(p.comments)))
	}
	t.Errors = p.errors
	slices.SortStableFunc(t.Errors, func(a, b Error) int { return a.Start - b.Start })
	return t
}

// yamlParser reads one text. The functions that read a node in block style begin at its first byte and leave
// the parser at the first content of a later line, or at the end of the document; those in flow style stop
// right after what they read.
type yamlParser struct {
	b        builder
	src      string
	docs     []int32
	bounds   []int // byte offset where each document begins
	anchors  []Anchor
	comments []Comment
	errors   []Error

	pos   int // byte offset of what is read next
	first int // byte offset of the first content of pos's line
	// ind is the column of first, in bytes; -1 at the end of a document. For a line that is indented by tabs,
	// it is the column that was probably meant, which is why columns are always counted from here.
	ind int

	blocks []block // the block collections being read, from the outermost on
	unit   int     // see indentUnit; 0 until asked for

	returns bool // there are carriage returns

	cur     int32  // innermost collection being read; none outside any
	depth   int    // how many collections are being read
	tag     string // tag of the node about to be read
	aliased bool   // there are aliases
	muted   int    // > 0 while text is read that has already been reported
	quiet   int    // mistakes before this byte offset have already been reported
	budget  int    // bytes that may still be read without result

	decoded int // cost of the scalars decoded so far; see maxDecoded

	closers  []byte // in flow style: the brackets that close the open collections
	limit    int    // in flow style: byte offset where the outermost collection ends or is taken to end
	unclosed bool   // in flow style: the collection lacks a bracket or quote, and that has been reported

	keyPos, keyEnd int // the last answer of colon, for the byte offset keyPos-1
}

func newYAMLParser(src string) *yamlParser {
	return &yamlParser{src: src, cur: none, budget: maxBacktrack, returns: strings.IndexByte(src, '\r') >= 0}
}

// block is a block collection: what may be at its column.
type block struct {
	column int
	list   bool // items may, otherwise keys
}

// stream reads all documents.
func (p *yamlParser) stream() {
	if strings.HasPrefix(p.src, byteOrderMark) {
		p.pos = len(byteOrderMark)
	}
	p.enter()
	begin := true // directives may be here
	for p.pos < len(p.src) {
		directive := begin && p.directives()
		if p.marker("...") {
			if directive {
				p.fail(text.Range{Start: p.pos, End: p.pos + 3}, "a line with --- must follow the directives")
			}
			p.pos += 3
			p.finishLine()
			begin = true
			continue
		}
		p.bounds = append(p.bounds, p.pos)
		switch {
		case p.marker("---"):
			p.pos += 3
			p.space()
			if p.eol() {
				p.next()
				p.document(false)
			} else {
				p.document(true)
			}
		default:
			if directive {
				p.fail(text.Range{Start: p.pos, End: p.pos}, "a line with --- must follow the directives")
			}
			p.document(false)
		}
		begin = false
	}
}

// directives moves past the lines at pos that begin with % and reports whether there are any.
func (p *yamlParser) directives() bool {
	any, version := false, false
	for ; p.ind == 0 && p.src[p.pos] == '%'; p.next() {
		any = true
		r := text.Range{Start: p.pos, End: p.trimmedEnd(p.pos)}
		if words := strings.Fields(r.Of(p.src)); words[0] == "%YAML" {
			if version || len(words) != 2 {
				p.fail(r, "a document can have one %YAML directive, with a version and nothing else")
			}
			version = true
		}
		p.skipRest()
	}
	return any
}

// document reads the nodes up to the next document marker or the end of the text. inline says that they begin
// on the line of the marker.
func (p *yamlParser) document(inline bool) {
	if !inline && p.ind < 0 {
		p.docs = append(p.docs, none)
		return
	}
	at := fresh
	if inline {
		at = afterColon
	}
	root := p.node(none, -1, at)
	for p.ind >= 0 {
		kind, style := p.b.nodes[root].kind, p.b.nodes[root].style
		r := text.Range{Start: p.pos, End: p.trimmedEnd(p.pos)}
		if style == Block || !p.opensCollection() {
			p.fail(r, "the file's "+kind.String()+" ends above; this text belongs to nothing")
			p.discard(func() { p.node(none, -1, fresh) })
			continue
		}
		if n := p.b.nodes[root]; n.broken {
			p.quiet = max(p.quiet, int(n.end))
		}
		p.fail(text.Range{Start: int(p.b.nodes[root].start), End: int(p.b.nodes[root].end)},
			"this text is before the file's keys and belongs to none; remove it or make it a key with a colon")
		p.truncate(root)
		root = p.node(none, -1, fresh)
		p.b.nodes[root].broken = true
	}
	p.docs = append(p.docs, root)
}

// fail reports a mistake, unless it is a consequence of one reported before, and marks the collection around
// it as broken.
func (p *yamlParser) fail(r text.Range, message string) {
	p.report(Error{Code: CodeYAML, Range: r, Message: message})
}

func (p *yamlParser) report(e Error) {
	if p.cur >= 0 {
		p.b.nodes[p.cur].broken = true
	}
	if p.muted == 0 && e.Start >= p.quiet && len(p.errors) < maxErrors {
		p.errors = append(p.errors, e)
	}
}

// discard runs read, which reads text that has been reported, and keeps only comments of what it reads.
func (p *yamlParser) discard(read func()) {
	n, cur := len(p.b.nodes), p.cur
	p.muted++
	p.cur = none
	read()
	p.muted--
	p.cur = cur
	p.truncate(int32(n))
}

// truncate drops the node i and all after it.
func (p *yamlParser) truncate(i int32) {
	p.b.nodes = p.b.nodes[:i]
	for len(p.anchors) > 0 && p.anchors[len(p.anchors)-1].node >= i {
		p.anchors = p.anchors[:len(p.anchors)-1]
	}
}

// dropLast drops the last child of parent with all in it.
func (p *yamlParser) dropLast(parent int32) { p.truncate(p.b.unlinkLast(parent)) }

// foreign reports what YAML does not allow at all: control characters and what is not UTF-8.
func (p *yamlParser) foreign() {
	for i := 0; i < len(p.src) && len(p.errors) < maxForeign; {
		if printable(p.src, i) {
			i += 8
			continue
		}
		c := p.src[i]
		if c >= ' ' && c < 0x7f || c == '\n' || c == '\r' || c == '\t' {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(p.src[i:])
		at := text.Range{Start: i, End: i + size}
		switch {
		case r == utf8.RuneError && size == 1:
			p.fail(at, fmt.Sprintf("byte 0x%02x is not valid UTF-8; save the file as UTF-8", c))
			for i+1 < len(p.src) && p.src[i+1] >= utf8.RuneSelf { // the rest of a run is the same mistake
				if r, size := utf8.DecodeRuneInString(p.src[i+1:]); r != utf8.RuneError || size != 1 {
					break
				}
				i++
			}
		case r < ' ' || r >= 0x7f && r < 0xa0 && r != 0x85 || r == 0xfffe || r == 0xffff || r == 0xfeff && i > 0:
			p.fail(at,
				fmt.Sprintf("character U+%04X is not allowed in YAML; remove it, or write it as an escape in double quotes", r))
		}
		i += size
	}
}

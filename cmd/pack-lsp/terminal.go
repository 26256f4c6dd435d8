package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"golang.org/x/term"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Values of --color.
const (
	colorAuto   = "auto"
	colorAlways = "always"
	colorNever  = "never"
)

// terminal writes findings for people: by file, with the source line under each.
type terminal struct {
	styled bool // with colors and links
	width  int  // columns
}

// newTerminal is how to write to w with a value of --color; nil if w is for programs.
func newTerminal(w io.Writer, color string) *terminal {
	if !isTerminal(w) && color != colorAlways {
		return nil
	}
	t := &terminal{styled: color == colorAlways || color == colorAuto && os.Getenv("NO_COLOR") == "", width: 100}
	if f, ok := w.(*os.File); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
			t.width = width
		}
	}
	return t
}

var severityStyles = map[pack.Severity]string{
	pack.Error: "31", pack.Warning: "33", pack.Information: "34", pack.Hint: "36",
}

const (
	bold = "1"
	dim  = "2"
)

// paint is s in a style, the parameters of SGR (ECMA-48).
func (t *terminal) paint(style, s string) string {
	if !t.styled || s == "" {
		return s
	}
	return "\x1b[" + style + "m" + s + "\x1b[0m"
}

// link is s as a link, by the escape sequence OSC 8.
func (t *terminal) link(url, s string) string {
	if !t.styled {
		return s
	}
	return "\x1b]8;;" + url + "\x1b\\" + s + "\x1b]8;;\x1b\\"
}

func (t *terminal) write(w io.Writer, rep report) error {
	var b strings.Builder
	for i, group := range byFile(rep.findings) {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(t.paint(bold, visibleLine(group[0].file)) + "\n")
		for _, f := range group {
			t.finding(&b, f)
		}
	}
	if len(rep.findings) > 0 {
		b.WriteString("\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (t *terminal) finding(b *strings.Builder, f finding) {
	style := severityStyles[f.severity]
	code := f.code
	if c := check.ByCode(code); c != nil {
		code = t.link(c.URL(), code)
	}
	fmt.Fprintf(b, "  %d:%d %s %s %s\n", f.start.Line+1, f.start.Character+1, t.paint(style, f.severity.String()),
		visible(f.message), t.paint(dim, "["+code+"]"))
	if strings.TrimSpace(f.line) != "" {
		number := fmt.Sprintf("%6d", f.start.Line+1)
		before, marked, after := t.excerpt(f)
		gutter := t.paint(dim, strings.Repeat(" ", len(number))+" |")
		fmt.Fprintf(b, "%s %s%s%s\n", t.paint(dim, number+" |"), before.text, marked.text, after.text)
		fmt.Fprintf(b, "%s %s%s\n", gutter, strings.Repeat(" ", before.width),
			t.paint(style, strings.Repeat("^", max(1, marked.width))))
	}
	for _, r := range f.related {
		fmt.Fprintf(b, "         %s: %s\n", visibleLine(r.place.String()), visible(r.message))
	}
}

// span is a part of a line as it is shown, and the columns that it takes.
type span struct {
	text  string
	width int
}

// excerpt is the line of f in three parts, before, in and after the mark, shortened to the width of the terminal.
func (t *terminal) excerpt(f finding) (before, marked, after span) {
	line := text.New(f.line)
	from := line.Offset(text.Position{Character: f.start.Character}, text.UTF16)
	to := len(f.line)
	if f.end.Line == f.start.Line {
		to = max(from, line.Offset(text.Position{Character: f.end.Character}, text.UTF16))
	}
	cells := cellsOf(f.line)
	room := max(20, t.width-10)
	first := 0
	for first < len(cells) && widthOf(cells, first, from) > room/2 {
		first++
	}
	last := len(cells)
	for last > first && widthOf(cells[:last], first, len(f.line)) > room {
		last--
	}
	for i, c := range cells[first:last] {
		part := &after
		switch {
		case c.at < from:
			part = &before
		case c.at < to:
			part = &marked
		}
		if i == 0 && first > 0 || i == last-first-1 && last < len(cells) {
			c.text, c.width = "…", 1
		}
		part.text, part.width = part.text+c.text, part.width+c.width
	}
	return before, marked, after
}

// cell is a character as it is shown, and its byte in the line.
type cell struct {
	span
	at int
}

// tabWidth is how many columns a tab is shown as.
const tabWidth = 4

func cellsOf(line string) []cell {
	commands := map[int]bool{} // bytes of the second # of a command
	for _, at := range anyCommand.FindAllStringIndex(line, -1) {
		commands[at[0]+1] = true
	}
	var cells []cell
	for at, r := range line {
		c := cell{span{string(r), columns(r)}, at}
		switch {
		case r == '\r' || r == '\n':
			continue
		case r == '\t':
			c.span = span{strings.Repeat(" ", tabWidth), tabWidth}
		case acts(r) || commands[at]:
			c.text = fmt.Sprintf(`\u%04x`, r)
			c.width = len(c.text)
		}
		cells = append(cells, c)
	}
	return cells
}

// widthOf is the columns of the cells from an index on that are before the byte end.
func widthOf(cells []cell, from, end int) int {
	width := 0
	for _, c := range cells[from:] {
		if c.at < end {
			width += c.width
		}
	}
	return width
}

// wide are the characters that terminals show in two columns (Unicode, East Asian Width W and F).
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{{Lo: 0x1100, Hi: 0x115f, Stride: 1}, {Lo: 0x2e80, Hi: 0x303e, Stride: 1},
		{Lo: 0x3041, Hi: 0xa4cf, Stride: 1}, {Lo: 0xac00, Hi: 0xd7a3, Stride: 1}, {Lo: 0xf900, Hi: 0xfaff, Stride: 1},
		{Lo: 0xfe30, Hi: 0xfe6f, Stride: 1}, {Lo: 0xff00, Hi: 0xff60, Stride: 1}, {Lo: 0xffe0, Hi: 0xffe6, Stride: 1}},
	R32: []unicode.Range32{{Lo: 0x1f300, Hi: 0x1f64f, Stride: 1}, {Lo: 0x1f900, Hi: 0x1f9ff, Stride: 1},
		{Lo: 0x20000, Hi: 0x3fffd, Stride: 1}},
}

// columns is how many columns a terminal shows r in.
func columns(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.Is(wide, r):
		return 2
	}
	return 1
}

// Command terminal draws what a terminal shows as an SVG picture: it reads text with escape sequences for colors from
// stdin, as `tmux capture-pane -e -p` writes it, and writes the picture to stdout. Other sequences, such as links, are
// left out.
package main

import (
	"fmt"
	"html"
	"io"
	"os"
	"regexp"
	"strings"
	"unicode/utf8"
)

func main() {
	src, err := io.ReadAll(os.Stdin)
	if err == nil {
		_, err = io.WriteString(os.Stdout, draw(string(src)))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "terminal:", err)
		os.Exit(1)
	}
}

// Sizes in pixels.
const (
	fontSize  = 13
	cellWidth = 7.8
	rowHeight = 18
	margin    = 14
)

// colors are those of SGR 30 to 37, readable on the background.
var colors = [...]string{
	"#6e7681", "#ff7b72", "#7ee787", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#e6edf3",
}

const (
	background = "#0d1117"
	foreground = "#e6edf3"
	faint      = "#8b949e"
)

// style is how text is shown.
type style struct {
	color     string // "" is the usual one
	bold, dim bool
}

// span is text of one style on a row.
type span struct {
	style
	column int
	text   string
}

// sequence matches an escape sequence: one that ends with m (SGR), or any other.
var sequence = regexp.MustCompile("\x1b\\[([0-9;:]*)([@-~])|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|\x1b[()].|\x1b.")

// draw is the picture of the text of a terminal. Empty rows at the end are left out.
func draw(src string) string {
	rows := strings.Split(strings.ReplaceAll(src, "\r\n", "\n"), "\n")
	for len(rows) > 0 && strings.TrimSpace(sequence.ReplaceAllString(rows[len(rows)-1], "")) == "" {
		rows = rows[:len(rows)-1]
	}
	var body strings.Builder
	now, columns := style{}, 0
	for i, row := range rows {
		spans, width := split(strings.TrimRight(row, " "), &now)
		columns = max(columns, width)
		for _, s := range spans {
			body.WriteString(s.draw(margin + (i+1)*rowHeight - rowHeight/4))
		}
	}
	width, height := 2*margin+float64(columns)*cellWidth, 2*margin+len(rows)*rowHeight
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%d" viewBox="0 0 %.0f %d">
<rect width="100%%" height="100%%" rx="6" fill="%s"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="%d" fill="%s">
%s</g>
</svg>
`, width, height, width, height, background, fontSize, foreground, body.String())
}

// split is the spans of a row, and how many columns it has. now is the style at its start, and after it at its end.
func split(row string, now *style) (spans []span, width int) {
	add := func(text string) {
		if n := utf8.RuneCountInString(text); n > 0 {
			if strings.TrimSpace(text) != "" {
				spans = append(spans, span{*now, width, text})
			}
			width += n
		}
	}
	at := 0
	for _, m := range sequence.FindAllStringSubmatchIndex(row, -1) {
		add(row[at:m[0]])
		if at = m[1]; m[4] >= 0 && row[m[4]:m[5]] == "m" {
			now.apply(row[m[2]:m[3]])
		}
	}
	add(row[at:])
	return spans, width
}

// apply reads the numbers of a sequence of SGR (ECMA-48, 8.3.117).
func (s *style) apply(numbers string) {
	for _, n := range strings.Split(numbers, ";") {
		switch {
		case n == "" || n == "0":
			*s = style{}
		case n == "1":
			s.bold = true
		case n == "2":
			s.dim = true
		case n == "22":
			s.bold, s.dim = false, false
		case n == "39":
			s.color = ""
		case len(n) == 2 && (n[0] == '3' || n[0] == '9') && n[1] <= '7':
			s.color = colors[n[1]-'0']
		}
	}
}

// draw is the span with the given base line. Its length is set, since fonts differ in width.
func (s span) draw(y int) string {
	text := strings.TrimLeft(s.text, " ")
	column := s.column + len(s.text) - len(text)
	text = strings.TrimRight(text, " ")
	var look string
	switch {
	case s.color != "":
		look = fmt.Sprintf(` fill="%s"`, s.color)
	case s.dim:
		look = fmt.Sprintf(` fill="%s"`, faint)
	}
	if s.bold {
		look += ` font-weight="bold"`
	}
	return fmt.Sprintf(`<text x="%.1f" y="%d" textLength="%.1f" xml:space="preserve"%s>%s</text>`+"\n",
		margin+float64(column)*cellWidth, y, float64(utf8.RuneCountInString(text))*cellWidth, look,
		html.EscapeString(text))
}

// Command demo opens a pack in a real LSP session over stdio, as an editor would, and prints what an editor
// shows: each line with its problems under it, and what completion offers. Then it makes a pack of a chart.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf16"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: demo PACK-LSP PACK CHART")
		os.Exit(2)
	}
	err := run(os.Args[1], os.Args[2])
	if err == nil {
		err = showNewPack(os.Args[1], newStyle(os.Stdout), os.Args[3])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run(binary, pack string) error {
	dir, err := filepath.Abs(pack)
	if err != nil {
		return err
	}
	c, err := start(binary)
	if err != nil {
		return err
	}
	err = c.call("initialize", map[string]any{
		"processId":        os.Getpid(),
		"rootUri":          fileURI(dir),
		"workspaceFolders": []any{map[string]any{"uri": fileURI(dir), "name": filepath.Base(dir)}},
		"capabilities": map[string]any{
			"textDocument": map[string]any{"publishDiagnostics": map[string]any{"versionSupport": true}},
		},
	}, nil)
	if err != nil {
		return err
	}
	if err := c.notify("initialized", map[string]any{}); err != nil {
		return err
	}
	style := newStyle(os.Stdout)
	for _, name := range []string{"pack.json", "values.yaml"} {
		text, problems, err := c.open(filepath.Join(dir, name), strings.TrimPrefix(filepath.Ext(name), "."))
		if err != nil {
			return err
		}
		fmt.Println(style.bold(filepath.ToSlash(filepath.Join(pack, name))))
		show(style, text, problems)
		fmt.Println()
	}
	if err := showCompletions(c, style, filepath.Join(dir, "pack.json")); err != nil {
		return err
	}
	return c.stop()
}

// show prints text, under each line the problems that begin on it.
func show(s style, text string, problems []problem) {
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		fmt.Printf("%s %s\n", s.dim(fmt.Sprintf("%4d", i+1)), line)
		for _, p := range problems {
			if p.Range.Start.Line != i {
				continue
			}
			units := utf16.Encode([]rune(line))
			from := min(p.Range.Start.Character, len(units))
			to := len(units)
			if p.Range.End.Line == i {
				to = min(p.Range.End.Character, to)
			}
			before, marked := width(units[:from]), max(1, width(units[from:max(from, to)]))
			fmt.Printf("     %s%s %s\n", strings.Repeat(" ", before), s.severity(p.Severity, strings.Repeat("~", marked)),
				s.severity(p.Severity, p.Message)+" "+s.dim(p.Code))
		}
	}
}

// width is how many columns of a terminal UTF-16 text takes; emoji take two.
func width(units []uint16) int {
	n := 0
	for _, r := range utf16.Decode(units) {
		n++
		if r >= 0x1F300 {
			n++
		}
	}
	return n
}

// showCompletions requests completion at a few places in pack.json.
func showCompletions(c *client, s style, path string) error {
	src, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for _, place := range []struct{ where, after string }{
		{"layer", `"layer": "`},
		{"cloudTypes", `"cloudTypes": ["all", "`},
		{"a dependency's type", `"type": "`},
	} {
		at, ok := positionAfter(string(src), place.after)
		if !ok {
			return fmt.Errorf("%s does not hold %s", path, place.after)
		}
		items, err := c.complete(path, at)
		if err != nil {
			return err
		}
		slices.SortStableFunc(items, func(a, b item) int { return strings.Compare(a.SortText, b.SortText) })
		var labels []string
		for _, i := range items {
			labels = append(labels, i.Label)
		}
		fmt.Printf("%s %s\n", s.bold("completion at "+place.where+":"), strings.Join(labels, "  "))
	}
	return nil
}

// positionAfter is the place after the first occurrence of mark; mark and the text before it on its line are ASCII.
func positionAfter(text, mark string) (position, bool) {
	i := strings.Index(text, mark)
	if i < 0 {
		return position{}, false
	}
	before := text[:i+len(mark)]
	return position{strings.Count(before, "\n"), len(before) - strings.LastIndexByte(before, '\n') - 1}, true
}

// style colors text for a terminal.
type style bool

func newStyle(f *os.File) style {
	info, err := f.Stat()
	return style(err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("NO_COLOR") == "")
}

func (s style) paint(code, text string) string {
	if !s {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (s style) bold(text string) string { return s.paint("1", text) }
func (s style) dim(text string) string  { return s.paint("2", text) }

// severity colors text by an LSP DiagnosticSeverity.
func (s style) severity(severity int, text string) string {
	return s.paint(map[int]string{1: "31", 2: "33", 3: "34"}[severity], text)
}

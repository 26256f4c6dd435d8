package main

import (
	"strings"
	"testing"
)

// FuzzNames holds that any list on stdin is read, and that names with zero bytes after them are kept as they are.
func FuzzNames(f *testing.F) {
	f.Add("a\nb\r\n\"\\303\\251\"\n", "x")
	f.Add("", "\n")
	f.Fuzz(func(t *testing.T, list, name string) {
		n, err := readNames([]string{"-"}, strings.NewReader(list))
		if err != nil || !n.listed {
			t.Errorf("%+v, %v", n, err)
		}
		for _, path := range n.paths {
			if path == "" && !strings.Contains(list, `""`) {
				t.Errorf("an empty name in %q", list)
			}
		}
		name = strings.ReplaceAll(name, "\x00", "")
		n, err = readNames([]string{"-"}, strings.NewReader(name+"\x00"+name+"\x00"))
		if err != nil || name != "" && (len(n.paths) != 2 || n.paths[0] != name) {
			t.Errorf("%q: %q, %v", name, n.paths, err)
		}
	})
}

// FuzzTerminal holds that whatever a line is, it is shown without a character that acts.
func FuzzTerminal(f *testing.F) {
	f.Add("key: \x1b[0m日本", 3, 9)
	f.Fuzz(func(t *testing.T, line string, from, to int) {
		line, _, _ = strings.Cut(line, "\n")
		found := finding{line: line}
		found.start.Character, found.end.Character = max(0, from%1000), max(0, to%1000)
		before, marked, after := (&terminal{width: 60}).excerpt(found)
		shown := before.text + marked.text + after.text
		if visible(shown) != shown || before.width+marked.width+after.width > 60 {
			t.Errorf("%q is shown as %q", line, shown)
		}
	})
}

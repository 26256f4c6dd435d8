package format_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/format"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestEnter presses Enter at the cursor ‸ of a values.yaml; in the text that comes of it, ‸ is where the cursor is.
func TestEnter(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"under a key", "a:\n  b:‸\n", "a:\n  b:\n    ‸\n"},
		{"the file's unit", "a:\n    b:\n        c: 1\n    d:‸\n", "a:\n    b:\n        c: 1\n    d:\n        ‸\n"},
		{"after an entry", "a:\n  b: 1‸\n", "a:\n  b: 1\n  ‸\n"},
		{"after an entry with a comment", "a:\n  b: 1 # one‸\n", "a:\n  b: 1 # one\n  ‸\n"},
		{"above the keys under a key", "a:‸\n    b: 1\n", "a:\n    ‸\n    b: 1\n"},
		{"above the items under a key", "a:‸\n- b\n", "a:\n- ‸\n- b\n"},
		{"between key and value", "a:\n  b:‸ text\n", "a:\n  b:\n    ‸text\n"},
		{"in a value", "a:\n  b: one‸ two\n", "a:\n  b: one\n    ‸two\n"},
		{"an anchor", "a: &x‸\n", "a: &x\n  ‸\n"},
		{"after an item", "a:\n  - b‸\n", "a:\n  - b\n  - ‸\n"},
		{"in an item", "a:\n  - b‸ c\n", "a:\n  - b\n  - ‸c\n"},
		{"an empty item ends the list", "a:\n  b:\n    - c\n    - ‸\n", "a:\n  b:\n    - c\n  ‸\n"},
		{"an empty item in the key's column", "a:\n- c\n-‸\n", "a:\n- c\n‸\n"},
		{"a mapping in an item", "a:\n  - b: 1‸\n", "a:\n  - b: 1\n    ‸\n"},
		{"a key in an item", "a:\n  - b:‸\n", "a:\n  - b:\n      ‸\n"},
		{"a dash before a key", "a:\n  - ‸b: 1\n", "a:\n  - \n    ‸b: 1\n"},
		{"a comment", "a:\n  # one‸\n  b: 1\n", "a:\n  # one\n  # ‸\n  b: 1\n"},
		{"in a comment", "  # one‸ two\n", "  # one\n  # ‸two\n"},
		{"what is commented out", "#   a: 1‸\n", "#   a: 1\n#   ‸\n"},
		{"an empty comment ends", "a: 1\n# one\n# ‸\n", "a: 1\n# one\n‸\n"},
		{"a frame", "######‸\na: 1\n", "######\n‸\na: 1\n"},
		{"in a comment at the end", "a: 1 # one‸ two\n", "a: 1 # one\n# ‸two\n"},
		{"the header of a block scalar", "a:\n  b: |‸\n", "a:\n  b: |\n    ‸\n"},
		{"the header of a block scalar with text", "a:\n  b: |-‸\n      text\n", "a:\n  b: |-\n      ‸\n      text\n"},
		{"a block scalar in an item", "a:\n  - |‸\n", "a:\n  - |\n    ‸\n"},
		{"in a block scalar", "a: |\n  one:\n    - two‸\n  three\n", "a: |\n  one:\n    - two\n    ‸\n  three\n"},
		{"in a block scalar, no comment", "a: |\n  # one‸\n", "a: |\n  # one\n  ‸\n"},
		{"in quotes", "a: \"one‸ two\"\n", "a: \"one\n  ‸two\"\n"},
		{"in quotes, again", "a: \"one\n    two‸ three\"\n", "a: \"one\n    two\n    ‸three\"\n"},
		{"an open bracket", "a:\n  b: [‸\n", "a:\n  b: [\n    ‸\n"},
		{"between brackets", "a:\n  b: [‸]\n", "a:\n  b: [\n  ‸]\n"},
		{"after a comma", "a: [b,‸ c]\n", "a: [b,\n  ‸c]\n"},
		{"after a comma, again", "a: [\n    b,‸\n    c]\n", "a: [\n    b,\n    ‸\n    c]\n"},
		{"below an empty line", "a:\n  b: 1\n‸\n", "a:\n  b: 1\n\n‸\n"},
		{"after ---", "---‸\na: 1\n", "---\n‸\na: 1\n"},
		{"switched off", "# pack-lsp: no-format\na:‸\n", "# pack-lsp: no-format\na:\n‸\n"},
		{"CR LF", "a:‸\r\nb: 1\r\n", "a:\r\n  ‸\r\nb: 1\r\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := entered(tt.src, ""); got != tt.want {
				t.Errorf("%q, not %q", got, tt.want)
			}
			// Editors indent by themselves first.
			stays := tt.name == "below an empty line" || tt.name == "switched off"
			if got := entered(tt.src, "       "); got != tt.want && !stays {
				t.Errorf("%q, not %q, after an editor has indented", got, tt.want)
			}
		})
	}
}

// entered is src after Enter at its cursor, and after an editor has put indent there.
func entered(src, indent string) string {
	nl := "\n"
	if strings.Contains(src, "\r\n") {
		nl = "\r\n"
	}
	before, after, _ := strings.Cut(src, packtest.Cursor)
	before += nl + indent
	o := openValues(before + after)
	off := len(before)
	edits := format.Enter(o.Snapshot, o.Path, off, tabs)
	for _, e := range edits {
		off = e.Start + len(e.New)
	}
	out := text.Apply(o.Src, edits)
	return out[:off] + packtest.Cursor + out[off:]
}

func openValues(src string) packtest.Opened {
	return packtest.OpenFile([]txtar.File{{Name: "values.yaml", Data: []byte(src)}}, "values.yaml")
}

// FuzzEnter presses Enter anywhere: one edit at most, of white space and marks on the two lines.
func FuzzEnter(f *testing.F) {
	for _, src := range []string{"a:\n  - b: |\n     c\n", "# a\n- \n", "a: [b, {c: \"d\ne\"}]\n", "\ufeff-\n---\n"} {
		f.Add(src, 3)
	}
	f.Fuzz(func(t *testing.T, src string, off int) {
		if len(src) > 2000 {
			return
		}
		off = min(max(off, 0), len(src))
		src = src[:off] + "\n" + src[off:]
		o := openValues(src)
		edits := format.Enter(o.Snapshot, o.Path, off+1, tabs)
		if len(edits) > 1 {
			t.Fatalf("%d edits", len(edits))
		}
		for _, e := range edits {
			if e.End < off+1 || strings.Trim(e.Of(src), " \t\r\n-#\ufeff") != "" || strings.Trim(e.New, " -#") != "" {
				t.Errorf("%+v of %q", e, src)
			}
		}
	})
}

package complete_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/complete"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// accept is the text after an item is accepted, with the cursor as clients leave it.
func accept(s packtest.Session, item complete.Item) string {
	insert := item.Edit.New
	if item.Snippet {
		line := s.Src[strings.LastIndexByte(s.Src[:item.Edit.Start], '\n')+1:]
		indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		insert = expandSnippet(strings.ReplaceAll(insert, "\n", "\n"+indent))
	} else {
		insert += packtest.Cursor
	}
	edit := item.Edit
	edit.New = insert
	return text.Apply(s.Src, append([]text.Edit{edit}, item.More...))
}

var placeholder = regexp.MustCompile(`\$(\d+)|\$\{(\d+):((?:[^}\\]|\\.)*)\}|\$\{(\d+)\|([^|]*)\|\}`)

// expandSnippet expands a snippet as clients do, with the cursor at the first stop.
func expandSnippet(s string) string {
	first := 0
	for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
		n, _ := strconv.Atoi(m[1] + m[2] + m[4])
		if n > 0 && (first == 0 || n < first) {
			first = n
		}
	}
	out := placeholder.ReplaceAllStringFunc(s, func(stop string) string {
		m := placeholder.FindStringSubmatch(stop)
		content, _, _ := strings.Cut(m[3]+m[5], ",")
		if m[3] != "" {
			content = m[3]
		}
		if n, _ := strconv.Atoi(m[1] + m[2] + m[4]); n == first {
			return packtest.Cursor + content
		}
		return content
	})
	return regexp.MustCompile(`\\([\\$}])`).ReplaceAllString(out, "$1")
}

// TestComplete runs each archive in testdata/complete. One file has a cursor. "items" lists the labels, in order;
// "accept LABEL" is the file after that item is accepted, and "accept-plain LABEL" the same in an editor without
// snippets. "doc LABEL" is the documentation of that item.
func TestComplete(t *testing.T) {
	type render = func(word, rest string) string
	words := []string{"items", "accept", "accept-plain", "doc"}
	packtest.RunArchives(t, "complete", words, func(t *testing.T, files []txtar.File) render {
		s := packtest.NewSession(t, files)
		return func(word, label string) string {
			items := complete.At(t.Context(), s.Snapshot, s.Path, s.Off, complete.Options{Snippets: word != "accept-plain"})
			slices.SortStableFunc(items, func(a, b complete.Item) int { return a.Rank - b.Rank })
			checkItems(t, s, items)
			if word == "items" {
				return labels(items)
			}
			i := slices.IndexFunc(items, func(i complete.Item) bool { return i.Label == label })
			if i < 0 {
				t.Fatalf("%q is not offered, but\n%s", label, labels(items))
			}
			if word == "doc" {
				return items[i].Doc
			}
			return accept(s, items[i])
		}
	})
}

// checkItems checks what is true of every item: its edit is on the line of the cursor and contains the cursor, other
// edits do not overlap it, only a snippet has several lines, and there is documentation.
func checkItems(t *testing.T, s packtest.Session, items []complete.Item) {
	t.Helper()
	for _, item := range items {
		r := item.Edit.Range
		if !r.Touches(s.Off) || strings.Contains(r.Of(s.Src), "\n") {
			t.Errorf("%s: edit of %q is not around the cursor on its line", item.Label, r.Of(s.Src))
		}
		if strings.Contains(item.Edit.New, "\n") && !item.Snippet {
			t.Errorf("%s: plain text of several lines", item.Label)
		}
		for _, m := range item.More {
			if m.Start < r.End && r.Start < m.End || m.Start == m.End && r.Start < m.Start && m.Start < r.End {
				t.Errorf("%s: edits overlap", item.Label)
			}
		}
		if item.Documentation() == "" && item.Kind != complete.File {
			t.Errorf("%s: no documentation", item.Label)
		}
	}
}

func labels(items []complete.Item) string {
	var b strings.Builder
	for _, i := range items {
		fmt.Fprintln(&b, strings.TrimSpace(i.Label+"  "+i.Detail))
	}
	return b.String()
}

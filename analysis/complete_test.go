package analysis_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis"
	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

var update = flag.Bool("update", false, "rewrite what completion and hover give in testdata")

// cursor marks the place that is asked about.
const cursor = "‸"

// session is a pack with a cursor in one of its files.
type session struct {
	snapshot *pack.Snapshot
	path     string
	off      int
	text     string
}

// newSession opens the file that holds the cursor.
func newSession(t *testing.T, files []txtar.File) session {
	t.Helper()
	s := session{off: -1}
	files = slices.Clone(files)
	for i, f := range files {
		if off := strings.Index(string(f.Data), cursor); off >= 0 {
			src := strings.TrimSuffix(strings.Replace(string(f.Data), cursor, "", 1), "\n")
			s.path, s.off, s.text = path.Join(packtest.Root, f.Name), off, src
			files[i].Data = []byte(src)
		}
	}
	if s.off < 0 {
		t.Fatal("no file holds the cursor")
	}
	fsys := packtest.NewFS(packtest.Complete("", files))
	today := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	n := pack.NewSnapshot(fsys, chart.NewCache(), today).WithFolders([]string{packtest.Root})
	n = n.WithIndex(n.BuildIndex(context.Background(), n.WorkspaceDirs(context.Background()), nil))
	s.snapshot = n.WithOpen(s.path, 1, text.New(s.text))
	return s
}

// accept is the text, with the cursor where a client leaves it, after an item is accepted.
func (s session) accept(item analysis.Completion) string {
	insert := item.Edit.New
	if item.Snippet {
		line := s.text[strings.LastIndexByte(s.text[:item.Edit.Start], '\n')+1:]
		indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		insert = expandSnippet(strings.ReplaceAll(insert, "\n", "\n"+indent))
	} else {
		insert += cursor
	}
	edit := item.Edit
	edit.New = insert
	return text.Apply(s.text, append([]text.Edit{edit}, item.More...))
}

var placeholder = regexp.MustCompile(`\$(\d+)|\$\{(\d+):((?:[^}\\]|\\.)*)\}|\$\{(\d+)\|([^|]*)\|\}`)

// expandSnippet fills in a snippet as a client does, with the cursor at its first stop.
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
			return cursor + content
		}
		return content
	})
	return regexp.MustCompile(`\\([\\$}])`).ReplaceAllString(out, "$1")
}

// TestComplete runs each archive in testdata/complete. Its files hold one cursor; "items" lists the labels that are offered, in order; each
// "accept LABEL" is the file after that item is accepted, each "accept-plain LABEL" the same for an editor without snippets.
func TestComplete(t *testing.T) {
	names, err := filepath.Glob("testdata/complete/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no archives", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive := parseArchive(t, name)
			files, asked := split(archive, "items", "accept ", "accept-plain ")
			s := newSession(t, files)
			got := &txtar.Archive{Comment: archive.Comment, Files: files}
			for _, f := range asked {
				word, label, _ := strings.Cut(f.Name, " ")
				items := analysis.Complete(context.Background(), s.snapshot, s.path, s.off, analysis.CompleteOptions{Snippets: word != "accept-plain"})
				slices.SortStableFunc(items, func(a, b analysis.Completion) int { return a.Rank - b.Rank })
				checkItems(t, s, items)
				content := labels(items)
				if word != "items" {
					i := slices.IndexFunc(items, func(i analysis.Completion) bool { return i.Label == label })
					if i < 0 {
						t.Fatalf("%q is not offered, but\n%s", label, content)
					}
					content = s.accept(items[i])
				}
				got.Files = append(got.Files, txtar.File{Name: f.Name, Data: []byte(strings.TrimSuffix(content, "\n") + "\n")})
			}
			compareArchive(t, name, got, archive)
		})
	}
}

// checkItems holds what is true of every item: its edit lies on the cursor's line and around the cursor, other edits do not touch it, and what
// is typed so far passes its filter.
func checkItems(t *testing.T, s session, items []analysis.Completion) {
	t.Helper()
	for _, item := range items {
		r := item.Edit.Range
		if !r.Touches(s.off) || strings.Contains(r.Of(s.text), "\n") {
			t.Errorf("%s: edit of %q is not around the cursor on its line", item.Label, r.Of(s.text))
		}
		for _, m := range item.More {
			if m.Start < r.End && r.Start < m.End || m.Start == m.End && r.Start < m.Start && m.Start < r.End {
				t.Errorf("%s: edits overlap", item.Label)
			}
		}
		if item.Documentation() == "" && item.Kind != analysis.FileItem {
			t.Errorf("%s: no documentation", item.Label)
		}
	}
}

func labels(items []analysis.Completion) string {
	var b strings.Builder
	for _, i := range items {
		fmt.Fprintln(&b, strings.TrimSpace(i.Label+"  "+i.Detail))
	}
	return b.String()
}

// TestHover runs each archive in testdata/hover: "hover" is what is shown for the thing at the cursor, its own text first.
func TestHover(t *testing.T) {
	names, err := filepath.Glob("testdata/hover/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no archives", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive := parseArchive(t, name)
			files, _ := split(archive, "hover")
			s := newSession(t, files)
			shown := "(nothing)"
			if h := analysis.Hover(s.snapshot, s.path, s.off); h != nil {
				shown = h.Of(s.text) + "\n\n" + h.Markdown
			}
			compareArchive(t, name, &txtar.Archive{Comment: archive.Comment, Files: append(files, txtar.File{Name: "hover", Data: []byte(shown + "\n")})}, archive)
		})
	}
}

func parseArchive(t *testing.T, name string) *txtar.Archive {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return archive
}

// split tells the files of the pack from the sections whose names begin with one of prefixes.
func split(a *txtar.Archive, prefixes ...string) (files, sections []txtar.File) {
	for _, f := range a.Files {
		if slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(f.Name, p) }) {
			sections = append(sections, f)
		} else {
			files = append(files, f)
		}
	}
	return files, sections
}

func compareArchive(t *testing.T, name string, got, want *txtar.Archive) {
	t.Helper()
	g, w := string(txtar.Format(got)), string(txtar.Format(want))
	if g == w {
		return
	}
	if *update {
		if err := os.WriteFile(name, []byte(g), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s (go test ./analysis -update rewrites it)\n--- got\n%s--- want\n%s", name, g, w)
}

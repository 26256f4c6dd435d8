package analysis_test

import (
	"context"
	"flag"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

var update = flag.Bool("update", false, "rewrite what is given in the archives of testdata")

// cursor marks the place that is asked about.
const cursor = "‸"

// today is the date of all snapshots in tests.
func today() time.Time { return time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC) }

// onDisk is a workspace with files, and nothing open.
func onDisk(files []txtar.File) *pack.Snapshot {
	return pack.NewSnapshot(packtest.NewFS(files), chart.NewCache(), today()).WithFolders([]string{packtest.Root})
}

// withIndex is s with an index of its folders.
func withIndex(s *pack.Snapshot) *pack.Snapshot {
	s = s.WithIndexing()
	return s.WithIndex(s.BuildIndex(context.Background(), s.WorkspaceDirs(context.Background()), nil))
}

// corpusPacks are the folders of published packs.
func corpusPacks(t testing.TB) (*pack.Snapshot, []string) {
	t.Helper()
	root := packtest.Corpus(t)
	s := pack.NewSnapshot(pack.OS{}, chart.NewCache(), today()).WithFolders([]string{root})
	return s, s.PackDirs(context.Background(), root)
}

// opened is a file of a pack that an editor holds, in a workspace with an index.
type opened struct {
	*pack.Snapshot
	path string
	src  string
}

// open opens the file of that name, of a pack that holds files and what a pack needs besides.
func open(files []txtar.File, name string) opened {
	o := opened{path: path.Join(packtest.Root, name)}
	files = packtest.Complete("", files)
	for _, f := range files {
		if f.Name == name {
			o.src = string(f.Data)
		}
	}
	o.Snapshot = withIndex(onDisk(files).WithOpen(o.path, 1, text.New(o.src)))
	return o
}

// session is an open file with a cursor in it.
type session struct {
	opened
	off int // byte offset of the cursor
}

// newSession opens the file that holds the cursor.
func newSession(t *testing.T, files []txtar.File) session {
	t.Helper()
	files = slices.Clone(files)
	for i, f := range files {
		if off := strings.Index(string(f.Data), cursor); off >= 0 {
			files[i].Data = []byte(strings.TrimSuffix(strings.Replace(string(f.Data), cursor, "", 1), "\n"))
			return session{open(files, f.Name), off}
		}
	}
	t.Fatal("no file holds the cursor")
	return session{}
}

// runArchives runs the archives in testdata/<what>. Each of its sections that is called one of words, or begins with one and a blank, is what
// render, made for the other files of the archive, gives for the rest of its name.
func runArchives(t *testing.T, what string, words []string, begin func(t *testing.T, files []txtar.File) (render func(word, rest string) string)) {
	t.Helper()
	names, err := filepath.Glob("testdata/" + what + "/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no archives", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var files, asked []txtar.File
			for _, f := range archive.Files {
				if word, _, _ := strings.Cut(f.Name, " "); slices.Contains(words, word) {
					asked = append(asked, f)
				} else {
					files = append(files, f)
				}
			}
			if len(asked) == 0 {
				t.Fatal("nothing is asked")
			}
			got := &txtar.Archive{Comment: archive.Comment, Files: slices.Clone(files)}
			render := begin(t, files)
			for _, f := range asked {
				word, rest, _ := strings.Cut(f.Name, " ")
				shown := strings.TrimSuffix(render(word, rest), "\n") + "\n"
				got.Files = append(got.Files, txtar.File{Name: f.Name, Data: []byte(shown)})
			}
			compareArchive(t, name, got, archive)
		})
	}
}

// runFileArchives runs archives whose sections "<what> FILE" are what render gives for that file, opened.
func runFileArchives(t *testing.T, what string, render func(t *testing.T, o opened) string) {
	t.Helper()
	runArchives(t, what, []string{what}, func(t *testing.T, files []txtar.File) func(word, rest string) string {
		return func(_, file string) string { return render(t, open(files, file)) }
	})
}

// runCursorArchives runs archives with a cursor whose section <what> is what render gives for it.
func runCursorArchives(t *testing.T, what string, render func(t *testing.T, s session) string) {
	t.Helper()
	runArchives(t, what, []string{what}, func(t *testing.T, files []txtar.File) func(word, rest string) string {
		return func(_, _ string) string { return render(t, newSession(t, files)) }
	})
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

package packtest

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/corpus"
)

// Update is the flag that rewrites the expected output in archives.
var Update = flag.Bool("update", false, "rewrite what is given in the archives of testdata")

// Cursor marks the cursor in a file of an archive.
const Cursor = "‸"

// Today is the date in all snapshots of tests.
func Today() time.Time { return time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC) }

// OnDisk is a workspace with files and nothing open.
func OnDisk(files []txtar.File) *pack.Snapshot {
	return pack.NewSnapshot(NewFS(files), chart.NewCache(), Today()).WithFolders([]string{Root})
}

// WithIndex is s with an index of its folders.
func WithIndex(s *pack.Snapshot) *pack.Snapshot {
	s = s.WithIndexing()
	return s.WithIndex(s.BuildIndex(context.Background(), s.WorkspaceDirs(context.Background()), nil))
}

// CorpusPacks are the folders of published packs. The test is skipped if they are not present.
func CorpusPacks(t testing.TB) (*pack.Snapshot, []string) {
	t.Helper()
	root := corpus.Packs(t)
	s := pack.NewSnapshot(disk.OS{}, chart.NewCache(), Today()).WithFolders([]string{root})
	return s, s.PackDirs(context.Background(), root)
}

// Opened is an open file of a pack, in a workspace with an index.
type Opened struct {
	*pack.Snapshot
	Path string
	Src  string
}

// OpenFile opens the file called name of a pack with files, and with the other files that a pack needs.
func OpenFile(files []txtar.File, name string) Opened {
	o := Opened{Path: Path(name)}
	files = Complete("", files)
	for _, f := range files {
		if f.Name == name {
			o.Src = string(f.Data)
		}
	}
	o.Snapshot = WithIndex(OnDisk(files).WithOpen(o.Path, 1, text.New(o.Src)))
	return o
}

// Session is an open file with a cursor in it.
type Session struct {
	Opened
	Off int // byte offset of the cursor
}

// NewSession opens the file with the cursor.
func NewSession(t *testing.T, files []txtar.File) Session {
	t.Helper()
	files = slices.Clone(files)
	for i, f := range files {
		if off := strings.Index(string(f.Data), Cursor); off >= 0 {
			files[i].Data = []byte(strings.TrimSuffix(strings.Replace(string(f.Data), Cursor, "", 1), "\n"))
			return Session{OpenFile(files, f.Name), off}
		}
	}
	t.Fatal("no file holds the cursor")
	return Session{}
}

// RunArchives runs the archives in testdata/<what>. Sections whose name is one of words, or begins with one and a
// space, are expected output: begin returns a function for the other files of an archive, which renders each of them
// from the rest of its name.
func RunArchives(
	t *testing.T, what string, words []string,
	begin func(t *testing.T, files []txtar.File) (render func(word, rest string) string),
) {
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

// RunFileArchives runs archives whose sections "<what> FILE" are the result of render for that file, opened.
func RunFileArchives(t *testing.T, what string, render func(t *testing.T, o Opened) string) {
	t.Helper()
	RunArchives(t, what, []string{what}, func(t *testing.T, files []txtar.File) func(word, rest string) string {
		return func(_, file string) string { return render(t, OpenFile(files, file)) }
	})
}

// RunCursorArchives runs archives with a cursor, whose section <what> is the result of render for it.
func RunCursorArchives(t *testing.T, what string, render func(t *testing.T, s Session) string) {
	t.Helper()
	RunArchives(t, what, []string{what}, func(t *testing.T, files []txtar.File) func(word, rest string) string {
		return func(_, _ string) string { return render(t, NewSession(t, files)) }
	})
}

func compareArchive(t *testing.T, name string, got, want *txtar.Archive) {
	t.Helper()
	g, w := string(txtar.Format(got)), string(txtar.Format(want))
	if g == w {
		return
	}
	if *Update {
		if err := os.WriteFile(name, []byte(g), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s (go test ./analysis -update rewrites it)\n--- got\n%s--- want\n%s", name, g, w)
}

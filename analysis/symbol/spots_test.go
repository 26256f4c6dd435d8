package symbol_test

import (
	"fmt"
	"io/fs"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// openedFS counts the files that are opened.
type openedFS struct {
	packtest.FS
	opened *atomic.Int64
}

func (f openedFS) Open(name string) (fs.File, error) {
	f.opened.Add(1)
	return f.FS.Open(name)
}

// naming are pack.json files that name the pack a, written in ways that shift columns.
var naming = []string{
	`{"name": "b", "constraints": {"dependencies": [{"packName": "a"}, {"packName": "a"}, {"packName": "c"}]}}`,
	"{\n \"constraints\": {\"dependencies\": [\n    {\"packName\": \"a\"},\n {\n\"packName\": \"a\"}]},\n\"name\": \"a\"}",
	"{\r\n\"name\": \"c\",\r\n\"constraints\": {\"dependencies\": [\r\n{\"packName\": \"a\"}]}}",
	"{\r\"name\": \"c\",\r\"constraints\": {\"dependencies\": [\r{\"packName\": \"a\"}]}}",
	`{"displayName": "Pflügen 🌾", "name": "a", "constraints": {"dependencies": [{"x": "ü", "packName": "a"}]}}`,
	"{\"displayName\": \"Pflügen 🌾\",\n\"name\": \"a\", \"constraints\": {\"dependencies\": [{\"packName\": \"a\"}]}}",
	`{"name": "\u0061", "constraints": {"dependencies": [{"packName": "\u0061"}, {"packName": "a"}]}}`,
	`{"name": 1, "constraints": {"dependencies": [{"packName": ["a"]}, {"packName": "a`,
	`{"name": "a", "name": "b", "constraints": {"dependencies": ["a", {"packName": "a", "packName": "c"}]}}`,
	"\ufeff{\"name\": \"a\"}",
	`{"name": "x", "constraints": {"dependencies": {"packName": "a"}}}`,
}

func spotFiles() []txtar.File {
	files := []txtar.File{{Name: "a/pack.json", Data: []byte(metaA)}}
	for i, meta := range naming {
		files = append(files, txtar.File{Name: fmt.Sprintf("p%02d/pack.json", i), Data: []byte(meta)},
			txtar.File{Name: fmt.Sprintf("p%02d/values.yaml", i), Data: []byte("pack: {}\n")})
	}
	return files
}

const metaA = "{\n  \"name\": \"a\",\n  \"version\": \"1.0.0\"\n}\n"

// places are the references of the pack a, in words: files, lines, and columns in UTF-16 code units.
func places(t *testing.T, s *pack.Snapshot, declarations bool) string {
	t.Helper()
	at := packtest.Path("a/pack.json")
	found, err := symbol.References(t.Context(), s, at, strings.Index(metaA, `"a"`)+1, declarations)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, l := range found {
		line, from, to := int(l.Line), int(l.Column), int(l.Column+l.Len)
		if l.Text != nil {
			start, end := l.Text.Position(l.Range.Start, text.UTF16), l.Text.Position(l.Range.End, text.UTF16)
			line, from, to = start.Line, start.Character, end.Character
		}
		all = append(all, fmt.Sprintf("%s:%d:%d-%d", packtest.Rel(l.Path), line, from, to))
	}
	return strings.Join(all, "\n")
}

// References that the index tells without the files are those that are found in the files.
func TestSpots(t *testing.T) {
	fsys := packtest.NewFS(spotFiles())
	opened := &atomic.Int64{}
	s := pack.NewSnapshot(openedFS{fsys, opened}, chart.NewCache(), packtest.Today()).WithFolders([]string{packtest.Root})
	inEditors := s
	for i, meta := range naming {
		inEditors = inEditors.WithOpen(packtest.Path(fmt.Sprintf("p%02d/pack.json", i)), 1, text.New(meta))
	}
	s, inEditors = packtest.WithIndex(s), packtest.WithIndex(inEditors)
	for _, declarations := range []bool{true, false} {
		got, want := places(t, s, declarations), places(t, inEditors, declarations)
		if got != want || !strings.Contains(got, "p00/pack.json:0:61-62") {
			t.Errorf("declarations: %v\n%s\nwant\n%s", declarations, got, want)
		}
	}

	for _, dir := range s.WorkspaceDirs(t.Context()) {
		p := s.Pack(dir)
		if err := check.DiagnoseFiles(t.Context(), s, p, "", func(check.FileFindings) {}); err != nil {
			t.Fatal(err)
		}
		s.Index().Learn(p, func() bool { return true })
	}
	opened.Store(0)
	places(t, s, true)
	const own, inexact = 1, 6 // files: of the pack itself, and those whose places only a text tells
	if n := opened.Load(); n > own+inexact {
		t.Errorf("%d files opened", n)
	}

	changed := packtest.Path("p00/pack.json")
	fsys.Write(changed, "\n"+naming[0]) // and nobody says so
	if got := places(t, s, true); !strings.Contains(got, "p00/pack.json:1:61-62") {
		t.Errorf("after a change:\n%s", got)
	}
}

// Names in macros that Learn takes from texts are those that Naming would read.
func TestLearn(t *testing.T) {
	files := append(spotFiles(), txtar.File{Name: "m/pack.json", Data: []byte(`{"name": "m"}`)},
		txtar.File{Name: "m/values.yaml", Data: []byte("x: '{{ .spectro.pack.a.b }}'\n")})
	fsys := packtest.NewFS(files)
	onDisk := pack.NewSnapshot(fsys, chart.NewCache(), packtest.Today()).WithFolders([]string{packtest.Root})
	learned, read := packtest.WithIndex(onDisk), packtest.WithIndex(onDisk)
	for _, dir := range learned.WorkspaceDirs(t.Context()) {
		learned.Index().Learn(learned.Pack(dir), func() bool { return true })
	}
	got, want := places(t, learned, true), places(t, read, true)
	if got != want || !strings.Contains(got, "m/values.yaml") {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	values := packtest.Path("m/values.yaml")
	fsys.Write(values, "x: 1\n")
	if got := places(t, learned.WithDiskChanged(values), true); strings.Contains(got, "m/values.yaml") {
		t.Errorf("after a change:\n%s", got)
	}
}

// What a job learns from texts that have changed since it began is what they say now, and a manifest that pack.json
// lists from now on is read.
func TestLearnLate(t *testing.T) {
	const macro = "x: '{{ .spectro.pack.a.b }}'\n"
	files := append(spotFiles(),
		txtar.File{Name: "m/pack.json", Data: []byte(`{"name": "m"}`)},
		txtar.File{Name: "m/values.yaml", Data: []byte("x: 1\n")},
		txtar.File{Name: "n/pack.json", Data: []byte(`{"name": "n"}`)},
		txtar.File{Name: "n/manifests/n.yaml", Data: []byte(macro)})
	fsys := packtest.NewFS(files)
	before := packtest.WithIndex(
		pack.NewSnapshot(fsys, chart.NewCache(), packtest.Today()).WithFolders([]string{packtest.Root}))
	old, x := before.Pack(packtest.Path("m")), before.Index()
	old.Values.Tree() // has been read
	values, meta := packtest.Path("m/values.yaml"), packtest.Path("n/pack.json")
	fsys.Write(values, macro)
	fsys.Write(meta, `{"name": "n", "kubeManifests": ["manifests/n.yaml"]}`)
	after := before.WithDiskChanged(values, meta)
	after.Index()
	x.Learn(old, func() bool { return false })
	got := places(t, after, true)
	for _, name := range []string{"m/values.yaml", "n/manifests/n.yaml"} {
		if !strings.Contains(got, name) {
			t.Errorf("nothing in %s:\n%s", name, got)
		}
	}
}

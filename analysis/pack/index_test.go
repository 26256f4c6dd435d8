package pack_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
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

// metaText is a small pack.json.
func metaText(name, version string) string {
	return fmt.Sprintf(`{"name": %q, "version": %q, "layer": "addon"}`, name, version)
}

func workspace(t *testing.T, files map[string]string) (packtest.FS, *pack.Snapshot) {
	t.Helper()
	var archive []txtar.File
	for _, name := range slices.Sorted(maps.Keys(files)) {
		archive = append(archive, txtar.File{Name: name, Data: []byte(files[name])})
	}
	fsys := packtest.NewFS(archive)
	s := pack.NewSnapshot(fsys, chart.NewCache(), time.Time{}).WithFolders([]string{packtest.Root})
	if s.Index() != nil {
		t.Fatal("an index before one was made")
	}
	return fsys, indexed(s)
}

func indexed(s *pack.Snapshot) *pack.Snapshot {
	s = s.WithIndexing()
	return s.WithIndex(s.BuildIndex(context.Background(), s.WorkspaceDirs(context.Background()), nil))
}

// show is an index in words: every name with its versions and their folders.
func show(x *pack.Index) string {
	var lines []string
	for _, name := range x.Names() {
		line := name
		for _, e := range x.Named(name).Entries() {
			line += " " + e.Version + "@" + packtest.Rel(e.Dir)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestIndex(t *testing.T) {
	_, s := workspace(t, map[string]string{
		"a-1/pack.json": metaText("a", "1.9"),
		"a-2/pack.json": metaText("a", "1.10.0"),
		"a-3/pack.json": metaText("a", "latest"),
		"b/pack.json": `{"name": "b", "version": "1.0.0", "constraints": {"dependencies": [{},
			{"packName": "a", "layer": "csi", "type": "required", "minVersion": "1.9"},
			{"packName": "a", "type": "odd"}, {"packName": "{{ .x }}", "type": "required"}]}}`,
		"b/charts/c/pack.json":      metaText("inside a chart", "1.0.0"),
		"b/manifests/d/pack.json":   metaText("among manifests", "1.0.0"),
		".hidden/pack.json":         metaText("hidden", "1.0.0"),
		"node_modules/x/pack.json":  metaText("of another tool", "1.0.0"),
		"nameless/pack.json":        `{"version": "1.0.0"}`,
		"deep/er/still/c/pack.json": metaText("c", "26.04.4"),
	})
	want := "a 1.10.0@a-2 1.9@a-1 latest@a-3\nb 1.0.0@b\nc 26.04.4@deep/er/still/c"
	if got := show(s.Index()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if n := s.Index().Len(); n != 6 {
		t.Errorf("%d packs", n)
	}
	b := s.Index().Pack(packtest.Path("b"))
	if len(b.Dependencies) != 1 || b.Dependencies[0].Index != 1 || b.Dependencies[0].Name != "a" ||
		b.Dependencies[0].Layer != "csi" || b.Dependencies[0].Words() != "from 1.9" {
		t.Errorf("%+v", b.Dependencies)
	}
}

func TestIndexFollowsEdits(t *testing.T) {
	_, s := workspace(t, map[string]string{
		"a/pack.json": metaText("a", "1.0.0"), "b/pack.json": metaText("b", "1.0.0"), "b/values.yaml": "x: 1\n",
	})
	before := s.Index()
	a, b := packtest.Path("a/pack.json"), packtest.Path("b/pack.json")

	s = s.WithOpen(a, 1, text.New(metaText("a", "1.0.0"))).WithOpen(packtest.Path("b/values.yaml"), 1, text.New("x: 2\n"))
	if s.Index() != before {
		t.Error("another index though all packs say the same")
	}
	s = s.WithChanges(a, 2, []text.Change{{Text: "\n\n" + metaText("a", "1.0.0")}}, text.UTF16)
	if s.Index() != before {
		t.Error("another index though blank lines say nothing")
	}
	changed := s.WithChanges(a, 3, []text.Change{{Text: metaText("a", "2.0.0")}}, text.UTF16)
	x := changed.Index()
	if got := show(x); got != "a 2.0.0@a\nb 1.0.0@b" {
		t.Errorf("got\n%s", got)
	}
	if before.See("a") == x.See("a") || before.See("b") != x.See("b") || before.See("") != x.See("") ||
		before.See("c") != x.See("c") {
		t.Error("only a must look different")
	}
	if s.Index() != before {
		t.Error("an earlier snapshot changed")
	}
	renamed := changed.WithChanges(a, 4, []text.Change{{Text: metaText("c", "2.0.0")}}, text.UTF16).Index()
	if got := show(renamed); got != "b 1.0.0@b\nc 2.0.0@a" || renamed.See("") == x.See("") {
		t.Errorf("got\n%s", got)
	}
	closed := changed.WithClosed(a).Index()
	if got := show(closed); got != "a 1.0.0@a\nb 1.0.0@b" {
		t.Errorf("disk must count again: got\n%s", got)
	}
	unsaved := changed.WithOpen(packtest.Path("new/pack.json"), 1, text.New(metaText("new", "0.1.0")))
	if got := show(unsaved.Index()); got != "a 2.0.0@a\nb 1.0.0@b\nnew 0.1.0@new" {
		t.Errorf("got\n%s", got)
	}
	if got := show(unsaved.WithClosed(packtest.Path("new/pack.json")).Index()); got != "a 2.0.0@a\nb 1.0.0@b" {
		t.Errorf("got\n%s", got)
	}
	if changed.WithOpen(b, 1, text.New(metaText("b", "1.0.0"))).Index() != x {
		t.Error("opening a file says nothing new")
	}
}

func TestIndexFollowsDisk(t *testing.T) {
	fsys, s := workspace(t, map[string]string{
		"sub/a/pack.json": metaText("a", "1.0.0"), "sub/b/pack.json": metaText("b", "1.0.0"),
	})
	fsys.Write(packtest.Path("sub/a/pack.json"), metaText("a", "1.1.0"))
	fsys.Write(packtest.Path("sub/c/d/pack.json"), metaText("d", "1.0.0"))
	if got := show(s.Index()); got != "a 1.0.0@sub/a\nb 1.0.0@sub/b" {
		t.Errorf("nobody has told the snapshot: got\n%s", got)
	}
	s = s.WithDiskChanged(packtest.Path("sub/a/pack.json"), packtest.Path("sub/c")) // a folder, as some clients report
	if got := show(s.Index()); got != "a 1.1.0@sub/a\nb 1.0.0@sub/b\nd 1.0.0@sub/c/d" {
		t.Errorf("got\n%s", got)
	}
	fsys.Write(packtest.Path("sub/c/pack.json"), metaText("c", "1.0.0"))
	fsys.Write(packtest.Path("sub/c/charts/e/pack.json"), metaText("e", "1.0.0"))
	s = s.WithDiskChanged(packtest.Path("sub/c/pack.json"), packtest.Path("sub/c/charts/e/pack.json"))
	if got := show(s.Index()); got != "a 1.1.0@sub/a\nb 1.0.0@sub/b\nc 1.0.0@sub/c\nd 1.0.0@sub/c/d" {
		t.Errorf("got\n%s", got)
	}
	if got := show(s.WithFolders(nil).Index()); got != "" {
		t.Errorf("without folders: got\n%s", got)
	}
}

// TestIndexMeanwhile changes packs while an index is made.
func TestIndexMeanwhile(t *testing.T) {
	fsys, s := workspace(t, map[string]string{
		"a/pack.json": metaText("a", "1.0.0"), "b/pack.json": metaText("b", "1.0.0"),
	})
	ctx := context.Background()
	s = s.WithIndexing()
	x := s.BuildIndex(ctx, s.WorkspaceDirs(ctx), nil)
	fsys.Write(packtest.Path("a/pack.json"), metaText("a", "1.1.0"))
	s = s.WithDiskChanged(packtest.Path("a/pack.json")).WithOpen(packtest.Path("b/pack.json"), 1,
		text.New(metaText("b", "2.0.0")))
	if got := show(s.WithIndex(x).Index()); got != "a 1.1.0@a\nb 2.0.0@b" {
		t.Errorf("got\n%s", got)
	}
	newer := s.WithIndexing()
	if newer.WithIndex(x) != newer {
		t.Error("an index is taken over after another was begun")
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if s.BuildIndex(cancelled, s.WorkspaceDirs(ctx), nil) != nil {
		t.Error("an index after the end of its context")
	}
}

// TestIndexed: who asks while the first index is being made gets that, with what has changed meanwhile. If it is given
// up, or none is being made, another one is made.
func TestIndexed(t *testing.T) {
	fsys, none := workspace(t, map[string]string{"a/pack.json": metaText("a", "1.0.0")})
	none = pack.NewSnapshot(fsys, chart.NewCache(), time.Time{}).WithFolders(none.Folders)
	ctx := t.Context()
	begun := none.WithIndexing()
	edited := begun.WithOpen(packtest.Path("a/pack.json"), 1, text.New(metaText("a", "2.0.0")))
	asked := make(chan string)
	ask := func(s *pack.Snapshot) {
		s, err := s.Indexed(ctx)
		if err != nil {
			asked <- err.Error()
			return
		}
		asked <- show(s.Index())
	}
	go ask(edited)
	made := begun.BuildIndex(ctx, begun.WorkspaceDirs(ctx), nil)
	if got := <-asked; got != "a 2.0.0@a" || made == nil {
		t.Errorf("of the one being made: %s", got)
	}
	given := none.WithIndexing()
	go ask(given)
	given.GiveUpIndex()
	if got := <-asked; got != "a 1.0.0@a" {
		t.Errorf("of one given up: %s", got)
	}
	go ask(none)
	if got := <-asked; got != "a 1.0.0@a" {
		t.Errorf("of none: %s", got)
	}
	over, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := none.WithIndexing().Indexed(over); err == nil {
		t.Error("no error though the context has ended")
	}
}

// TestUpdateIndex: packs that take long to read say what they said before until all is read.
func TestUpdateIndex(t *testing.T) {
	large := func(version string) string {
		return strings.TrimSuffix(metaText("large", version), "}") + strings.Repeat(" ", 70_000) + "}"
	}
	fsys, s := workspace(t, map[string]string{"a/pack.json": metaText("a", "1.0.0"), "large/pack.json": large("1.0.0")})
	change := func(dir, meta string) {
		fsys.Write(packtest.Path(dir+"/pack.json"), meta)
		s = s.WithDiskChanged(packtest.Path(dir + "/pack.json"))
	}
	check := func(want string, all bool) {
		t.Helper()
		x, whole := s.UpdateIndex()
		if got := show(x); got != want || whole != all || whole != s.IndexIsWhole() {
			t.Errorf("whole: %v, want %v; got\n%s\nwant\n%s", whole, all, got, want)
		}
	}
	check("a 1.0.0@a", false) // the index was made without the large one
	s.Index()
	check("a 1.0.0@a\nlarge 1.0.0@large", true)
	change("a", metaText("a", "2.0.0"))
	change("b", metaText("b", "1.0.0"))
	check("a 2.0.0@a\nb 1.0.0@b\nlarge 1.0.0@large", true)
	change("large", large("2.0.0"))
	change("a", metaText("a", "3.0.0"))
	check("a 3.0.0@a\nb 1.0.0@b\nlarge 1.0.0@large", false)
	change("b", metaText("b", "2.0.0"))
	check("a 3.0.0@a\nb 2.0.0@b\nlarge 1.0.0@large", false)
	if got := show(s.Index()); got != "a 3.0.0@a\nb 2.0.0@b\nlarge 2.0.0@large" {
		t.Errorf("got\n%s", got)
	}
	check("a 3.0.0@a\nb 2.0.0@b\nlarge 2.0.0@large", true)
	s = s.WithOpen(packtest.Path("large/pack.json"), 1, text.New(large("3.0.0")))
	check("a 3.0.0@a\nb 2.0.0@b\nlarge 2.0.0@large", false)
	s = s.WithOpen(packtest.Path("large/pack.json"), 2, text.New(metaText("large", "4.0.0")))
	check("a 3.0.0@a\nb 2.0.0@b\nlarge 4.0.0@large", false) // what else its files mention is left
}

// TestIndexIsIncremental drives random edits and compares with an index from scratch.
func TestIndexIsIncremental(t *testing.T) {
	files := map[string]string{}
	for i := range 40 {
		files[fmt.Sprintf("p%d/pack.json", i)] = metaText(fmt.Sprintf("n%d", i/4), fmt.Sprintf("1.%d.0", i%4))
	}
	fsys, s := workspace(t, files)
	r := rand.New(rand.NewPCG(1, 2))
	for step := range int32(600) {
		file := packtest.Path(fmt.Sprintf("p%d/pack.json", r.IntN(50)))
		content := metaText(fmt.Sprintf("n%d", r.IntN(14)), fmt.Sprintf("1.%d.0", r.IntN(6)))
		switch r.IntN(5) {
		case 0:
			s = s.WithClosed(file)
		case 1:
			fsys.Write(file, content)
			s = s.WithDiskChanged(file)
		case 2:
			s = indexed(s)
		default:
			if s.Open(file) == nil {
				s = s.WithOpen(file, step, text.New(content))
			} else {
				s = s.WithChanges(file, step, []text.Change{{Text: content}}, text.UTF16)
			}
		}
		if r.IntN(3) == 0 {
			if got, want := show(s.Index()), show(indexed(s).Index()); got != want {
				t.Fatalf("step %d: got\n%s\nwant\n%s", step, got, want)
			}
		}
	}
}

// TestIndexOfManyEdits changes more packs than an index keeps apart from what it was made of.
func TestIndexOfManyEdits(t *testing.T) {
	files := map[string]string{}
	for i := range 500 {
		files[fmt.Sprintf("p%d/pack.json", i)] = metaText(fmt.Sprintf("n%d", i), "1.0.0")
	}
	_, s := workspace(t, files)
	before := s.Index()
	for i := range 450 {
		meta := metaText(fmt.Sprintf("n%d", i), "2.0.0")
		s = s.WithOpen(packtest.Path(fmt.Sprintf("p%d/pack.json", i)), 1, text.New(meta))
		if e := s.Index().Named(fmt.Sprintf("n%d", i)).Entries(); len(e) != 1 || e[0].Version != "2.0.0" {
			t.Fatalf("n%d: %+v", i, e)
		}
	}
	x := s.Index()
	if got, want := show(x), show(indexed(s).Index()); got != want || x.Len() != 500 ||
		x.See("n499") != before.See("n499") {
		t.Errorf("%d packs:\n%s\nwant\n%s", x.Len(), got, want)
	}
}

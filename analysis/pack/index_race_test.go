package pack_test

import (
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// between is a file system that calls then when a file is opened, once.
type between struct {
	packtest.FS
	path string
	then func()
}

func (b *between) Open(path string) (fs.File, error) {
	if then := b.then; then != nil && path == b.path {
		b.then = nil
		then()
	}
	return b.FS.Open(path)
}

// What Index has read of large packs stays, though UpdateIndex or PromptIndex began before it was done and ends after.
func TestIndexKeepsWhatIsRead(t *testing.T) {
	a, large := packtest.Path("a/pack.json"), packtest.Path("large/pack.json")
	spaces := strings.Repeat(" ", 70_000)
	edit := func(s *pack.Snapshot) *pack.Snapshot {
		return s.WithOpen(large, 1, text.New(metaText("large", "2.0.0")+spaces))
	}
	add := func(s *pack.Snapshot) *pack.Snapshot {
		return s.WithOpen(packtest.Path("new/pack.json"), 1, text.New(metaText("new", "1.0.0")+spaces))
	}
	mention := func(s *pack.Snapshot) *pack.Snapshot {
		return s.WithOpen(large, 1, text.New(metaText("large", "2.0.0"))).
			WithOpen(packtest.Path("large/values.yaml"), 1, text.New("a: '{{ .spectro.pack.a.x }}'\n"))
	}
	update := func(s *pack.Snapshot) { s.UpdateIndex() }
	prompt := func(s *pack.Snapshot) { s.PromptIndex(packtest.Path("a")) }
	for name, tt := range map[string]struct {
		change func(*pack.Snapshot) *pack.Snapshot
		ask    func(*pack.Snapshot)
		packs  string
		naming int // packs that name a, itself among them
	}{
		"edited":             {edit, update, "a 1.0.0@a\nlarge 2.0.0@large", 1},
		"new":                {add, update, "a 1.0.0@a\nlarge 1.0.0@large\nnew 1.0.0@new", 1},
		"mentions":           {mention, update, "a 1.0.0@a\nlarge 2.0.0@large", 2},
		"mentions, promptly": {mention, prompt, "a 1.0.0@a\nlarge 2.0.0@large", 2},
	} {
		t.Run(name, func(t *testing.T) {
			for range 20 { // in the order of a map
				fsys, s := workspace(t, map[string]string{
					"a/pack.json": metaText("a", "1.0.0"), "large/pack.json": metaText("large", "1.0.0") + spaces,
					"large/values.yaml": "a: 1\n",
				})
				hook := &between{FS: fsys, path: a}
				s = indexed(pack.NewSnapshot(hook, chart.NewCache(), time.Time{}).WithFolders(s.Folders))
				s.Index()
				s = tt.change(s).WithDiskChanged(a)
				hook.then = func() { s.Index() }
				tt.ask(s)
				x := s.Index()
				if got := show(x); got != tt.packs {
					t.Fatalf("got\n%s\nwant\n%s", got, tt.packs)
				}
				if naming, err := x.Naming(t.Context(), "a"); err != nil || len(naming) != tt.naming {
					t.Fatalf("%d packs name a, %v", len(naming), err)
				}
			}
		})
	}
}

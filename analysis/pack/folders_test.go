package pack_test

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// stepsFS counts what it is asked.
type stepsFS struct {
	packtest.FS
	steps *atomic.Int64
}

func (f stepsFS) ReadDir(name string) ([]fs.DirEntry, error) {
	f.steps.Add(1)
	return f.FS.ReadDir(name)
}

func (f stepsFS) Stat(name string) (fs.FileInfo, error) {
	f.steps.Add(1)
	return f.FS.Stat(name)
}

func (f stepsFS) Lstat(name string) (fs.FileInfo, error) {
	f.steps.Add(1)
	return f.FS.Lstat(name)
}

func (f stepsFS) Open(name string) (fs.File, error) {
	f.steps.Add(1)
	return f.FS.Open(name)
}

// An index asks as much of the disk for each folder, however many there are, both when it is made and when all folders
// have changed.
func TestFolderSteps(t *testing.T) {
	measure := func(n int, name string) (made, changed int64) {
		var files []txtar.File
		var dirs []string
		for i := range n {
			dir := fmt.Sprintf("group%d/folder%d", i%7, i)
			dirs = append(dirs, packtest.Path(dir))
			files = append(files, txtar.File{Name: path.Join(dir, name), Data: []byte(metaText("p", "1.0.0"))})
		}
		fsys := stepsFS{packtest.NewFS(files), new(atomic.Int64)}
		s := indexed(pack.NewSnapshot(fsys, chart.NewCache(), time.Time{}).WithFolders([]string{packtest.Root}))
		packs := s.Index().Len()
		made = fsys.steps.Swap(0)
		s = s.WithDiskChanged(dirs...)
		if s.Index().Len() != packs || len(s.WorkspaceDirs(context.Background())) != packs {
			t.Errorf("%d packs in %d folders", s.Index().Len(), n)
		}
		return made, fsys.steps.Load()
	}
	for _, name := range []string{"README.md", "pack.json"} {
		const n = 100
		made, changed := measure(n, name)
		made4, changed4 := measure(4*n, name)
		if made4 > 4*made || changed4 > 4*changed {
			t.Errorf("%s: %d steps for %d folders, %d for %d; after a change %d and %d", name, made, n, made4, 4*n,
				changed, changed4)
		}
	}
}

// The name that a path has on disk is the first that differs only in case, unless it is there as it is.
func TestFind(t *testing.T) {
	names := []string{"A.yaml", "Straße", "a.yaml", "B.yaml", "b.yAML", "\u212a", "É"}
	var files []txtar.File
	for _, name := range append(names, "dir/C.yaml") {
		files = append(files, txtar.File{Name: name, Data: []byte("x")})
	}
	p := packtest.OnDisk(append(files, txtar.File{Name: "pack.json", Data: []byte("{}")})).Pack(packtest.Root)
	for rel, want := range map[string]string{
		"a.yaml": "a.yaml", "A.YAML": "A.yaml", "b.yaml": "B.yaml", "k": "\u212a", "K": "\u212a", "é": "É",
		"STRASSE": "", "straße": "Straße", "DIR/c.yaml": "dir/C.yaml", "dir/d": "", "none/c": "", "../w/a.yaml": "",
	} {
		if got := p.Find(rel); got != want {
			t.Errorf("%s: got %q, want %q", rel, got, want)
		}
	}
}

package soak

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/internal/packgen"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// world is a workspace on disk: two folders, packs and more, with packs in each.
type world struct {
	t        testing.TB
	root     string
	folders  []string
	original map[string]string // the first content of each file, by its path
}

// newWorld writes a workspace. corpus is a folder of packs to take some of; "" for generated packs.
func newWorld(t testing.TB, random *rand.Rand, corpus string) *world {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	root = filepath.Join(root, "wörk, 100% space") // all must be escaped in URIs
	w := &world{t: t, root: root, original: map[string]string{}}
	w.folders = []string{filepath.Join(root, "packs"), filepath.Join(root, "more")}
	w.broken(filepath.Join(w.folders[1], "broken-pack"))
	if corpus != "" {
		w.published(random, corpus)
	} else {
		w.generated(random)
	}
	w.add(filepath.Join(w.folders[0], ".pack-lsp.yaml"), "checks:\n  images/*: hint\n")
	return w
}

// broken writes the example with mistakes of every sort.
func (w *world) broken(dir string) { w.copy(filepath.Join("..", "..", "examples", "broken-pack"), dir) }

// maxPack is how many bytes a pack may have. Rendering larger ones takes seconds with the race detector.
const maxPack = 300 << 10

// published copies some packs of corpus.
func (w *world) published(random *rand.Rand, corpus string) {
	entries, err := os.ReadDir(corpus)
	if err != nil {
		w.t.Fatal(err)
	}
	random.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
	for n, i := 0, 0; n < 8 && i < len(entries); i++ {
		from := filepath.Join(corpus, entries[i].Name())
		if entries[i].IsDir() && sizeOf(from) <= maxPack {
			w.copy(from, filepath.Join(w.folders[n%2], entries[i].Name()))
			n++
		}
	}
}

func sizeOf(dir string) (bytes int64) {
	_ = filepath.WalkDir(dir, func(_ string, e os.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			if info, err := e.Info(); err == nil {
				bytes += info.Size()
			}
		}
		return err
	})
	return bytes
}

// generated writes packs that depend on each other, and some with charts and constraints.
func (w *world) generated(random *rand.Rand) {
	for i := range 15 {
		dir := filepath.Join(w.folders[i/packgenVersions%2], filepath.Base(packgen.Dir(i)))
		w.pack(dir, packgen.Files(i))
	}
	larges := packgen.Larges()
	random.Shuffle(len(larges), func(i, j int) { larges[i], larges[j] = larges[j], larges[i] })
	for i, l := range larges[:8] {
		w.pack(filepath.Join(w.folders[i%2], fmt.Sprintf("large-%d", i), "pack"), l.Files(10))
	}
}

// packgenVersions is how many packs of packgen have one name.
const packgenVersions = 5

func (w *world) pack(dir string, files map[string]string) {
	var list []txtar.File
	archives := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if archive, _, ok := strings.Cut(name, ".tgz/"); ok {
			archives[archive+".tgz"] = true
			list = append(list, txtar.File{Name: name, Data: []byte(files[name])})
			continue
		}
		w.add(filepath.Join(dir, filepath.FromSlash(name)), files[name])
	}
	made := packtest.NewFS(list)
	for _, name := range slices.Sorted(maps.Keys(archives)) {
		w.add(filepath.Join(dir, filepath.FromSlash(name)), made.Read(packtest.Path(name)))
	}
}

func (w *world) copy(from, to string) {
	err := filepath.WalkDir(from, func(path string, e os.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		b, err := os.ReadFile(path)
		w.add(filepath.Join(to, rel), string(b))
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// add writes a file of the original workspace.
func (w *world) add(path, content string) {
	w.original[path] = content
	w.write(path, content)
}

func (w *world) write(path, content string) {
	w.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// files are the original files that a name fits, sorted.
func (w *world) files(fits func(path string) bool) (paths []string) {
	for _, path := range slices.Sorted(maps.Keys(w.original)) {
		if fits(path) {
			paths = append(paths, path)
		}
	}
	return paths
}

// packs are the folders with an original pack.json.
func (w *world) packs() (dirs []string) {
	for _, path := range w.files(isMeta) {
		dirs = append(dirs, filepath.Dir(path))
	}
	return dirs
}

func isMeta(path string) bool { return filepath.Base(path) == "pack.json" }

// isText reports whether an author edits a file in an editor that this server serves.
func isText(path string) bool {
	switch filepath.Base(path) {
	case "pack.json", "values.yaml", "schema.yaml", "presets.yaml", ".pack-lsp.yaml":
		return true
	}
	return filepath.Base(filepath.Dir(path)) == "manifests" && filepath.Ext(path) == ".yaml"
}

func isArchive(path string) bool {
	return strings.HasSuffix(path, ".tgz") || strings.HasSuffix(path, ".tar.gz")
}

// onDisk is the text of the file at path; false if there is none.
func onDisk(path string) (string, bool) {
	b, err := os.ReadFile(path)
	return string(b), err == nil
}

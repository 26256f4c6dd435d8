package pack_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// fencedFS fails the test if a file outside the folder is listed or opened.
type fencedFS struct {
	disk.OS
	t     *testing.T
	fence string
}

func (f fencedFS) check(path string) {
	f.t.Helper()
	real, err := filepath.EvalSymlinks(path)
	if err == nil && real != f.fence && !strings.HasPrefix(real, f.fence+string(filepath.Separator)) {
		f.t.Errorf("%s is read, which is %s", path, real)
	}
}

func (f fencedFS) Open(path string) (fs.File, error) {
	f.check(path)
	return f.OS.Open(path)
}

func (f fencedFS) ReadDir(path string) ([]fs.DirEntry, error) {
	f.check(path)
	return f.OS.ReadDir(path)
}

// tree writes files, and links if the content begins with "-> ", below a new folder.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if target, ok := strings.CutPrefix(content, "-> "); ok {
			packtest.Symlink(t, filepath.Join(root, filepath.FromSlash(target)), path)
		} else if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestLinksThatLeadOut(t *testing.T) {
	root := tree(t, map[string]string{
		"outside/values.yaml":     "secret: 1\n",
		"outside/app.tgz":         "no archive",
		"outside/m/x.yaml":        "secret: 1\n",
		"outside/pack.json":       `{"name": "secret"}`,
		"outside/.pack-lsp.yaml":  "checks:\n  'pack/*': off\n",
		"ws/p/pack.json":          `{"name": "p", "charts": ["charts/app.tgz"], "kubeManifests": ["manifests/x.yaml"]}`,
		"ws/p/values.yaml":        "-> outside/values.yaml",
		"ws/p/schema.yaml":        "-> outside/values.yaml",
		"ws/p/logo.png":           "-> outside/values.yaml",
		"ws/p/charts/app.tgz":     "-> outside/app.tgz",
		"ws/p/manifests":          "-> outside/m",
		"ws/linked/pack.json":     "-> outside/pack.json",
		"ws/.pack-lsp.yaml":       "-> outside/.pack-lsp.yaml",
		"ws/loop/pack.json":       `{"name": "loop"}`,
		"ws/loop/values.yaml":     "-> ws/loop/values.yaml",
		"ws/dangling/pack.json":   `{"name": "dangling"}`,
		"ws/dangling/values.yaml": "-> nowhere",
	})
	ws := filepath.Join(root, "ws")
	s := pack.NewSnapshot(fencedFS{t: t, fence: ws}, chart.NewCache(), time.Time{}).WithFolders([]string{ws})
	p := s.Pack(filepath.Join(ws, "p"))
	if p.JSON == nil || p.Facts().Name != "p" {
		t.Fatal("the pack itself is not read")
	}
	if p.Values != nil || p.Schema != nil || len(p.ManifestFiles()) != 0 || len(p.Charts()) != 0 {
		t.Error("files that links outside lead to are read")
	}
	if _, err := p.Head("logo.png"); err == nil {
		t.Error("the logo is read")
	}
	if entries := p.List("manifests"); entries != nil {
		t.Errorf("the linked folder is listed: %v", entries)
	}
	for rel, want := range map[string]bool{"charts/app.tgz": true, "manifests/x.yaml": true, "pack.json": false,
		"charts": false, "absent": false} {
		if got := p.LeadsOut(rel); got != want {
			t.Errorf("LeadsOut(%s) = %v", rel, got)
		}
	}
	if s.ConfigFile(p.Dir) != nil {
		t.Error("the settings file is read")
	}
	if p := s.Pack(filepath.Join(ws, "linked")); p.JSON != nil {
		t.Error("the linked pack.json is read")
	}
	for _, name := range []string{"loop", "dangling"} {
		if p := s.Pack(filepath.Join(ws, name)); p.JSON == nil || p.Values != nil {
			t.Errorf("%s: pack.json %v, values %v", name, p.JSON, p.Values)
		}
	}
}

func TestLinksThatStay(t *testing.T) {
	root := tree(t, map[string]string{
		"real/p/pack.json":          `{"name": "p", "kubeManifests": ["manifests/x.yaml"]}`,
		"real/p/values.yaml":        "-> real/shared/values.yaml",
		"real/p/manifests":          "-> real/p/templates",
		"real/p/templates/x.yaml":   "a: 1\n",
		"real/shared/values.yaml":   "a: 1\n",
		"real/.pack-lsp.yaml":       "-> real/shared/settings.yaml",
		"real/shared/settings.yaml": "exclude: [none]\n",
		"ws":                        "-> real",
	})
	ws := filepath.Join(root, "ws") // the workspace folder is a link too
	s := pack.NewSnapshot(disk.OS{}, chart.NewCache(), time.Time{})
	dir := filepath.Join(ws, "p")
	if p := s.Pack(dir); p.Values != nil || len(p.ManifestFiles()) != 1 {
		t.Error("without a workspace, only links within the pack are followed")
	}
	s = s.WithFolders([]string{ws})
	if p := s.Pack(dir); p.Values == nil || len(p.ManifestFiles()) != 1 || s.ConfigFile(dir) == nil {
		t.Error("links within the workspace are not followed")
	}
}

package pack_test

import (
	"context"
	"slices"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

func TestWithCopy(t *testing.T) {
	files := packtest.Complete("a", []txtar.File{
		{Name: "a/manifests/gone.yaml", Data: []byte("kind: Gone\n")},
		{Name: "a/charts/old.tgz", Data: []byte("old")},
	})
	s := packtest.OnDisk(files)
	before := packtest.TextOf(s, packtest.Path("a/values.yaml"))
	s = s.WithOpen(packtest.Path("a/schema.yaml"), 1, text.New("x: {}\n"))
	c := s.WithCopy(packtest.Path("a"), packtest.Path("b"), map[string][]byte{
		"pack.json": []byte(`{"name": "copy"}`), "manifests/gone.yaml": nil, "charts/deep/new.yaml": []byte("new: 1\n"),
	})
	p := c.Pack(packtest.Path("b"))
	if got := p.Facts().Name; got != "copy" {
		t.Errorf("the name is %q", got)
	}
	if got := p.Values.Text.String(); got != before {
		t.Errorf("values.yaml is\n%s", got)
	}
	if p.Schema == nil || p.Schema.Text.String() != "x: {}\n" {
		t.Error("the copy lacks the text of the editor")
	}
	all := p.Files(".", func(string) bool { return true })
	want := []string{"README.md", "charts/deep/new.yaml", "charts/old.tgz", "logo.png", "manifests/app.yaml", "pack.json",
		"schema.yaml", "values.yaml"}
	slices.Sort(all)
	if !slices.Equal(all, want) {
		t.Errorf("the copy has %v, want %v", all, want)
	}
	if p.Stat("manifests/gone.yaml") != nil || !p.Has("charts/deep/new.yaml") || p.Has("nothing.yaml") {
		t.Error("wrong files are there")
	}
	if f := p.DiskFile("charts/deep/new.yaml"); f == nil || f.Text.String() != "new: 1\n" {
		t.Error("a new file cannot be read")
	}
	if dirs := c.PackDirs(context.Background(), packtest.Path("b")); len(dirs) != 1 {
		t.Errorf("found packs in %v", dirs)
	}
	if s.Pack(packtest.Path("a")).Facts().Name != "demo" || s.PackIn(packtest.Path("b")) != nil {
		t.Error("the snapshot has changed")
	}
}

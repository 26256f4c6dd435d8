package pack_test

import (
	"context"
	"maps"
	"strings"
	"sync"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// naming is the folders of the packs of an index that may name a pack.
func naming(x *pack.Index, name string) string {
	var dirs []string
	all, err := x.Naming(context.Background(), name)
	if err != nil {
		return err.Error()
	}
	for _, e := range all {
		dirs = append(dirs, packtest.Rel(e.Dir))
	}
	return strings.Join(dirs, " ")
}

func TestNaming(t *testing.T) {
	fsys, s := workspace(t, map[string]string{
		"a/pack.json":         metaText("a", "1.0.0"),
		"b/pack.json":         `{"name": "b", "constraints": {"dependencies": [{"packName": "a", "type": "odd"}]}}`,
		"c/pack.json":         metaText("c", "1.0.0"),
		"c/values.yaml":       "x: '{{ .spectro.pack.a.x }}'\n",
		"d/pack.json":         `{"name": "d", "kubeManifests": ["manifests/d.yaml"]}`,
		"d/manifests/d.yaml":  "x: {{ .spectro.pack.a.b }}\n",
		"d/manifests/no.yaml": "x: {{ .spectro.pack.unlisted.b }}\n",
		"e/pack.json":         metaText("e", "1.0.0"),
		"e/presets.yaml":      "presets:\n- add: |\n    x: \"{{.spectro.pack.a|quote}} {{ .spectro.pack.ab }}\"\n",
		"f/pack.json":         metaText("f", "1.0.0"),
	})
	x := s.Index()
	for name, want := range map[string]string{"a": "a b c d e", "a.b": "d", "ab": "e", "f": "f", "unlisted": "",
		"none": ""} {
		if got := naming(x, name); got != want {
			t.Errorf("naming %s: got %q, want %q", name, got, want)
		}
	}

	fsys.Write(packtest.Path("c/values.yaml"), "x: 1\n")
	fsys.Write(packtest.Path("f/values.yaml"), "x: '{{ .spectro.pack.a.x }}'\n")
	s = s.WithDiskChanged(packtest.Path("c/values.yaml"), packtest.Path("f/values.yaml"))
	if got, want := naming(s.Index(), "a"), "a b d e f"; got != want {
		t.Errorf("after changes on disk: got %q, want %q", got, want)
	}
	if got, want := naming(x, "a"), "a b c d e"; got != want {
		t.Errorf("an earlier index changed: got %q, want %q", got, want)
	}

	values := packtest.Path("a/values.yaml")
	edited := s.WithOpen(values, 1, text.New("x: '{{ .spectro.pack.f.x }}'\n"))
	if got, want := naming(edited.Index(), "f"), "a f"; got != want {
		t.Errorf("in an editor: got %q, want %q", got, want)
	}
	if edited.Index().See("a") != s.Index().See("a") {
		t.Error("what a pack mentions is nothing that others depend on")
	}
	if got, want := naming(edited.WithClosed(values).Index(), "f"), "f"; got != want {
		t.Errorf("closed: got %q, want %q", got, want)
	}
}

// TestNamingAfterDiskChanges has packs whose texts nobody has read when they change.
func TestNamingAfterDiskChanges(t *testing.T) {
	fsys, s := workspace(t, map[string]string{
		"a/pack.json": metaText("a", "1.0.0"), "b/pack.json": metaText("b", "1.0.0"), "b/values.yaml": "x: 1\n",
	})
	before := s.Index()
	fsys.Write(packtest.Path("b/values.yaml"), "x: '{{ .spectro.pack.a.x }}'\n")
	s = s.WithDiskChanged(packtest.Path("b/values.yaml"))
	if s.Index() != before {
		t.Error("another index though nobody has asked for what changed")
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if got, want := naming(s.Index(), "a"), "a b"; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	all.Wait()
}

// TestNamingTexts holds that a pack that only pack.json names needs no other file to be read, and that one whose name
// an editor changes is found.
func TestNamingTexts(t *testing.T) {
	_, s := workspace(t, map[string]string{
		"a/pack.json":   metaText("a", "1.0.0"),
		"b/pack.json":   `{"name": "b", "constraints": {"dependencies": [{"packName": "a"}]}}`,
		"b/values.yaml": "x: '{{ .spectro.pack.b.x }}'\n",
		"c/pack.json":   `{"name": "c", "constraints": {"dependencies": [{"packName": "a"}]}}`,
		"c/values.yaml": "x: '{{ .spectro.pack.a.x }}'\n",
	})
	all, err := s.Index().Naming(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]bool{}
	for _, in := range all {
		texts[packtest.Rel(in.Dir)] = in.Texts
	}
	if want := map[string]bool{"a": false, "b": false, "c": true}; !maps.Equal(texts, want) {
		t.Errorf("got %v, want %v", texts, want)
	}
	meta := packtest.Path("b/pack.json")
	if f := s.MetaFile(packtest.Path("b")); f == nil || f.Path != meta || f.Root().Get("name").Text() != "b" {
		t.Errorf("pack.json on disk: %v", f)
	}
	s = s.WithOpen(meta, 1, text.New(`{"name": "new"}`))
	if f := s.MetaFile(packtest.Path("b")); f == nil || !f.Open || f.Root().Get("name").Text() != "new" {
		t.Errorf("pack.json in an editor: %v", f)
	}
	if got, want := naming(s.Index(), "a"), "a c"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if s.MetaFile(packtest.Path("none")) != nil {
		t.Error("there is a pack.json in a folder that does not exist")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Index().Naming(ctx, "a"); err == nil {
		t.Error("no error after the context has ended")
	}
}

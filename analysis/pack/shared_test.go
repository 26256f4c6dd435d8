package pack_test

import (
	"path/filepath"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// Snapshots in which a pack is the same have the same one, and so what is found in it, even if the older snapshot is
// asked for it first, and only after the newer was made.
func TestPackIsShared(t *testing.T) {
	_, s := workspace(t, map[string]string{"a/pack.json": metaText("a", "1.0.0"), "b/pack.json": metaText("b", "1.0.0")})
	a, b := packtest.Path("a"), packtest.Path("b")
	s = s.WithOpen(filepath.Join(a, "pack.json"), 1, text.New(metaText("a", "1.0.0")))
	s = s.WithOpen(filepath.Join(b, "pack.json"), 1, text.New(metaText("b", "1.0.0")))
	for name, next := range map[string]func() *pack.Snapshot{
		"edit":  func() *pack.Snapshot { return s.WithOpen(filepath.Join(b, "pack.json"), 2, text.New("{}")) },
		"disk":  func() *pack.Snapshot { return s.WithDiskChanged(filepath.Join(b, "README.md")) },
		"index": func() *pack.Snapshot { return s.WithIndexing() },
	} {
		t.Run(name, func(t *testing.T) {
			s = s.WithToday(s.Today) // in which no pack has been made
			n := next()
			before, after := s.Pack(a), n.Pack(a)
			if before != after {
				t.Error("another pack, although nothing in it has changed")
			}
			if name != "index" && s.Pack(b) == n.Pack(b) {
				t.Error("the same pack, although it has changed")
			}
		})
	}
}

// What is found in a pack is kept as long as it holds an open file, also if it was no pack when that was opened.
func TestPackIsKept(t *testing.T) {
	fsys, s := workspace(t, map[string]string{"a/README.md": ""})
	dir := packtest.Path("a")
	values, meta := filepath.Join(dir, "values.yaml"), filepath.Join(dir, "pack.json")
	kept := func() bool {
		first := s.Pack(dir)
		return first == s.Pack(dir)
	}
	s = s.WithOpen(values, 1, text.New("a: 1\n"))
	if kept() {
		t.Error("kept, although it is no pack")
	}
	for _, changed := range []string{meta, dir, packtest.Root} {
		fsys.Write(meta, metaText("a", "1.0.0"))
		if s = s.WithDiskChanged(changed); !kept() {
			t.Errorf("%s made: not kept", changed)
		}
		fsys.Remove(meta)
		if s = s.WithDiskChanged(changed); kept() {
			t.Errorf("%s gone: kept", changed)
		}
	}
}

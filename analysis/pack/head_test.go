package pack_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

func TestHead(t *testing.T) {
	long := strings.Repeat("0123456789", 100)
	files := packtest.NewFS([]txtar.File{
		{Name: "p/pack.json", Data: []byte("{}")}, {Name: "p/long", Data: []byte(long)}, {Name: "p/empty"}, {Name: "p/dir/file"}, {Name: "secret", Data: []byte("secret")},
	})
	p := pack.NewSnapshot(files, chart.NewCache(), time.Time{}).Pack(packtest.Path("p"))
	for rel, want := range map[string]string{"long": long[:512], "empty": "", "pack.json": "{}"} {
		if got, err := p.Head(rel); err != nil || got != want {
			t.Errorf("Head(%q) = %q, %v; want %q", rel, got, err, want)
		}
	}
	for _, rel := range []string{"none", "../secret", "/w/secret"} {
		if got, err := p.Head(rel); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Head(%q) = %q, %v; want fs.ErrNotExist", rel, got, err)
		}
	}
	if got, err := p.Head("dir"); err == nil {
		t.Errorf("Head of a folder = %q, want an error", got)
	}
}

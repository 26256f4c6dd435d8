package upgrade

import (
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

func TestDir(t *testing.T) {
	for _, c := range []struct{ dir, version, next, want string }{
		{"demo-1.0.0", "1.0.0", "1.1.0", "demo-1.1.0"},
		{"demo", "1.0.0", "1.1.0", "demo-1.1.0"},
		{"demo-1.0", "1.0.0", "1.1.0", "demo-1.1.0"},
		{"demo-v1.0.0", "1.0.0", "1.1.0", "demo-v1.1.0"},
		{"demo-10", "1.0.0", "1.1.0", "demo-10-1.1.0"},
		{"demo-add-on", "", "1.1.0", "demo-add-on-1.1.0"},
	} {
		s := packtest.OnDisk([]txtar.File{{Name: c.dir + "/pack.json", Data: []byte(`{"version": "` + c.version + `"}`)}})
		if got := Dir(s.Pack(packtest.Path(c.dir)), c.next); got != packtest.Path(c.want) {
			t.Errorf("%s %s: %s, want %s", c.dir, c.version, got, c.want)
		}
	}
}

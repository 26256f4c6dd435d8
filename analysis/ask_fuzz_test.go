package analysis_test

import (
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// FuzzAsk asks for all that an editor can ask about a place in any file of a pack: nothing panics, and all ranges are
// inside the text.
func FuzzAsk(f *testing.F) {
	names := []string{"pack.json", "values.yaml", "schema.yaml", "presets.yaml", "manifests/app.yaml", pack.ConfigName}
	for _, file := range wholePack {
		for kind, name := range names {
			if name == file.Name {
				f.Add(string(file.Data), uint8(kind), len(file.Data)/2)
			}
		}
	}
	f.Add("checks: {json/*: o}\nexclude: [a]\noverrides:\n- ", uint8(5), 16)
	snapshot := packtest.WithIndex(packtest.OnDisk(wholePack))
	f.Fuzz(func(t *testing.T, src string, kind uint8, off int) {
		if len(src) > 4000 {
			return
		}
		name := packtest.Path(names[int(kind)%len(names)])
		opened := snapshot.WithOpen(name, 1, text.New(src))
		off = min(max(off, 0), len(src))
		askAll(t, opened, name, src, off)
		askForChanges(t, opened, name, off)
	})
}

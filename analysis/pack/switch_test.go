package pack_test

import (
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// What the editor says of inlay hints and code lenses wins over the file, and by default they are on.
func TestSwitches(t *testing.T) {
	for _, test := range []struct {
		file, editor string
		hints, lens  bool
	}{
		{"", "", true, true},
		{"inlayHints: false", "", false, true},
		{"inlayHints: off\ncodeLens: no", "", false, false},
		{"inlayHints: false\ncodeLens: false", `{"inlayHints": true}`, true, false},
		{"codeLens: true", `{"codeLens": false}`, true, false},
		{"inlayHints: never\ncodeLens: \"false\"", `{"inlayHints": null}`, true, true},
	} {
		fsys := packtest.NewFS(packtest.Complete("", []txtar.File{{Name: pack.ConfigName, Data: []byte(test.file)}}))
		s := pack.NewSnapshot(fsys, chart.NewCache(), time.Time{}).WithFolders([]string{packtest.Root})
		s = s.WithSettings(pack.ParseSettings(syntax.ParseJSON(test.editor).Root(), packtest.Root))
		got := s.Pack(packtest.Root).Settings
		if got.InlayHints() != test.hints || got.CodeLens() != test.lens {
			t.Errorf("%q and %q: hints %v, lenses %v", test.file, test.editor, got.InlayHints(), got.CodeLens())
		}
	}
	var none *pack.Settings
	if !none.InlayHints() || !none.CodeLens() {
		t.Error("off without settings")
	}
}

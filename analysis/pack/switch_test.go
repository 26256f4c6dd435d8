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

// What the editor says of inlay hints and code lenses wins over the file. By default they are on, except the hints of
// defaults.
func TestSwitches(t *testing.T) {
	for _, test := range []struct {
		file, editor string
		hints, lens  bool
		defaults     bool
	}{
		{"", "", true, true, false},
		{"inlayHints: false", "", false, true, false},
		{"inlayHints: off\ncodeLens: no", "", false, false, false},
		{"inlayHints: false\ncodeLens: false", `{"inlayHints": true}`, true, false, false},
		{"codeLens: true", `{"codeLens": false}`, true, false, false},
		{"inlayHints: never\ncodeLens: \"false\"", `{"inlayHints": null}`, true, true, false},
		{"defaultHints: true", "", true, true, true},
		{"defaultHints: true", `{"defaultHints": false}`, true, true, false},
		{"inlayHints: false", `{"defaultHints": true}`, false, true, true},
	} {
		fsys := packtest.NewFS(packtest.Complete("", []txtar.File{{Name: pack.ConfigName, Data: []byte(test.file)}}))
		s := pack.NewSnapshot(fsys, chart.NewCache(), time.Time{}).WithFolders([]string{packtest.Root})
		s = s.WithSettings(pack.ParseSettings(syntax.ParseJSON(test.editor).Root(), packtest.Root))
		got := s.Pack(packtest.Root).Settings
		if got.DefaultHints() != test.defaults {
			t.Errorf("%q and %q: hints of defaults %v", test.file, test.editor, got.DefaultHints())
		}
		if got.InlayHints() != test.hints || got.CodeLens() != test.lens {
			t.Errorf("%q and %q: hints %v, lenses %v", test.file, test.editor, got.InlayHints(), got.CodeLens())
		}
	}
	var none *pack.Settings
	if !none.InlayHints() || !none.CodeLens() || none.DefaultHints() {
		t.Error("not the defaults without settings")
	}
}

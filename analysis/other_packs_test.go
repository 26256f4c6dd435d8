package analysis_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis"
	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// workspaceOf is an indexed workspace of two versions of a pack, and of an app whose macros name their values.
func workspaceOf(t *testing.T) (s *pack.Snapshot, app string) {
	t.Helper()
	meta := func(name, version string) []byte {
		return fmt.Appendf(nil, `{"name": %q, "version": %q, "layer": "addon", "constraints": {"dependencies": [{"packName": "op", "type": "upgrade"}]}}`, name, version)
	}
	app = `both: "{{ .spectro.pack.op.data.both }}"
only: "{{ .spectro.pack.op.data.only }}"
`
	disk := packtest.NewFS([]txtar.File{
		{Name: "op-1/pack.json", Data: meta("op", "1.0.0")},
		{Name: "op-1/values.yaml", Data: []byte("data:\n  both: 1\n  only: 2\n")},
		{Name: "op-2/pack.json", Data: meta("op", "2.0.0")},
		{Name: "op-2/values.yaml", Data: []byte("data:\n  both: 1\n")},
		{Name: "app/pack.json", Data: meta("app", "1.0.0")},
		{Name: "app/values.yaml", Data: []byte(app)},
	})
	s = pack.NewSnapshot(disk, chart.NewCache(), time.Time{}).WithFolders([]string{packtest.Root})
	return s.WithIndex(s.BuildIndex(t.Context(), s.WorkspaceDirs(t.Context()), nil)), app
}

func TestDefineInOtherPacks(t *testing.T) {
	s, app := workspaceOf(t)
	for at, want := range map[string][]string{
		"op.data.both": {"/w/op-2/pack.json op", "/w/op-1/pack.json op"},
		"data.both":    {"/w/op-2/values.yaml data"},
		"both }}":      {"/w/op-2/values.yaml both"},
		"only }}":      {"/w/op-1/values.yaml only"},
		`"op", "type"`: {"/w/op-2/pack.json op", "/w/op-1/pack.json op"},
	} {
		path, src := "/w/app/values.yaml", app
		if strings.HasPrefix(at, `"`) {
			path = "/w/app/pack.json"
			_, f := s.PackOf(path)
			src = f.Text.String()
		}
		var got []string
		for _, l := range analysis.Define(s, path, strings.Index(src, at)+1) {
			got = append(got, l.Path+" "+strings.Trim(l.Range.Of(l.Text.String()), `"`))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
}

// Macros in other packs follow a value, unless another version of the pack has it still.
func TestRenameValueOfOtherPacks(t *testing.T) {
	s, app := workspaceOf(t)
	for key, want := range map[string][]string{
		"both": {"/w/op-1/values.yaml"},
		"only": {"/w/app/values.yaml", "/w/op-1/values.yaml"},
	} {
		off := strings.Index("data:\n  both: 1\n  only: 2\n", key)
		edits, err := analysis.Rename(context.Background(), s, "/w/op-1/values.yaml", off, "other")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range edits {
			got = append(got, e.Path)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: edits in %q, want %q", key, got, want)
		}
	}
	if _, err := analysis.PrepareRename(s, "/w/app/values.yaml", strings.Index(app, "only }}")); err == nil || !strings.Contains(err.Error(), "pack op") {
		t.Errorf("renaming another pack's value at a macro: %v", err)
	}
}

// Text that an editor has, and no index has seen yet, counts.
func TestReferencesOfEditedMacros(t *testing.T) {
	s, app := workspaceOf(t)
	s = s.WithOpen("/w/app/values.yaml", 2, text.New(app+"new: \"{{ .spectro.pack.op.data.only }}\"\n"))
	found, err := analysis.References(t.Context(), s, "/w/op-1/values.yaml", strings.Index("data:\n  both: 1\n  only: 2\n", "only"), true)
	if err != nil || len(found) != 3 {
		t.Errorf("%d references, want 3 (%v)", len(found), err)
	}
}

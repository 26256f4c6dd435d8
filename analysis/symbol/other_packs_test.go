package symbol_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

func TestDefineInOtherPacks(t *testing.T) {
	s, app := packtest.WorkspaceOf(t)
	for at, want := range map[string][]string{
		"op.data.both": {"op-2/pack.json op", "op-1/pack.json op"},
		"data.both":    {"op-2/values.yaml data"},
		"both }}":      {"op-2/values.yaml both"},
		"only }}":      {"op-1/values.yaml only"},
		`"op", "type"`: {"op-2/pack.json op", "op-1/pack.json op"},
	} {
		path, src := packtest.Path("app/values.yaml"), app
		if strings.HasPrefix(at, `"`) {
			path = packtest.Path("app/pack.json")
			_, f := s.PackOf(path)
			src = f.Text.String()
		}
		var got []string
		for _, l := range symbol.Define(s, path, strings.Index(src, at)+1) {
			got = append(got, packtest.Rel(l.Path)+" "+strings.Trim(l.Range.Of(l.Text.String()), `"`))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
}

// TestRenameValueOfOtherPacks: a rename of a value changes macros in other packs, unless another version of the pack
// has that value.
func TestRenameValueOfOtherPacks(t *testing.T) {
	s, app := packtest.WorkspaceOf(t)
	for key, want := range map[string][]string{
		"both": {"op-1/values.yaml"},
		"only": {"app/values.yaml", "op-1/values.yaml"},
	} {
		off := strings.Index("data:\n  both: 1\n  only: 2\n", key)
		edits, err := symbol.Rename(context.Background(), s, packtest.Path("op-1/values.yaml"), off, "other")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range edits {
			got = append(got, packtest.Rel(e.Path))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: edits in %q, want %q", key, got, want)
		}
	}
	_, err := symbol.PrepareRename(s, packtest.Path("app/values.yaml"), strings.Index(app, "only }}"))
	if err == nil || !strings.Contains(err.Error(), "pack op") {
		t.Errorf("renaming another pack's value at a macro: %v", err)
	}
}

// TestRenameManifestOfOtherPacks: a rename of a manifest changes macros in other packs, unless another version of the
// pack has its section.
func TestRenameManifestOfOtherPacks(t *testing.T) {
	app := "a: '{{ .spectro.pack.op.manifests.ctl.port }}'\n"
	meta := `{"name": "op", "version": "1.0.0", "kubeManifests": ["manifests/ctl.yaml"]}`
	files := []txtar.File{
		{Name: "op-1/pack.json", Data: []byte(meta)},
		{Name: "op-1/values.yaml", Data: []byte("manifests:\n  ctl:\n    port: 1\n")},
		{Name: "app/pack.json", Data: []byte(`{"name": "app"}`)},
		{Name: "app/values.yaml", Data: []byte(app)},
	}
	second := []txtar.File{
		{Name: "op-2/pack.json", Data: []byte(strings.Replace(meta, "1.0.0", "2.0.0", 1))},
		{Name: "op-2/values.yaml", Data: []byte("manifests:\n  ctl:\n    port: 2\n")},
	}
	move := []symbol.FileRename{
		{Old: packtest.Path("op-1/manifests/ctl.yaml"), New: packtest.Path("op-1/manifests/run.yaml")},
	}
	for _, test := range []struct {
		name  string
		files []txtar.File
		want  string
	}{
		{"one version", files, "app/values.yaml:1: a: '{{ .spectro.pack.op.manifests.run.port }}'\nop-1/pack.json:1: " + strings.Replace(meta, "ctl", "run", 1) + "\nop-1/values.yaml:2:   run:\n"},
		{"two versions", slices.Concat(files, second), "op-1/pack.json:1: " + strings.Replace(meta, "ctl", "run", 1) + "\nop-1/values.yaml:2:   run:\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := packtest.WithIndex(packtest.OnDisk(test.files))
			edits, err := symbol.RenameFiles(t.Context(), s, move)
			if err != nil {
				t.Fatal(err)
			}
			if got := changedLines(t, s, edits); got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
		})
	}
}

// TestReferencesOfEditedMacros: references are found in open text that is not in the index yet.
func TestReferencesOfEditedMacros(t *testing.T) {
	s, app := packtest.WorkspaceOf(t)
	s = s.WithOpen(packtest.Path("app/values.yaml"), 2, text.New(app+"new: \"{{ .spectro.pack.op.data.only }}\"\n"))
	off := strings.Index("data:\n  both: 1\n  only: 2\n", "only")
	found, err := symbol.References(t.Context(), s, packtest.Path("op-1/values.yaml"), off, true)
	if err != nil || len(found) != 3 {
		t.Errorf("%d references, want 3 (%v)", len(found), err)
	}
}

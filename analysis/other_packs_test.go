package analysis_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis"
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
	return withIndex(onDisk([]txtar.File{
		{Name: "op-1/pack.json", Data: meta("op", "1.0.0")},
		{Name: "op-1/values.yaml", Data: []byte("data:\n  both: 1\n  only: 2\n")},
		{Name: "op-2/pack.json", Data: meta("op", "2.0.0")},
		{Name: "op-2/values.yaml", Data: []byte("data:\n  both: 1\n")},
		{Name: "app/pack.json", Data: meta("app", "1.0.0")},
		{Name: "app/values.yaml", Data: []byte(app)},
	})), app
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

// Macros in other packs follow the section of a manifest that gets another name, unless another version of the pack has that section still.
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
	move := []analysis.FileRename{{Old: packtest.Root + "/op-1/manifests/ctl.yaml", New: packtest.Root + "/op-1/manifests/run.yaml"}}
	for _, test := range []struct {
		name  string
		files []txtar.File
		want  string
	}{
		{"one version", files, "app/values.yaml:1: a: '{{ .spectro.pack.op.manifests.run.port }}'\nop-1/pack.json:1: " + strings.Replace(meta, "ctl", "run", 1) + "\nop-1/values.yaml:2:   run:\n"},
		{"two versions", slices.Concat(files, second), "op-1/pack.json:1: " + strings.Replace(meta, "ctl", "run", 1) + "\nop-1/values.yaml:2:   run:\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := withIndex(onDisk(test.files))
			edits, err := analysis.RenameFiles(t.Context(), s, move)
			if err != nil {
				t.Fatal(err)
			}
			if got := changedLines(t, s, edits); got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
		})
	}
}

// Hovering over a macro that names another pack, or a value of it, shows what that pack has.
func TestHoverInOtherPacks(t *testing.T) {
	s, app := workspaceOf(t)
	for at, want := range map[string]string{
		"op.data.both": "**op** · layer addon\n\nIn this workspace: `2.0.0`, `1.0.0`.",
		"both }}":      "**data.both** · value of the pack op 2.0.0\n\n```yaml\nboth: 1\n```\n\nSet in line 2 of values.yaml in the folder `op-2`.",
		"only }}":      "**data.only** · value of the pack op 1.0.0\n\n```yaml\nonly: 2\n```\n\nSet in line 3 of values.yaml in the folder `op-1`.",
	} {
		h := analysis.Hover(s, "/w/app/values.yaml", strings.Index(app, at)+1)
		if h == nil || h.Markdown != want {
			t.Errorf("%s: %+v, want %q", at, h, want)
		}
	}
	for macro, want := range map[string]string{
		"op.data.none":        "**data.none** · no value of `op` in this workspace\n\nA macro that names a value which is not defined is empty.",
		"app.both":            "**both** · value of this pack\n\n```yaml\nboth: \"{{ .spectro.pack.op.data.both }}\"\n```\n\nSet in line 1 of values.yaml.",
		"app":                 "**app** · this pack\n\nWhat follows is the path of a value from the root of its values.",
		"kubernetes":          "**kubernetes** · layer k8s · ships with Palette\n\nPalette eXtended Kubernetes, for clusters in data centers and clouds.",
		"nothing.of.the.kind": "**pack** · `.spectro.pack.<pack name>.<path>`\n\nA value of a pack of the same cluster, by its path from the root of that pack's values. Empty if the value is not defined.",
	} {
		src := app + "new: \"{{ .spectro.pack." + macro + " }}\"\n"
		h := analysis.Hover(s.WithOpen("/w/app/values.yaml", 2, text.New(src)), "/w/app/values.yaml", strings.Index(src, macro+" }}")+len(macro))
		if h == nil || h.Markdown != want {
			t.Errorf("%s: %+v, want %q", macro, h, want)
		}
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

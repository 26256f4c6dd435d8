package hover_test

import (
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/hover"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestHoverInOtherPacks: a hover over a macro that names another pack, or a value of it, shows that pack or value.
func TestHoverInOtherPacks(t *testing.T) {
	s, app := packtest.WorkspaceOf(t)
	for at, want := range map[string]string{
		"op.data.both": "**op** · layer addon\n\nIn this workspace: `2.0.0`, `1.0.0`.",
		"both }}": "**data.both** · value of the pack op 2.0.0\n\n```yaml\nboth: 1\n```\n\n" +
			"Set in line 2 of values.yaml in the folder `op-2`.",
		"only }}": "**data.only** · value of the pack op 1.0.0\n\n```yaml\nonly: 2\n```\n\n" +
			"Set in line 3 of values.yaml in the folder `op-1`.",
	} {
		h := hover.At(t.Context(), s, packtest.Path("app/values.yaml"), strings.Index(app, at)+1)
		if h == nil || h.Markdown != want {
			t.Errorf("%s: %+v, want %q", at, h, want)
		}
	}
	for macro, want := range map[string]string{
		"op.data.none": "**data.none** · no value of `op` in this workspace\n\n" +
			"A macro is empty if the value that it names is not defined.",
		"app.both": "**both** · value of this pack\n\n```yaml\nboth: \"{{ .spectro.pack.op.data.both }}\"\n```\n\n" +
			"Set in line 1 of values.yaml.",
		"app": "**app** · this pack\n\nWhat follows is the path of a value from the root of its values.",
		"kubernetes": "**kubernetes** · layer k8s · ships with Palette\n\n" +
			"Palette eXtended Kubernetes, for clusters in data centers and clouds.",
		"nothing.of.the.kind": "**pack** · `.spectro.pack.<pack name>.<path>`\n\n" +
			"A value of a pack of the same cluster, by its path from the root of that pack's values. " +
			"Empty if the value is not defined.",
	} {
		src := app + "new: \"{{ .spectro.pack." + macro + " }}\"\n"
		path := packtest.Path("app/values.yaml")
		h := hover.At(t.Context(), s.WithOpen(path, 2, text.New(src)), path, strings.Index(src, macro+" }}")+len(macro))
		if h == nil || h.Markdown != want {
			t.Errorf("%s: %+v, want %q", macro, h, want)
		}
	}
}

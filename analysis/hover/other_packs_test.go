package hover_test

import (
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/hover"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// Hovering over a macro that names another pack, or a value of it, shows what that pack has.
func TestHoverInOtherPacks(t *testing.T) {
	s, app := packtest.WorkspaceOf(t)
	for at, want := range map[string]string{
		"op.data.both": "**op** · layer addon\n\nIn this workspace: `2.0.0`, `1.0.0`.",
		"both }}":      "**data.both** · value of the pack op 2.0.0\n\n```yaml\nboth: 1\n```\n\nSet in line 2 of values.yaml in the folder `op-2`.",
		"only }}":      "**data.only** · value of the pack op 1.0.0\n\n```yaml\nonly: 2\n```\n\nSet in line 3 of values.yaml in the folder `op-1`.",
	} {
		h := hover.At(s, "/w/app/values.yaml", strings.Index(app, at)+1)
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
		h := hover.At(s.WithOpen("/w/app/values.yaml", 2, text.New(src)), "/w/app/values.yaml", strings.Index(src, macro+" }}")+len(macro))
		if h == nil || h.Markdown != want {
			t.Errorf("%s: %+v, want %q", macro, h, want)
		}
	}
}

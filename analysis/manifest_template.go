package analysis

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// template is a manifest as the template that it is.
type template struct {
	actions []macro.Action
	values  []macro.ValuesRef
}

func templateOf(f *pack.File) *template {
	return pack.View(f, "template", func() *template {
		actions := macro.Parse(f.Text.String(), text.Verbatim)
		return &template{actions, macro.ValuesRefs(actions)}
	})
}

// uses are the places in the manifest that use the value at path, or one below it.
func (t *template) uses(path []string) []macro.ValuesRef {
	var found []macro.ValuesRef
	for _, ref := range t.values {
		if startsWith(ref.Path, path) {
			found = append(found, ref)
		}
	}
	return found
}

func startsWith(path []macro.Segment, steps []string) bool {
	return len(path) >= len(steps) && slices.EqualFunc(path[:len(steps)], steps, func(s macro.Segment, step string) bool { return s.Name == step })
}

// useDoc shows the line of a manifest that uses a value.
func useDoc(f *pack.File, off int) string {
	n := f.Text.LineAt(off)
	line := strings.TrimSpace(f.Text.Line(n).Of(f.Text.String()))
	return "Used in line " + strconv.Itoa(n+1) + " of " + f.Base() + ":\n\n" + fenced("yaml", line)
}

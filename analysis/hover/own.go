package hover

import (
	"fmt"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/template"
)

// own explains the template or variable that f, if it is a manifest, names at byte offset off: how it is defined. It is
// "" if there is none, or if the manifest does not define it.
func (h *hoverer) own(f *pack.File, off int) string {
	if f.Kind != pack.Manifest {
		return ""
	}
	m := template.Of(f)
	s := m.SymbolAt(off)
	if s == nil {
		return ""
	}
	found := m.Declarations(s)
	if len(found) == 0 {
		return ""
	}
	h.Range = s.Range
	to := found[len(found)-1]
	kind, shown := "variable", to.Action
	if s.Kind == macro.TemplateName {
		kind = "template"
		shown.End = max(shown.End, to.Body.End)
	}
	where := fmt.Sprintf(" · %s\n\nDefined in line %d:\n\n", kind, f.Text.LineAt(to.Start)+1)
	return markdown.Strong(s.Name) + where + markdown.Fenced("yaml", firstLines(shown.Of(f.Text.String())))
}

// firstLines are the first lines of s, at most as many as are shown of a value.
func firstLines(s string) string {
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(s, "\r\n", "\n"), " \n"), "\n")
	if len(lines) > markdown.MaxLines {
		lines = append(lines[:markdown.MaxLines:markdown.MaxLines], "…")
	}
	return strings.Join(lines, "\n")
}

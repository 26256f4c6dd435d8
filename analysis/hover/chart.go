package hover

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// InChart explains what the cursor in a template of a chart archive is on; nil if nothing is known of it. offset says
// where the cursor is. The text is that of the template, nil if there is no such file.
func InChart(
	ctx context.Context, s *pack.Snapshot, at pack.ChartFile, offset func(*text.Text) int,
) (*Info, *text.Text) {
	f := template.InChart(s, at)
	if f == nil {
		return nil, nil
	}
	off := offset(f.Text)
	if sym := f.SymbolAt(off); sym != nil {
		if words := chartSymbol(f, sym); words != "" {
			return &Info{sym.Range, words}, f.Text
		}
	}
	h := hoverer{ctx: ctx, snapshot: s, pack: f.Pack}
	h.Text = value.Text{Pack: f.Pack}
	if rel, r, ok := f.ValueAt(off); ok {
		if full := f.Full(f.Owner, rel); len(full) > 0 {
			return &Info{r, h.effective(full[0])}, f.Text
		}
	}
	if c, ok := f.Cursor(off); ok {
		h.Macro = c
		if words := h.macroPart(); words != "" {
			return &Info{h.Range, words}, f.Text
		}
	}
	return nil, f.Text
}

// chartSymbol explains a template or variable of a chart: how it is defined. Of several definitions of a template, the
// last one is shown. It is "" if there is none.
func chartSymbol(f *template.ChartFile, sym *macro.Symbol) string {
	var to *template.ChartSymbol
	for o := range f.Naming(sym) {
		if o.Declares {
			to = &o
		}
	}
	if to == nil {
		return ""
	}
	kind, shown, where := "variable", to.Action, ""
	if sym.Kind == macro.TemplateName {
		kind = "template"
		shown.End = max(shown.End, to.Body.End)
		where = " of " + markdown.Code(path.Base(to.At.Inner))
	}
	return markdown.Strong(sym.Name) + fmt.Sprintf(" · %s\n\nDefined in line %d%s:\n\n", kind,
		to.Text.LineAt(to.Start)+1, where) + markdown.Fenced("yaml", firstLines(shown.Of(to.Text.String())))
}

// effective explains the value of a chart, at a path from the root of the pack's values, that the chart is rendered
// with.
func (h *hoverer) effective(path []string) string {
	set := value.Get(h.pack, path)
	at, inChart := value.ChartAt(h.pack, path)
	title := markdown.Strong(path[len(path)-1]) + " · "
	var about []string
	switch {
	case set.Exists():
		title += markdown.Kind(set.Resolve().Kind())
		about = append(about, setIn(h.pack, set, true)+"\n\n"+markdown.Value(set.Owner()))
		if inChart {
			about = append(about, defaultWords(at, set))
		}
	case inChart && at.Value().Exists():
		title += markdown.Kind(at.Value().Resolve().Kind())
		about = append(about, "The pack does not set it; the chart's default is:\n\n"+markdown.YAML(at.Scope.Pair()))
	default:
		title += "value\n\nNeither the pack nor the chart sets it."
	}
	if inChart {
		about = append(about, markdown.ChartDoc(at))
	}
	if c := value.ConstraintAt(h.pack, path); c != nil {
		about = append(about, "Constraint in schema.yaml: "+markdown.Constraint(c))
	}
	about = append(about, presetWords(h.Text, path))
	for _, words := range about {
		if words = strings.TrimSpace(words); words != "" {
			title += "\n\n" + words
		}
	}
	return title
}

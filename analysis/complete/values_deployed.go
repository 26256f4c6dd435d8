package complete

import (
	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// compared adds the texts that the chart's templates compare the value with.
func (w *valueItems) compared(at value.ChartPlace) {
	for _, text := range at.Chart.Compared(at.Path) {
		item := w.c.scalar(text)
		item.Kind = Enum
		w.add(item, "templates", "Templates of the chart "+markdown.Literal(at.Chart.Name)+" compare the value with it.")
	}
}

// deployed adds the values that Kubernetes allows for the fields that are set to the value at path, and nothing else.
// The pack is rendered to know these; if there is no time for that, none are added.
func (w *valueItems) deployed(path []string) {
	ctx, s := w.c.opts.ctx, w.c.opts.snapshot
	fields, err := deploy.Sets(ctx, s, w.c.Pack, path)
	if err != nil {
		return
	}
	for _, f := range fields {
		if !f.Whole {
			continue
		}
		for _, text := range f.Type.Values() {
			item := w.c.scalar(text)
			if f.Type.Enum() == nil { // true and false
				item = w.c.value(text, text)
			}
			item.Kind = Enum
			w.add(item, "Kubernetes", "A value of "+markdown.Code(f.Words())+" of "+markdown.Literal(f.ID.Kind)+".")
		}
	}
}

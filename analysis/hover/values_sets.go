package hover

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
)

// setsWords names the fields of deployed objects that the value at a path sets, in a sentence; "" if none are known, or
// not in time.
func (h *hoverer) setsWords(path []string) string {
	fields, err := deploy.Sets(h.ctx, h.snapshot, h.pack, path)
	if err != nil || len(fields) == 0 {
		return ""
	}
	first := fields[0]
	object := markdown.Literal(first.ID.Kind)
	if first.Name != "" {
		object += " " + markdown.Code(first.Name)
	}
	whole := slices.IndexFunc(fields, func(f deploy.Field) bool { return f.Path == nil })
	if first.Path == nil {
		words := "Decides whether " + object
		if n := len(fields) - 1; n > 0 {
			words += " and " + markdown.Plural(n, "more object")
		}
		return words + " " + isOrAre(len(fields)) + " deployed."
	}
	if whole < 0 {
		whole = len(fields)
	}
	words := "Sets " + markdown.Code(first.Words()) + " of " + object
	if n := whole - 1; n > 0 {
		words += " and " + markdown.Plural(n, "more field")
	}
	if n := len(fields) - whole; n > 0 {
		words += ", and decides whether " + markdown.Plural(n, "object") + " " + isOrAre(n) + " deployed"
	}
	return words + "."
}

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

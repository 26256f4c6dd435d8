package complete

import (
	"fmt"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/defaults"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// Limits of the texts in items, which clients get for each completion.
const (
	maxWholeLines = 60        // lines of the default of one key
	maxWhole      = 100 << 10 // bytes of all of them together
)

// wholeDefaults are items that write a chart's default of a key with all that is in it and its comments, and one for
// all keys that the mapping at the cursor lacks. Only snippets can have several lines.
func (c *valuesCompleter) wholeDefaults(keys []key, present map[string]bool) []Item {
	at, ok := value.ChartAt(c.Pack, c.cursor.Path)
	if !ok || at.List || !c.opts.Snippets || c.cursor.HasColon || c.cursor.InFlow || c.cursor.Quote != 0 {
		return nil
	}
	var items []Item
	var all []string
	left := maxWhole
	for _, k := range keys {
		if present[k.name] {
			continue
		}
		entry := defaults.TakeKey(at.Scope, k.name)
		if entry == "" {
			continue
		}
		all = append(all, entry)
		lines := strings.Count(defaults.Bare(at.Scope.Child(k.name).Pair()), "\n")
		if left -= len(entry); lines == 0 || lines > maxWholeLines || left < 0 {
			continue
		}
		item := c.whole(entry, k.name+" with its defaults", k.name)
		item.Kind, item.Rank, item.Detail = k.kind, k.rank+1, fmt.Sprintf("%d lines", lines+1)
		items = append(items, item)
	}
	if whole := strings.Join(all, "\n"); len(all) > 1 && len(whole) <= maxWhole {
		item := c.whole(whole, "all defaults", "all defaults")
		item.Rank, item.Detail = 2, fmt.Sprintf("%d keys of the chart", len(all))
		items = append(items, item)
	}
	return items
}

// whole is an item that writes entry, lines of YAML without indentation of their own.
func (c *valuesCompleter) whole(entry, label, filter string) Item {
	return Item{
		Label: label, Filter: filter, Snippet: true,
		DocOf: func() string { return markdown.Fenced("yaml", entry) },
		Edit:  text.Edit{Range: c.cursor.KeyRange, New: c.indented(escapeSnippet(entry))},
	}
}

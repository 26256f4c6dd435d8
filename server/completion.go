package server

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/complete"
)

// triggerCharacters open completion when an author has just made room for something: a quote opens a key or value in
// pack.json, a colon and a space come before a value, a dash begins a list item, a slash goes into a folder, a brace
// opens a macro, a dot continues one. A comma and a line break make room, too, but a space or a quote follows them.
var triggerCharacters = []string{`"`, ":", " ", "-", "/", "{", "."}

// manyItems is the number of items above which their documentation is sent only on request.
const manyItems = 200

// Completion lists what can be inserted at the cursor.
func (s *server) Completion(ctx context.Context, params *protocol.CompletionParams) (protocol.CompletionResult, error) {
	doc, ok := s.document(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	opts := complete.Options{Snippets: s.can.snippets}
	ctx, cancel := context.WithTimeout(ctx, maxRender)
	defer cancel()
	found := complete.At(ctx, doc.Snapshot, doc.file.Path, doc.offset(s, params.Position), opts)
	slices.SortStableFunc(found, func(a, b complete.Item) int { return cmp.Compare(a.Rank, b.Rank) })
	list := 0
	if s.can.resolvesDocs && len(found) > manyItems {
		list = s.complete.keep(found)
	}
	items := make([]protocol.CompletionItem, len(found))
	for i := range found {
		items[i] = s.completionItem(doc, &found[i], i, list)
	}
	return fromItems(items), nil
}

// completionItem converts the i-th item. If list is not 0, the documentation stays on the server, in the list of that
// number.
func (s *server) completionItem(doc document, c *complete.Item, i, list int) protocol.CompletionItem {
	item := s.can.fromCompletion(doc.file.Text, c)
	item.SortText = optional(fmt.Sprintf("%05d", i))
	if list != 0 {
		item.Data = itemData{list, i}.json()
	} else if doc := c.Documentation(); doc != "" {
		item.Documentation = fromMarkdownDoc(doc, s.can.completionMarkdown)
	}
	return item
}

// CompletionResolve adds the documentation to an item of the last long list.
func (s *server) CompletionResolve(_ context.Context, item *protocol.CompletionItem) (*protocol.CompletionItem, error) {
	if doc := s.complete.doc(itemDataOf(item.Data)); doc != "" {
		item.Documentation = fromMarkdownDoc(doc, s.can.completionMarkdown)
	}
	return item, nil
}

// itemData names an item of a kept list.
type itemData struct{ List, Item int }

// completions keeps the last long list of items, for their documentation.
type completions struct {
	mu    sync.Mutex
	list  int // number of the list
	items []complete.Item
}

func (c *completions) keep(items []complete.Item) (list int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list++
	c.items = items
	return c.list
}

// doc is the documentation of an item; "" if its list is no longer kept.
func (c *completions) doc(d itemData) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d.List != c.list || d.Item < 0 || d.Item >= len(c.items) {
		return ""
	}
	return c.items[d.Item].Documentation()
}

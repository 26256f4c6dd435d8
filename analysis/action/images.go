package action

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/image"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// arrangingImages are the actions for pack.content.images if at is in pack.content: sort the list, and add the images
// that it lacks. An empty list is a problem with its own fix.
func arrangingImages(p *pack.Pack, f *pack.File, at text.Range) []Action {
	content := f.Root().Get(pack.SectionPack).Pair(palette.AttrContent)
	owner := content.Value().Resolve().Pair("images")
	list := owner.Value()
	if r := content.Range(); r.Start > at.End || at.Start > r.End ||
		list.Kind() != syntax.Sequence || !list.First().Exists() || list.Broken() {
		return nil
	}
	var actions []Action
	if sorted, ok := sortedItems(list, imageName); ok {
		edits := func() []edit.FileEdit { return []edit.FileEdit{{Path: f.Path, Edit: sorted}} }
		actions = append(actions, Action{Title: "Sort the images", Kind: RefactorRewrite, Edits: edits})
	}
	if missing, deployed := image.Unlisted(p); len(missing) > 0 {
		images, source := "missing image", "of the manifests"
		if len(missing) > 1 {
			images = fmt.Sprintf("%d missing images", len(missing))
		}
		if deployed {
			source = "that the pack deploys"
		}
		title := fmt.Sprintf("Add the %s %s", images, source)
		edits := func() []edit.FileEdit { return appendImages(f, owner, missing) }
		actions = append(actions, Action{Title: title, Kind: RefactorRewrite, Edits: edits})
	}
	return actions
}

// imageName is the sort key of an entry of the list.
func imageName(item syntax.Node) string {
	if ref := item.Get("image"); ref.Exists() {
		return ref.Text()
	}
	return item.Resolve().Text()
}

func appendImages(f *pack.File, owner syntax.Node, images []string) []edit.FileEdit {
	entries := make([]string, len(images))
	for i, image := range images {
		entries[i] = "image: " + image
	}
	var edits []edit.FileEdit
	for _, e := range edit.AppendItems(owner, entries) {
		edits = append(edits, edit.FileEdit{Path: f.Path, Edit: e})
	}
	return edits
}

// sortedItems sorts the items of a block sequence by key. Each keeps its lines and the comments above it; the comments
// above the first item stay there. It is false if they are sorted already, or if items share lines.
func sortedItems(list syntax.Node, key func(syntax.Node) string) (text.Edit, bool) {
	type block struct{ key, source string }
	if list.Style() != syntax.Block {
		return text.Edit{}, false
	}
	src := list.Tree().Text
	var blocks []block
	var whole text.Range
	for item := range list.Children() {
		start := strings.LastIndexByte(src[:item.Start()], '\n') + 1
		end := len(src)
		last := len(strings.TrimRight(src[:item.End()], "\r\n")) // a block scalar may reach over its last line end
		if i := strings.IndexByte(src[last:], '\n'); i >= 0 {
			end = last + i
		}
		if !strings.HasPrefix(strings.TrimLeft(src[start:], " "), "-") || start < whole.End {
			return text.Edit{}, false
		}
		if blocks == nil {
			whole.Start = start
		} else {
			start = whole.End + 1
		}
		whole.End = end
		blocks = append(blocks, block{key(item), strings.TrimSuffix(src[start:end], "\r")})
	}
	before := slices.Clone(blocks)
	slices.SortStableFunc(blocks, func(a, b block) int { return strings.Compare(a.key, b.key) })
	if slices.Equal(before, blocks) {
		return text.Edit{}, false
	}
	sources := make([]string, len(blocks))
	for i, b := range blocks {
		sources[i] = b.source
	}
	if strings.HasSuffix(src[:whole.End], "\r") {
		whole.End--
	}
	return text.Edit{Range: whole, New: strings.Join(sources, edit.Newline(src))}, true
}

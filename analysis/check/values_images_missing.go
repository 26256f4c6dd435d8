package check

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/image"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

func imagesMissing(p *Pass) {
	if !lacksImages(p) {
		return
	}
	d := p.Report(p.anchorFor(image.ListPath()...),
		"pack.content.images lists no images, so they cannot be mirrored or scanned, "+
			"and clusters with a registry of their own do not get them")
	d.Fix(p.File, "List the images that manifests and charts name", listImages(p, image.Named(p.Pack))...)
}

// lacksImages reports whether the pack should have a list of images and has none, or an empty one.
func lacksImages(p *Pass) bool {
	path := image.ListPath()
	if layer := p.Pack.Facts().Layer; layer == "os" || layer == "k8s" || p.incomplete(path...) || unsettled(p.File) {
		return false
	}
	list := p.at(path...)
	if list.Kind() == syntax.Sequence && list.First().Exists() ||
		list.Exists() && list.Kind() != syntax.Sequence && list.Kind() != syntax.Null {
		return false
	}
	attributes, content := p.at(pack.SectionPack), p.at(pack.SectionPack, palette.AttrContent)
	for _, n := range []syntax.Node{p.Root().Resolve(), attributes, content} {
		if n.Exists() && n.Kind() != syntax.Mapping && n.Kind() != syntax.Null {
			return false // what is wrong is more than that
		}
	}
	if !attributes.Exists() &&
		slices.ContainsFunc(keysOf(p.Root().Resolve()),
			func(key string) bool { return nearest(key, []string{pack.SectionPack}) != "" }) {
		return false // a slip, which has its own report
	}
	for _, key := range append(keysOf(attributes), keysOf(content)...) {
		if nearest(key, []string{"images", palette.AttrContent}) != "" && key != "images" && key != palette.AttrContent ||
			key == "images" && !content.Pair(key).Exists() {
			return false // a slip or a misplaced list, which has its own report
		}
	}
	return true
}

// listImages are the edits that add refs to pack.content.images, which need not be there yet.
func listImages(p *Pass, refs []string) []text.Edit {
	if len(refs) == 0 {
		return nil
	}
	content := p.at(pack.SectionPack, palette.AttrContent)
	entry := "images:\n  - image: " + strings.Join(refs, "\n  - image: ")
	switch {
	case p.at(image.ListPath()...).Exists():
		entries := make([]string, len(refs))
		for i, ref := range refs {
			entries[i] = "image: " + ref
		}
		return edit.AppendItems(p.pairAt(image.ListPath()...), entries)
	case content.Exists():
		return edit.AppendEntry(p.pairAt(pack.SectionPack, palette.AttrContent), entry)
	}
	entry = "content:\n  " + strings.ReplaceAll(entry, "\n", "\n  ")
	if owner := p.pairAt(pack.SectionPack); owner.Exists() {
		return edit.AppendEntry(owner, entry)
	}
	return edit.PrependRoot(p.File.Tree(), "pack:\n  "+strings.ReplaceAll(entry, "\n", "\n  "))
}

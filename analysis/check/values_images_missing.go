package check

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/image"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

func imagesMissing(p *Pass) {
	path := image.ListPath()
	if layer := p.Pack.Facts().Layer; layer == "os" || layer == "k8s" || p.incomplete(path...) || unsettled(p.File) {
		return
	}
	list := p.at(path...)
	if list.Kind() == syntax.Sequence && list.First().Exists() ||
		list.Exists() && list.Kind() != syntax.Sequence && list.Kind() != syntax.Null {
		return
	}
	attributes, content := p.at(pack.SectionPack), p.at(pack.SectionPack, pack.AttrContent)
	for _, n := range []syntax.Node{p.Root().Resolve(), attributes, content} {
		if n.Exists() && n.Kind() != syntax.Mapping && n.Kind() != syntax.Null {
			return // what is wrong is more than that
		}
	}
	if !attributes.Exists() &&
		slices.ContainsFunc(keysOf(p.Root().Resolve()),
			func(key string) bool { return nearest(key, []string{pack.SectionPack}) != "" }) {
		return // a slip, which has its own report
	}
	for _, key := range append(keysOf(attributes), keysOf(content)...) {
		if nearest(key, []string{"images", pack.AttrContent}) != "" && key != "images" && key != pack.AttrContent ||
			key == "images" && !content.Pair(key).Exists() {
			return // a slip or a misplaced list, which has its own report
		}
	}
	d := p.Report(p.anchorFor(path...), "pack.content.images lists no images, so they cannot be mirrored or scanned, "+
		"and clusters with a registry of their own do not get them")
	found := image.Named(p.Pack)
	if len(found) == 0 {
		return
	}
	entry := "images:\n  - image: " + strings.Join(found, "\n  - image: ")
	title := "List the images that manifests and charts name"
	switch {
	case list.Exists():
		pair := p.pairAt(path...)
		entries := make([]string, len(found))
		for i, ref := range found {
			entries[i] = "image: " + ref
		}
		d.Fix(p.File, title, edit.AppendItems(pair, entries)...)
	case content.Exists():
		d.Fix(p.File, title, edit.AppendEntry(p.pairAt(pack.SectionPack, pack.AttrContent), entry)...)
	default:
		entry = "content:\n  " + strings.ReplaceAll(entry, "\n", "\n  ")
		if owner := p.pairAt(pack.SectionPack); owner.Exists() {
			d.Fix(p.File, title, edit.AppendEntry(owner, entry)...)
		} else {
			d.Fix(p.File, title, edit.PrependRoot(p.File.Tree(), "pack:\n  "+strings.ReplaceAll(entry, "\n", "\n  "))...)
		}
	}
}

package upgrade

import (
	"context"

	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/image"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// listChart brings the entry of pack.content.charts up that is about the chart.
func (u *upgrade) listChart(src string) string {
	list := syntax.ParseYAML(src).Root().At(pack.SectionPack, palette.AttrContent, pack.KeyCharts)
	var edits []text.Edit
	for item := range list.Children() {
		version := item.Get("version")
		if item.Get("name").Text() != u.old.Name && list.Len() > 1 || !version.IsScalar() {
			continue
		}
		if to, ok := u.sameVersion(version.Text()); ok && to != version.Text() {
			edits = append(edits, edit.Rewrite(version, to))
		}
	}
	return text.Apply(src, edits)
}

// deployed are the images that a pack deploys, with each of its presets.
func deployed(ctx context.Context, d deployable) (image.Deployment, error) {
	all, err := deploy.AllImagesOf(ctx, d.s, d.p)
	return image.Collect(all), err
}

// listImages brings pack.content.images up to what next deploys. An entry that was deployed follows its image, or goes
// if that is no longer deployed. One that was never deployed is for something that runs in the cluster: it follows what
// is rendered as far as that tells, and stays otherwise.
func (u *upgrade) listImages(src string, next deployable) (string, error) {
	l, err := u.newLister(next)
	if err != nil {
		return src, err
	}
	root := syntax.ParseYAML(src).Root()
	if !pairAt(root, image.ListPath()).Exists() { // the pack lists no images
		return src, nil
	}
	list := root.At(image.ListPath()...)
	for item := range list.Children() {
		l.entries = append(l.entries, newListEntry(item))
	}
	for _, e := range l.entries {
		if e.named != nil {
			l.take(e)
		}
	}
	var edits []text.Edit
	for _, e := range l.entries {
		if e.named == nil || l.stays(e) {
			continue
		}
		switch ref, known := l.follow(e); {
		case !known:
		case ref == "":
			edits = append(edits, edit.RemoveEntry(e.item)...)
			u.imageChange(e.node.Text(), "")
		default:
			edits = append(edits, edit.Rewrite(e.node, ref))
			u.imageChange(e.node.Text(), ref)
		}
	}
	var add []string
	for _, ref := range l.missing() {
		add = append(add, ref)
		u.imageChange("", ref)
	}
	return appendImages(text.Apply(src, edits), add), nil
}

func (u *upgrade) imageChange(from, to string) {
	u.report.Images = append(u.report.Images, ImageChange{From: from, To: to})
}

// appendImages adds references to pack.content.images, if there is such a list.
func appendImages(src string, refs []string) string {
	owner := pairAt(syntax.ParseYAML(src).Root(), image.ListPath())
	if len(refs) == 0 {
		return src
	}
	entries := make([]string, len(refs))
	for i, ref := range refs {
		entries[i] = image.Key + ": " + edit.Scalar(ref)
	}
	return text.Apply(src, edit.AppendItems(owner, entries))
}

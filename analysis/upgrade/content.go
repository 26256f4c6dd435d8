package upgrade

import (
	"context"

	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/image"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// listChart brings the entry of pack.content.charts up that is about the chart.
func (u *upgrade) listChart(src string) string {
	list := syntax.ParseYAML(src).Root().At(pack.SectionPack, pack.AttrContent, pack.KeyCharts)
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

// listImages brings pack.content.images up to what next deploys: an entry that was deployed follows its image, or goes
// if that is deployed no more. An entry that was never deployed stays, since others than Kubernetes may use it.
func (u *upgrade) listImages(src string, next deployable) (string, error) {
	before, err := deployed(u.ctx, u.before)
	if err != nil {
		return src, err
	}
	after, err := deployed(u.ctx, next)
	if err != nil {
		return src, err
	}
	was := before.Compare(u.before.p)
	now := after.Compare(next.p)
	unusedBefore := map[string]bool{}
	for _, e := range was.Unused {
		unusedBefore[e.Node.Text()] = true
	}
	var edits []text.Edit
	var add []string
	written := map[string]bool{}
	for _, d := range now.Drifted {
		for i, to := range d.Deployed {
			ref := d.As(to)
			switch {
			case written[image.Whole(ref)]:
			case i == 0 && d.Unused:
				edits = append(edits, edit.Rewrite(d.Node, ref))
				u.imageChange(d.Node.Text(), ref)
			default:
				add = append(add, ref)
				u.imageChange("", ref)
			}
			written[image.Whole(ref)] = true
		}
	}
	for _, i := range now.Unlisted {
		if i.Known() && !written[i.Full] && u.addsImage(i, before) {
			add = append(add, i.Ref)
			u.imageChange("", i.Ref)
		}
	}
	if before.Whole && after.Whole {
		for _, e := range now.Unused {
			if !unusedBefore[e.Node.Text()] {
				edits = append(edits, edit.RemoveEntry(e.Item)...)
				u.imageChange(e.Node.Text(), "")
			} else if to, ok := u.sameVersion(image.TagOf(image.Parse(e.Node.Text()))); ok {
				u.report.Notes = append(u.report.Notes, "pack.content.images has "+e.Node.Text()+
					", which is not deployed; its tag is the version of the old chart, and may have to be "+to)
			}
		}
	}
	return appendImages(text.Apply(src, edits), add), nil
}

// addsImage reports whether an image that is deployed and not listed is added to the list: if it is new, or if the list
// has all others.
func (u *upgrade) addsImage(i image.Deployed, before image.Deployment) bool {
	for _, b := range before.Images {
		if b.Full == i.Full {
			return false // the author has left it out
		}
	}
	return true
}

func (u *upgrade) imageChange(from, to string) {
	u.report.Images = append(u.report.Images, ImageChange{From: from, To: to})
}

// appendImages adds references to pack.content.images, if there is such a list.
func appendImages(src string, refs []string) string {
	owner := pairAt(syntax.ParseYAML(src).Root(), image.ListPath())
	if len(refs) == 0 || !owner.Exists() {
		return src
	}
	entries := make([]string, len(refs))
	for i, ref := range refs {
		entries[i] = image.Key + ": " + edit.Scalar(ref)
	}
	return text.Apply(src, edit.AppendItems(owner, entries))
}

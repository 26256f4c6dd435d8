package check

import (
	"strings"

	"github.com/distribution/reference"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/image"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// valuesImagesChecks are those of pack.content.images.
var valuesImagesChecks = []Check{
	{Code: codeImagesMissing, Severity: pack.Hint, On: inValues, Run: imagesMissing,
		Summary: "a pack that lists no images"},
	{Code: "values/image-entry", Severity: pack.Warning, On: inValues, Run: imageEntry,
		Summary: "an entry of the image list that is not a mapping with the key image"},
	{Code: "values/image-ref", Severity: pack.Warning, On: inValues, Summary: "an invalid image reference", Run: imageRef},
	{Code: "values/image-no-tag", Severity: pack.Hint, On: inValues, Run: imageNoTag,
		Summary: "an image with neither tag nor digest"},
	{Code: "values/image-latest", Severity: pack.Hint, On: inValues, Run: imageLatest,
		Summary: "an image with the tag latest"},
	{Code: "values/image-no-registry", Severity: pack.Hint, On: inValues, Run: imageNoRegistry,
		Summary: "an image without a registry host"},
	{Code: "values/image-duplicate", Severity: pack.Information, On: inValues, Run: imageDuplicate,
		Summary: "duplicate images"},
}

// images yields the entries of pack.content.images.
func (p *Pass) images(yield func(entry syntax.Node) bool) {
	list := p.at(image.ListPath()...)
	if list.Kind() != syntax.Sequence {
		return
	}
	for entry := range list.Children() {
		if !yield(entry) {
			return
		}
	}
}

// imageRefs yields the references in pack.content.images that are known, with their entries.
func (p *Pass) imageRefs(yield func(entry, ref syntax.Node) bool) {
	for entry := range p.images {
		ref := entry.Get(image.Key)
		if isText(ref) && !ref.Broken() && ref.Text() != "" && !yield(entry, ref) {
			return
		}
	}
}

func imageEntry(p *Pass) {
	list := p.at(image.ListPath()...)
	if (list.IsScalar() && list.Kind() != syntax.Null || list.Kind() == syntax.Mapping) && !holdsMacro(list) &&
		!list.Broken() {
		p.Report(firstLine(p, list),
			"pack.content.images must be a list of mappings with the key image, not a %s", kindName(list))
	}
	for entry := range p.images {
		v := entry.Resolve()
		switch {
		case entry.Broken(), v.Broken(), v.Kind() == syntax.Invalid:
		case v.Kind() == syntax.Mapping:
			imageKeys(p, v)
		case v.Kind() == syntax.String && !holdsMacro(v):
			p.Report(entry.Range(), "an entry must be a mapping with the key image, so this image is ignored").
				Fix(p.File, "Write it as image: ...",
					text.Edit{Range: text.Range{Start: entry.Start(), End: entry.Start()}, New: "image: "})
		case v.Kind() == syntax.Sequence:
			p.Report(firstLine(p, entry), "an entry must be a mapping with the key image, not a list")
		case v.Kind() == syntax.Null:
			p.Report(dash(entry), "an entry must be a mapping with the key image; this one is empty").
				Fix(p.File, "Delete it", edit.RemoveEntry(entry)...)
		}
	}
}

// dash is the text of an item, or of its dash if nothing else is written.
func dash(item syntax.Node) text.Range {
	if r := item.Range(); r.Len() > 0 {
		return r
	}
	src, at := item.Tree().Text, item.Start()
	if i := strings.LastIndexByte(src[:at], '-'); i >= 0 && strings.TrimSpace(src[i+1:at]) == "" {
		return text.Range{Start: i, End: i + 1}
	}
	return item.Range()
}

func imageKeys(p *Pass, entry syntax.Node) {
	ref := entry.Get(image.Key)
	for pair := range entry.Entries() {
		key := pair.Key()
		if name := key.Text(); name == image.Key || pair.Broken() || holdsMacro(key) {
			continue
		}
		if ref.Exists() {
			p.Report(key.Range(), "unknown key %s; an entry has only the key image, with the whole reference", quote(key.Text()))
			continue
		}
		d := p.Report(key.Range(), "an entry must have the key image, not %s", quote(key.Text()))
		if entry.Len() == 1 || nearest(key.Text(), []string{image.Key}) != "" {
			d.rename(p, key, image.Key)
		}
		return
	}
	switch {
	case ref.Kind() == syntax.Null && ref.Exists(), ref.Kind() == syntax.String && ref.Text() == "":
		p.Report(entry.Pair(image.Key).Key().Range(),
			"image has no value; it must be a reference such as docker.io/library/nginx:1.27.0")
	case ref.Kind() == syntax.Mapping &&
		!holdsMacro(ref), ref.Kind() == syntax.Sequence, ref.Kind() == syntax.Number, ref.Kind() == syntax.Bool:
		d := p.Report(firstLine(p, ref),
			"image must be a string such as docker.io/library/nginx:1.27.0, not a %s", kindName(ref))
		if ref.Kind() == syntax.Sequence {
			d.Fix(p.File, "Write one entry for each image", oneImageEach(p.File, entry, ref)...)
		}
	}
}

func imageRef(p *Pass) {
	for _, ref := range p.imageRefs {
		if why := image.Problem(ref.Text()); why != "" {
			d := p.Report(ref.Range(), "%s is not a valid image reference: %s", quote(ref.Text()), why)
			if fixed := strings.TrimSpace(ref.Text()); fixed != ref.Text() && image.Problem(fixed) == "" {
				d.Fix(p.File, "Remove the spaces", edit.Rewrite(ref, fixed))
			} else if _, rest, ok := strings.Cut(fixed, "://"); ok && image.Problem(rest) == "" {
				d.Fix(p.File, "Replace with "+rest, edit.Rewrite(ref, rest))
			}
		}
	}
}

func imageNoTag(p *Pass) {
	for _, ref := range p.imageRefs {
		if named := image.Parse(ref.Text()); named != nil && reference.IsNameOnly(named) {
			p.Report(ref.Range(), "image %s has neither tag nor digest, so it changes without notice", quote(ref.Text()))
		}
	}
}

func imageLatest(p *Pass) {
	for _, ref := range p.imageRefs {
		named := image.Parse(ref.Text())
		tagged, ok := named.(reference.Tagged)
		if _, pinned := named.(reference.Digested); ok && !pinned && tagged.Tag() == "latest" {
			p.Report(ref.Range(), "image %s has the tag latest, so it changes without notice", quote(ref.Text()))
		}
	}
}

func imageNoRegistry(p *Pass) {
	for _, ref := range p.imageRefs {
		if image.Parse(ref.Text()) == nil {
			continue
		}
		if full := image.WithRegistry(ref.Text()); full != ref.Text() {
			p.Report(ref.Range(), "image %s has no registry host; in full it is %s", quote(ref.Text()), full).
				Fix(p.File, "Replace with "+full, edit.Rewrite(ref, full))
		}
	}
}

func imageDuplicate(p *Pass) {
	first := map[string]syntax.Node{}
	for entry, ref := range p.imageRefs {
		full := image.WithRegistry(ref.Text())
		if image.Parse(ref.Text()) == nil {
			full = ref.Text()
		}
		before, seen := first[full]
		if !seen {
			first[full] = ref
			continue
		}
		p.Report(ref.Range(), "duplicate image %s", quote(ref.Text())).
			Relate(p.File, before.Range(), "the first one").
			Fix(p.File, "Delete it", edit.RemoveEntry(entry)...)
	}
}

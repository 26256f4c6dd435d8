package check

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

func imagesMissing(p *Pass) {
	path := []string{pack.SectionPack, pack.AttrContent, "images"}
	if layer := p.Pack.Facts().Layer; layer == "os" || layer == "k8s" || p.incomplete(path...) || unsettled(p.File) {
		return
	}
	list := p.at(path...)
	if list.Kind() == syntax.Sequence && list.First().Exists() || list.Exists() && list.Kind() != syntax.Sequence && list.Kind() != syntax.Null {
		return
	}
	attributes, content := p.at(pack.SectionPack), p.at(pack.SectionPack, pack.AttrContent)
	for _, n := range []syntax.Node{p.Root().Resolve(), attributes, content} {
		if n.Exists() && n.Kind() != syntax.Mapping && n.Kind() != syntax.Null {
			return // what is wrong is more than that
		}
	}
	if !attributes.Exists() && slices.ContainsFunc(keysOf(p.Root().Resolve()), func(key string) bool { return nearest(key, []string{pack.SectionPack}) != "" }) {
		return // a slip, reported where it stands
	}
	for _, key := range append(keysOf(attributes), keysOf(content)...) {
		if nearest(key, []string{"images", pack.AttrContent}) != "" && key != "images" && key != pack.AttrContent || key == "images" && !content.Pair(key).Exists() {
			return // a slip or a misplaced list, reported where it stands
		}
	}
	d := p.Report(p.anchorFor(path...), "the pack lists no images under pack.content.images; they cannot be mirrored or scanned")
	found := imagesIn(p)
	if len(found) == 0 {
		return
	}
	entry := "images:\n  - image: " + strings.Join(found, "\n  - image: ")
	title := "List the images that manifests and charts name"
	switch {
	case list.Exists():
		pair := p.pairAt(path...)
		entries := make([]string, len(found))
		for i, image := range found {
			entries[i] = "image: " + image
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

// imageLine matches a line of a manifest that names an image outright, without a template.
var imageLine = regexp.MustCompile(`(?m)^[ \t]*(?:- +)?image: *["']?([^\s"'{}#]+)["']? *(?:#.*)?\r?$`)

// maxCollected is how many images are offered at most.
const maxCollected = 200

// imagesIn are the images that the pack's manifests, the values of its charts here and the charts' own defaults name, with their
// registry hosts, each once.
func imagesIn(p *Pass) []string {
	var found collectedImages
	for _, f := range p.Pack.ManifestFiles() {
		found.add(pack.View(f, "images", func() []string { return imagesOfManifest(f) })...)
	}
	found.add(pack.View(p.File, "images", func() []string { return imagesOfValues(p.Root().Resolve()) })...)
	charts, _ := p.charts()
	for _, c := range charts {
		if values := c.Values(); values != nil {
			for n := range values.All() {
				if n.Kind() == syntax.Mapping && n.Pair("repository").Exists() {
					found.add(imageOf(n, p.at(append([]string{pack.SectionCharts, c.Name}, n.Path()...)...), c.AppVersion))
				}
			}
		}
	}
	return found.names
}

func imagesOfManifest(f *pack.File) []string {
	var found collectedImages
	for _, m := range imageLine.FindAllStringSubmatch(f.Text.String(), maxCollected) {
		found.add(m[1])
	}
	return found.names
}

// imagesOfValues are the images that the sections of a values.yaml with that root name.
func imagesOfValues(root syntax.Node) []string {
	var found collectedImages
	for _, section := range []string{pack.SectionManifests, pack.SectionCharts} {
		for n := range root.Get(section).All() {
			found.add(imageOf(n, syntax.Node{}, ""))
		}
	}
	return found.names
}

// collectedImages are references to images with their registry hosts, each once, at most maxCollected of them.
type collectedImages struct {
	names []string
	seen  map[string]bool
}

// add adds those of refs that are valid and no templates.
func (c *collectedImages) add(refs ...string) {
	for _, ref := range refs {
		if ref == "" || len(c.names) >= maxCollected || c.seen[ref] || macro.Contains(ref) || imageProblem(ref) != "" {
			continue
		}
		full := withRegistry(ref)
		if c.seen == nil {
			c.seen = map[string]bool{}
		}
		if !c.seen[full] {
			c.names = append(c.names, full)
		}
		c.seen[ref], c.seen[full] = true, true
	}
}

// imageOf is the image that a part of values names: as a pair image: <reference with a tag>, or as a mapping of registry, repository and tag, over which
// own, if present, has other values. A tag left empty is the version of the app, as many charts have it. "" where n names none.
func imageOf(n, own syntax.Node, appVersion string) string {
	switch n.Kind() {
	case syntax.Pair:
		v := n.Value()
		name := v.Text()
		if n.Key().Text() == imageKey && isText(v) && strings.Contains(name[strings.LastIndexByte(name, '/')+1:], ":") {
			return name
		}
	case syntax.Mapping:
		field := func(key string) syntax.Node {
			if v := own.Get(key); v.Exists() {
				return v
			}
			return n.Pair(key).Value()
		}
		repository, tag := field("repository"), field("tag")
		version := tag.Text()
		if tag.Exists() && version == "" {
			version = appVersion
		}
		if !isText(repository) || !tag.IsScalar() || repository.Text() == "" || version == "" {
			return ""
		}
		name := repository.Text() + ":" + version
		for _, key := range []string{"registry", "hub"} {
			if host := field(key); isText(host) && host.Text() != "" {
				name = strings.TrimSuffix(host.Text(), "/") + "/" + name
			}
		}
		return name
	}
	return ""
}

package image

import (
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// line matches a line of a manifest with an image that is not a template.
var line = regexp.MustCompile(`(?m)^[ \t]*(?:- +)?image: *["']?([^\s"'{}#]+)["']? *(?:#.*)?\r?$`)

// maxCollected is how many images are collected at most.
const maxCollected = 200

var ofManifest, ofValues pack.View[[]string]

// Named are the container images in the manifests of p, in the values of its charts in values.yaml, and in the defaults
// of its charts, with their registry hosts, each once.
func Named(p *pack.Pack) []string {
	var found collection
	for _, f := range p.ManifestFiles() {
		found.add(ofManifest.Of(f, func() []string { return namedInManifest(f) })...)
	}
	if p.Values != nil {
		found.add(ofValues.Of(p.Values, func() []string { return namedInValues(p.Values.Root().Resolve()) })...)
	}
	for _, c := range p.Charts() {
		values := c.Values()
		if values == nil {
			continue
		}
		for n := range values.All() {
			if n.Kind() == syntax.Mapping && n.Pair("repository").Exists() {
				own := p.Values.Root().At(append([]string{pack.SectionCharts, c.Name}, n.Path()...)...)
				found.add(namedBy(n, own, c.AppVersion))
			}
		}
	}
	return found.names
}

func namedInManifest(f *pack.File) []string {
	var found collection
	for _, m := range line.FindAllStringSubmatch(f.Text.String(), maxCollected) {
		found.add(m[1])
	}
	return found.names
}

// namedInValues are the images in the sections of a values.yaml with that root.
func namedInValues(root syntax.Node) []string {
	var found collection
	for _, section := range []string{pack.SectionManifests, pack.SectionCharts} {
		for n := range root.Get(section).All() {
			found.add(namedBy(n, syntax.Node{}, ""))
		}
	}
	return found.names
}

// collection is image references with their registry hosts, each once, at most maxCollected of them.
type collection struct {
	names []string
	seen  map[string]bool
}

// add adds the refs that are valid and not templates.
func (c *collection) add(refs ...string) {
	for _, ref := range refs {
		if ref == "" || len(c.names) >= maxCollected || c.seen[ref] || macro.Contains(ref) || Problem(ref) != "" {
			continue
		}
		full := WithRegistry(ref)
		if c.seen == nil {
			c.seen = map[string]bool{}
		}
		if !c.seen[full] {
			c.names = append(c.names, full)
		}
		c.seen[ref], c.seen[full] = true, true
	}
}

// namedBy is the image in a part of values: a pair image: <reference with a tag>, or a mapping of registry, repository
// and tag, whose values own overrides. An empty tag means the version of the app, as in many charts. It is "" if n
// names no image.
func namedBy(n, own syntax.Node, appVersion string) string {
	switch n.Kind() {
	case syntax.Pair:
		v := n.Value()
		name := v.Text()
		if n.Key().Text() == Key && isText(v) && strings.Contains(name[strings.LastIndexByte(name, '/')+1:], ":") {
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

// isText reports whether n is a string without macros.
func isText(n syntax.Node) bool { return n.Kind() == syntax.String && !macro.Contains(n.Source()) }

// Listed is the content of pack.content.images.
type Listed struct {
	whole map[string]bool
	open  []string // the beginnings of those that end in a macro
}

// ListedIn is the content of pack.content.images of p.
func ListedIn(p *pack.Pack) Listed {
	list := List(p.Values)
	if list.Kind() != syntax.Sequence || list.Broken() {
		return Listed{}
	}
	l := Listed{whole: map[string]bool{}}
	for entry := range list.Children() {
		ref := entry.Get(Key)
		if entry.Kind() == syntax.String { // lost to Palette, which values/image-entry reports
			ref = entry
		}
		if before, _, ok := strings.Cut(ref.Text(), "{{"); ok {
			l.open = append(l.open, before)
		} else if ref.Text() != "" {
			l.whole[Whole(ref.Text())] = true
		}
	}
	return l
}

// Empty reports whether the list has no image with a known name.
func (l Listed) Empty() bool { return len(l.whole) == 0 }

// Has reports whether an image is listed, or may be; full must be a result of Whole.
func (l Listed) Has(full string) bool {
	return l.whole[full] ||
		slices.ContainsFunc(l.open, func(prefix string) bool { return strings.HasPrefix(full, prefix) })
}

// Missing yields the images of the manifest f that l lacks, each once, with their ranges in f.
func (l Listed) Missing(f *pack.File) iter.Seq2[text.Range, string] {
	return func(yield func(text.Range, string) bool) {
		source := f.Text.String()
		seen := map[string]bool{}
		for _, m := range line.FindAllStringSubmatchIndex(source, maxCollected) {
			r := text.Range{Start: m[2], End: m[3]}
			name := r.Of(source)
			full := Whole(name)
			if seen[full] || l.Has(full) || Problem(name) != "" ||
				!strings.Contains(name, "/") && template.Of(f).InBlockScalar(r.Start) {
				continue
			}
			seen[full] = true
			if !yield(r, name) {
				return
			}
		}
	}
}

// Unlisted are the images of the manifests of p that its pack.content.images lacks, with their registry hosts, each
// once.
func Unlisted(p *pack.Pack) []string {
	listed := ListedIn(p)
	var found []string
	for _, f := range p.ManifestFiles() {
		for _, name := range listed.Missing(f) {
			if full := WithRegistry(name); len(found) < maxCollected && !slices.Contains(found, full) {
				found = append(found, full)
			}
		}
	}
	return found
}

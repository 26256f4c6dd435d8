package image

import (
	"iter"
	"regexp"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// line matches a line of a manifest with an image that is not a template.
var line = regexp.MustCompile(`^[ \t]*(?:- +)?image: *["']?([^\s"'{}#]+)["']? *(?:#.*)?\r?$`)

// maxCollected is how many images are collected at most.
const maxCollected = 200

var ofManifest, ofValues pack.View[[]string]

// Named are the container images of p with their registry hosts, each once: those that it deploys, presets included,
// if that is known. Of what could not be rendered, and of all before anything is, they are those that manifests, values
// and defaults of charts state outright.
func Named(p *pack.Pack) []string {
	d, ok := DeployedBy(p)
	if !ok || !d.Exact {
		return stated(p)
	}
	found := collection{names: d.refs()}
	if d.Whole {
		return found.names
	}
	repositories := map[string]bool{}
	for _, ref := range found.names {
		repositories[repositoryOf(ref)] = true
	}
	for _, ref := range stated(p) {
		if !repositories[repositoryOf(ref)] {
			found.take(ref)
		}
	}
	return found.names
}

// stated are the container images that the manifests of p, the values of its charts in values.yaml, and the defaults of
// its charts state outright, with their registry hosts, each once.
func stated(p *pack.Pack) []string {
	var found collection
	for _, f := range p.ManifestFiles() {
		found.take(ofManifest.Of(f, func() []string { return namedInManifest(f) })...)
	}
	if p.Values != nil {
		found.take(ofValues.Of(p.Values, func() []string { return namedInValues(p.Values.Root().Resolve()) })...)
	}
	for _, c := range p.Charts() {
		for _, n := range repositories.Of(c, func() []syntax.Node { return repositoriesIn(c) }) {
			own := p.Values.Root().At(append([]string{pack.SectionCharts, c.Name}, n.Path()...)...)
			found.add(namedBy(n, own))
		}
	}
	return found.names
}

var repositories chart.View[[]syntax.Node]

// repositoriesIn are the mappings in the defaults of c that name the repository of an image.
func repositoriesIn(c *chart.Chart) (found []syntax.Node) {
	values := c.Values()
	if values == nil {
		return nil
	}
	for n := range values.All() {
		if n.Kind() == syntax.Mapping && n.Pair("repository").Exists() {
			found = append(found, n)
		}
	}
	return found
}

func namedInManifest(f *pack.File) []string {
	var found collection
	for _, name := range linesIn(f.Text.String()) {
		found.add(name)
	}
	return found.names
}

// linesIn yields the images, maxCollected at most, of the lines of src that name one, and where each of these begins.
func linesIn(src string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for from, left := 0, maxCollected; left > 0; {
			at := strings.Index(src[from:], Key+":") // most lines have none, and searching is far quicker than matching
			if at < 0 {
				return
			}
			start := from + strings.LastIndexByte(src[from:from+at], '\n') + 1
			of, _, _ := strings.Cut(src[start:], "\n")
			if m := line.FindStringSubmatchIndex(of); m != nil {
				if left--; !yield(start+m[2], of[m[2]:m[3]]) {
					return
				}
			}
			from = min(start+len(of)+1, len(src))
		}
	}
}

// namedInValues are the images in the sections of a values.yaml with that root.
func namedInValues(root syntax.Node) []string {
	var found collection
	for _, section := range []string{pack.SectionManifests, pack.SectionCharts} {
		for n := range root.Get(section).All() {
			if found.full() {
				break // the rest may be long
			}
			found.add(namedBy(n, syntax.Node{}))
		}
	}
	return found.names
}

// collection is image references with their registry hosts, each once, at most maxCollected of them.
type collection struct {
	names []string
	seen  map[string]bool
}

func (c *collection) full() bool { return len(c.names) >= maxCollected }

// add adds the refs that are valid and not templates.
func (c *collection) add(refs ...string) {
	for _, ref := range refs {
		if ref == "" || c.full() || c.seen[ref] || macro.Contains(ref) || Problem(ref) != "" {
			continue
		}
		c.take(WithRegistry(ref))
		c.seen[ref] = true
	}
}

// take adds references with their registry hosts that are known to be valid.
func (c *collection) take(refs ...string) {
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	for _, ref := range refs {
		if !c.seen[ref] && !c.full() {
			c.names = append(c.names, ref)
			c.seen[ref] = true
		}
	}
}

// namedBy is the image in a part of values: a pair image: <reference with a tag>, or a mapping of registry, repository
// and tag, whose values own overrides. It is "" if n names no image, or no tag: what a chart takes in its place is
// unknown until it is rendered.
func namedBy(n, own syntax.Node) string {
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
		repository := field("repository")
		if !isText(repository) || repository.Text() == "" {
			return ""
		}
		tag := field("tag")
		if !isText(tag) || tag.Text() == "" {
			return ""
		}
		name := repository.Text() + ":" + tag.Text()
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

package image

import (
	"iter"
	"slices"
	"strings"

	"github.com/distribution/reference"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Listed is the content of pack.content.images.
type Listed struct {
	whole map[string]bool
	open  []string // the beginnings of those that end in a macro
	// entries are those with a known and valid reference, in the order of the text.
	entries []Entry
	of      map[string][]Entry // these, by repository
}

// ListedIn is the content of pack.content.images of p.
func ListedIn(p *pack.Pack) Listed {
	list := List(p.Values)
	if list.Kind() != syntax.Sequence || list.Broken() {
		return Listed{}
	}
	l := Listed{whole: map[string]bool{}, of: map[string][]Entry{}}
	for entry := range list.Children() {
		ref := entry.Get(Key)
		if entry.Kind() == syntax.String { // lost to Palette, which values/image-entry reports
			ref = entry
		}
		if before, _, ok := strings.Cut(ref.Text(), "{{"); ok {
			l.open = append(l.open, before)
			if before != "" {
				l.open = append(l.open, WithRegistry(before))
			}
		} else if ref.Text() != "" {
			l.whole[Whole(ref.Text())] = true
			if named := Parse(ref.Text()); named != nil && !ref.Broken() {
				e := Entry{entry, ref, named, named.Name()}
				l.entries = append(l.entries, e)
				l.of[e.repository] = append(l.of[e.repository], e)
			}
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
		seen := map[string]bool{}
		for start, name := range linesIn(f.Text.String()) {
			r := text.Range{Start: start, End: start + len(name)}
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

// Unlisted are the images that the pack.content.images of p lacks, with their registry hosts, each once. If it is known
// what p deploys, they are of that, and deployed is true; or else they are those that its manifests state outright.
func Unlisted(p *pack.Pack) (refs []string, deployed bool) {
	if d, ok := DeployedBy(p); ok && d.Exact && d.Whole {
		c := d.Compare(p)
		for _, i := range c.Unlisted {
			refs = append(refs, i.Ref)
		}
		for _, drift := range c.Drifted {
			for _, i := range drift.Deployed {
				if !drift.Unused { // or else the entry is to be changed
					refs = append(refs, i.Ref)
				}
			}
		}
		return refs, true
	}
	listed := ListedIn(p)
	for _, f := range p.ManifestFiles() {
		for _, name := range listed.Missing(f) {
			if full := WithRegistry(name); len(refs) < maxCollected && !slices.Contains(refs, full) {
				refs = append(refs, full)
			}
		}
	}
	return refs, false
}

// Entry is an entry of pack.content.images with a reference that is known and valid.
type Entry struct {
	Item  syntax.Node // of the list
	Node  syntax.Node // the reference
	named reference.Named
	// repository is the reference without tag and digest, with the registry host.
	repository string
}

// is reports whether the entry is, or may be, a deployed image.
func (e Entry) is(i Deployed) bool { return e.repository == i.repository && Same(e.named, i.named) }

// As is the entry's reference changed to the image d of the same repository.
func (e Entry) As(d Deployed) string {
	if _, pinned := d.named.(reference.Digested); pinned {
		return d.Ref
	}
	name, _, _ := strings.Cut(e.Node.Text(), "@")
	if i := strings.LastIndexByte(name, ':'); i > strings.LastIndexByte(name, '/') {
		name = name[:i]
	}
	return name + ":" + TagOf(d.named)
}

// Comparison is how pack.content.images differs from what is deployed.
type Comparison struct {
	// Drifted are the entries whose repository is also, or only, deployed in versions that are not listed.
	Drifted []Drift
	// Unlisted are the deployed images that are not listed, besides those of Drifted.
	Unlisted []Deployed
	// Unused are the entries that are never deployed, besides those of Drifted; nil unless everything is known.
	Unused []Entry
}

// Drift is an entry with the images of the same repository that are deployed and not listed.
type Drift struct {
	Entry
	Deployed []Deployed // never empty
	// Unused says that the entry itself is never deployed, so that it was meant to be one of Deployed.
	Unused bool
}

// Compare compares the list of p with what is deployed.
func (d Deployment) Compare(p *pack.Pack) Comparison {
	var c Comparison
	listed := ListedIn(p)
	missing := map[string][]Deployed{} // by repository
	for _, i := range d.Images {
		if i.Known() && !listed.covers(i) {
			c.Unlisted = append(c.Unlisted, i)
			missing[i.repository] = append(missing[i.repository], i)
		}
	}
	drifted := map[string]bool{} // Deployed.Full of those in c.Drifted
	drift := func(e Entry, unused bool, counts func(Deployed) bool) bool {
		found := slices.DeleteFunc(slices.Clone(missing[e.repository]), func(i Deployed) bool { return !counts(i) })
		if len(found) == 0 {
			return false
		}
		delete(missing, e.repository)
		c.Drifted = append(c.Drifted, Drift{e, found, unused})
		for _, i := range found {
			drifted[i.Full] = true
		}
		return true
	}
	if d.Whole {
		for _, e := range listed.unused(d) {
			if !drift(e, true, func(i Deployed) bool { return !i.Custom() }) {
				c.Unused = append(c.Unused, e)
			}
		}
	}
	for _, e := range listed.entries {
		drift(e, false, func(i Deployed) bool { return !i.Custom() && i.Default() })
	}
	c.Unlisted = slices.DeleteFunc(c.Unlisted, func(i Deployed) bool { return drifted[i.Full] })
	return c
}

// unused are the entries that are not deployed, not even perhaps.
func (l Listed) unused(d Deployment) []Entry {
	of := map[string][]Deployed{} // by repository
	for _, i := range d.Images {
		of[i.repository] = append(of[i.repository], i)
	}
	var unused []Entry
	for _, e := range l.entries {
		if !slices.ContainsFunc(of[e.repository], func(i Deployed) bool { return e.is(i) || !i.Known() }) {
			unused = append(unused, e)
		}
	}
	return unused
}

// covers reports whether an image is listed, or may be.
func (l Listed) covers(i Deployed) bool {
	return l.Has(i.Full) || slices.ContainsFunc(l.of[i.repository], func(e Entry) bool { return e.is(i) })
}

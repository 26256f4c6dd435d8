package upgrade

import (
	"regexp"
	"slices"
	"strings"

	"github.com/distribution/reference"

	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/image"
	"github.com/pack-lsp/pack-lsp/analysis/kube/change"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// lister works out pack.content.images.
type lister struct {
	u             *upgrade
	entries       []*listEntry
	before, after image.Deployment
	taken         map[string]bool // deployed images, and stated references, that an entry has
	// What is rendered, and the values of the chart, as text; and the texts of fields that have changed.
	textBefore, textAfter string
	became                map[string][]string
}

// listEntry is an entry of the list.
type listEntry struct {
	item, node syntax.Node
	named      reference.Named // nil if it is no valid reference
	base, tag  string          // as written
	digest     bool
}

func newListEntry(item syntax.Node) *listEntry {
	e := &listEntry{item: item, node: item.Get(image.Key)}
	e.named = image.Parse(e.node.Text())
	e.base, _, e.digest = strings.Cut(e.node.Text(), "@")
	if i := strings.LastIndexByte(e.base, ':'); i > strings.LastIndexByte(e.base, '/') {
		e.base, e.tag = e.base[:i], e.base[i+1:]
	}
	return e
}

// with is the reference of e with another tag.
func (e *listEntry) with(tag string) string { return e.base + ":" + tag }

// of reports whether the image d is in the repository of e.
func (e *listEntry) of(d image.Deployed) bool {
	named := image.Parse(d.Ref)
	return named != nil && named.Name() == e.named.Name()
}

func (e *listEntry) is(d image.Deployed) bool {
	return e.of(d) && image.Same(e.named, image.Parse(d.Ref))
}

func (u *upgrade) newLister(next deployable) (*lister, error) {
	l := &lister{u: u, taken: map[string]bool{}, became: map[string][]string{}}
	var err error
	if l.before, err = deployed(u.ctx, u.rendered); err != nil {
		return nil, err
	}
	if l.after, err = deployed(u.ctx, next); err != nil {
		return nil, err
	}
	if u.unitsBefore, err = deploy.Units(u.ctx, u.rendered.s, u.rendered.p, nil); err != nil {
		return nil, err
	}
	if u.unitsAfter, err = deploy.Units(u.ctx, next.s, next.p, nil); err != nil {
		return nil, err
	}
	l.textBefore = deploy.Write(u.rendered.p, u.unitsBefore) + u.section(u.before.p)
	l.textAfter = deploy.Write(next.p, u.unitsAfter) + u.section(next.p)
	now := map[string]object{}
	for _, o := range objectsOf(u.unitsAfter) {
		now[o.id()] = o
	}
	for _, o := range objectsOf(u.unitsBefore) {
		for _, d := range change.Fields(o.root, now[o.id()].root) {
			if d.Before.IsScalar() && d.After.IsScalar() && !slices.Contains(l.became[d.Before.Text()], d.After.Text()) {
				l.became[d.Before.Text()] = append(l.became[d.Before.Text()], d.After.Text())
			}
		}
	}
	return l, nil
}

// section is the text of the values in a pack that the step is about, which may name images that only other values
// bring into use.
func (u *upgrade) section(p *pack.Pack) string {
	var b strings.Builder
	for _, section := range u.sections() {
		values := p.Values.Root().At(section...)
		b.WriteString(values.Source() + "\n")
		for n := range values.All() {
			b.WriteString(partsOfImage(n))
		}
	}
	return b.String()
}

// partsOfImage is the reference of an image whose parts are in the mapping n, on a line; "" if there is none.
func partsOfImage(n syntax.Node) string {
	tag := n.Get("tag")
	if n.Kind() != syntax.Mapping || !tag.IsScalar() || tag.Text() == "" {
		return ""
	}
	for _, key := range []string{"repository", "image", "name"} {
		if name := n.Get(key); name.IsScalar() && strings.Contains(name.Text(), "/") {
			if registry := n.Get("registry"); registry.IsScalar() && registry.Text() != "" {
				return registry.Text() + "/" + name.Text() + ":" + tag.Text() + "\n"
			}
			return name.Text() + ":" + tag.Text() + "\n"
		}
	}
	return ""
}

// take notes the images that an entry has already.
func (l *lister) take(e *listEntry) {
	for _, d := range l.after.Images {
		if e.is(d) {
			l.taken[d.Full] = true
		}
	}
	if e.tag != "" {
		l.taken[e.with(e.tag)] = true
	}
}

// stays reports whether an entry is deployed as it is.
func (l *lister) stays(e *listEntry) bool { return slices.ContainsFunc(l.after.Images, e.is) }

// had reports whether an image was deployed before: what of it is listed is the author's choice.
func (l *lister) had(d image.Deployed) bool {
	return slices.ContainsFunc(l.before.Images, func(b image.Deployed) bool { return b.Full == d.Full })
}

// omitted reports whether an image with the new version was deployed with the old one, and not listed.
func (l *lister) omitted(d image.Deployed) bool {
	return slices.ContainsFunc(l.before.Images, func(b image.Deployed) bool {
		return l.u.successor(b.Ref) == d.Ref &&
			!slices.ContainsFunc(l.entries, func(e *listEntry) bool { return e.named != nil && e.is(b) })
	})
}

// successor is an image's reference with the new version in place of the old one; "" if it does not have that.
func (u *upgrade) successor(ref string) string {
	base, tag, ok := cutTag(ref)
	if !ok {
		return ""
	}
	to, ok := u.sameVersion(tag)
	if !ok || to == tag {
		return ""
	}
	return base + ":" + to
}

// follow is the reference that an entry becomes, "" if it goes; false if it stays, since nothing is known.
func (l *lister) follow(e *listEntry) (string, bool) {
	was := slices.IndexFunc(l.before.Images, e.is)
	successor := l.u.successor(e.node.Text())
	for _, exact := range []bool{true, false} {
		for _, d := range l.after.Images {
			if e.of(d) && !l.taken[d.Full] && !l.had(d) && (!exact || d.Ref == successor) {
				l.taken[d.Full] = true
				return l.as(e, was, d), true
			}
		}
	}
	if ref, known := l.stated(e); known {
		return ref, true
	}
	if was >= 0 {
		return "", l.after.Whole
	}
	if e.tag == "" || e.digest {
		return "", false
	}
	if tag, ok := l.field(e.tag); ok {
		return e.with(tag), true
	}
	if tag, ok := l.u.sameVersion(e.tag); ok && tag != e.tag {
		l.u.note("pack.content.images has " + e.with(tag) +
			", which is not rendered: its tag was the old version")
		return e.with(tag), true
	}
	return "", false
}

// as is an entry as the deployed image d. It gets the digest only if it had one, or if the image has no tag.
func (l *lister) as(e *listEntry, was int, d image.Deployed) string {
	ref, digest, _ := strings.Cut(d.Ref, "@")
	tag := ""
	if i := strings.LastIndexByte(ref, ':'); i > strings.LastIndexByte(ref, '/') {
		tag = ref[i+1:]
	}
	hadDigest := was >= 0 && strings.Contains(l.before.Images[was].Ref, "@")
	out := e.base
	if tag != "" {
		out = e.with(tag)
	}
	if digest != "" && (tag == "" || e.digest || !hadDigest) {
		out += "@" + digest
	}
	return out
}

// tags are the tags with which what is rendered states the repository of e, in their order.
func (e *listEntry) tags(rendered string) []string {
	stated := regexp.MustCompile(`(?:^|[^A-Za-z0-9./_-])` + regexp.QuoteMeta(e.base) + `:([A-Za-z0-9_][A-Za-z0-9._-]*)`)
	var tags []string
	for _, m := range stated.FindAllStringSubmatch(rendered, -1) {
		if !slices.Contains(tags, m[1]) {
			tags = append(tags, m[1])
		}
	}
	return tags
}

// stated is what an entry becomes that is not an image of a container, but named in the text of another field.
func (l *lister) stated(e *listEntry) (string, bool) {
	was, is := e.tags(l.textBefore), e.tags(l.textAfter)
	if !slices.Contains(was, e.tag) || slices.Contains(is, e.tag) || len(is) == 0 {
		return "", false
	}
	for _, tag := range is {
		if !l.taken[e.with(tag)] {
			l.taken[e.with(tag)] = true
			return e.with(tag), true
		}
	}
	return "", true
}

// field is what a tag becomes that is the text of fields which have all changed to one other text.
func (l *lister) field(tag string) (string, bool) {
	if !strings.ContainsAny(tag, "0123456789") || !strings.Contains(tag, ".") {
		return "", false
	}
	for _, prefix := range []string{"", "v"} {
		bare, ok := strings.CutPrefix(tag, prefix)
		if to := l.became[bare]; ok && len(to) == 1 {
			return prefix + to[0], true
		}
	}
	return "", false
}

// missing are the deployed images, and the stated ones of listed repositories, that are new and that no entry has.
func (l *lister) missing() []string {
	var refs []string
	for _, d := range l.after.Images {
		if d.Known() && !l.taken[d.Full] && !l.had(d) && !l.omitted(d) {
			refs = append(refs, d.Ref)
		}
	}
	for _, e := range l.entries {
		if e.named == nil {
			continue
		}
		was := e.tags(l.textBefore)
		listed := func(tag string) bool {
			return slices.ContainsFunc(l.entries, func(o *listEntry) bool { return o.base == e.base && o.tag == tag })
		}
		if len(was) == 0 || slices.ContainsFunc(was, func(tag string) bool { return !listed(tag) }) {
			continue // the author lists only some of them
		}
		for _, tag := range e.tags(l.textAfter) {
			ref := e.with(tag)
			known := slices.ContainsFunc(l.after.Images, func(d image.Deployed) bool {
				return image.Whole(ref) == d.Full || strings.HasPrefix(d.Full, image.Whole(ref)+"@")
			})
			if !l.taken[ref] && !known && !slices.Contains(was, tag) {
				l.taken[ref] = true
				refs = append(refs, ref)
			}
		}
	}
	return refs
}

package upgrade

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/image"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/merge"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// uses reports whether a manifest uses the value at a path of its section, or something in it or around it.
func uses(m *template.Manifest, path []string) bool {
	return slices.ContainsFunc(m.Values, func(ref macro.ValuesRef) bool {
		names := template.Names(ref.Path)
		return len(names) >= len(path) && slices.Equal(names[:len(path)], path) ||
			ref.Whole && len(names) < len(path) && slices.Equal(names, path[:len(names)])
	})
}

// findRenamed finds the values that have another name in the new manifest.
func (p *manifestPair) findRenamed() {
	if p.next == nil || p.merged.Text != "" {
		return
	}
	was := template.Of(p.old)
	p.renamed = merge.Renamed(p.old.Text.String(), p.next.Text,
		func(path []string) bool { return uses(was, path) }, func(path []string) bool { return uses(p.new, path) })
}

// manifestValues brings the sections of manifests in values.yaml up.
func (u *upgrade) manifestValues(src string) string {
	root := syntax.ParseYAML(src).Root()
	edits := u.renderedValues(root)
	edits = append(edits, u.versionsBelow(root, edits, func(c ValueChange) {
		u.report.Values = append(u.report.Values, c)
	})...)
	slices.SortFunc(edits, func(a, b text.Edit) int { return a.Start - b.Start })
	src = text.Apply(src, edits)
	for _, pair := range u.manifests.pairs {
		if pair.next == nil {
			continue
		}
		section := []string{pack.SectionManifests, pair.key}
		for _, full := range leaves(root.At(section...), section) {
			if rel := full[len(section):]; uses(template.Of(pair.old), rel) && !uses(pair.new, rel) {
				src = u.unusedValue(src, pair, full)
			}
		}
		u.unset(root, pair)
	}
	return src
}

// written is an edit that makes a scalar another one: plain, if it was and can be.
func written(v syntax.Node, to string) text.Edit {
	plain := syntax.ParseYAML(to)
	root := plain.Root()
	if v.Style() == syntax.Plain && root.Kind() == v.Kind() && root.Text() == to && len(plain.Errors) == 0 {
		return edit.Replace(v, to)
	}
	return edit.Rewrite(v, to)
}

// renderedValues follow what the new version has in the places of templates: a value that was what the old version has
// there is a copy of it; others are the author's.
func (u *upgrade) renderedValues(root syntax.Node) []text.Edit {
	var edits []text.Edit
	for _, pair := range u.manifests.pairs {
		seen := map[string]bool{}
		for _, r := range pair.merged.Rendered {
			v := root.At(append([]string{pack.SectionManifests, pair.key}, r.Path...)...)
			other := func(o merge.Rendered) bool { return slices.Equal(o.Path, r.Path) && o.New != r.New }
			name := strings.Join(r.Path, ".")
			if seen[name] || !v.IsScalar() || v.Text() == r.New || r.Known && r.Old == r.New {
				continue
			}
			if to, ok := u.versioned(r.Path[len(r.Path)-1], v); ok && to == r.New {
				continue // with all that have the version
			}
			seen[name] = true
			c := ValueChange{Kind: Kept, Manifest: pair.key, Path: r.Path, Value: short(v), Old: r.Old, New: r.New}
			if r.Known && v.Text() == r.Old && !slices.ContainsFunc(pair.merged.Rendered, other) {
				c.Kind, c.Value = Followed, ""
				edits = append(edits, written(v, r.New))
			}
			u.report.Values = append(u.report.Values, c)
		}
	}
	return edits
}

// versionsBelow are the edits of the values of manifests below root that have the version of the old pack: the tags of
// images, and versions by their names. Those that edits change already are not among them.
func (u *upgrade) versionsBelow(root syntax.Node, done []text.Edit, changed func(ValueChange)) []text.Edit {
	var edits []text.Edit
	for _, pair := range u.manifests.pairs {
		section := []string{pack.SectionManifests, pair.key}
		for _, full := range leaves(root.At(section...), section) {
			v := root.At(full...)
			to, ok := u.versioned(full[len(full)-1], v)
			if !ok || slices.ContainsFunc(done, func(e text.Edit) bool { return e.Covers(v.Range()) }) {
				continue
			}
			edits = append(edits, written(v, to))
			changed(ValueChange{Kind: Followed, Manifest: pair.key, Path: full[len(section):], Old: short(v), New: to})
		}
	}
	return edits
}

// versioned is what a value becomes that has the version of the old pack; false if it has not.
func (u *upgrade) versioned(key string, v syntax.Node) (string, bool) {
	if !v.IsScalar() || strings.Contains(v.Source(), "\n") {
		return "", false
	}
	name := strings.ToLower(key)
	if strings.HasSuffix(name, "tag") || strings.HasSuffix(name, "version") {
		to, ok := u.sameVersion(v.Text())
		return to, ok && to != v.Text()
	}
	base, tag, ok := cutTag(v.Text())
	if !ok || image.Parse(v.Text()) == nil {
		return "", false
	}
	to, ok := u.sameVersion(tag)
	return base + ":" + to, ok && to != tag
}

// cutTag cuts the tag off an image's reference; false if it has none, or a digest.
func cutTag(ref string) (base, tag string, ok bool) {
	i := strings.LastIndexByte(ref, ':')
	if i < 0 || i < strings.LastIndexByte(ref, '/') || strings.Contains(ref, "@") {
		return "", "", false
	}
	return ref[:i], ref[i+1:], true
}

// unusedValue moves a value that has another name in the new manifest, or says in a comment that nothing uses it.
func (u *upgrade) unusedValue(src string, pair *manifestPair, full []string) string {
	rel := full[2:]
	v := syntax.ParseYAML(src).Root().At(full...)
	c := ValueChange{Kind: Unknown, Manifest: pair.key, Path: rel, Value: short(v)}
	if to := pair.renamed[strings.Join(rel, ".")]; to != nil {
		e, ok := entryAt(syntax.ParseYAML(src), full)
		now := append(slices.Clone(full[:2]), to...)
		if ok && !pairAt(e.pair.Tree().Root(), now).Exists() {
			was := fmt.Sprintf(" Was %s up to version %s.", strings.Join(rel, "."), u.manifests.version.from)
			own := append(e.comments(func(string) bool { return true }), was)
			if next, ok := transfer(src, full, now, e.after, own); ok {
				src, c.Kind, c.To = next, Moved, to
			}
		}
	}
	if c.Kind == Unknown {
		remark := "The manifest of version " + u.report.Pack.To + " no longer uses this value."
		src, _ = markEntry(src, full, remark)
	}
	u.report.Values = append(u.report.Values, c)
	return src
}

// unset reports the values that only the new manifest uses, and that the pack does not set.
func (u *upgrade) unset(root syntax.Node, pair *manifestPair) {
	was, section := template.Of(pair.old), root.At(pack.SectionManifests, pair.key)
	moved := func(path []string) bool {
		for _, to := range pair.renamed {
			if slices.Equal(to, path) {
				return true
			}
		}
		return false
	}
	seen := map[string]bool{}
	for _, ref := range pair.new.Values {
		path := template.Names(ref.Path)
		name := strings.Join(path, ".")
		if len(path) == 0 || ref.Scoped || seen[name] || uses(was, path) || section.At(path...).Exists() || moved(path) {
			continue
		}
		seen[name] = true
		u.report.Values = append(u.report.Values, ValueChange{Kind: Unset, Manifest: pair.key, Path: path})
	}
}

// manifestVersion is the version of the pack that follows v; false if v is not the old one. A version with words at its
// end keeps them.
func (m *manifests) manifestVersion(v string) (string, bool) {
	if m.version.to == "" || m.version.to == m.version.from {
		return "", false
	}
	number := ownVersion.FindString(v)
	if to := follows(number, []versions{m.version}); to != "" {
		return to + v[len(number):], true
	}
	to := follows(v, []versions{m.version})
	return to, to != ""
}

var ownVersion = regexp.MustCompile(`^v?\d+(\.\d+)*`)

// movedValue is upgrade.moved for the manifest in the section key.
func (m *manifests) movedValue(key string, rel []string) (to []string, gone bool) {
	for _, pair := range m.pairs {
		if pair.key != key || pair.next == nil {
			continue
		}
		if to := pair.renamed[strings.Join(rel, ".")]; to != nil {
			return to, true
		}
		return nil, uses(template.Of(pair.old), rel) && !uses(pair.new, rel)
	}
	return nil, false
}

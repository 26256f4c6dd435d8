package upgrade

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/merge"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Manifest is another version of a manifest of the pack.
type Manifest struct {
	Name string // of its file, without a folder
	Text string
	// Base is the text that the pack's manifest was made from; "" if that is not known.
	Base string
	// Add says that it is added to the pack if that has none of this name: it is one of all manifests.
	Add bool
}

// manifests is what a step for manifests knows.
type manifests struct {
	pairs   []*manifestPair
	added   []Manifest
	version versions // of the pack
}

// manifestPair is a manifest of the pack, and what it becomes.
type manifestPair struct {
	rel, key string // its path in the pack's folder, and the section of its values
	old      *pack.File
	next     *Manifest // nil if it stays
	merged   merge.Manifest
	new      *template.Manifest
	renamed  map[string][]string // values that have other names now, by dotted path
}

// beginManifests finds what each of the new manifests takes the place of.
func (u *upgrade) beginManifests(all []Manifest) error {
	if err := u.readable(); err != nil {
		return err
	}
	u.manifests = &manifests{version: versions{from: u.p.Facts().Version}}
	files := u.p.ManifestFiles()
	if len(files) == 0 {
		return errors.New("the pack has no manifests that can be read")
	}
	for _, f := range files {
		u.manifests.pairs = append(u.manifests.pairs,
			&manifestPair{rel: u.rel(f), key: pack.ManifestKey(f.Base()), old: f, renamed: map[string][]string{}})
	}
	left := all
	for _, name := range []func(string) string{asIs, Unversioned} {
		left = slices.DeleteFunc(slices.Clone(left), func(m Manifest) bool { return u.take(m, name) })
	}
	if len(left) == 1 && len(all) == 1 && len(files) == 1 { // it can be no other
		u.manifests.pairs[0].next, left = &left[0], nil
	}
	for _, m := range left {
		if !m.Add {
			var names []string
			for _, f := range files {
				names = append(names, f.Base())
			}
			return fmt.Errorf("the pack has no manifest like %s; it has %s; give the file the name of the one that it replaces",
				m.Name, strings.Join(names, ", "))
		}
		u.manifests.added = append(u.manifests.added, m)
	}
	for _, pair := range u.manifests.pairs {
		if pair.next != nil {
			pair.merge()
		}
	}
	return nil
}

// merge brings the author's manifest to the new one, if the author has put templates into it and the new one has none,
// or if it is known what it was made from. Otherwise pair.merged is empty.
func (p *manifestPair) merge() {
	mine := p.old.Text.String()
	templates := len(template.Of(p.old).Values) > 0 &&
		len(macro.ValuesRefs(macro.Parse(p.next.Text, text.Verbatim))) == 0
	if mine != p.next.Text && (p.next.Base != "" || templates) {
		p.merged = merge.OfManifest(mine, p.next.Base, p.next.Text)
	}
}

func asIs(name string) string { return name }

// take puts m in place of the one manifest that has its name; false if there is none.
func (u *upgrade) take(m Manifest, name func(string) string) bool {
	var found []*manifestPair
	for _, pair := range u.manifests.pairs {
		if pair.next == nil && name(path.Base(pair.rel)) == name(m.Name) {
			found = append(found, pair)
		}
	}
	if len(found) != 1 {
		return false
	}
	found[0].next = &m
	return true
}

var versionInName = regexp.MustCompile(`(?i)[-_.]?v?\d+(\.\d+)+([-+_][a-z]+\.?\d*)?`)

// VersionIn is the version in the name of a manifest's file, with what is before it; "" if there is none.
func VersionIn(name string) string { return versionInName.FindString(name) }

// Unversioned is the name of a manifest's file without a version and extension.
func Unversioned(name string) string {
	return versionInName.ReplaceAllString(pack.ManifestKey(strings.TrimSuffix(name, ".yml")), "")
}

// runManifests makes the files of the new pack.
func (u *upgrade) runManifests() error {
	for _, pair := range u.manifests.pairs {
		if pair.next != nil {
			u.replaceManifest(pair)
		}
	}
	u.manifests.version.to = u.version
	guessed := false
	if u.version == "" {
		u.manifests.version.to, guessed = versionAfter(u.manifests.version.from, u.manifests.texts(u.p))
	}
	if u.lead {
		u.report.Pack.Guessed = guessed
	}
	u.metaManifests()
	for _, pair := range u.manifests.pairs {
		f := u.next().p.File(path.Join(u.dir, pair.rel))
		if f == nil {
			return fmt.Errorf("%s: the new manifest cannot be read", pair.rel)
		}
		pair.new = template.Of(f)
		pair.findRenamed()
	}
	values, src := u.rel(u.p.Values), u.p.Values.Text.String()
	u.noNewline = src != "" && !strings.HasSuffix(src, "\n")
	u.set(values, u.manifestValues(valuesTree(src).Text))
	var err error
	if u.rendered, err = u.filled(u.before, u.p.Dir, nil); err != nil {
		return err
	}
	u.follow()
	next, err := u.filledNext()
	if err != nil {
		return err
	}
	if src, err = u.listImages(u.get(u.p.Values), next); err != nil {
		return err
	}
	if u.noNewline {
		src = strings.TrimSuffix(strings.TrimSuffix(src, "\n"), "\r")
	}
	u.set(values, src)
	return u.ctx.Err()
}

// replaceManifest is the text of one manifest of the new pack.
func (u *upgrade) replaceManifest(pair *manifestPair) {
	m := pair.next
	c := ManifestChange{File: pair.rel, Change: "replaced"}
	switch {
	case pair.old.Text.String() == m.Text:
		c.Change = "same"
	case pair.merged.Text != "":
		u.set(pair.rel, pair.merged.Text)
		c.Change = "merged"
		for _, lost := range pair.merged.Conflicts {
			c.Conflicts = append(c.Conflicts, Conflict{Line: lost.Line, Text: lost.Text})
		}
		if m.Base == "" {
			u.note(pair.rel + " keeps its templates; its other lines are those of the new version. If some of them were " +
				"yours, name the manifest that it was made from with --base")
		}
	default:
		u.set(pair.rel, m.Text)
	}
	u.report.Manifests = append(u.report.Manifests, c)
}

// versionAfter is the version that takes the place of v in new texts. If there is none, its last number is increased,
// which is guessed, unless the texts are the same.
func versionAfter(v string, texts [][2]string) (to string, guessed bool) {
	m := numbers.FindStringSubmatch(v)
	if m == nil || !slices.ContainsFunc(texts, func(t [2]string) bool { return t[0] != t[1] }) {
		return v, false
	}
	bare := strings.TrimPrefix(v, "v")
	found := versionsAfter(bare, texts)
	if found = slices.DeleteFunc(found, func(to string) bool { return to == bare }); len(found) == 1 {
		return v[:len(v)-len(bare)] + found[0], false
	}
	return grown(v, strings.Count(m[2], ".")), true
}

// versionsAfter are the versions that new texts have in the places of the version bare, each once.
func versionsAfter(bare string, texts [][2]string) []string {
	word := regexp.MustCompile(`(^|[^0-9A-Za-z.])v?` + regexp.QuoteMeta(bare) + `($|[^0-9A-Za-z.])`)
	var found []string
	for _, t := range texts {
		before := map[string]bool{} // what is before the version in lines of the old text
		for l := range strings.Lines(t[0]) {
			if !strings.Contains(l, bare) {
				continue
			}
			if m := anyVersion.FindStringSubmatchIndex(l); m != nil && word.MatchString(l) && l[m[2]:m[3]] == bare {
				before[l[:m[2]]] = true
			}
		}
		if len(before) == 0 {
			continue
		}
		for l := range strings.Lines(t[1]) {
			if m := anyVersion.FindStringSubmatchIndex(l); m != nil && before[l[:m[2]]] {
				found = append(found, l[m[2]:m[3]])
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// versionOfManifests is the version that the pack gets with other manifests.
func versionOfManifests(p *pack.Pack, r Request) string {
	if r.Version != "" {
		return r.Version
	}
	u := &upgrade{p: p}
	if u.beginManifests(r.Manifests) != nil {
		return ""
	}
	v, _ := versionAfter(p.Facts().Version, u.manifests.texts(p))
	return v
}

// texts are the manifests that are replaced, before and after. Templates are what they were made from, or the values
// of the pack.
func (m *manifests) texts(p *pack.Pack) [][2]string {
	var texts [][2]string
	for _, pair := range m.pairs {
		if pair.next == nil {
			continue
		}
		old := cmp.Or(pair.next.Base, pair.old.Text.String())
		texts = append(texts, [2]string{old, pair.next.Text})
		for _, r := range pair.merged.Rendered {
			v := p.Values.Root().At(append([]string{pack.SectionManifests, pair.key}, r.Path...)...)
			if v.IsScalar() {
				texts = append(texts, [2]string{" " + v.Text(), " " + r.New})
			}
		}
	}
	return texts
}

var anyVersion = regexp.MustCompile(`[^0-9A-Za-z.]v?(\d+(?:\.\d+)+(?:-[0-9A-Za-z.]+)?)`)

// metaManifests brings pack.json up: its version, and manifests that are new.
func (u *upgrade) metaManifests() {
	root := u.p.Root()
	v := &u.manifests.version
	var edits []text.Edit
	replace := func(n syntax.Node, to string) {
		if n.Kind() == syntax.String && n.Text() != to {
			edits = append(edits, edit.Replace(n, edit.Quote(to)))
		}
	}
	if u.lead {
		u.report.Pack.To = v.to
		replace(root.Get("version"), v.to)
	}
	for pair := range root.Get("annotations").Entries() {
		to, ok := u.sameVersion(pair.Value().Text())
		if ok && strings.Contains(strings.ToLower(pair.Key().Text()), "version") {
			replace(pair.Value(), to)
		}
	}
	list := root.Get(pack.KeyManifests)
	var members []string
	for _, m := range u.manifests.added {
		rel := path.Join(path.Dir(u.manifests.pairs[0].rel), m.Name)
		u.set(rel, m.Text)
		members = append(members, edit.Quote(rel))
		u.report.Manifests = append(u.report.Manifests, ManifestChange{File: rel, Change: "added"})
	}
	if members != nil {
		edits = append(edits, edit.Append(list, strings.Join(members, ", ")))
	}
	for _, pair := range u.manifests.pairs {
		if pair.next == nil {
			u.report.Manifests = append(u.report.Manifests, ManifestChange{File: pair.rel, Change: "kept"})
		}
	}
	u.set(pack.MetaName, text.Apply(u.p.JSON.Text.String(), edits))
}

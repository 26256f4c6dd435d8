package upgrade

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/embedded"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// follow brings what names values of the chart to where they are now: the keys of schema.yaml, presets, references of
// pack.json, and macros.
func (u *upgrade) follow() {
	u.followSchema()
	u.followPresets()
	u.followParams()
	for _, f := range append([]*pack.File{u.p.Values, u.p.Schema, u.p.Presets}, u.p.ManifestFiles()...) {
		if f != nil {
			u.followMacros(f)
		}
	}
}

// now is the path, from the root of values.yaml, of the value that was at full, a path from there. lost says that the
// value is nowhere, or that nobody knows where.
func (u *upgrade) now(full []string) (to []string, lost bool) {
	section := u.sectionOf(full)
	if section == nil {
		return full, false
	}
	rel, rest := full[2:], []string(nil)
	if i := slices.Index(rel, value.EachElement); i >= 0 {
		rel, rest = rel[:i], rel[i:]
	}
	for n := len(rel); n > 0; n-- { // the value itself, or else one around it
		at, gone := u.movedIn(section, rel[:n])
		switch {
		case at != nil:
			return slices.Concat(section, at, rel[n:], rest), false
		case n == len(rel) && !gone:
			return full, false
		}
	}
	return full, true
}

// sectionOf is the section of values.yaml, of those that the step is about, that a path is in; nil if it is in none.
func (u *upgrade) sectionOf(full []string) []string {
	for _, section := range u.sections() {
		if len(full) > len(section) && slices.Equal(full[:len(section)], section) {
			return section
		}
	}
	return nil
}

// sections are the paths of the sections of values.yaml that the step is about.
func (u *upgrade) sections() [][]string {
	if u.manifests == nil {
		return [][]string{{pack.SectionCharts, u.old.Name}}
	}
	var all [][]string
	for _, pair := range u.manifests.pairs {
		all = append(all, []string{pack.SectionManifests, pair.key})
	}
	return all
}

// movedIn is moved for a value of a section.
func (u *upgrade) movedIn(section, rel []string) (to []string, gone bool) {
	if u.manifests != nil {
		return u.manifests.movedValue(section[1], rel)
	}
	return u.moved(rel)
}

// moved is where the value at a path of the chart is now, nil if that is not known or it is where it was. gone says
// that the new chart does not know the path, and the old one did.
func (u *upgrade) moved(rel []string) (to []string, gone bool) {
	if to := u.renamed[strings.Join(rel, ".")]; to != nil {
		return to, true
	}
	o, n := u.old.Lookup(rel), u.new.Lookup(rel)
	if !hasDefault(o) && u.old.Uses(rel) == chart.Unused || hasDefault(n) || knows(u.new, n, rel) {
		return nil, false
	}
	v := value.Get(u.p, u.full(rel))
	if at := u.finder.find(rel, v); at.certain && !at.split {
		return at.path, true
	}
	return nil, true
}

func (u *upgrade) followed(f *pack.File, from, to []string) {
	u.report.References = append(u.report.References, Reference{
		File: u.rel(f), From: strings.Join(from, "."), To: strings.Join(to, "."),
	})
}

func (u *upgrade) lost(f *pack.File, from []string) {
	u.report.References = append(u.report.References, Reference{File: u.rel(f), From: strings.Join(from, ".")})
}

func (u *upgrade) followSchema() {
	var edits []text.Edit
	for _, c := range u.p.Constraints() {
		from := value.Segments(c.Path)
		to, lost := u.now(from)
		switch {
		case lost && !u.inPack(from):
			u.lost(u.p.Schema, from)
		case !lost && !slices.Equal(from, to) && value.ConstraintAt(u.p, to) == nil:
			edits = append(edits, edit.Rewrite(c.Pair.Key(), strings.Join(to, ".")))
			u.followed(u.p.Schema, from, to)
		}
	}
	if len(edits) > 0 {
		u.set(pack.SchemaName, text.Apply(u.p.Schema.Text.String(), edits))
	}
}

// inPack reports whether the values of the pack itself still have a value at a path.
func (u *upgrade) inPack(full []string) bool {
	return value.First(syntax.ParseYAML(u.get(u.p.Values)).Root(), full).Exists()
}

func (u *upgrade) followPresets() {
	if u.p.Presets == nil {
		return
	}
	var edits []text.Edit
	changes := u.p.PresetChanges()
	for _, n := range changes.Removed {
		from := value.Segments(n.Text())
		to, lost := u.now(from)
		switch {
		case lost:
			u.lost(u.p.Presets, from)
		case !slices.Equal(from, to):
			edits = append(edits, edit.Rewrite(n, strings.Join(to, ".")))
			u.followed(u.p.Presets, from, to)
		}
	}
	for _, added := range changes.Added {
		edits = append(edits, u.followAddition(added)...)
	}
	if len(edits) > 0 {
		u.set(u.rel(u.p.Presets), text.Apply(u.p.Presets.Text.String(), edits))
	}
}

// followAddition moves the values that a preset adds.
func (u *upgrade) followAddition(add *embedded.Content) []text.Edit {
	src := add.Text
	if len(add.Tree.Errors) > 0 {
		return nil
	}
	if u.manifests != nil {
		src = text.Apply(src, u.versionsBelow(add.Tree.Root(), nil, func(c ValueChange) {
			c.Preset = true
			u.report.Values = append(u.report.Values, c)
		}))
	}
	for _, from := range u.addedBy(add) {
		to, lost := u.now(from)
		switch {
		case lost:
			u.lost(u.p.Presets, from)
			continue
		case slices.Equal(from, to):
			continue
		}
		e, ok := entryAt(syntax.ParseYAML(src), from)
		if !ok {
			continue
		}
		if next, ok := transfer(src, from, to, e.after, e.comments(func(string) bool { return true })); ok {
			src = next
			u.followed(u.p.Presets, from, to)
		}
	}
	if src == add.Text {
		return nil
	}
	start, end := 0, 0 // of what is the same
	for start < min(len(src), len(add.Text)) && src[start] == add.Text[start] {
		start++
	}
	start = text.LineStart(add.Text, start)
	for end < min(len(src), len(add.Text))-start && src[len(src)-1-end] == add.Text[len(add.Text)-1-end] {
		end++
	}
	return add.OuterEdits([]text.Edit{{
		Range: text.Range{Start: start, End: len(add.Text) - end}, New: src[start : len(src)-end],
	}})
}

// addedBy are the paths of the values, of the sections that the step is about, that a preset adds.
func (u *upgrade) addedBy(add *embedded.Content) [][]string {
	var all [][]string
	for _, section := range u.sections() {
		all = append(all, leaves(add.Tree.Root().At(section...), section)...)
	}
	return all
}

// leaves are the paths of the values in n that are not mappings, n being at path.
func leaves(n syntax.Node, path []string) [][]string {
	var all [][]string
	for pair := range n.Entries() {
		here := pathTo(path, pair.Key().Text())
		if v := pair.Value(); v.Kind() == syntax.Mapping && v.First().Exists() && len(path) < maxDepth {
			all = append(all, leaves(v, here)...)
		} else {
			all = append(all, here)
		}
	}
	return all
}

func (u *upgrade) followParams() {
	tree := syntax.ParseJSON(u.get(u.p.JSON))
	params := value.NewParams(u.p)
	var edits []text.Edit
	for resource := range pack.ResourceNodes(tree.Root()) {
		for component := range pack.ComponentNodes(resource) {
			for _, key := range pack.RefKeys() {
				n := component.Get(key)
				target := value.Sole(params.Targets(n.Text()))
				if n.Kind() != syntax.String || !target.Exists() {
					continue
				}
				from := target.Path()
				if target.Chart != nil {
					from = slices.Concat([]string{pack.SectionCharts, target.Chart.Name}, target.Node.Path())
				}
				to, lost := u.now(from)
				switch {
				case lost:
					u.lost(u.p.JSON, from)
				case !slices.Equal(from, to):
					edits = append(edits, edit.Replace(n, edit.Quote(strings.Join(to, "."))))
					u.followed(u.p.JSON, from, to)
				}
			}
		}
	}
	if len(edits) > 0 {
		u.set(pack.MetaName, text.Apply(tree.Text, edits))
	}
}

// followMacros brings the macros of a file up that name values of the chart in this pack.
func (u *upgrade) followMacros(f *pack.File) {
	name := u.p.Facts().Name
	if name == "" {
		return
	}
	for _, section := range u.sections() {
		u.followMacrosOf(f, name, section)
	}
}

func (u *upgrade) followMacrosOf(f *pack.File, name string, section []string) {
	prefix := strings.Join(section, ".")
	macro := regexp.MustCompile(`(\.spectro\.pack\.` + regexp.QuoteMeta(name) + `\.)(` + regexp.QuoteMeta(prefix) +
		`(?:\.[A-Za-z0-9_-]+)+)`)
	src := u.get(f)
	out := macro.ReplaceAllStringFunc(src, func(whole string) string {
		m := macro.FindStringSubmatch(whole)
		from := append(slices.Clone(section), strings.Split(strings.TrimPrefix(m[2], prefix+"."), ".")...)
		to, lost := u.now(from)
		switch {
		case lost && !u.inPack(from):
			u.lost(f, from)
		case !lost && !slices.Equal(from, to):
			u.followed(f, from, to)
			return m[1] + strings.Join(to, ".")
		}
		return whole
	})
	if out != src {
		u.set(u.rel(f), out)
	}
}

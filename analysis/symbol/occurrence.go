package symbol

import (
	"iter"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// occurrences yields the places in f, a file of p, that name symbols of the given kinds, in any order.
func occurrences(s *pack.Snapshot, p *pack.Pack, f *pack.File, kinds kind) iter.Seq[occurrence] {
	return func(yield func(occurrence) bool) {
		w := occurrenceWalker{snapshot: s, pack: p, file: f, kinds: kinds, yield: yield}
		w.walkFile()
	}
}

// occurrencesUnread is occurrences without reading charts for the names of their sections: archives are not among the
// places, and any name of a release is taken for that of a chart.
func occurrencesUnread(s *pack.Snapshot, p *pack.Pack, f *pack.File, kinds kind) iter.Seq[occurrence] {
	return func(yield func(occurrence) bool) {
		w := occurrenceWalker{snapshot: s, pack: p, file: f, kinds: kinds, unread: true, yield: yield}
		w.walkFile()
	}
}

// occurrenceWalker yields occurrences until it is told to stop.
type occurrenceWalker struct {
	snapshot *pack.Snapshot
	pack     *pack.Pack
	file     *pack.File
	kinds    kind
	unread   bool // see occurrencesUnread
	yield    func(occurrence) bool
	stopped  bool
	paths    int           // see countPaths; 0: not counted yet
	params   *value.Params // nil until needed
}

func (w *occurrenceWalker) add(o occurrence) {
	if w.stopped || o.symbol.kind&w.kinds == 0 || o.Len() == 0 {
		return
	}
	w.stopped = !w.yield(o)
}

func (w *occurrenceWalker) walkFile() {
	whole := value.Text{Pack: w.pack, Tree: w.file.Tree()}
	switch w.file.Kind {
	case pack.Meta:
		w.meta(w.file.Root())
		return
	case pack.Values:
		w.values(whole)
	case pack.Schema:
		w.schema(w.file.Root().Resolve())
	case pack.Presets:
		w.presets()
	case pack.Manifest:
		w.manifest()
	}
	w.presetNames()
	w.anchors(whole)
}

// subject adds the occurrences at and around a subject.
func (w *occurrenceWalker) subject(sub *value.Subject) {
	n := sub.Node
	switch sub.Kind {
	case value.PropertyValue:
		if len(sub.Path) == 1 && sub.Path[0] == "name" {
			w.packName(n, true)
		}
	case value.DependencyPart:
		if sub.Key == pack.KeyPackName {
			w.packName(n, false)
		}
	case value.Parameter:
		w.dotted(n, w.parameter)
	case value.ChartFile:
		w.chartFile(n)
	case value.ManifestFile:
		w.manifestFile(n)
	case value.ConstraintPath, value.RemovedPath:
		w.dotted(n, w.fullPath)
	case value.Section, value.Attribute, value.ChartSection, value.ManifestParams, value.ChartValue:
		if sub.IsKey() && !n.Parent().IsMerge() {
			w.key(sub.Text, n, value.CanonicalPath(n.Parent()))
		}
	case value.MacroPart:
		if sub.Macro.Manifest {
			w.manifest()
			return
		}
		for _, a := range template.InScalar(n, sub.Text.In) {
			w.macro(a)
		}
	case value.TemplateValue:
		w.manifest()
	case value.Alias, value.Anchor:
		w.anchors(value.Text{Pack: w.pack, Tree: n.Tree(), In: sub.Text.In})
	}
}

// scalar adds o, a part of a scalar. It sets the range.
func (w *occurrenceWalker) scalar(o occurrence) {
	r, _ := partOf(o.node, o.lo, o.hi)
	o.Range = o.in.OuterRange(r)
	w.add(o)
}

// partOf is where the bytes lo to hi of the content of the scalar n are written. It is false, with the range of all
// of the content, if the lines of the text are not those of the content.
func partOf(n syntax.Node, lo, hi int) (text.Range, bool) {
	inner, quoting := n.Inner()
	u := text.Unquote(inner.Of(n.Tree().Text), quoting)
	if u.S != n.Text() {
		return inner, false
	}
	return text.Range{Start: inner.Start + u.Raw(lo), End: inner.Start + u.Raw(hi)}, true
}

// meta adds the occurrences in pack.json.
func (w *occurrenceWalker) meta(root syntax.Node) {
	w.packName(root.Get("name"), true)
	for dep := range pack.DependencyNodes(root) {
		w.packName(dep.Get(pack.KeyPackName), false)
	}
	if w.kinds&valueSymbol == 0 {
		return
	}
	for resource := range pack.ResourceNodes(root) {
		for component := range pack.ComponentNodes(resource) {
			for _, key := range pack.RefKeys() {
				w.dotted(component.Get(key), w.parameter)
			}
		}
	}
	for n := range root.Get(pack.KeyCharts).Children() {
		if !w.unread {
			w.chartFile(n)
		}
	}
	for n := range root.Get(pack.KeyManifests).Children() {
		w.manifestFile(n)
	}
}

func (w *occurrenceWalker) packName(n syntax.Node, declares bool) {
	if n.Kind() == syntax.String && n.Text() != "" {
		sym := symbol{kind: packSymbol, name: n.Text()}
		w.scalar(occurrence{symbol: sym, node: n, hi: len(n.Text()), declares: declares})
	}
}

// chartFile and manifestFile add the sections of values.yaml that belong to files named in pack.json.
func (w *occurrenceWalker) chartFile(n syntax.Node) {
	if c, err := w.pack.Chart(n.Text()); err == nil && n.Kind() == syntax.String {
		w.filePath(n, pack.SectionCharts, c.Name)
	}
}

func (w *occurrenceWalker) manifestFile(n syntax.Node) {
	if n.Kind() == syntax.String {
		w.filePath(n, pack.SectionManifests, pack.ManifestKey(n.Text()))
	}
}

func (w *occurrenceWalker) filePath(n syntax.Node, section, name string) {
	w.scalar(occurrence{symbol: valueAtPath(section, name), node: n, hi: len(n.Text()), form: asFile})
}

// schema adds the occurrences in schema.yaml, whose keys are paths.
func (w *occurrenceWalker) schema(root syntax.Node) {
	if root.Kind() != syntax.Mapping || w.kinds&valueSymbol == 0 {
		return
	}
	for pair := range root.Entries() {
		w.dotted(pair.Key(), w.fullPath)
	}
}

// presets adds the occurrences in presets.yaml: in paths to remove, and in values to add.
func (w *occurrenceWalker) presets() {
	changes := w.pack.PresetChanges()
	for _, n := range changes.Removed {
		w.dotted(n, w.fullPath)
	}
	for _, add := range changes.Added {
		if add.Exact() {
			v := value.Text{Pack: w.pack, Tree: add.Tree, In: add}
			w.values(v)
			w.anchors(v)
		}
	}
}

// values adds the keys of v and the macros in it.
func (w *occurrenceWalker) values(v value.Text) {
	if w.kinds&valueSymbol != 0 {
		w.keys(v, v.Tree.Root(), nil)
	}
	w.macros(v)
}

func (w *occurrenceWalker) keys(v value.Text, n syntax.Node, path []string) {
	if len(path) == value.MaxDepth || w.stopped {
		return
	}
	for c := range n.Children() {
		switch {
		case n.Kind() == syntax.Sequence:
			w.keys(v, c, append(path, value.EachElement))
		case c.Kind() != syntax.Pair:
		case c.IsMerge():
			w.keys(v, c.Value(), path)
		default:
			at := append(path, c.Key().Text())
			w.key(v, c.Key(), at)
			w.keys(v, c.Value(), at)
		}
	}
}

// key adds the key n, at a path from the root of v.
func (w *occurrenceWalker) key(v value.Text, n syntax.Node, path []string) {
	name := n.Text()
	if name != "" && n.IsScalar() {
		inner := n.Parent().Value().Resolve()
		w.scalar(occurrence{
			symbol: valueAtPath(path...), node: n, hi: len(name), declares: true, in: v.In,
			onTheWay: inner.Kind() == syntax.Mapping && inner.Len() > 0,
		})
	}
	if len(path) == 3 && path[0] == pack.SectionPack && path[1] == palette.AttrReleaseNameOverride &&
		(w.unread || v.Pack.ChartNamed(name) != nil) {
		w.scalar(occurrence{symbol: valueAtPath(pack.SectionCharts, name), node: n, hi: len(name), in: v.In})
	}
}

// anchors adds the anchors of v and the aliases that refer to them.
func (w *occurrenceWalker) anchors(v value.Text) {
	if w.kinds&anchorSymbol == 0 {
		return
	}
	add := func(n, target syntax.Node, name string, r text.Range, declares bool) {
		r.Start++ // after & or *
		w.add(occurrence{
			symbol: symbol{kind: anchorSymbol, name: name, anchor: target}, Range: v.Outer(r), declares: declares,
			form: asAnchor, node: n, inner: r, in: v.In,
		})
	}
	anchors := v.Tree.Anchors()
	for _, a := range anchors {
		add(v.Tree.AnchorNode(a), v.Tree.AnchorNode(a), a.Name, a.Range, true)
	}
	if len(anchors) == 0 {
		return
	}
	for n := range v.Tree.All() {
		if target := n.Resolve(); n.Kind() == syntax.Alias && target.Exists() {
			add(n, target, n.Text(), n.Range(), false)
		}
	}
}

// macros adds the occurrences in the macros of v.
func (w *occurrenceWalker) macros(v value.Text) {
	if !strings.Contains(v.Tree.Text, template.PackMacro) {
		return
	}
	for n := range v.Tree.All() {
		if n.Kind() != syntax.String || !strings.Contains(n.Source(), template.PackMacro) {
			continue
		}
		for _, a := range template.InScalar(n, v.In) {
			w.macro(a)
		}
	}
}

// macro adds the occurrences in the action a.
func (w *occurrenceWalker) macro(a template.Action) {
	end := 0 // of the path
	add := func(sym symbol, first, last macro.Segment) {
		r := text.Range{Start: first.Start, End: last.End}
		w.add(occurrence{symbol: sym, Range: a.RangeOf(r), form: asMacro, inner: r, in: a.In, onTheWay: last.End < end})
	}
	for ref := range a.References {
		if ref.Family != macro.Pack || len(ref.Path) == 0 || ref.Path[0].Name == "" {
			continue
		}
		end = ref.Path[len(ref.Path)-1].End
		name := value.PackName(w.snapshot, w.pack, ref.Path)
		rest := ref.Path[strings.Count(name, ".")+1:]
		add(symbol{kind: packSymbol, name: name}, ref.Path[0], ref.Path[strings.Count(name, ".")])
		if w.kinds&valueSymbol == 0 || len(rest) == 0 {
			continue
		}
		if name != w.pack.Facts().Name {
			var path []string
			for i := range rest[:min(len(rest), value.MaxDepth)] {
				path = append(path, value.ElementSteps([]string{rest[i].Name})...)
				add(symbol{kind: valueSymbol, name: name, path: path}, rest[i], rest[i])
			}
			continue
		}
		for _, way := range w.fullPath(template.Names(rest)) {
			for _, key := range way {
				add(valueAtPath(key.Path()...), rest[key.First], rest[key.Last])
			}
		}
	}
}

// manifest adds the occurrences in a manifest: in macros, and in paths from .Values.
func (w *occurrenceWalker) manifest() {
	parsed := template.Of(w.file)
	if strings.Contains(w.file.Text.String(), template.PackMacro) {
		for _, a := range parsed.Parsed {
			w.macro(template.Action{Action: a})
		}
	}
	if w.kinds&ownSymbol != 0 {
		w.own(parsed)
	}
	if w.kinds&valueSymbol == 0 {
		return
	}
	section := []string{pack.SectionManifests, pack.ManifestKey(w.file.Base())}
	seen := map[text.Range]bool{} // a path in a variable comes again with each use of it
	for _, ref := range parsed.Values {
		keys := append(section[:2:2], template.Names(ref.Path)...)
		if len(keys) > value.MaxDepth {
			continue
		}
		paths := value.CanonicalPaths(w.pack, keys)
		for i, segment := range ref.Path {
			if segment.Name == "" || seen[segment.Range] {
				continue
			}
			seen[segment.Range] = true
			as := asTemplate
			if before := w.file.Text.String()[:segment.Start]; strings.HasSuffix(before, `"`) || strings.HasSuffix(before, "`") {
				as = asIndex
			}
			w.add(occurrence{
				symbol: valueAtPath(paths[i+2]...), Range: segment.Range, form: as, inner: segment.Range,
				onTheWay: i+1 < len(ref.Path),
			})
		}
	}
}

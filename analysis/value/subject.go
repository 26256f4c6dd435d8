package value

import (
	"github.com/pack-lsp/pack-lsp/analysis/embedded"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// SubjectKind is a kind of Subject.
type SubjectKind uint8

const (
	Nothing SubjectKind = iota

	// In pack.json.
	Property       // a key
	PropertyValue  // any other scalar
	ChartFile      // the path of a chart archive
	ManifestFile   // the path of a manifest
	DependencyPart // name, type or bound of a dependency; Key says which
	ResourceType   // the type of a resource
	Schedule       // the scheduleType of a component
	Parameter      // a reference to a value

	// In values.yaml, and in what presets add to it.
	EnabledPresets // the comment that names presets, or one of its entries
	Section        // a top-level key of values.yaml that is a section
	Attribute      // a key under pack, or its value
	ChartSection   // the key of a chart under charts
	ManifestParams // the key of a manifest under manifests
	ChartValue     // any other key or scalar: a value

	// In schema.yaml.
	ConstraintPath     // the path of a constraint
	ConstraintKey      // the key schema of an entry
	ConstraintTemplate // the template of an entry

	// In presets.yaml.
	PresetsList // the top-level key
	PresetKey   // a key of a preset
	RemovedPath // a path that a preset removes

	// In manifests.
	TemplateValue // a value that a template uses
	KubeField     // a key or scalar that Kubernetes knows

	// In several kinds of files.
	MacroPart // a part of a template action
	Alias
	Anchor
)

// Subject is what a cursor is on, for hovers, definitions and references. Kind decides which fields are set.
type Subject struct {
	Kind  SubjectKind
	Range text.Range  // in the file, in bytes
	Node  syntax.Node // the key or scalar; of an Anchor the node that has it
	Path  []string    // keys and indices from the root of Node's text, or for a TemplateValue from that of the values
	Key   string      // of a DependencyPart, Schedule or Parameter: the key of the value

	Text       Text                    // the text of Node, if its root is that of the pack's values
	Macro      template.Cursor         // of a MacroPart
	Constraint *pack.Constraint        // of schema.yaml; nil if the entry cannot be read
	Inner      int                     // of a ConstraintTemplate: bytes into its text
	Enabled    *palette.EnabledPresets // the comment
	Entry      *palette.EnabledPreset  // the entry of the comment; nil if the cursor is on none
	Anchor     syntax.Anchor
	Kube       KubeSubject // of a KubeField
}

// IsKey reports whether the cursor is on a key of a mapping.
func (s *Subject) IsKey() bool { return isKey(s.Node) }

func isKey(n syntax.Node) bool { return n.Parent().Kind() == syntax.Pair && n.Parent().Key() == n }

// Value is the value that the cursor is on or whose key it is on.
func (s *Subject) Value() syntax.Node {
	if s.IsKey() {
		return s.Node.Parent().Value()
	}
	return s.Node
}

// SubjectAt is what a cursor at byte offset off of f, a file of p, is on.
func SubjectAt(p *pack.Pack, f *pack.File, off int) Subject {
	var s Subject
	switch f.Kind {
	case pack.Meta:
		s = inMeta(f, off)
	case pack.Values:
		if e := p.EnabledPresets(); e != nil && f == p.Values && e.Touches(off) {
			return inEnabled(e, off)
		}
		s = Text{Pack: p, Tree: f.Tree()}.subject(off)
	case pack.Schema:
		s = inSchema(p, f, off)
	case pack.Presets:
		s = inPresets(p, f, off)
	case pack.Manifest:
		s = inManifest(p, f, off)
	}
	return s
}

// on is the subject of the node n, which is in the tree of the file.
func on(kind SubjectKind, n syntax.Node) Subject {
	return Subject{Kind: kind, Range: n.Range(), Node: n, Path: n.Path()}
}

func inMeta(f *pack.File, off int) Subject {
	n := f.Tree().NodeAt(off)
	if !n.Exists() || n.Empty() {
		return Subject{}
	}
	if isKey(n) {
		return on(Property, n)
	}
	if !n.IsScalar() {
		return Subject{}
	}
	s := on(PropertyValue, n)
	if n.Kind() != syntax.String {
		return s
	}
	dependency := []string{pack.KeyPackName, pack.KeyType, pack.KeyMinVersion, pack.KeyMaxVersion}
	if key, ok := pack.PlaceDependency.HasAny(s.Path, dependency...); ok {
		s.Kind, s.Key = DependencyPart, key
	} else if key, ok := pack.PlaceComponent.HasAny(s.Path, pack.RefKeys()...); ok {
		s.Kind, s.Key = Parameter, key
	}
	switch {
	case pack.PlaceChart.Has(s.Path):
		s.Kind = ChartFile
	case pack.PlaceManifest.Has(s.Path):
		s.Kind = ManifestFile
	case pack.PlaceResource.Key(pack.KeyType).Has(s.Path):
		s.Kind = ResourceType
	case pack.PlaceComponent.Key(pack.KeySchedule).Has(s.Path):
		s.Kind = Schedule
	}
	return s
}

func inEnabled(e *palette.EnabledPresets, off int) Subject {
	for i := range e.Entries {
		if entry := &e.Entries[i]; entry.Touches(off) {
			return Subject{Kind: EnabledPresets, Range: entry.Range, Enabled: e, Entry: entry}
		}
	}
	return Subject{Kind: EnabledPresets, Range: e.Range, Enabled: e}
}

// subject is what a cursor at byte offset off of the text is on.
func (t Text) subject(off int) Subject {
	if m, ok := template.At(t.Tree, t.Tree.CursorAt(off), off, t.In); ok {
		s := t.AroundMacro(off)
		s.Kind, s.Macro = MacroPart, m
		return s
	}
	return t.AroundMacro(off)
}

// AroundMacro is what a cursor at byte offset off of the text is on if template actions are taken as text.
func (t Text) AroundMacro(off int) Subject {
	if s, ok := anchored(t.Tree, t.In, off); ok {
		s.Text = t
		return s
	}
	n := t.Tree.NodeAt(off)
	path := n.Path()
	if !n.IsScalar() || n.Empty() || len(path) == 0 {
		return Subject{Text: t}
	}
	s := Subject{Kind: ChartValue, Range: t.Outer(n.Range()), Node: n, Path: path, Text: t}
	key := isKey(n)
	_, section := pack.SectionNamed(n.Text())
	switch {
	case len(path) == 1 && key && section:
		s.Kind = Section
	case len(path) > 1 && path[0] == pack.SectionPack:
		s.Kind = Attribute
	case len(path) == 2 && key && path[0] == pack.SectionCharts:
		s.Kind = ChartSection
	case len(path) == 2 && key && path[0] == pack.SectionManifests:
		s.Kind = ManifestParams
	}
	return s
}

// anchored is the alias or anchor at byte offset off of t, the tree of in or, if in is nil, of the file; false if
// there is none.
func anchored(t *syntax.Tree, in *embedded.Content, off int) (Subject, bool) {
	for _, a := range t.Anchors() {
		if name := AnchorName(a.Range); name.Touches(off) {
			n := t.AnchorNode(a)
			return Subject{Kind: Anchor, Range: in.OuterRange(name), Node: n, Path: n.Path(), Anchor: a}, true
		}
	}
	if n := t.NodeAt(off); n.Kind() == syntax.Alias {
		return Subject{Kind: Alias, Range: in.OuterRange(n.Range()), Node: n, Path: n.Path()}, true
	}
	return Subject{}, false
}

// AnchorName is the range of an anchor or alias without its & or *.
func AnchorName(r text.Range) text.Range { return text.Range{Start: r.Start + 1, End: r.End} }

func inSchema(p *pack.Pack, f *pack.File, off int) Subject {
	if s, ok := anchored(f.Tree(), nil, off); ok {
		return s
	}
	n := f.Tree().NodeAt(off)
	top := isKey(n) && len(n.Path()) == 1
	for _, c := range p.Constraints() {
		if !c.Pair.Range().Touches(off) && !c.Node().Range().Touches(off) {
			continue
		}
		s := Subject{Constraint: c}
		switch inner, ok := c.Inner(off); {
		case c.Pair.Key().Range().Touches(off):
			s.Kind, s.Node = ConstraintPath, c.Pair.Key()
		case !c.Node().Range().Touches(off):
			s.Kind, s.Node = ConstraintKey, c.Node().Owner().Key()
		case !ok:
			return Subject{}
		default:
			s.Kind, s.Node, s.Inner = ConstraintTemplate, c.Node(), inner
		}
		s.Range, s.Path = s.Node.Range(), s.Node.Path()
		return s
	}
	if top {
		return on(ConstraintPath, n)
	}
	return Subject{}
}

func inPresets(p *pack.Pack, f *pack.File, off int) Subject {
	if t, inner, ok := AdditionAt(p, off); ok {
		return t.subject(inner)
	}
	if s, ok := anchored(f.Tree(), nil, off); ok {
		return s
	}
	n := f.Tree().NodeAt(off)
	if !n.IsScalar() || n.Empty() {
		return Subject{}
	}
	switch s := on(PresetKey, n); {
	case len(s.Path) == 1 && s.Path[0] == pack.PresetsKey:
		s.Kind = PresetsList
		return s
	case len(s.Path) == 4 && s.Path[2] == pack.PresetRemove:
		s.Kind = RemovedPath
		return s
	case len(s.Path) == 3 && isKey(n):
		return s
	}
	return Subject{}
}

func inManifest(p *pack.Pack, f *pack.File, off int) Subject {
	m, ok := template.InManifest(f, off)
	if ok && (m.Word == nil || m.Word.Kind == macro.Ident || m.Word.IsField(template.Root)) {
		return Subject{Kind: MacroPart, Range: m.RangeOf(m.Replace), Macro: m}
	}
	if r, path, ok := template.ParameterAt(f, off); ok {
		return Subject{Kind: TemplateValue, Range: r, Path: path}
	}
	if ok {
		return Subject{Kind: MacroPart, Range: m.RangeOf(m.Replace), Macro: m}
	}
	if s, ok := anchored(f.Tree(), nil, off); ok {
		return s
	}
	s, _ := inObject(p, f, off)
	return s
}

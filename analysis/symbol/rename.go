package symbol

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// RenameTarget is a name that can be changed.
type RenameTarget struct {
	text.Range        // of the name at the cursor
	Name       string // as it is now
}

// PrepareRename returns the name at byte offset off of the file at path; nil where nothing is named there. The error says in a sentence for the
// author why a name cannot be changed.
func PrepareRename(s *pack.Snapshot, path string, off int) (*RenameTarget, error) {
	p, f := s.PackOf(path)
	if p == nil {
		return nil, nil
	}
	found := occurrencesAt(s, p, f, off)
	if len(found) == 0 {
		return nil, nil
	}
	at := found[0]
	if err := renamable(p, at); err != nil {
		return nil, err
	}
	return &RenameTarget{at.Range, at.symbol.word()}, nil
}

// Rename returns the edits that give the thing at byte offset off of the file at path another name, wherever it is named: see References. Quotes
// stay as they are, or are added where the name needs them. The error says in a sentence for the author why the name cannot be given.
func Rename(ctx context.Context, s *pack.Snapshot, path string, off int, name string) ([]edit.FileEdit, error) {
	p, f := s.PackOf(path)
	if p == nil {
		return nil, errNothingNamed
	}
	found := occurrencesAt(s, p, f, off)
	if len(found) == 0 {
		return nil, errNothingNamed
	}
	at := found[0]
	if err := renamable(p, at); err != nil {
		return nil, err
	}
	if err := validName(at.symbol, name); err != nil {
		return nil, err
	}
	if name == at.symbol.word() {
		return nil, nil
	}
	all, err := occurrencesToRename(ctx, s, p, f, at.symbol)
	if err != nil {
		return nil, err
	}
	if err := nameTaken(ctx, s, p, f, all, at.symbol, name); err != nil {
		return nil, err
	}
	if err := outOfReach(p, at.symbol); err != nil {
		return nil, err
	}
	return renameOccurrences(all, name)
}

// occurrencesToRename are the places that follow t, which is named in f, a file of p, when it gets another name: all, but of a value that another
// version of p has as well only those in p, since macros elsewhere go on being right.
func occurrencesToRename(ctx context.Context, s *pack.Snapshot, p *pack.Pack, f *pack.File, t symbol) ([]fileOccurrences, error) {
	all, err := occurrencesEverywhere(ctx, s, p, f, t)
	if t.kind == valueSymbol && inOtherVersion(s, p, t) {
		all = slices.DeleteFunc(all, func(in fileOccurrences) bool { return in.pack.Dir != p.Dir })
	}
	return all, err
}

// inOtherVersion reports whether another pack of the name of p has the value t of p as well.
func inOtherVersion(s *pack.Snapshot, p *pack.Pack, t symbol) bool {
	for _, q := range s.PacksNamed(p.Facts().Name) {
		if q.Dir != p.Dir && len(value.In(q, t.path)) > 0 {
			return true
		}
	}
	return false
}

var errNothingNamed = errors.New("nothing here has a name that can be changed")

// renameOccurrences are the edits that write name in all places.
func renameOccurrences(all []fileOccurrences, name string) ([]edit.FileEdit, error) {
	var edits []edit.FileEdit
	for _, in := range all {
		for _, m := range in.occurrences {
			if m.form == asFile || m.doubtful {
				continue
			}
			changed, err := m.rewrite(name)
			if err != nil {
				line := in.file.Text.LineAt(m.Start) + 1
				return nil, fmt.Errorf("%s, line %d: %w", in.file.Base(), line, err)
			}
			for _, e := range changed {
				edits = append(edits, edit.FileEdit{Path: in.file.Path, Edit: e})
			}
		}
	}
	return edits, nil
}

// renamable says why m cannot be given another name; nil where it can.
func renamable(p *pack.Pack, m occurrence) error {
	path := m.symbol.path
	if m.doubtful {
		return errors.New("this reference can mean several values; write the whole path of one first")
	}
	if m.symbol.kind != valueSymbol {
		return nil
	}
	if m.symbol.name != "" {
		return fmt.Errorf("%s is a value of the pack %s; rename it in that pack's values.yaml, and this macro follows", strings.Join(path, "."), m.symbol.name)
	}
	switch root := path[0]; {
	case len(path) == 1 && slices.Contains(pack.Sections(), root):
		return fmt.Errorf("%s is a section that Palette knows by this name", root)
	case root == pack.SectionPack && pack.AttributeAt(value.WithoutElements(path[1:])...) != nil:
		return fmt.Errorf("%s is an attribute that Palette knows by this name", strings.Join(value.WithoutElements(path), "."))
	case root == pack.SectionCharts && len(path) == 2 && p.ChartNamed(path[1]) != nil:
		return fmt.Errorf("%s is the name of the chart, which its archive gives", path[1])
	case root == pack.SectionManifests && len(path) == 2 && p.ManifestNamed(path[1]) != nil:
		return fmt.Errorf("%s is named after the manifest's file; rename the file, and its section follows", path[1])
	}
	return nil
}

var (
	// packName is a component of the name of a repository (OCI distribution specification 1.1, "Pulling manifests").
	packName   = regexp.MustCompile(`^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$`)
	anchorName = regexp.MustCompile(`^[^\s\[\]{},&*]+$`) // YAML 1.2, ns-anchor-name, and no indicator that would confuse a reader
	// macroNames are names in a path of a macro, templateName one in a path of a template (text/template, identifiers).
	macroNames   = regexp.MustCompile(`^[\pL\pN_]+(?:[-.][\pL\pN_]+)*$`)
	templateName = regexp.MustCompile(`^[\pL\pN_]+$`)
	// plainPart is text that changes nothing about a plain scalar that it stands in, unless at its start.
	plainPart = regexp.MustCompile(`^[A-Za-z0-9_./@+-]+$`)
)

// validName says why nothing of the kind of t can be called name; nil where it can.
func validName(t symbol, name string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return errors.New("a name cannot be empty")
	case strings.TrimSpace(name) != name:
		return errors.New("a name cannot begin or end with a blank")
	case strings.ContainsFunc(name, unicode.IsControl):
		return errors.New("a name cannot hold line ends or other control characters")
	case t.kind == packSymbol && !packName.MatchString(name):
		return fmt.Errorf("%q cannot name a pack: packs have lower-case letters and digits with single . _ or hyphens between them", name)
	case t.kind == anchorSymbol && !anchorName.MatchString(name):
		return fmt.Errorf("%q cannot name an anchor: blanks and []{},&* have no place in one", name)
	case t.kind == valueSymbol && (name == syntax.MergeKey || strings.Contains(name, "{{")):
		return fmt.Errorf("%q means something else in YAML; it cannot name a value", name)
	}
	return nil
}

// nameTaken says what has the name already that t is to be given.
func nameTaken(ctx context.Context, s *pack.Snapshot, p *pack.Pack, f *pack.File, all []fileOccurrences, t symbol, name string) error {
	switch t.kind {
	case packSymbol:
		if !slices.ContainsFunc(all, func(in fileOccurrences) bool { return in.file.Kind == pack.Meta && in.occurrences[0].declares }) {
			return nil // none is called as before: it is names of packs elsewhere that are changed
		}
		dir, err := packCalled(ctx, s, p, name)
		if err == nil && dir != "" {
			err = fmt.Errorf("a pack is called %s already, in %s", name, dir)
		}
		return err
	case anchorSymbol:
		for _, a := range t.anchor.Tree().Anchors() {
			if a.Name == name {
				return fmt.Errorf("an anchor in %s is called %s already", f.Base(), name)
			}
		}
	case valueSymbol:
		for _, in := range all {
			for _, m := range in.occurrences {
				if m.declares && m.node.Parent().Parent().Pair(name).Exists() {
					return fmt.Errorf("%s has a key %s beside %s already, near line %d", in.file.Base(), name, t.word(), in.file.Text.LineAt(m.Start)+1)
				}
			}
		}
	}
	return nil
}

// outOfReach says which text of p may name t and cannot be edited: what a preset adds, where its lines are not lines of presets.yaml.
func outOfReach(p *pack.Pack, t symbol) error {
	for _, preset := range p.PresetList() {
		if add := preset.Add; add != nil && !add.Exact() && t.kind != anchorSymbol && strings.Contains(add.Tree.Text, t.word()) {
			line := p.Presets.Text.LineAt(add.Node().Start()) + 1
			return fmt.Errorf("presets.yaml, line %d: what the preset adds may name %s, and cannot be edited as it is written; make it a block of text (|) first", line, t.word())
		}
	}
	return nil
}

// packCalled is the folder of a pack of the workspace that has the name; "" where there is none.
func packCalled(ctx context.Context, s *pack.Snapshot, p *pack.Pack, name string) (string, error) {
	if x := s.Index(); x != nil {
		for _, e := range x.Named(name).Entries() {
			return e.Dir, nil
		}
		return "", nil
	}
	all, err := occurrencesInWorkspace(ctx, s, p, symbol{kind: packSymbol, name: name})
	for _, in := range all {
		if slices.ContainsFunc(in.occurrences, func(m occurrence) bool { return m.declares }) {
			return in.pack.Dir, nil
		}
	}
	return "", err
}

// rewrite are the edits of m's file that write name in the place of the name at m.
func (m occurrence) rewrite(name string) ([]text.Edit, error) {
	switch {
	case m.form == asPath && strings.ContainsAny(name, ".[]$ "):
		return nil, fmt.Errorf("a path with dots cannot name %q", name)
	case m.form == asMacro && !macroNames.MatchString(name), m.form == asMacro && m.symbol.kind == valueSymbol && strings.Contains(name, "."):
		return nil, fmt.Errorf("a macro cannot name %q", name)
	case m.form == asTemplate && !templateName.MatchString(name):
		return nil, fmt.Errorf("a template cannot name %q but by index", name)
	case m.form == asIndex && strings.ContainsAny(name, "\"`\\"):
		return nil, fmt.Errorf("%q would have to be written otherwise in a string of a template", name)
	}
	e := text.Edit{Range: m.inner, New: name}
	if m.form == asScalar || m.form == asPath {
		e = rewritePart(m.node, m.lo, m.hi, name)
	}
	edits := m.in.OuterEdits([]text.Edit{e})
	if len(edits) != 1 {
		return nil, errors.New("what a preset adds cannot be edited where it is written over several lines in quotes")
	}
	return edits, nil
}

// rewritePart writes name in place of the bytes lo to hi of the content of the scalar n, which stays in the quotes that it has.
func rewritePart(n syntax.Node, lo, hi int, name string) text.Edit {
	whole := n.Text()[:lo] + name + n.Text()[hi:]
	r, exact := partOf(n, lo, hi)
	quoted := edit.Quote(name)
	switch {
	case n.Tree().Lang == syntax.JSON && !exact:
		return edit.Replace(n, edit.Quote(whole))
	case !exact:
	case n.Style() == syntax.DoubleQuoted:
		return text.Edit{Range: r, New: quoted[1 : len(quoted)-1]}
	case n.Style() == syntax.SingleQuoted:
		return text.Edit{Range: r, New: text.SingleQuoted.Escape(name)}
	case edit.Scalar(name) == name, lo > 0 && plainPart.MatchString(name):
		return text.Edit{Range: r, New: name}
	}
	return edit.Rewrite(n, whole)
}

package symbol

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// RenameTarget is a name that can be changed.
type RenameTarget struct {
	text.Range        // of the name at the cursor, in bytes
	Name       string // the current name
}

// PrepareRename returns the name at byte offset off of the file at path; nil if there is none. The error tells the
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

// Rename returns the edits that rename the symbol at byte offset off of the file at path, in all places that name it:
// see References. Quotes stay, and are added if the name needs them. It returns nil if the name is the same. The
// error tells the author why the symbol cannot have that name; if ctx ends first, it is ctx.Err().
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

// occurrencesToRename returns the places to change when sym, which f, a file of p, names, gets another name. If
// another version of p has the same value, these are only the places in p: macros in other packs stay right.
func occurrencesToRename(
	ctx context.Context, s *pack.Snapshot, p *pack.Pack, f *pack.File, sym symbol,
) ([]fileOccurrences, error) {
	all, err := occurrencesEverywhere(ctx, s, p, f, sym, spots{})
	if sym.kind == valueSymbol && inOtherVersion(s, p, sym) {
		all = slices.DeleteFunc(all, func(in fileOccurrences) bool { return in.dir != p.Dir })
	}
	return all, err
}

// inOtherVersion reports whether another pack with the name of p has the value sym of p, too.
func inOtherVersion(s *pack.Snapshot, p *pack.Pack, sym symbol) bool {
	for _, q := range s.PacksNamed(p.Facts().Name) {
		if q.Dir != p.Dir && len(value.In(q, sym.path)) > 0 {
			return true
		}
	}
	return false
}

var errNothingNamed = errors.New("nothing here has a name that can be changed")

// renameOccurrences returns the edits that write name in all places. It is an error if one is in a merge conflict,
// whose lines nothing changes.
func renameOccurrences(all []fileOccurrences, name string) ([]edit.FileEdit, error) {
	var edits []edit.FileEdit
	for _, in := range all {
		for _, o := range in.occurrences {
			if o.form == asFile || o.doubtful {
				continue
			}
			changed, err := o.rewrite(name)
			if err != nil {
				line := in.file.Text.LineAt(o.Start) + 1
				return nil, fmt.Errorf("%s, line %d: %w", in.file.Base(), line, err)
			}
			for _, e := range changed {
				if in.file.Tree().InConflict(e.Range) {
					const format = "%s, line %d: this is in a merge conflict; resolve it first"
					return nil, fmt.Errorf(format, in.file.Base(), in.file.Text.LineAt(e.Start)+1)
				}
				edits = append(edits, edit.FileEdit{Path: in.file.Path, Edit: e})
			}
		}
	}
	return edits, nil
}

// renamable says why the symbol of o cannot be renamed; nil if it can.
func renamable(p *pack.Pack, o occurrence) error {
	path := o.symbol.path
	if o.doubtful {
		return errors.New("this reference can mean several values; write the whole path of one first")
	}
	if o.symbol.kind != valueSymbol {
		return nil
	}
	if o.symbol.name != "" {
		const format = "%s is a value of the pack %s; rename it in that pack's values.yaml, which also changes this macro"
		return fmt.Errorf(format, strings.Join(path, "."), o.symbol.name)
	}
	switch root := path[0]; {
	case len(path) == 1 && slices.Contains(pack.Sections(), root):
		return fmt.Errorf("%s is a section that Palette knows by this name", root)
	case root == pack.SectionPack && palette.AttributeAt(value.WithoutElements(path[1:])...) != nil:
		name := strings.Join(value.WithoutElements(path), ".")
		return fmt.Errorf("%s is an attribute that Palette knows by this name", name)
	case root == pack.SectionCharts && len(path) == 2 && p.ChartNamed(path[1]) != nil:
		return fmt.Errorf("%s is the name of the chart in its archive", path[1])
	case root == pack.SectionManifests && len(path) == 2 && p.ManifestNamed(path[1]) != nil:
		return fmt.Errorf("%s is named after the manifest's file; rename the file, which also renames this section", path[1])
	}
	return nil
}

var (
	// packName is a component of the name of a repository (OCI distribution specification 1.1, "Pulling manifests").
	packName = regexp.MustCompile(`^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$`)
	// anchorName is an anchor (YAML 1.2, ns-anchor-name) without the indicators & and *, which would be hard to read.
	anchorName = regexp.MustCompile(`^[^\s\[\]{},&*]+$`)
	// macroNames are segments of a macro, templateName is a segment in a template (text/template, identifiers). They are
	// compiled when needed: the tables of Unicode take long.
	macroNames   = late(`^[\pL\pN_]+(?:[-.][\pL\pN_]+)*$`)
	templateName = late(`^[\pL\pN_]+$`)
	// plainPart is text that needs no quotes in a plain scalar, except at its start.
	plainPart = regexp.MustCompile(`^[A-Za-z0-9_./@+-]+$`)
)

func late(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// validName says why a symbol of the kind of sym cannot have the name; nil if it can.
func validName(sym symbol, name string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return errors.New("a name cannot be empty")
	case strings.TrimSpace(name) != name:
		return errors.New("a name cannot begin or end with a space")
	case strings.ContainsFunc(name, unicode.IsControl):
		return errors.New("a name cannot contain line breaks or other control characters")
	case sym.kind == packSymbol && !packName.MatchString(name):
		const format = "%q cannot name a pack: use lowercase letters and digits, with single . _ or hyphens between them"
		return fmt.Errorf(format, name)
	case sym.kind == variableSymbol && !variableName.MatchString(variable(name)):
		return fmt.Errorf("%q cannot name a variable: use letters, digits and _", name)
	case sym.kind == templateSymbol && strings.ContainsAny(name, "\"`\\"):
		return fmt.Errorf("%q needs escapes in a string of a template", name)
	case sym.kind == anchorSymbol && !anchorName.MatchString(name):
		return fmt.Errorf("%q cannot name an anchor: it contains spaces or one of []{},&*", name)
	case (sym.kind == presetSymbol || sym.kind == groupSymbol) && strings.ContainsAny(name, ",:#"):
		return fmt.Errorf("%q cannot name a preset: the comment that enables presets has , and : between names", name)
	case sym.kind == valueSymbol && (name == syntax.MergeKey || strings.Contains(name, "{{")):
		return fmt.Errorf("%q cannot name a value: it has a meaning of its own", name)
	}
	return nil
}

// nameTaken says what already has the name that sym is to get; nil if nothing has it. sym is named in f, a file of p.
func nameTaken(
	ctx context.Context, s *pack.Snapshot, p *pack.Pack, f *pack.File, all []fileOccurrences, sym symbol, name string,
) error {
	switch sym.kind {
	case packSymbol:
		declares := func(in fileOccurrences) bool { return in.file.Kind == pack.Meta && in.occurrences[0].declares }
		if !slices.ContainsFunc(all, declares) {
			return nil // no pack of the workspace is renamed, only references to one outside of it
		}
		dir, err := packCalled(ctx, s, name)
		if err == nil && dir != "" {
			err = fmt.Errorf("the pack in %s already has the name %s", dir, name)
		}
		return err
	case presetSymbol, groupSymbol:
		if presetTaken(p, sym, name) {
			return fmt.Errorf("presets.yaml already has %s there", name)
		}
	case templateSymbol, variableSymbol:
		return ownTaken(f, sym, name)
	case anchorSymbol:
		for _, a := range sym.anchor.Tree().Anchors() {
			if a.Name == name {
				return fmt.Errorf("%s already has an anchor %s", f.Base(), name)
			}
		}
	case valueSymbol:
		for _, in := range all {
			for _, o := range in.occurrences {
				if o.declares && o.node.Parent().Parent().Pair(name).Exists() {
					line := in.file.Text.LineAt(o.Start) + 1
					return fmt.Errorf("%s already has a key %s next to %s in line %d", in.file.Base(), name, sym.word(), line)
				}
			}
		}
	}
	return nil
}

// outOfReach says which text of p may name sym but cannot be edited: what a preset adds, if its lines are not lines
// of presets.yaml. It returns nil if there is none.
func outOfReach(p *pack.Pack, sym symbol) error {
	if sym.kind > valueSymbol {
		return nil
	}
	for _, preset := range p.PresetList() {
		if add := preset.Add; add != nil && !add.Exact() && strings.Contains(add.Tree.Text, sym.word()) {
			line := p.Presets.Text.LineAt(add.Node().Start()) + 1
			const format = "presets.yaml, line %d: what the preset adds may name %s and cannot be edited; " +
				"write it as a block scalar (|) first"
			return fmt.Errorf(format, line, sym.word())
		}
	}
	return nil
}

// packCalled returns the folder of a pack of the workspace that has the name; "" if there is none.
func packCalled(ctx context.Context, s *pack.Snapshot, name string) (string, error) {
	s, err := s.Indexed(ctx)
	if err != nil {
		return "", err
	}
	for _, e := range s.Index().Named(name).Entries() {
		return e.Dir, nil
	}
	return "", nil
}

// rewrite returns the edits of o's file that write name in the place of o.
func (o occurrence) rewrite(name string) ([]text.Edit, error) {
	dotted := o.symbol.kind == valueSymbol && strings.Contains(name, ".")
	switch {
	case o.form == asPath && strings.ContainsAny(name, ".[]$ "):
		return nil, fmt.Errorf("a path with dots cannot contain the name %q", name)
	case o.form == asMacro && (dotted || !macroNames().MatchString(name)):
		return nil, fmt.Errorf("a macro cannot contain the name %q", name)
	case o.form == asTemplate && !templateName().MatchString(name):
		return nil, fmt.Errorf("a template can name %q only with index", name)
	case o.form == asIndex && strings.ContainsAny(name, "\"`\\"):
		return nil, fmt.Errorf("%q needs escapes in a string of a template", name)
	}
	if o.form == asVariable {
		name = variable(name)
	}
	e := text.Edit{Range: o.inner, New: name}
	if o.form == asScalar || o.form == asPath {
		e = rewritePart(o.node, o.lo, o.hi, name)
	}
	edits := o.in.OuterEdits([]text.Edit{e})
	if len(edits) != 1 {
		return nil, errors.New("what a preset adds cannot be edited if it is a quoted string of several lines")
	}
	return edits, nil
}

// rewritePart writes name in the place of bytes lo to hi of the content of the scalar n, in the same quotes.
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

package template

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/embedded"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Manifest is a manifest as a template, like those of Helm: .Values is its section of values.yaml.
type Manifest struct {
	Parsed []macro.Action    // in the order of the text; their ranges are bytes of the file
	Values []macro.ValuesRef // the uses of values

	file    *pack.File
	actions func() []Action
	symbols func() []macro.Symbol
	scalars func() map[int]bool
}

var manifests pack.View[*Manifest]

// Of is the manifest f as a template. It is parsed once per version of f.
func Of(f *pack.File) *Manifest {
	return manifests.Of(f, func() *Manifest {
		actions := macro.Parse(f.Tree().Text, text.Verbatim)
		m := &Manifest{Parsed: actions, Values: macro.ValuesRefs(actions), file: f}
		m.actions = sync.OnceValue(m.readActions)
		m.symbols = sync.OnceValue(func() []macro.Symbol { return macro.Symbols(actions) })
		m.scalars = sync.OnceValue(m.readBlockScalars)
		return m
	})
}

// Actions are the actions of the manifest. Since it is a template first and YAML after that, it is not known which
// quotes are around an action: those are assumed with which it has no errors.
func (m *Manifest) Actions() []Action { return m.actions() }

// Symbols are the places that name templates and variables of the manifest, in the order of the text.
func (m *Manifest) Symbols() []macro.Symbol { return m.symbols() }

// SymbolAt is the symbol whose name is at byte offset off; nil if there is none.
func (m *Manifest) SymbolAt(off int) *macro.Symbol {
	for i := range m.Symbols() {
		if s := &m.Symbols()[i]; s.Touches(off) {
			return s
		}
	}
	return nil
}

// Declarations are the symbols that define what s, one of the manifest's, names: of a template there may be several, of
// which the last one takes effect.
func (m *Manifest) Declarations(s *macro.Symbol) []*macro.Symbol {
	var found []*macro.Symbol
	all := m.Symbols()
	for i := range all {
		template := s.Kind == macro.TemplateName && all[i].Kind == s.Kind && all[i].Declares && all[i].Name == s.Name
		if template || s.Target == i {
			found = append(found, &all[i])
		}
	}
	return found
}

func (m *Manifest) readActions() []Action {
	src := m.file.Text.String()
	whole := embedded.At(src, 0, text.Verbatim, nil)
	var actions []Action
	for _, a := range m.Parsed {
		placed := Action{a, whole, syntax.Node{}}
		for _, quoting := range []text.Quoting{text.DoubleQuoted, text.SingleQuoted} {
			if len(placed.Errors) == 0 {
				break
			}
			own := a.Of(src)
			if again := macro.Parse(own, quoting); len(again) == 1 && len(again[0].Errors) == 0 {
				placed.Action, placed.In = again[0], embedded.At(own, a.Start, quoting, nil)
			}
		}
		actions = append(actions, placed)
	}
	return actions
}

// Uses are the uses of the value at path, below the section of the manifest, and of values below it.
func (m *Manifest) Uses(path []string) []macro.ValuesRef {
	var found []macro.ValuesRef
	for _, ref := range m.Values {
		if StartsWith(ref.Path, path) {
			found = append(found, ref)
		}
	}
	return found
}

// StartsWith reports whether path begins with the names steps.
func StartsWith(path []macro.Segment, steps []string) bool {
	return len(path) >= len(steps) &&
		slices.EqualFunc(path[:len(steps)], steps, func(s macro.Segment, step string) bool { return s.Name == step })
}

// Names are the names of path.
func Names(path []macro.Segment) []string {
	names := make([]string, len(path))
	for i, s := range path {
		names[i] = s.Name
	}
	return names
}

// ParameterAt is the use of a value at byte offset off of the manifest f: the range up to the end of the name at off,
// and the path of the value from the root of the pack's values. It is false if there is none.
func ParameterAt(f *pack.File, off int) (text.Range, []string, bool) {
	for _, ref := range Of(f).Values {
		if !ref.Touches(off) {
			continue
		}
		path := []string{pack.SectionManifests, pack.ManifestKey(f.Base())}
		end := ref.Start
		for i, s := range ref.Path {
			path = append(path, s.Name)
			if i < ref.Inherited {
				continue
			}
			if end = s.End; off <= s.End {
				break
			}
		}
		if len(path) > 2 && end > ref.Start {
			return text.Range{Start: ref.Start, End: end}, path, true
		}
	}
	return text.Range{}, nil, false
}

// Holds reports whether f contains template actions, so that it is YAML only after rendering.
func Holds(f *pack.File) bool { return macro.Contains(f.Text.String()) }

// InComment reports whether byte offset off of f is in a comment on a line of its own.
func InComment(f *pack.File, off int) bool {
	line := f.Text.Line(f.Text.LineAt(off)).Of(f.Text.String())
	return strings.HasPrefix(strings.TrimLeft(line, " \t"), "#")
}

// InBlockScalar reports whether byte offset off of the manifest is in a block scalar, judged by indentation, since the
// text may not be YAML yet. The text in a block scalar may be meant for another program.
func (m *Manifest) InBlockScalar(off int) bool { return m.scalars()[m.file.Text.LineAt(off)] }

// blockHeader matches a line whose value is a block scalar, and captures the indentation of the key or dash.
var blockHeader = regexp.MustCompile(`^([ \t]*)(?:- +)*[^#\n]*?(?:^|[:\-][ \t]+)[|>][+-]?[1-9]?[+-]?[ \t]*(?:#.*)?\r?$`)

// readBlockScalars are the lines of block scalars, 0-based.
func (m *Manifest) readBlockScalars() map[int]bool {
	t := m.file.Text
	inside := map[int]bool{}
	column := -1 // of the line with the header; -1 outside block scalars
	for i := range t.LineCount() {
		line := t.Line(i).Of(t.String())
		indent := len(line) - len(strings.TrimLeft(line, " \t"))
		if strings.TrimSpace(line) == "" {
			continue
		}
		if column >= 0 && indent > column {
			inside[i] = true
			continue
		}
		column = -1
		if header := blockHeader.FindStringSubmatch(line); header != nil {
			column = len(header[1])
		}
	}
	return inside
}

// Package format changes the white space of pack.json, values.yaml, schema.yaml and presets.yaml, and nothing else.
//
// The result always says what the text said: YAML is read again and compared before an edit is returned. Text that
// cannot be read, and what a merge conflict is in, stays as it is. Whether two ways to write the same are both fine is
// decided by the file: indentation and lists under keys follow what most of the file does.
//
// Deliberately absent: breaking and joining lines, sorting, and changing quotes. A Rewriter does that if an author asks
// for it.
package format

import (
	"regexp"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Options is what the editor wants if the file itself does not show it.
type Options struct {
	Unit         string // one step of indentation, of spaces or tabs
	FinalNewline bool   // end a pack.json with a line end even if it has none; YAML always gets one
}

// File returns the edits that format the file at path in the lines that the range in touches. None if it is well
// formatted already, is not a file that can be formatted, or has a comment "# pack-lsp: no-format".
func File(s *pack.Snapshot, path string, in text.Range, opts Options) []text.Edit {
	_, f := s.PackOf(path)
	switch {
	case f == nil:
		return nil
	case f.Kind == pack.Meta:
		return packJSON(f, in, opts)
	case Formats(f.Kind) && !switchedOff(f):
		return YAML(f.Text, f.Tree(), in, opts)
	}
	return nil
}

// YAMLNames are the names of the YAML files that can be formatted.
var YAMLNames = []string{pack.ValuesName, pack.SchemaName, pack.PresetsName}

// Names are the names of all files that can be formatted.
var Names = append([]string{pack.MetaName}, YAMLNames...)

// Formats reports whether files of this kind can be formatted.
func Formats(k pack.Kind) bool {
	return k == pack.Meta || k == pack.Values || k == pack.Schema || k == pack.Presets
}

var noFormat = regexp.MustCompile(`^#+[ \t]*pack-lsp:[ \t]*no-format(?:[ \t,;:.]|$)`)

// switchedOff reports whether a comment in the YAML file says that it is not to be formatted.
func switchedOff(f *pack.File) bool {
	for _, c := range f.Tree().Comments {
		if c.Own && noFormat.MatchString(c.Of(f.Text.String())) {
			return true
		}
	}
	return false
}

// wholeLines is the lines that r touches, up to the end of the text if r reaches it.
func wholeLines(t *text.Text, r text.Range) text.Range {
	lines := text.Range{Start: t.Line(t.LineAt(r.Start)).Start, End: t.Line(t.LineAt(r.End)).End}
	if r.End >= t.Len() {
		lines.End = t.Len()
	}
	return lines
}

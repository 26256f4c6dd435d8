// Package hover is what is known of what stands at a place: the hover of a cursor, and the hints and lenses of a pack.json.
//
// What the cursor is on is decided by package value, so that hovers agree with definitions and references. Findings are
// not repeated here.
package hover

import (
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Info is what is known of the thing under the cursor.
type Info struct {
	text.Range        // of the thing
	Markdown   string // documentation
}

// At explains what stands at byte offset off of the file at path; nil where nothing is known of it.
func At(s *pack.Snapshot, path string, off int) *Info {
	p, f := s.PackOf(path)
	if p == nil {
		return nil
	}
	switch f.Kind {
	case pack.Meta:
		return meta(s, p, f, off)
	case pack.Values:
		return values(s, p, f, off)
	case pack.Schema:
		return schemaYAML(p, off)
	case pack.Presets:
		return presets(s, p, f, off)
	case pack.Manifest:
		return manifest(s, p, f, off)
	}
	return nil
}

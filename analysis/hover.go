package analysis

import (
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// HoverInfo is what is known of the thing under the cursor.
type HoverInfo struct {
	text.Range        // of the thing
	Markdown   string // documentation
}

// Hover explains what stands at byte offset off of the file at path; nil where nothing is known of it.
func Hover(s *pack.Snapshot, path string, off int) *HoverInfo {
	p, f := s.PackOf(path)
	if p == nil {
		return nil
	}
	switch f.Kind {
	case pack.Meta:
		return hoverMeta(s, p, f, off)
	case pack.Values:
		return hoverValues(s, p, f, off)
	case pack.Schema:
		return hoverSchema(p, off)
	case pack.Presets:
		return hoverPresets(s, p, f, off)
	case pack.Manifest:
		return hoverManifestFile(s, p, f, off)
	}
	return nil
}

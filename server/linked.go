package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/symbol"
)

// anchorName matches what can be typed while an anchor and its aliases are edited together (YAML 1.2, section 6.9.2).
const anchorName = `[^\s,\[\]{}]+`

// LinkedEditingRange lists a YAML anchor and its aliases; null if there is none at the position.
func (s *server) LinkedEditingRange(
	ctx context.Context, params *protocol.LinkedEditingRangeParams,
) (*protocol.LinkedEditingRanges, error) {
	doc, ok := s.textDocument(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	ranges := symbol.Linked(doc.Snapshot, doc.file.Path, doc.offset(s, params.Position))
	if ranges == nil {
		return nil, nil
	}
	pattern := anchorName
	linked := &protocol.LinkedEditingRanges{WordPattern: &pattern}
	for _, r := range ranges {
		linked.Ranges = append(linked.Ranges, s.can.fromRange(doc.file.Text, r))
	}
	return linked, nil
}

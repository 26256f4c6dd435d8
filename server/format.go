package server

import (
	"context"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/pack-lsp/pack-lsp/analysis/format"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Formatting formats a document.
func (s *server) Formatting(
	ctx context.Context, params *protocol.DocumentFormattingParams,
) ([]protocol.TextEdit, error) {
	return s.format(ctx, params.TextDocument.URI, nil, params.Options)
}

// RangeFormatting formats lines of a document.
func (s *server) RangeFormatting(
	ctx context.Context, params *protocol.DocumentRangeFormattingParams,
) ([]protocol.TextEdit, error) {
	return s.format(ctx, params.TextDocument.URI, &params.Range, params.Options)
}

// format formats the lines in the range in; nil means all.
func (s *server) format(
	ctx context.Context, u uri.URI, in *protocol.Range, options protocol.FormattingOptions,
) ([]protocol.TextEdit, error) {
	doc, ok := s.textDocument(ctx, u)
	if !ok {
		return nil, nil
	}
	r := text.Range{End: doc.file.Text.Len()}
	if in != nil {
		r = s.can.toRange(doc.file.Text, *in)
	}
	return s.can.fromTextEdits(doc.file.Text, format.File(doc.Snapshot, doc.file.Path, r, formatOptions(options))), nil
}

// OnTypeFormatting begins a line after Enter as the text above it continues.
func (s *server) OnTypeFormatting(
	ctx context.Context, params *protocol.DocumentOnTypeFormattingParams,
) ([]protocol.TextEdit, error) {
	doc, ok := s.textDocument(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	edits := format.Enter(doc.Snapshot, doc.file.Path, doc.offset(s, params.Position), formatOptions(params.Options))
	return s.can.fromTextEdits(doc.file.Text, edits), nil
}

// formatOptions are the client's, except that white space and newlines at the end are always trimmed.
func formatOptions(o protocol.FormattingOptions) format.Options {
	const widest = 8 // columns
	unit := "\t"
	if o.InsertSpaces {
		unit = strings.Repeat(" ", int(min(max(o.TabSize, 1), widest)))
	}
	return format.Options{Unit: unit, FinalNewline: orZero(o.InsertFinalNewline)}
}

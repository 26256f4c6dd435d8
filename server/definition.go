package server

import (
	"context"
	"path"
	"path/filepath"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// chartScheme is the scheme of the URIs of files in chart archives. Clients ask for their text with
// workspace/textDocumentContent (LSP 3.18). The rest of such a URI is that of the archive, then "!/" and the path in
// the archive.
const chartScheme = "pack-lsp-chart"

// Definition finds where the thing under the cursor is defined; null if that is unknown.
func (s *server) Definition(ctx context.Context, params *protocol.DefinitionParams) (protocol.DefinitionResult, error) {
	if at, ok := toChartFile(params.TextDocument.URI); ok {
		return s.definitionInChart(ctx, at, params.Position), nil
	}
	doc, ok := s.document(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	found := symbol.Define(doc.Snapshot, doc.file.Path, doc.offset(s, params.Position))
	return s.can.fromDefinitions(doc.file.Text, s.withCached(doc.state, found), s.can.definitionLinks), nil
}

// TypeDefinition finds where it is said which values are allowed for the value under the cursor; null if nowhere.
func (s *server) TypeDefinition(
	ctx context.Context, params *protocol.TypeDefinitionParams,
) (protocol.DefinitionResult, error) {
	doc, ok := s.document(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	found := symbol.DefineType(doc.Snapshot, doc.file.Path, doc.offset(s, params.Position))
	return s.can.fromDefinitions(doc.file.Text, s.withCached(doc.state, found), s.can.typeDefinitionLinks), nil
}

// definitionInChart answers for a position in a file of a chart archive; null if nothing is known.
func (s *server) definitionInChart(
	ctx context.Context, at pack.ChartFile, position protocol.Position,
) protocol.DefinitionResult {
	now := s.state.Load()
	jsonrpc2.Async(ctx)
	s.memory.busy()
	offset := func(t *text.Text) int { return s.can.offset(t, position) }
	found, source := symbol.DefineInChart(now.Snapshot, at, offset)
	if source == nil {
		return nil
	}
	return s.can.fromDefinitions(source, found, s.can.definitionLinks)
}

// TextDocumentContent returns the text of a file in a chart archive, or of a preview.
func (s *server) TextDocumentContent(
	ctx context.Context, params *protocol.TextDocumentContentParams,
) (*protocol.TextDocumentContentResult, error) {
	now := s.state.Load()
	jsonrpc2.Async(ctx)
	s.memory.busy()
	if dir, ok := toDeployed(params.URI); ok {
		text, err := s.deployed(ctx, now, params.URI, dir)
		if err != nil {
			return nil, err
		}
		return &protocol.TextDocumentContentResult{Text: text}, nil
	}
	if at, ok := toChartFile(params.URI); ok {
		if source, ok := symbol.ChartDocument(now.Snapshot, at); ok {
			return &protocol.TextDocumentContentResult{Text: source}, nil
		}
	}
	return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "not a file in a chart of a pack: %s", params.URI)
}

func (can *capabilities) fromTarget(l pack.Location) uri.URI {
	if l.Path != "" {
		return can.fromPath(l.Path)
	}
	return fromChartFile(l.ChartFile)
}

func fromChartFile(at pack.ChartFile) uri.URI {
	file := uri.File(at.Archive + "!" + filepath.FromSlash("/"+at.Inner))
	return uri.URI(chartScheme + strings.TrimPrefix(string(file), "file"))
}

// toChartFile reads what fromChartFile wrote; false for other URIs.
func toChartFile(u uri.URI) (pack.ChartFile, bool) {
	rest, ok := strings.CutPrefix(string(u), chartScheme+":")
	if !ok {
		return pack.ChartFile{}, false
	}
	full, ok := toPath(uri.URI("file:" + rest))
	if !ok {
		return pack.ChartFile{}, false
	}
	for i := range full {
		if rest, ok := strings.CutPrefix(filepath.ToSlash(full[i:]), "!/"); ok && pack.IsArchiveName(full[:i]) {
			return pack.ChartFile{Archive: full[:i], Inner: path.Clean(rest)}, true
		}
	}
	return pack.ChartFile{}, false
}

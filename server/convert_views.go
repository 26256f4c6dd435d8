package server

import (
	"encoding/json"
	"slices"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/pack-lsp/pack-lsp/analysis/hover"
	"github.com/pack-lsp/pack-lsp/analysis/outline"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// What convert.go does for problems, completion and hover, this file does for everything else that is shown of a
// document. Empty lists are sent as such: some clients fail on null.

// maxSymbolDepth limits how deep symbols nest, and maxSelections the ranges around a place: some readers of JSON accept
// no more than 128 nested objects and arrays (serde_json), and a symbol is two of them.
const (
	maxSymbolDepth = 50
	maxSelections  = 100
)

var foldKinds = map[outline.FoldKind]protocol.FoldingRangeKind{
	outline.FoldComment: protocol.FoldingRangeKindComment,
	outline.FoldRegion:  protocol.FoldingRangeKindRegion,
}

func fromFolds(folds []outline.Fold) []protocol.FoldingRange {
	out := make([]protocol.FoldingRange, len(folds))
	for i, f := range folds {
		out[i] = protocol.FoldingRange{StartLine: uint32(f.Start), EndLine: uint32(f.End), Kind: foldKinds[f.Kind]}
	}
	return out
}

// fromSelection converts ranges around the position p, innermost first. If there are too many, it leaves out the outer
// ones except the last.
func (can *capabilities) fromSelection(t *text.Text, p protocol.Position, ranges []text.Range) protocol.SelectionRange {
	if len(ranges) > maxSelections {
		ranges = append(slices.Clone(ranges[:maxSelections-1]), ranges[len(ranges)-1])
	}
	var outer *protocol.SelectionRange
	for i := len(ranges) - 1; i >= 0; i-- {
		outer = &protocol.SelectionRange{Range: can.fromRange(t, ranges[i]), Parent: outer}
	}
	if outer == nil {
		return protocol.SelectionRange{Range: protocol.Range{Start: p, End: p}} // each position needs its own
	}
	return *outer
}

func (can *capabilities) fromLinks(t *text.Text, links []outline.Link) []protocol.DocumentLink {
	out := make([]protocol.DocumentLink, len(links))
	for i, l := range links {
		target := uri.URI(l.URL)
		if l.Path != "" {
			target = can.fromPath(l.Path)
		}
		out[i] = protocol.DocumentLink{Range: can.fromRange(t, l.Range), Target: &target}
	}
	return out
}

func (can *capabilities) fromTextEdits(t *text.Text, edits []text.Edit) []protocol.TextEdit {
	out := make([]protocol.TextEdit, len(edits))
	for i, e := range edits {
		out[i] = can.fromEdit(t, e)
	}
	return out
}

func (can *capabilities) fromHints(t *text.Text, hints []hover.Hint) []protocol.InlayHint {
	out, yes := make([]protocol.InlayHint, len(hints)), true
	for i, h := range hints {
		out[i] = protocol.InlayHint{
			Position: can.fromOffset(t, h.Offset), Label: protocol.String(h.Label), Tooltip: protocol.String(h.Tooltip),
			PaddingLeft: &yes,
		}
	}
	return out
}

// fromLenses converts the lenses of f. A lens with places has the command that shows them.
func (can *capabilities) fromLenses(f *pack.File, lenses []hover.Lens) []protocol.CodeLens {
	out := make([]protocol.CodeLens, len(lenses))
	for i, l := range lenses {
		out[i] = protocol.CodeLens{Range: can.fromRange(f.Text, l.Range), Command: protocol.Command{Title: l.Title}}
		if len(l.Places) > 0 {
			locations := make([]protocol.Location, len(l.Places))
			for k, p := range l.Places {
				locations[k] = protocol.Location{
					URI: can.fromTarget(p), Range: can.fromRange(p.Text, p.Range),
				}
			}
			out[i].Command.Command = showReferences
			out[i].Command.Arguments = []protocol.LSPAny{
				toAny(can.fromPath(f.Path)), toAny(&out[i].Range.Start), toAny(protocol.LocationSlice(locations)),
			}
		}
	}
	return out
}

func (d lensData) json() protocol.LSPAny { return toAny(d) }

// lensDataOf reads what json wrote. For other data it is the zero lensData, which names no document.
func lensDataOf(raw protocol.LSPAny) (d lensData) {
	if json.Unmarshal(raw, &d) != nil {
		return lensData{}
	}
	return d
}

// toAny is a value of the protocol as JSON.
func toAny(v any) protocol.LSPAny {
	b, _ := protocol.Marshal(v) // strings and numbers always encode
	return b
}

// fromTokens writes each token as five numbers (LSP 3.17, "Semantic Tokens"). A token of several lines becomes one for
// each line: not all clients accept a longer one, and it is not defined how line ends count.
func (can *capabilities) fromTokens(t *text.Text, tokens []outline.Token) []uint32 {
	data := make([]uint32, 0, tokenSize*len(tokens))
	var last protocol.Position
	add := func(r text.Range, kind outline.TokenType) {
		at := can.fromRange(t, r)
		from := at.Start.Character
		if at.Start.Line == last.Line {
			from -= last.Character
		}
		data = append(data, at.Start.Line-last.Line, from, at.End.Character-at.Start.Character, uint32(kind), 0)
		last = at.Start
	}
	for _, token := range tokens {
		first, end := t.LineAt(token.Start), t.LineAt(token.End-1)
		for n := first; n <= end; n++ {
			line := t.Line(n)
			r := text.Range{Start: max(token.Start, line.Start), End: min(token.End, line.End)}
			if n > first && r.End > r.Start { // after the indentation
				r.Start = r.End - len(strings.TrimLeft(r.Of(t.String()), " \t"))
			}
			if r.End > r.Start {
				add(r, token.Type)
			}
		}
	}
	return data
}

// formatRegistration says which documents can be formatted: those with one of the names.
func formatRegistration(names []string) protocol.LSPAny {
	selector := named(names)
	return registerOptions(&protocol.TextDocumentRegistrationOptions{DocumentSelector: &selector})
}

// enterRegistration says in which documents the server wants to know of Enter.
func enterRegistration(names []string) protocol.LSPAny {
	selector := named(names)
	return registerOptions(&protocol.DocumentOnTypeFormattingRegistrationOptions{
		TextDocumentRegistrationOptions: protocol.TextDocumentRegistrationOptions{DocumentSelector: &selector},
		DocumentOnTypeFormattingOptions: protocol.DocumentOnTypeFormattingOptions{FirstTriggerCharacter: enter},
	})
}

// enter is the character that clients send for the Enter key, whatever ends the lines of the document.
const enter = "\n"

// named selects the documents with one of the names.
func named(names []string) (selector protocol.DocumentSelector) {
	for _, name := range names {
		selector = append(selector, &protocol.TextDocumentFilterPattern{Pattern: protocol.Pattern("**/" + name)})
	}
	return selector
}

// fromDefinitions converts places that the text t refers to. A client that cannot ask for files in archives gets none
// in archives; one that does not accept links, only locations.
func (can *capabilities) fromDefinitions(
	t *text.Text, found []pack.Location, acceptsLinks bool,
) protocol.DefinitionResult {
	var links protocol.DefinitionLinkSlice
	var locations protocol.LocationSlice
	for _, l := range found {
		if l.Path == "" && !can.chartFiles {
			continue
		}
		u, r := can.fromTarget(l), can.fromRange(l.Text, l.Range)
		origin := can.fromRange(t, l.Origin)
		links = append(links, protocol.DefinitionLink{
			OriginSelectionRange: &origin, TargetURI: u, TargetRange: r, TargetSelectionRange: r,
		})
		locations = append(locations, protocol.Location{URI: u, Range: r})
	}
	switch {
	case len(links) == 0:
		return nil
	case acceptsLinks:
		return links
	}
	return locations
}

// fromDeployedPlaces converts places of what is deployed to links from the value in t, or to locations for a client
// that does not accept links.
func (can *capabilities) fromDeployedPlaces(t *text.Text, found *symbol.Deployed) protocol.DefinitionResult {
	u, origin := fromDeployed(found.Dir), can.fromRange(t, found.Origin)
	var links protocol.DefinitionLinkSlice
	var locations protocol.LocationSlice
	for _, place := range found.Places {
		r := can.fromRange(found.Text, place)
		links = append(links, protocol.DefinitionLink{
			OriginSelectionRange: &origin, TargetURI: u, TargetRange: r, TargetSelectionRange: r,
		})
		locations = append(locations, protocol.Location{URI: u, Range: r})
	}
	if can.implementationLinks {
		return links
	}
	return locations
}

// fromFound converts packs of the workspace and sections of their values.
func (can *capabilities) fromFound(found []symbol.Match) protocol.WorkspaceSymbolResult {
	var symbols protocol.SymbolInformationSlice
	for _, f := range found {
		info := protocol.SymbolInformation{Location: can.fromLocation(f.Path, f.Text, f.Range)}
		info.Name, info.Kind = f.Name, protocol.SymbolKindNamespace
		if f.Pack {
			info.Kind = protocol.SymbolKindPackage
		} else {
			info.ContainerName = &f.Container
		}
		symbols = append(symbols, info)
	}
	return symbols
}

func (can *capabilities) fromRenameTarget(t *text.Text, target *symbol.RenameTarget) protocol.PrepareRenameResult {
	return &protocol.PrepareRenamePlaceholder{Range: can.fromRange(t, target.Range), Placeholder: target.Name}
}

func fromAllTokens(id string, data []uint32) protocol.SemanticTokensDeltaResult {
	return &protocol.SemanticTokens{ResultID: &id, Data: data}
}

func fromTokenEdits(id string, edits []protocol.SemanticTokensEdit) protocol.SemanticTokensDeltaResult {
	return &protocol.SemanticTokensDelta{ResultID: &id, Edits: edits}
}

func fromToken(token string) protocol.ProgressToken { return protocol.String(token) }

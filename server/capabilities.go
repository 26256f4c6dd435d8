package server

import (
	"slices"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// capabilities are what the client can, as far as it matters here. The zero value is the client that can nothing but LSP 3.0.
type capabilities struct {
	encoding  text.Encoding // of the positions on the wire
	spellings *spellings    // of URIs, the server's; nil: the usual ones

	snippets, preselect, deprecatedTag bool
	completionMarkdown, hoverMarkdown  bool
	adjustsIndentation                 bool // of the lines that an item inserts, where it is told to
	resolvesDocs                       bool // can ask for an item's documentation later

	versions, related, hrefs bool // in diagnostics
	unnecessary, deprecated  bool // tags of diagnostics
	pulls, refreshes         bool // asks for diagnostics itself; can be told to ask again
	codeActions              bool // takes code actions, not only commands
	documentChanges, creates bool // in workspace edits
	definitionLinks          bool // takes links, not only locations
	implementationLinks      bool
	chartFiles               bool // asks for texts of documents that are no files
	progress                 bool
	configuration            bool // answers workspace/configuration
	registersConfiguration   bool
	registersWatchers        bool

	viewCapabilities
	editCapabilities
}

func capabilitiesOf(c protocol.ClientCapabilities) capabilities {
	workspace, doc := orZero(c.Workspace), orZero(c.TextDocument)
	item := orZero(orZero(doc.Completion).CompletionItem)
	edit := orZero(workspace.WorkspaceEdit)
	can := capabilities{
		encoding:           toEncoding(orZero(c.General).PositionEncodings),
		snippets:           orZero(item.SnippetSupport),
		preselect:          orZero(item.PreselectSupport),
		deprecatedTag:      slices.Contains(item.TagSupport.ValueSet, protocol.CompletionItemTagDeprecated),
		completionMarkdown: prefersMarkdown(item.DocumentationFormat),
		hoverMarkdown:      prefersMarkdown(orZero(doc.Hover).ContentFormat),
		adjustsIndentation: slices.Contains(item.InsertTextModeSupport.ValueSet, protocol.InsertTextModeAdjustIndentation),
		resolvesDocs:       slices.Contains(item.ResolveSupport.Properties, "documentation"),

		pulls:       doc.Diagnostic != nil,
		refreshes:   orZero(orZero(workspace.Diagnostics).RefreshSupport),
		codeActions: doc.CodeAction != nil && doc.CodeAction.CodeActionLiteralSupport.CodeActionKind.ValueSet != nil,

		documentChanges:        orZero(edit.DocumentChanges),
		creates:                orZero(edit.DocumentChanges) && slices.Contains(edit.ResourceOperations, protocol.ResourceOperationKindCreate),
		definitionLinks:        orZero(orZero(doc.Definition).LinkSupport),
		implementationLinks:    orZero(orZero(doc.Implementation).LinkSupport),
		chartFiles:             workspace.TextDocumentContent != nil,
		progress:               orZero(orZero(c.Window).WorkDoneProgress),
		configuration:          orZero(workspace.Configuration),
		registersConfiguration: orZero(orZero(workspace.DidChangeConfiguration).DynamicRegistration),
		registersWatchers:      orZero(orZero(workspace.DidChangeWatchedFiles).DynamicRegistration),
	}
	can.viewCapabilities = viewCapabilitiesOf(c)
	can.editCapabilities = editCapabilitiesOf(c)
	push := orZero(doc.PublishDiagnostics)
	can.versions = orZero(push.VersionSupport)
	can.addDiagnostics(push.DiagnosticsCapabilities)
	can.addDiagnostics(orZero(doc.Diagnostic).DiagnosticsCapabilities)
	return can
}

// addDiagnostics adds what c allows. Those that pull speak of it in either place: it belongs to pushed diagnostics alone before LSP 3.18.
func (can *capabilities) addDiagnostics(c protocol.DiagnosticsCapabilities) {
	can.related = can.related || orZero(c.RelatedInformation)
	can.hrefs = can.hrefs || orZero(c.CodeDescriptionSupport)
	can.unnecessary = can.unnecessary || slices.Contains(c.TagSupport.ValueSet, protocol.DiagnosticTagUnnecessary)
	can.deprecated = can.deprecated || slices.Contains(c.TagSupport.ValueSet, protocol.DiagnosticTagDeprecated)
}

// prefersMarkdown reads a list of formats, the preferred one first. Without one, plain text is what every client can show.
func prefersMarkdown(formats []protocol.MarkupKind) bool {
	return len(formats) > 0 && formats[0] == protocol.MarkupKindMarkdown
}

func orZero[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

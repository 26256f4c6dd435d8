package server

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/outline"
	"go.lsp.dev/protocol"
)

// capabilities are those of the client, as far as the server uses them. The zero value is a client of LSP 3.0.
type capabilities struct {
	positions
	spellings *spellings // of URIs, those of the server; nil: the usual ones

	snippets, preselect, deprecatedTag bool
	completionMarkdown, hoverMarkdown  bool
	adjustsIndentation                 bool // of the lines that an item inserts, if it says so
	resolvesDocs                       bool // asks for the documentation of an item later

	versions, related, hrefs          bool // in diagnostics
	unnecessary, deprecated           bool // tags of diagnostics
	pulls                             bool // asks for diagnostics, and can be told to ask again; others are pushed them
	pullsWorkspace                    bool // may be offered to ask for those of the whole workspace
	codeActions                       bool // accepts code actions, not only commands
	documentChanges, creates, renames bool // in workspace edits
	definitionLinks                   bool // accepts links, not only locations
	typeDefinitionLinks               bool
	implementationLinks               bool
	chartFiles                        bool // asks for the text of documents that are not files
	progress                          bool
	configuration                     bool // answers workspace/configuration
	registersConfiguration            bool
	registersWatchers                 bool

	viewCapabilities
	editCapabilities
	signatureCapabilities
}

func capabilitiesOf(c protocol.ClientCapabilities) capabilities {
	workspace, doc := orZero(c.Workspace), orZero(c.TextDocument)
	item := orZero(orZero(doc.Completion).CompletionItem)
	edit := orZero(workspace.WorkspaceEdit)
	can := capabilities{
		positions:          positions{toEncoding(orZero(c.General).PositionEncodings)},
		snippets:           orZero(item.SnippetSupport),
		preselect:          orZero(item.PreselectSupport),
		deprecatedTag:      slices.Contains(item.TagSupport.ValueSet, protocol.CompletionItemTagDeprecated),
		completionMarkdown: prefersMarkdown(item.DocumentationFormat),
		hoverMarkdown:      prefersMarkdown(orZero(doc.Hover).ContentFormat),
		adjustsIndentation: slices.Contains(item.InsertTextModeSupport.ValueSet, protocol.InsertTextModeAdjustIndentation),
		resolvesDocs:       slices.Contains(item.ResolveSupport.Properties, "documentation"),

		pulls:       doc.Diagnostic != nil && orZero(orZero(workspace.Diagnostics).RefreshSupport),
		codeActions: doc.CodeAction != nil && doc.CodeAction.CodeActionLiteralSupport.CodeActionKind.ValueSet != nil,

		documentChanges: orZero(edit.DocumentChanges),
		// Neovim lists the operations, and applies them, but does not say that it knows documentChanges, which hold them.
		creates:                slices.Contains(edit.ResourceOperations, protocol.ResourceOperationKindCreate),
		renames:                slices.Contains(edit.ResourceOperations, protocol.ResourceOperationKindRename),
		definitionLinks:        orZero(orZero(doc.Definition).LinkSupport),
		typeDefinitionLinks:    orZero(orZero(doc.TypeDefinition).LinkSupport),
		implementationLinks:    orZero(orZero(doc.Implementation).LinkSupport),
		chartFiles:             workspace.TextDocumentContent != nil,
		progress:               orZero(orZero(c.Window).WorkDoneProgress),
		configuration:          orZero(workspace.Configuration),
		registersConfiguration: orZero(orZero(workspace.DidChangeConfiguration).DynamicRegistration),
		registersWatchers:      orZero(orZero(workspace.DidChangeWatchedFiles).DynamicRegistration),
	}
	can.viewCapabilities = viewCapabilitiesOf(c)
	can.editCapabilities = editCapabilitiesOf(c)
	can.signatureCapabilities = signatureCapabilitiesOf(c)
	push := orZero(doc.PublishDiagnostics)
	can.versions = orZero(push.VersionSupport)
	can.addDiagnostics(push.DiagnosticsCapabilities)
	can.addDiagnostics(orZero(doc.Diagnostic).DiagnosticsCapabilities)
	return can
}

// addDiagnostics adds what c allows. Clients that pull say it in either place; before LSP 3.18 it is only for pushed
// diagnostics.
func (can *capabilities) addDiagnostics(c protocol.DiagnosticsCapabilities) {
	can.related = can.related || orZero(c.RelatedInformation)
	can.hrefs = can.hrefs || orZero(c.CodeDescriptionSupport)
	can.unnecessary = can.unnecessary || slices.Contains(c.TagSupport.ValueSet, protocol.DiagnosticTagUnnecessary)
	can.deprecated = can.deprecated || slices.Contains(c.TagSupport.ValueSet, protocol.DiagnosticTagDeprecated)
}

// prefersMarkdown reads a list of formats, the preferred one first. Without a list, plain text is what every client can
// show.
func prefersMarkdown(formats []protocol.MarkupKind) bool {
	return len(formats) > 0 && formats[0] == protocol.MarkupKindMarkdown
}

// viewCapabilities are what the client can show of a document in addition to its text and problems.
type viewCapabilities struct {
	symbolTrees       bool // accepts nested symbols
	folds             int  // the most folds of a document; 0: all
	registersFormat   bool // can be told which documents can be formatted
	registersEnter    bool // the same while one types
	hintRefresh       bool // can be told to ask for inlay hints again
	lensRefresh       bool // can be told to ask for code lenses again
	tokenRanges       bool // asks for the tokens of a range
	tokenDeltas       bool // asks for the difference from the tokens that it has
	hints, lens, link bool // knows inlay hints; code lenses, and the command showReferences; linked editing
}

func viewCapabilitiesOf(c protocol.ClientCapabilities) viewCapabilities {
	workspace, doc := orZero(c.Workspace), orZero(c.TextDocument)
	return viewCapabilities{
		symbolTrees: orZero(orZero(doc.DocumentSymbol).HierarchicalDocumentSymbolSupport),
		folds:       int(min(orZero(orZero(doc.FoldingRange).RangeLimit), 1<<20)),
		registersFormat: orZero(orZero(doc.Formatting).DynamicRegistration) &&
			orZero(orZero(doc.RangeFormatting).DynamicRegistration),
		registersEnter: orZero(orZero(doc.OnTypeFormatting).DynamicRegistration),
		hintRefresh:    orZero(orZero(workspace.InlayHint).RefreshSupport),
		lensRefresh:    orZero(orZero(workspace.CodeLens).RefreshSupport),
		tokenRanges:    asksForRanges(doc.SemanticTokens.Requests),
		tokenDeltas:    asksForDeltas(doc.SemanticTokens.Requests),
		hints:          doc.InlayHint != nil,
		lens:           doc.CodeLens != nil,
		link:           doc.LinkedEditingRange != nil,
	}
}

// offerViews adds what can be shown in addition to text and problems to the capabilities of the server.
func (can *viewCapabilities) offerViews(offered *protocol.ServerCapabilities) {
	yes := protocol.Boolean(true)
	offered.DocumentSymbolProvider = yes
	offered.FoldingRangeProvider = yes
	offered.SelectionRangeProvider = yes
	offered.DocumentLinkProvider = &protocol.DocumentLinkOptions{}
	offered.SemanticTokensProvider = tokenOptions(can.tokenRanges, can.tokenDeltas)
	if can.link {
		offered.LinkedEditingRangeProvider = yes
	}
	if can.hints {
		offered.InlayHintProvider = yes
	}
	if can.lens {
		resolves := true
		offered.CodeLensProvider = &protocol.CodeLensOptions{ResolveProvider: &resolves}
	}
	if !can.registersFormat {
		offered.DocumentFormattingProvider = yes
		offered.DocumentRangeFormattingProvider = yes
	}
	if !can.registersEnter {
		offered.DocumentOnTypeFormattingProvider = protocol.DocumentOnTypeFormattingOptions{FirstTriggerCharacter: enter}
	}
}

// editCapabilities are what the client can find and change across files.
type editCapabilities struct {
	prepares        bool // asks what can be renamed before it asks the user for a name
	resolvesActions bool // asks for the edit of a code action later
	renamesFiles    bool // asks for other changes before it renames files
	appliesEdits    bool // applies edits that the server asks it to
}

func editCapabilitiesOf(c protocol.ClientCapabilities) editCapabilities {
	workspace, doc := orZero(c.Workspace), orZero(c.TextDocument)
	action := orZero(doc.CodeAction)
	return editCapabilities{
		prepares:        orZero(orZero(doc.Rename).PrepareSupport),
		resolvesActions: orZero(action.DataSupport) && slices.Contains(action.ResolveSupport.Properties, "edit"),
		renamesFiles:    orZero(orZero(workspace.FileOperations).WillRename),
		appliesEdits:    orZero(workspace.ApplyEdit),
	}
}

// offerEdits adds what can be found and changed across files to the capabilities of the server.
func (can *editCapabilities) offerEdits(offered *protocol.ServerCapabilities) {
	yes := protocol.Boolean(true)
	offered.ReferencesProvider = yes
	offered.DocumentHighlightProvider = yes
	offered.WorkspaceSymbolProvider = yes
	offered.RenameProvider = yes
	offered.ExecuteCommandProvider = protocol.ExecuteCommandOptions{Commands: commands}
	if can.prepares { // others do not understand the options
		prepare := true
		offered.RenameProvider = &protocol.RenameOptions{PrepareProvider: &prepare}
	}
	if can.renamesFiles {
		offered.Workspace.FileOperations = &protocol.FileOperationOptions{WillRename: renameFilters()}
	}
}

// serverCapabilities are what a client with the capabilities can is offered.
func serverCapabilities(can *capabilities) protocol.ServerCapabilities {
	yes, change := true, protocol.TextDocumentSyncKindIncremental
	offered := protocol.ServerCapabilities{
		PositionEncoding: fromEncoding(can.encoding),
		TextDocumentSync: &protocol.TextDocumentSyncOptions{
			OpenClose: &yes, Change: &change, Save: &protocol.SaveOptions{},
		},
		CompletionProvider: &protocol.CompletionOptions{
			TriggerCharacters: triggerCharacters,
			ResolveProvider:   &can.resolvesDocs,
		},
		HoverProvider:          protocol.Boolean(true),
		DefinitionProvider:     protocol.Boolean(true),
		TypeDefinitionProvider: protocol.Boolean(true),
		Workspace: &protocol.WorkspaceOptions{
			WorkspaceFolders: &protocol.WorkspaceFoldersServerCapabilities{
				Supported: &yes, ChangeNotifications: protocol.Boolean(true),
			},
		},
	}
	can.offerViews(&offered)
	can.offerEdits(&offered)
	can.offerSignatures(&offered)
	if can.chartFiles {
		offered.Workspace.TextDocumentContent = &protocol.TextDocumentContentOptions{
			Schemes: []string{chartScheme, deployedScheme},
		}
		offered.ImplementationProvider = protocol.Boolean(true)
	}
	if can.codeActions {
		offered.CodeActionProvider = &protocol.CodeActionOptions{
			CodeActionKinds: codeActionKinds, ResolveProvider: &can.resolvesActions,
		}
	}
	if can.pulls {
		// Only this name tells Helix what it pulled from what was pushed; without it, taking back what was pushed would
		// clear both.
		identifier := "pack-lsp"
		offered.DiagnosticProvider = &protocol.DiagnosticOptions{
			Identifier: &identifier, InterFileDependencies: true, WorkspaceDiagnostics: can.pullsWorkspace,
		}
	}
	return offered
}

// tokenOptions describe the semantic tokens. Their order is that of outline.TokenType.
func tokenOptions(ranges, deltas bool) protocol.SemanticTokensProvider {
	return &protocol.SemanticTokensOptions{
		Legend: protocol.SemanticTokensLegend{TokenTypes: outline.TokenTypes(), TokenModifiers: []string{}},
		Range:  protocol.Boolean(ranges),
		Full:   &protocol.SemanticTokensFullDelta{Delta: &deltas},
	}
}

func asksForRanges(r protocol.ClientSemanticTokensRequestOptions) bool {
	switch r := r.Range.(type) {
	case protocol.Boolean:
		return bool(r)
	case *protocol.SemanticTokensOptionsRange:
		return r != nil
	}
	return false
}

func asksForDeltas(r protocol.ClientSemanticTokensRequestOptions) bool {
	full, ok := r.Full.(*protocol.ClientSemanticTokensRequestFullDelta)
	return ok && full != nil && orZero(full.Delta)
}

// renameFilters are the files whose renaming may change packs, and all folders, which may contain such files.
func renameFilters() protocol.FileOperationRegistrationOptions {
	scheme := "file"
	filter := func(glob string, matches protocol.FileOperationPatternKind) protocol.FileOperationFilter {
		pattern := protocol.FileOperationPattern{Glob: glob, Matches: matches}
		return protocol.FileOperationFilter{Scheme: &scheme, Pattern: pattern}
	}
	return protocol.FileOperationRegistrationOptions{Filters: []protocol.FileOperationFilter{
		filter("**/*.{yaml,yml,tgz,gz}", protocol.FileOperationPatternKindFile),
		filter("**", protocol.FileOperationPatternKindFolder),
	}}
}

func orZero[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

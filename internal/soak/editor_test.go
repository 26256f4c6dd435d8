package soak

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// kind is how an editor uses the server.
type kind struct {
	name      string
	watches   bool   // reports changes on disk
	pulls     bool   // asks for the problems of open documents
	workspace bool   // asks for those of all files
	asked     bool   // is asked for settings; others send them
	encoding  string // of positions
}

var kinds = []kind{
	{name: "watches, pulls all", watches: true, pulls: true, workspace: true, asked: true, encoding: "utf-16"},
	{name: "watches, is pushed", watches: true, encoding: "utf-8"},
	{name: "does not watch, pulls documents", pulls: true, encoding: "utf-8", asked: true},
	{name: "does not watch, is pushed", encoding: "utf-16"},
}

func (k kind) capabilities() object {
	caps := object{
		"general": object{"positionEncodings": []string{k.encoding}},
		"window":  object{"workDoneProgress": true},
		"textDocument": object{
			"publishDiagnostics": object{
				"versionSupport": true, "relatedInformation": true, "codeDescriptionSupport": true,
				"tagSupport": object{"valueSet": []int{1, 2}},
			},
			"hover": object{"contentFormat": []string{"markdown", "plaintext"}},
			"completion": object{"completionItem": object{
				"snippetSupport": true, "documentationFormat": []string{"markdown"},
				"resolveSupport": object{"properties": []string{"documentation"}},
			}},
			"codeAction": object{"codeActionLiteralSupport": object{
				"codeActionKind": object{"valueSet": []string{"quickfix", "source.fixAll"}},
			}},
			"documentSymbol": object{"hierarchicalDocumentSymbolSupport": true},
			"semanticTokens": object{"requests": object{"range": true, "full": object{"delta": true}}},
			"codeLens":       object{}, "inlayHint": object{}, "linkedEditingRange": object{},
			"definition": object{"linkSupport": true}, "implementation": object{"linkSupport": true},
			"typeDefinition": object{"linkSupport": true}, "signatureHelp": object{},
			"rename": object{"prepareSupport": true},
		},
		"experimental": object{"commands": object{"commands": []string{"packLsp.showReferences"}}},
		"workspace": object{
			"workspaceEdit":          object{"documentChanges": true, "resourceOperations": []string{"create"}},
			"configuration":          k.asked,
			"didChangeWatchedFiles":  object{"dynamicRegistration": k.watches},
			"codeLens":               object{"refreshSupport": true},
			"inlayHint":              object{"refreshSupport": true},
			"fileOperations":         object{"willRename": true},
			"textDocumentContent":    object{},
			"didChangeConfiguration": object{"dynamicRegistration": true},
		},
	}
	if k.pulls {
		caps["textDocument"].(object)["diagnostic"] = object{}
		caps["workspace"].(object)["diagnostics"] = object{"refreshSupport": true}
	}
	return caps
}

// openDocument is a document of an editor.
type openDocument struct {
	text    string
	version int
	shown   problems // that were pulled
	pulls   int      // how often they were
	tokens  tokens
}

// problems are those of a file, as the server sent them, and the result id of that; "" if they were pushed.
type problems struct {
	id    string
	items []json.RawMessage
}

// tokens are those that a client has of a document.
type tokens struct {
	id   string
	data []uint32
}

// editor is a client with what it shows. The mutex of the client guards its fields.
type editor struct {
	*client
	kind
	docs      map[string]*openDocument // by path
	folders   []string
	settings  object
	pushed    map[string]problems // by URI
	pulled    map[string]problems // by URI, of the whole workspace
	watchers  []watcher
	cancelled map[int]bool // requests
	refreshes int          // requests to ask again
}

// watcher is what the server asked to be told about.
type watcher struct {
	glob *regexp.Regexp
	kind int
}

func newEditor(t testing.TB, binary []string, k kind) *editor {
	t.Helper()
	e := &editor{
		kind: k, docs: map[string]*openDocument{}, pushed: map[string]problems{}, pulled: map[string]problems{},
		cancelled: map[int]bool{},
	}
	e.client = run(t, binary, e.receive)
	return e
}

// begin initializes the server with the editor's folders and settings.
func (e *editor) begin() {
	e.t.Helper()
	e.ask("initialize", object{
		"processId": os.Getpid(), "rootUri": nil, "capabilities": e.capabilities(), "workspaceFolders": foldersOf(e.folders),
		"initializationOptions": e.settings, "clientInfo": object{"name": "soak"},
	})
	e.notify("initialized", object{})
}

func foldersOf(paths []string) []object {
	list := []object{}
	for _, p := range paths {
		list = append(list, object{"uri": uriOf(p), "name": "x"})
	}
	return list
}

func (e *editor) receive(method string, params json.RawMessage) any {
	switch method {
	case "textDocument/publishDiagnostics":
		var p struct {
			URI         string            `json:"uri"`
			Diagnostics []json.RawMessage `json:"diagnostics"`
		}
		e.decode(params, &p)
		e.pushed[p.URI] = problems{items: p.Diagnostics}
	case "workspace/configuration":
		return []any{e.settings}
	case "workspace/diagnostic/refresh":
		e.refreshes++
		for path := range e.docs {
			e.pullLocked(path)
		}
	case "client/registerCapability":
		e.register(params)
	}
	return nil
}

func (e *editor) decode(raw json.RawMessage, into any) {
	if err := json.Unmarshal(raw, into); err != nil {
		e.t.Errorf("%.300s: %v", raw, err)
	}
}

func (e *editor) register(params json.RawMessage) {
	var p struct {
		Registrations []struct {
			Method          string `json:"method"`
			RegisterOptions struct {
				Watchers []struct {
					GlobPattern string `json:"globPattern"`
					Kind        int    `json:"kind"`
				} `json:"watchers"`
			} `json:"registerOptions"`
		} `json:"registrations"`
	}
	e.decode(params, &p)
	for _, r := range p.Registrations {
		for _, w := range r.RegisterOptions.Watchers {
			e.watchers = append(e.watchers, watcher{globExpression(w.GlobPattern), w.Kind})
		}
	}
}

// globExpression translates what the server's globs use.
func globExpression(glob string) *regexp.Regexp {
	quoted := strings.NewReplacer(`\*\*/`, `(.*/)?`, `\*`, `[^/]*`, `\{`, `(`, `\}`, `)`, `,`, `|`).
		Replace(regexp.QuoteMeta(glob))
	return regexp.MustCompile("^" + quoted + "$")
}

// Kinds of changes on disk, and the bits of a watcher's kind; 0 means all.
const (
	created, changed, deleted = 1, 2, 3
)

// onDisk reports changes on disk, by path, as far as the server asked for it. It does nothing in an editor that does
// not watch.
func (e *editor) onDisk(changes map[string]int) {
	if !e.watches {
		return
	}
	// An editor that has registered no watcher yet would look at what there is later.
	if !e.eventually(func() bool { return len(e.watchers) > 0 }) {
		e.t.Fatal("the server registers no watchers")
	}
	list := []object{}
	for _, path := range slices.Sorted(maps.Keys(changes)) {
		kind := changes[path]
		if slices.ContainsFunc(e.watchers, func(w watcher) bool {
			return (w.kind == 0 || w.kind&(1<<(kind-1)) != 0) && w.glob.MatchString(path)
		}) {
			list = append(list, object{"uri": uriOf(path), "type": kind})
		}
	}
	if len(list) > 0 {
		e.notify("workspace/didChangeWatchedFiles", object{"changes": list})
	}
}

func (e *editor) open(path, text string, version int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.docs[path] = &openDocument{text: text, version: version}
	e.notify("textDocument/didOpen", object{
		"textDocument": object{"uri": uriOf(path), "languageId": "any", "version": version, "text": text},
	})
	e.pullLocked(path)
}

func (e *editor) close(path string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.docs, path)
	e.notify("textDocument/didClose", document(path))
}

// change sends changes of the document at path, which make its text become text. by is how much its version grows.
func (e *editor) change(path, text string, by int, changes []object) {
	e.mu.Lock()
	defer e.mu.Unlock()
	d := e.docs[path]
	d.text = text
	d.version += by
	e.notify("textDocument/didChange", object{
		"textDocument": object{"uri": uriOf(path), "version": d.version}, "contentChanges": changes,
	})
	e.pullLocked(path)
}

// pullLocked asks for the problems of an open document, if the editor does so.
func (e *editor) pullLocked(path string) {
	if !e.pulls {
		return
	}
	d := e.docs[path]
	d.pulls++
	had, number := d.shown, d.pulls
	params := document(path)
	params["identifier"] = "pack-lsp"
	if had.id != "" {
		params["previousResultId"] = had.id
	}
	e.requestLocked("textDocument/diagnostic", params, func(r reply) {
		if r.Error != nil {
			e.t.Errorf("problems of %s: %+v", path, *r.Error)
			return
		}
		// Answers may overtake each other: as other editors do, use only the one to the last request.
		if now := e.docs[path]; now == d && d.pulls == number {
			d.shown = e.reported(r.Result, had)
		}
	})
}

// reported are the problems in a report to a client that has had.
func (e *editor) reported(report json.RawMessage, had problems) problems {
	var r struct {
		Kind     string            `json:"kind"`
		ResultID string            `json:"resultId"`
		Items    []json.RawMessage `json:"items"`
	}
	e.decode(report, &r)
	if r.Kind == "unchanged" {
		if r.ResultID != had.id {
			e.t.Errorf("unchanged since %q: %s", had.id, report)
		}
		return had
	}
	return problems{r.ResultID, r.Items}
}

// pullWorkspace asks for the problems of all files that differ from those that the editor has, and waits.
func (e *editor) pullWorkspace() {
	e.t.Helper()
	e.mu.Lock()
	has := []object{}
	for _, uri := range slices.Sorted(maps.Keys(e.pulled)) {
		has = append(has, object{"uri": uri, "value": e.pulled[uri].id})
	}
	e.mu.Unlock()
	var report struct {
		Items []json.RawMessage `json:"items"`
	}
	params := object{"identifier": "pack-lsp", "previousResultIds": has}
	e.decode(e.ask("workspace/diagnostic", params), &report)
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, item := range report.Items {
		var at struct {
			URI string `json:"uri"`
		}
		e.decode(item, &at)
		if e.pulled[at.URI] = e.reported(item, e.pulled[at.URI]); len(e.pulled[at.URI].items) == 0 {
			delete(e.pulled, at.URI)
		}
	}
}

// shownLocked are the problems that the editor shows, by URI.
func (e *editor) shownLocked() map[string][]string {
	all := map[string][]string{}
	add := func(uri string, p problems) {
		delete(all, uri)
		for _, item := range p.items {
			all[uri] = append(all[uri], string(item))
		}
	}
	for uri, p := range e.pushed {
		add(uri, p)
	}
	if e.workspace {
		for uri, p := range e.pulled {
			add(uri, p)
		}
	}
	if e.pulls {
		for path, d := range e.docs {
			if p := e.pushed[uriOf(path)]; len(p.items) > 0 {
				all[uriOf(path)] = []string{fmt.Sprintf("pushed, though pulled: %s", p.items)}
				continue
			}
			add(uriOf(path), d.shown)
		}
	}
	return all
}

// position is the place of a byte offset in text, in the encoding of the editor.
func (e *editor) position(text string, off int) object {
	lines := lineBreak.FindAllStringIndex(text[:off], -1)
	start := 0
	if len(lines) > 0 {
		start = lines[len(lines)-1][1]
	}
	column := off - start
	if e.encoding == "utf-16" {
		column = len(utf16.Encode([]rune(text[start:off])))
	}
	return object{"line": len(lines), "character": column}
}

// lineBreak matches what ends a line (LSP 3.17, "Text Documents").
var lineBreak = regexp.MustCompile(`\r\n|\n|\r`)

// boundary moves an offset back to a place that has a position: not inside of a character or a line break.
func boundary(text string, off int) int {
	for off > 0 && off < len(text) && (!utf8.RuneStart(text[off]) || text[off] == '\n' && text[off-1] == '\r') {
		off--
	}
	return off
}

package server_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/server"
)

// alive fails the test unless the server still answers.
func (e *editor) alive() {
	e.t.Helper()
	_, ch := e.request("no/such/request", object{})
	if code := e.codeOf(ch); code != methodNotFound {
		e.t.Fatalf("unknown request: code %d", code)
	}
}

// Input that ends a connection of the library must not end one of the server.
func TestSurvives(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(*editor)
	}{
		{"unknown notification", func(e *editor) { e.notify("my/thing", object{"a": 1}) }},
		{"unknown notification without params", func(e *editor) { e.notify("my/thing", nil) }},
		{"unknown $/ notification", func(e *editor) { e.notify("$/foo", object{}) }},
		{"setTrace", func(e *editor) { e.notify("$/setTrace", object{"value": "verbose"}) }},
		{"didOpen with params of another shape", func(e *editor) { e.notify("textDocument/didOpen", object{"textDocument": 3}) }},
		{"didOpen without params", func(e *editor) { e.notify("textDocument/didOpen", nil) }},
		{"didChange without params", func(e *editor) { e.notify("textDocument/didChange", nil) }},
		{"didChange of what is not open", func(e *editor) { e.change("/nowhere/pack.json", 2, "{}") }},
		{"didClose of what is not open", func(e *editor) { e.close("/nowhere/pack.json") }},
		{"didSave of what is not open", func(e *editor) { e.notify("textDocument/didSave", document("/nowhere/pack.json")) }},
		{"didChangeConfiguration without params", func(e *editor) { e.notify("workspace/didChangeConfiguration", nil) }},
		{"didChangeConfiguration with null", func(e *editor) { e.notify("workspace/didChangeConfiguration", object{"settings": nil}) }},
		{"didChangeWatchedFiles of no file", func(e *editor) {
			e.notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": "untitled:x", "type": 1}}})
		}},
		{"initialized again, without params", func(e *editor) { e.notify("initialized", nil) }},
		{"cancel of an unknown id", func(e *editor) { e.notify("$/cancelRequest", object{"id": 99}) }},
		{"cancel of null", func(e *editor) { e.notify("$/cancelRequest", object{"id": nil}) }},
		{"cancel without params", func(e *editor) { e.notify("$/cancelRequest", nil) }},
		{"empty batch", func(e *editor) { e.frame("[]") }},
		{"reply to nothing", func(e *editor) { e.send(object{"id": 77, "result": nil}) }},
		{"documents that are no files", func(e *editor) {
			for _, uri := range []string{"untitled:Untitled-1", "git:/p/pack.json?ref", "vscode-notebook-cell:/x#y"} {
				doc := object{"uri": uri, "languageId": "json", "version": 1, "text": bad}
				e.notify("textDocument/didOpen", object{"textDocument": doc})
				e.notify("textDocument/didChange", object{
					"textDocument": object{"uri": uri, "version": 2}, "contentChanges": []object{{"text": ""}},
				})
				place := object{"textDocument": object{"uri": uri}, "position": object{"line": 0, "character": 0}}
				if r := ask[any](e, "textDocument/hover", place); r != nil {
					e.t.Errorf("hover in %s: %v", uri, r)
				}
				e.notify("textDocument/didClose", object{"textDocument": object{"uri": uri}})
			}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := start(t, server.Options{})
			e.initialize(modern())
			test.do(e)
			e.alive()
			if n := e.seen(); n > 0 {
				t.Errorf("the server said %s", e.dump())
			}
		})
	}
}

func TestUndecodableRequest(t *testing.T) {
	e := start(t, server.Options{})
	e.initialize(modern())
	_, ch := e.request("textDocument/hover", object{"textDocument": 3})
	if code := e.codeOf(ch); code != invalidParams {
		t.Errorf("code %d", code)
	}
	e.alive()
}

// panickyFS panics when one file is read, like a bug in analysis.
type panickyFS struct{ disk.OS }

func (f panickyFS) Stat(path string) (fs.FileInfo, error) {
	if strings.Contains(path, "panic") {
		panic("as told")
	}
	return f.OS.Stat(path)
}

func TestPanics(t *testing.T) {
	dir := files(t, map[string]string{"fine/pack.json": bad})
	e := start(t, server.Options{FS: panickyFS{}})
	e.initialize(modern(), dir)
	e.open(dir+"/panic/values.yaml", "a: 1\n") // in a notification, and in the diagnostics
	_, ch := e.request("textDocument/hover", at(dir+"/panic/values.yaml", 0, 0))
	if code := e.codeOf(ch); code != -32603 {
		t.Errorf("code %d", code)
	}
	e.alive()
	e.open(dir+"/fine/pack.json", good)
	e.problems(0, dir+"/fine/pack.json", 1)
}

// framed is a message on the wire. Its header says that it is longer than it is by that many bytes.
func framed(body string, more int) string {
	return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body)+more, body)
}

// Malformed messages are answered as in JSON-RPC, and the next message is found.
func TestMalformedMessages(t *testing.T) {
	const parse, invalid = -32700, -32600
	for _, test := range []struct {
		text  string
		codes []int // of the answers, in their order
	}{
		{"hello\r\n\r\n", []int{parse}},
		{"\r\n", []int{parse}},
		{"Content-Type: x\r\n\r\n", []int{parse}},
		{"Content-Length: x\r\n\r\n", []int{parse}},
		{"Content-Length: -5\r\n\r\n", []int{parse}},
		{"Content-Length: 0\r\n\r\n", []int{parse}},
		{"Content-Length: 99999999999999999999\r\n\r\n", []int{parse}},
		{"Content-Length: 99999999999\r\n\r\n", []int{parse}},
		{strings.Repeat("x", 200_000) + "\r\n\r\n", []int{parse}},
		{framed("{bad json", 0), []int{parse}},
		{framed(strings.Repeat("[", 100_000), 0), []int{parse}},
		{framed(`{"jsonrpc": "2.0", "method": "my/thing"}`, -8), []int{parse}},
		{framed(`{"jsonrpc": "2.0", "method": "my/thing"}`, 8), nil},
		{framed(`{"jsonrpc": "2.0", "method": `, 8), []int{parse}},
		{framed(`3`, 0), []int{invalid}},
		{framed(`"text"`, 0), []int{invalid}},
		{framed(`null`, 0), []int{invalid}},
		{framed(`{}`, 0), []int{invalid}},
		{framed(`{"method": "my/thing"}`, 0), []int{invalid}},
		{framed(`{"jsonrpc": "1.0", "id": 3, "method": "my/thing"}`, 0), []int{invalid}},
		{framed(`{"jsonrpc": "2.0", "id": {}, "method": "my/thing"}`, 0), []int{invalid}},
		{framed(`{"jsonrpc": "2.0", "id": 7, "method": 3}`, 0), []int{invalid}},
		{framed(`{"jsonrpc": "2.0", "id": 7, "result": 1, "error": 2}`, 0), nil},
		{framed(`{"jsonrpc": "2.0", "method": "my/thing", "params": 3}`, 0), nil},
	} {
		t.Run(fmt.Sprintf("%.60q", test.text), func(t *testing.T) {
			e := start(t, server.Options{})
			e.initialize(modern())
			e.mu.Lock()
			answers := make(chan reply, 10)
			for _, id := range []string{"null", "", "3", "7"} { // of what the server cannot know the request of
				e.replies[id] = answers
			}
			e.nextID = 100
			e.mu.Unlock()
			e.write(test.text)
			e.alive()
			for _, code := range test.codes {
				if r := e.wait(answers); r.Error == nil || r.Error.Code != code {
					t.Errorf("answered %+v", r)
				}
			}
			if len(answers) > 0 {
				t.Errorf("answered once more: %+v", <-answers)
			}
		})
	}
}

// Members that are null are the same as absent ones, wherever a client sends them.
func TestNullMembers(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": bad})
	e := start(t, server.Options{})
	ask[object](e, "initialize", object{
		"trace": nil, "processId": nil, "clientInfo": nil, "locale": nil, "rootPath": nil, "rootUri": nil,
		"initializationOptions": nil, "workDoneToken": nil,
		"workspaceFolders": []object{{"uri": uriOf(dir), "name": nil}},
		"capabilities": object{
			"general":   object{"positionEncodings": nil},
			"window":    nil,
			"workspace": object{"workspaceEdit": object{"resourceOperations": nil}, "symbol": nil},
			"textDocument": object{
				"completion":         object{"completionItem": object{"documentationFormat": nil, "tagSupport": nil}},
				"publishDiagnostics": object{"tagSupport": nil, "relatedInformation": nil},
			},
		},
	})
	e.notify("initialized", object{})
	e.broken(0, dir+"/pack.json", true)
	path := dir + "/other/pack.json"
	e.notify("textDocument/didOpen", object{
		"textDocument": object{"uri": uriOf(path), "languageId": nil, "version": nil, "text": bad},
	})
	e.broken(0, path, true)
	change := object{"text": good, "range": nil, "rangeLength": nil}
	e.notify("textDocument/didChange", object{
		"textDocument": object{"uri": uriOf(path), "version": nil}, "contentChanges": []object{change},
	})
	e.broken(0, path, false)
}

// Changes without any version count like others, also those that replace a range and follow one another.
func TestChangesWithoutVersion(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": bad})
	e := start(t, server.Options{})
	e.initialize(modern(), dir)
	path := dir + "/pack.json"
	e.notify("textDocument/didOpen", object{
		"textDocument": object{"uri": uriOf(path), "languageId": "json", "text": bad},
	})
	next := e.broken(0, path, true)
	change := func(changes ...object) {
		e.notify("textDocument/didChange", object{"textDocument": object{"uri": uriOf(path)}, "contentChanges": changes})
	}
	change(object{"text": good})
	next = e.broken(next, path, false)
	start := span{position{0, 0}, position{0, 0}}
	change(object{"text": "{", "range": start}, object{"text": "{", "range": start})
	next = e.broken(next, path, true)
	two := span{position{0, 0}, position{0, 2}}
	change(object{"text": "", "range": two})
	e.broken(next, path, false)
}

// Files are recognized by name and place, not by their language in the editor.
func TestWhatIsAPackFile(t *testing.T) {
	dir := files(t, map[string]string{"p/pack.json": good, "p/charts/c/pack.json": good, "lone/values.yaml": "a: 1\n"})
	e := start(t, server.Options{})
	e.initialize(modern(), dir)
	e.open(dir+"/p/charts/c/pack.json", bad)
	e.open(dir+"/lone/values.yaml", "\"")
	e.open(dir+"/package.json", bad)
	e.open(dir+"/p/pack.json", bad)
	_, next := e.problems(0, dir+"/p/pack.json", 1)
	for _, m := range e.messages()[:next] {
		if p, ok := asPublished(m); ok && p.URI != uriOf(dir+"/p/pack.json") {
			t.Errorf("published for %s", p.URI)
		}
	}
}

func remove(t testing.TB, path string) {
	t.Helper()
	if err := os.RemoveAll(filepath.FromSlash(path)); err != nil {
		t.Fatal(err)
	}
}

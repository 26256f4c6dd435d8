package server_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
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

// What ends a connection of the library must not end one of the server.
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
				e.notify("textDocument/didChange", object{"textDocument": object{"uri": uri, "version": 2}, "contentChanges": []object{{"text": ""}}})
				if r := ask[any](e, "textDocument/hover", object{"textDocument": object{"uri": uri}, "position": object{"line": 0, "character": 0}}); r != nil {
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

// panickyFS panics where it is asked for one file, as a bug in analysis would.
type panickyFS struct{ pack.OS }

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
	e.open("/panic/values.yaml", "a: 1\n") // in a notification, and in the diagnostics
	_, ch := e.request("textDocument/hover", at("/panic/values.yaml", 0, 0))
	if code := e.codeOf(ch); code != -32603 {
		t.Errorf("code %d", code)
	}
	e.alive()
	e.open(dir+"/fine/pack.json", good)
	e.problems(0, dir+"/fine/pack.json", 1)
}

func TestGarbageOnTheWire(t *testing.T) {
	for _, text := range []string{"hello\r\n\r\n", "Content-Length: 9\r\n\r\n{bad json"} {
		e := start(t, server.Options{})
		e.write(text)
		e.waitExit() // nothing is to be known of where the next message begins
		if e.code != 1 {
			t.Errorf("exit code %d after %q", e.code, text)
		}
	}
}

// Files are recognised by name and place, not by what the editor takes them for.
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

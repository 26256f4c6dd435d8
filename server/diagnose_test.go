package server_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

func TestDiagnosticsAsTyped(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/pack.json"
	e := start(t, server.Options{})
	e.initialize(modern(), dir)
	e.open(path, bad)
	found, next := e.problems(0, path, 1)
	found = syntaxErrors(found)
	if len(found) != 1 {
		t.Fatalf("%+v", found)
	}
	d := found[0]
	want := strings.LastIndex(bad, ",")
	if d.Source != "pack-lsp" || d.Severity != 1 || d.Code != "json/syntax" || d.Range.Start != (position{0, want}) ||
		d.CodeDescription.Href != "https://pack-lsp.github.io/pack-lsp/checks/json/syntax/" {
		t.Errorf("%+v", d)
	}
	e.change(path, 2, good)
	if found, next = e.problems(next, path, 2); len(syntaxErrors(found)) != 0 {
		t.Errorf("%+v", found)
	}
	e.change(path, 3, `{"name": "demo", "name": "demo"}`)
	found, _ = e.problems(next, path, 3)
	if found = syntaxErrors(found); len(found) != 1 || found[0].Code != "json/duplicate-key" {
		t.Errorf("%+v", found)
	}
}

// A client that can show less gets less.
func TestPlainDiagnostics(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/pack.json"
	e := start(t, server.Options{})
	e.initialize(object{}, dir)
	e.open(path, bad)
	m, next := e.await(0, "problems", func(m message) bool {
		p, ok := asPublished(m)
		return ok && len(syntaxErrors(p.Diagnostics)) == 1
	})
	for _, word := range []string{"version", "codeDescription", "relatedInformation", "tags"} {
		if strings.Contains(string(m.Params), `"`+word+`":`) {
			t.Errorf("%s in %s", word, m.Params)
		}
	}
	e.change(path, 2, good)
	e.broken(next, path, false)
}

// The problems of closed files are shown, and stay up to date when files are opened, edited, closed and deleted.
func TestClosedFiles(t *testing.T) {
	dir := files(t, map[string]string{"a/pack.json": bad, "b/pack.json": good, "b/values.yaml": "a: 1\n"})
	a, b := dir+"/a/pack.json", dir+"/b/pack.json"
	e := start(t, server.Options{})
	e.initialize(modern(), dir)
	next := e.broken(0, a, true)
	e.open(b, bad)
	next = e.broken(next, b, true)
	e.close(b) // the text on disk is good
	next = e.broken(next, b, false)
	e.open(a, good) // the editor's text takes effect
	next = e.broken(next, a, false)
	e.close(a)
	next = e.broken(next, a, true)
	remove(t, a)
	e.notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": uriOf(a), "type": 3}}})
	next = e.broken(next, a, false)
	put(t, a, bad)
	e.notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": uriOf(a), "type": 1}}})
	next = e.broken(next, a, true)
	remove(t, filepath.Dir(a))
	e.notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": uriOf(filepath.Dir(a)), "type": 3}}})
	e.broken(next, a, false)
}

func TestNewPackOnDisk(t *testing.T) {
	dir := files(t, map[string]string{"deep/values.yaml": "a: 1\n"})
	e := start(t, server.Options{})
	e.initialize(modern(), dir)
	put(t, dir+"/deep/pack.json", bad)
	e.notify("workspace/didChangeWatchedFiles",
		object{"changes": []object{{"uri": uriOf(dir + "/deep/pack.json"), "type": 1}}})
	e.broken(0, dir+"/deep/pack.json", true)
}

// An unsaved pack.json makes its folder a pack while it is open.
func TestUnsavedPack(t *testing.T) {
	dir := files(t, map[string]string{"p/values.yaml": "a: 1\n"})
	path := dir + "/p/pack.json"
	e := start(t, server.Options{})
	e.initialize(modern()) // no folder
	e.open(path, bad)
	next := e.broken(0, path, true)
	e.close(path)
	e.broken(next, path, false)
}

func TestFolders(t *testing.T) {
	one := files(t, map[string]string{"pack.json": bad})
	two := files(t, map[string]string{"x/pack.json": bad})
	e := start(t, server.Options{})
	e.initialize(modern(), one)
	next := e.broken(0, one+"/pack.json", true)
	folder := func(dir string) []object { return []object{{"uri": uriOf(dir), "name": "x"}} }
	e.notify("workspace/didChangeWorkspaceFolders", object{"event": object{"added": folder(two), "removed": []object{}}})
	next = e.broken(next, two+"/x/pack.json", true)
	e.notify("workspace/didChangeWorkspaceFolders", object{"event": object{"added": []object{}, "removed": folder(one)}})
	next = e.broken(next, one+"/pack.json", false)
	e.notify("workspace/didChangeWorkspaceFolders", object{"event": object{"added": folder(one), "removed": folder(two)}})
	e.await(next, "both changes", func() func(message) bool {
		missing := map[string]bool{uriOf(one + "/pack.json"): true, uriOf(two + "/x/pack.json"): true}
		return func(m message) bool {
			if p, ok := asPublished(m); ok && (len(p.Diagnostics) > 0) == strings.HasPrefix(p.URI, uriOf(one)) {
				delete(missing, p.URI)
			}
			return len(missing) == 0
		}
	}())
}

func TestRootURI(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": bad})
	for _, root := range []object{
		{"rootUri": uriOf(dir)}, {"rootUri": nil, "rootPath": dir}, {"rootUri": uriOf(dir), "workspaceFolders": nil},
	} {
		e := start(t, server.Options{})
		root["capabilities"] = object{}
		ask[object](e, "initialize", root)
		e.notify("initialized", nil)
		e.broken(0, dir+"/pack.json", true)
	}
}

func TestProgress(t *testing.T) {
	dir := files(t, map[string]string{"a/pack.json": good, "b/pack.json": good, "c/d/pack.json": good,
		"a/values.yaml": "a: 1\n", "b/values.yaml": "a: 1\n", "c/d/values.yaml": "a: 1\n"})
	caps := modern()
	caps["window"] = object{"workDoneProgress": true}
	fsys := newGatedFS()
	e := start(t, server.Options{FS: fsys})
	e.initialize(caps, dir)
	<-fsys.reached
	m, next := e.await(0, "progress", func(m message) bool { return m.Method == "window/workDoneProgress/create" })
	var created struct{ Token string }
	if err := json.Unmarshal(m.Params, &created); err != nil {
		t.Fatal(err)
	}
	kind := func(want string) func(message) bool {
		return func(m message) bool {
			var p struct {
				Token string
				Value struct{ Kind string }
			}
			return m.Method == "$/progress" && json.Unmarshal(m.Params, &p) == nil && p.Token == created.Token &&
				p.Value.Kind == want
		}
	}
	_, next = e.await(next, "begin", kind("begin"))
	close(fsys.gate)
	e.await(next, "end", kind("end"))
}

// Folders that the settings exclude have no problems, also if they are excluded later.
func TestExcluded(t *testing.T) {
	dir := files(t, map[string]string{
		"old/pack.json": bad, "new/pack.json": bad, "gone/pack.json": bad, ".pack-lsp.yaml": "exclude: [gone]\n",
	})
	e := start(t, server.Options{})
	e.initialize(modern(), dir)
	e.broken(0, dir+"/old/pack.json", true)
	next := e.broken(0, dir+"/new/pack.json", true)
	e.notify("workspace/didChangeConfiguration", object{"settings": object{"packLsp": object{"exclude": []string{"old"}}}})
	e.broken(next, dir+"/old/pack.json", false)
	for _, m := range e.messages() {
		if p, ok := asPublished(m); ok && p.URI == uriOf(dir+"/gone/pack.json") {
			t.Errorf("published %s", m.Params)
		}
	}
}

// The editor's text of a settings file takes effect, and its own mistakes are shown.
func TestSettingsFile(t *testing.T) {
	dir := files(t, map[string]string{"p/pack.json": bad, ".pack-lsp.yaml": "checks: {}\n"})
	config := dir + "/.pack-lsp.yaml"
	e := start(t, server.Options{})
	e.initialize(modern(), dir)
	next := e.broken(0, dir+"/p/pack.json", true)
	e.open(config, "checks:\n  json/syntax: off\n  no/such-check: off\n")
	found, _ := e.problems(next, config, 1)
	if len(found) != 1 || found[0].Range.Start != (position{2, 2}) {
		t.Errorf("%+v", found)
	}
	next = e.broken(next, dir+"/p/pack.json", false)
	e.close(config)
	next = e.broken(next, dir+"/p/pack.json", true)
	put(t, config, "checks: {json/*: off}\n")
	e.notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": uriOf(config), "type": 2}}})
	e.broken(next, dir+"/p/pack.json", false)
}

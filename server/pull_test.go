package server_test

import (
	"encoding/json"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

func TestPullDocument(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/pack.json"
	e := start(t, server.Options{})
	e.initialize(pulling(), dir)
	e.open(path, bad)
	first := ask[report](e, "textDocument/diagnostic", document(path))
	if first.Kind != "full" || len(syntaxErrors(first.Items)) != 1 || first.ResultID == "" {
		t.Fatalf("%+v", first)
	}
	again := document(path)
	again["previousResultId"] = first.ResultID
	if r := ask[report](e, "textDocument/diagnostic", again); r.Kind != "unchanged" || r.ResultID != first.ResultID {
		t.Errorf("%+v", r)
	}
	e.change(path, 2, good)
	if r := ask[report](e, "textDocument/diagnostic", again); r.Kind != "full" || len(syntaxErrors(r.Items)) != 0 {
		t.Errorf("%+v", r)
	}
	r := ask[report](e, "textDocument/diagnostic", document(dir+"/other.txt"))
	if r.Kind != "full" || r.Items == nil || len(r.Items) != 0 {
		t.Errorf("a document outside of packs: %+v", r)
	}
	for _, m := range e.messages() {
		if p, ok := asPublished(m); ok && p.Version != nil && len(p.Diagnostics) > 0 {
			t.Errorf("pushed to a client that pulls: %s", m.Params)
		}
	}
}

type workspaceItem struct {
	report
	URI     string
	Version *int
}

type workspaceReport struct{ Items []workspaceItem }

func (r workspaceReport) find(path string) *workspaceItem {
	for i := range r.Items {
		if r.Items[i].URI == uriOf(path) {
			return &r.Items[i]
		}
	}
	return nil
}

func TestPullWorkspace(t *testing.T) {
	dir := files(t, map[string]string{"a/pack.json": bad, "b/pack.json": good, "b/values.yaml": "a: 1\n"})
	a, b := dir+"/a/pack.json", dir+"/b/pack.json"
	e := start(t, server.Options{})
	e.initialize(pulling(), dir)
	next := e.broken(0, a, true) // pushed until the client pulls the workspace
	e.open(b, bad)
	first := ask[workspaceReport](e, "workspace/diagnostic", object{"previousResultIds": []object{}})
	e.broken(next, a, false) // must not be shown twice
	inA, inB := first.find(a), first.find(b)
	if inA == nil || len(syntaxErrors(inA.Items)) != 1 || inA.Version != nil {
		t.Fatalf("a: %+v", inA)
	}
	if inB == nil || len(syntaxErrors(inB.Items)) != 1 || inB.Version == nil || *inB.Version != 1 {
		t.Fatalf("b: %+v", inB)
	}
	ids := []object{}
	for _, item := range first.Items {
		ids = append(ids, object{"uri": item.URI, "value": item.ResultID})
	}
	remove(t, a)
	e.notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": uriOf(a), "type": 3}}})
	// The deletion may not have been checked yet. With partial results, the server waits until there is something to send.
	_, ch := e.request("workspace/diagnostic", object{"previousResultIds": ids, "partialResultToken": "parts"})
	m, _ := e.await(0, "partial results", func(m message) bool {
		// b has one problem less, too: no other pack has its name.
		return m.Method == "$/progress" && strings.Contains(string(m.Params), string(uriOf(a)))
	})
	var part struct {
		Token string
		Value workspaceReport
	}
	if err := json.Unmarshal(m.Params, &part); err != nil {
		t.Fatal(err)
	}
	if gone := part.Value.find(a); part.Token != "parts" || gone == nil || len(gone.Items) != 0 || gone.Kind != "full" {
		t.Errorf("%s", m.Params)
	}
	if rest := decode[workspaceReport](e, e.wait(ch)); len(rest.Items) != 0 {
		t.Errorf("%+v", rest)
	}
}

// A request that waits for changes ends when the client cancels it.
func TestPullWorkspaceCancelled(t *testing.T) {
	dir := files(t, map[string]string{"a/pack.json": bad})
	e := start(t, server.Options{})
	e.initialize(pulling(), dir)
	first := ask[workspaceReport](e, "workspace/diagnostic", object{"previousResultIds": []object{}})
	ids := []object{}
	for _, item := range first.Items {
		ids = append(ids, object{"uri": item.URI, "value": item.ResultID})
	}
	id, ch := e.request("workspace/diagnostic", object{"previousResultIds": ids, "partialResultToken": 7})
	e.notify("$/cancelRequest", object{"id": id})
	if code := e.codeOf(ch); code != requestCancelled {
		t.Errorf("code %d", code)
	}
}

func TestRefresh(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	caps := pulling()
	e := start(t, server.Options{})
	e.initialize(caps, dir)
	e.open(dir+"/pack.json", bad)
	if r := ask[report](e, "textDocument/diagnostic", document(dir+"/pack.json")); len(syntaxErrors(r.Items)) != 1 {
		t.Errorf("%+v", r)
	}
	e.notify("workspace/didChangeConfiguration", object{"settings": object{"checks": object{"json/syntax": "off"}}})
	e.await(0, "refresh", func(m message) bool { return m.Method == "workspace/diagnostic/refresh" })
	if r := ask[report](e, "textDocument/diagnostic", document(dir+"/pack.json")); len(syntaxErrors(r.Items)) != 0 {
		t.Errorf("%+v", r)
	}
}

// Answers may overtake each other. A client that got one for an older text last is still told that the problems of the
// newest have changed.
func TestRefreshAfterOvertaking(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/pack.json"
	late, goOn := make(chan struct{}), make(chan struct{})
	var held atomic.Bool
	release := sync.OnceFunc(func() { close(goOn) })
	e := start(t, server.WithGap(server.Options{}, func(name string) {
		if name == "give" && held.CompareAndSwap(false, true) {
			close(late)
			<-goOn
		}
	}))
	t.Cleanup(release) // before the server is waited for
	e.initialize(pulling(), dir)
	e.open(path, good)
	_, first := e.request("textDocument/diagnostic", document(path))
	<-late
	e.change(path, 2, bad)
	ask[report](e, "textDocument/diagnostic", document(path))
	release()
	decode[report](e, e.wait(first))
	e.all() // waits until the server is idle
	next := e.seen()
	e.notify("workspace/didChangeConfiguration", object{"settings": object{"checks": object{"json/syntax": "off"}}})
	e.await(next, "refresh", func(m message) bool { return m.Method == "workspace/diagnostic/refresh" })
}

// A client that gets problems while the pack is removed is told that there are none.
func TestRefreshAfterRemoval(t *testing.T) {
	dir := files(t, map[string]string{"p/pack.json": bad, "p/values.yaml": "\""})
	late, goOn := make(chan struct{}), make(chan struct{})
	var held atomic.Bool
	release := sync.OnceFunc(func() { close(goOn) })
	e := start(t, server.WithGap(server.Options{}, func(name string) {
		if name == "give" && held.CompareAndSwap(false, true) {
			close(late)
			<-goOn
		}
	}))
	t.Cleanup(release) // before the server is waited for
	e.initialize(pulling(), dir)
	e.open(dir+"/p/values.yaml", "\"")
	next := e.broken(0, dir+"/p/pack.json", true)
	_, ch := e.request("textDocument/diagnostic", document(dir+"/p/values.yaml"))
	<-late
	remove(t, dir+"/p")
	e.onDisk(map[string]int{dir + "/p": 3})
	next = e.broken(next, dir+"/p/pack.json", false)
	release()
	if r := decode[report](e, e.wait(ch)); len(r.Items) == 0 {
		t.Fatal("no problems before the pack is gone")
	}
	e.await(next, "refresh", func(m message) bool { return m.Method == "workspace/diagnostic/refresh" })
}

// TestWorkspacePullInNeovim holds that Neovim, which ignores answers about the workspace for open documents, is not
// offered them.
func TestWorkspacePullInNeovim(t *testing.T) {
	for client, want := range map[string]bool{"Neovim": false, "other": true} {
		caps := pulling()
		e := start(t, server.Options{})
		got := ask[struct {
			Capabilities struct {
				DiagnosticProvider struct{ WorkspaceDiagnostics bool }
			}
		}](e, "initialize", object{"capabilities": caps, "clientInfo": object{"name": client}})
		if offered := got.Capabilities.DiagnosticProvider.WorkspaceDiagnostics; offered != want {
			t.Errorf("%s: %t", client, offered)
		}
	}
}

package server_test

import (
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

// Messages about a document use the URI that the client opened it with, whichever characters that escapes.
func TestSpelling(t *testing.T) {
	dir := files(t, map[string]string{
		"packs (copy)/é@+,:=&'!/pack.json": bad, "packs (copy)/é@+,:=&'!/values.yaml": "a: 1\n",
	})
	for _, spelled := range []string{
		"/packs%20(copy)/%c3%a9@+,:=&'!/pack.json",
		"/packs%20%28copy%29/%C3%A9%40%2B%2C%3A%3D%26%27%21/pack.json",
	} {
		uri := uriOf(dir) + spelled
		for _, caps := range []object{modern(), pulling()} {
			e := start(t, server.Options{})
			e.initialize(caps, dir)
			if caps["textDocument"].(object)["diagnostic"] == nil {
				e.await(0, "problems of the closed file", func(m message) bool {
					p, ok := asPublished(m)
					return ok && strings.HasSuffix(p.URI, "/pack.json") && len(p.Diagnostics) > 0
				})
			}
			doc := object{"uri": uri, "languageId": "json", "version": 1, "text": metaText("demo", "1.0.0", onOperator)}
			next := e.seen()
			e.notify("textDocument/didOpen", object{"textDocument": doc})
			if caps["textDocument"].(object)["diagnostic"] == nil {
				e.await(next, "problems of the open file", func(m message) bool {
					p, ok := asPublished(m)
					return ok && p.URI == uri && len(p.Diagnostics) > 0
				})
			} else if found := e.all(); len(found[uri]) == 0 {
				t.Errorf("nothing of %s in %v", uri, found)
			}
			params := object{"textDocument": object{"uri": uri}, "position": object{"line": 0, "character": 10}}
			params["context"], params["newName"] = object{"includeDeclaration": true}, "other"
			_, references := e.request("textDocument/references", params)
			if reply := e.wait(references); strings.Contains(string(reply.Result), "pack.json") &&
				!strings.Contains(string(reply.Result), `"`+uri+`"`) {
				t.Errorf("references: %s", reply.Result)
			}
			shown := map[string]bool{} // URIs under which there are problems now
			for _, m := range e.messages() {
				if p, ok := asPublished(m); ok && strings.HasSuffix(p.URI, "/pack.json") {
					shown[p.URI] = len(p.Diagnostics) > 0
				}
			}
			for other, some := range shown {
				if some && other != uri {
					t.Errorf("problems are shown under %s too", other)
				}
			}
		}
	}
}

// There is more than one way to write the URI of a file on this machine.
func TestLocalURIs(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := strings.TrimPrefix(uriOf(dir), "file://") + "/pack.json"
	uris := []string{
		"file://localhost" + path, "file:" + path, "FILE://" + path,
		"file://" + strings.Replace(path, "/pack.json", "//pack.json", 1), uriOf(dir) + "/x/../pack.json",
	}
	if drive, rest, ok := strings.Cut(strings.TrimPrefix(path, "/"), "%3A"); ok {
		upper := strings.ToUpper(drive)
		uris = append(uris, "file:///"+upper+":"+rest, "file:///"+upper+"%3a"+rest, "file://"+upper+":"+rest)
	} else {
		uris = append(uris, "file:////"+strings.TrimPrefix(path, "/")) // on Windows, the name of a machine
	}
	for _, uri := range uris {
		e := start(t, server.Options{})
		e.initialize(pulling(), dir)
		e.open(path, bad)
		found := ask[report](e, "textDocument/diagnostic", object{"textDocument": object{"uri": uri}})
		if len(syntaxErrors(found.Items)) != 1 {
			t.Errorf("%s is taken for another document", uri)
		}
		published := start(t, server.Options{})
		published.initialize(modern(), dir)
		doc := object{"uri": uri, "languageId": "json", "version": 1, "text": bad}
		published.notify("textDocument/didOpen", object{"textDocument": doc})
		published.await(0, "problems under "+uri, func(m message) bool {
			p, ok := asPublished(m)
			return ok && p.URI == uri && len(p.Diagnostics) > 0
		})
	}
	e := start(t, server.Options{})
	e.initialize(pulling(), dir)
	e.open(path, bad)
	other := object{"textDocument": object{"uri": "file://elsewhere" + path}}
	if found := ask[report](e, "textDocument/diagnostic", other); len(found.Items) != 0 {
		t.Errorf("a file of another machine: %+v", found)
	}
}

// A client that pulls all problems learns that those under a URI that it no longer uses are gone.
func TestSpellingPulled(t *testing.T) {
	dir := files(t, map[string]string{"p (1)/pack.json": bad})
	e := start(t, server.Options{})
	e.initialize(pulling(), dir)
	var before string
	var ids []object
	first := ask[workspaceReport](e, "workspace/diagnostic", object{"previousResultIds": []object{}})
	for _, item := range first.Items {
		before = item.URI
		ids = append(ids, object{"uri": item.URI, "value": item.ResultID})
	}
	uri := uriOf(dir) + "/p%20(1)/pack.json"
	if before == "" || before == uri {
		t.Fatalf("the closed file is called %q", before)
	}
	e.notify("textDocument/didOpen", object{
		"textDocument": object{"uri": uri, "languageId": "json", "version": 1, "text": bad},
	})
	found := map[string]int{}
	for _, item := range ask[workspaceReport](e, "workspace/diagnostic", object{"previousResultIds": ids}).Items {
		found[item.URI] = len(item.Items)
	}
	if n, reported := found[before]; !reported || n != 0 || found[uri] == 0 {
		t.Errorf("%v", found)
	}
}

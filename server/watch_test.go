package server_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

func isRegistration(m message) bool { return m.Method == "client/registerCapability" }

func TestRegistersWatchers(t *testing.T) {
	caps := modern()
	workspace := caps["workspace"].(object)
	workspace["didChangeWatchedFiles"] = object{"dynamicRegistration": true}
	workspace["didChangeConfiguration"] = object{"dynamicRegistration": true}
	e := start(t, server.Options{})
	e.initialize(caps)
	methods := map[string]json.RawMessage{}
	for next := 0; len(methods) < 2; {
		var m message
		m, next = e.await(next, "registration", isRegistration)
		var params struct {
			Registrations []struct {
				Method          string
				RegisterOptions json.RawMessage
			}
		}
		if err := json.Unmarshal(m.Params, &params); err != nil {
			t.Fatal(err)
		}
		for _, r := range params.Registrations {
			methods[r.Method] = r.RegisterOptions
		}
	}
	var options struct {
		Watchers []struct{ GlobPattern string }
	}
	if err := json.Unmarshal(methods["workspace/didChangeWatchedFiles"], &options); err != nil {
		t.Fatal(err)
	}
	for _, glob := range []string{"**/pack.json", "**/values.yaml", "**/.pack-lsp.yaml", "**/*.tgz", "**/*.tar.gz"} {
		named := func(w struct{ GlobPattern string }) bool { return w.GlobPattern == glob }
		if !slices.ContainsFunc(options.Watchers, named) {
			t.Errorf("%s is not watched", glob)
		}
	}
	if string(methods["workspace/didChangeConfiguration"]) != `{"section":"packLsp"}` {
		t.Errorf("%s", methods["workspace/didChangeConfiguration"])
	}
}

// If the client does not watch, the server looks itself, and at once after a save.
func TestLooksItself(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good, "values.yaml": "a: 1\n"})
	path, values := dir+"/pack.json", dir+"/values.yaml"
	e := start(t, server.Options{})
	e.initialize(object{}, dir)
	e.open(values, "a: 1\n")
	e.await(0, "values.yaml looked at", func(m message) bool {
		p, ok := asPublished(m)
		return ok && p.URI == uriOf(values)
	})
	e.notify("textDocument/didSave", document(values))
	next := e.seen()
	put(t, path, bad)
	next = e.broken(next, path, true)
	put(t, path, good+"\n\n")
	e.broken(next, path, false)
	for _, m := range e.messages() {
		if isRegistration(m) {
			t.Errorf("registered: %s", m.Params)
		}
	}
}

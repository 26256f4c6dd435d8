package server_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

var syntaxOff = object{"checks": object{"json/syntax": "off"}}

func configurable() object {
	c := modern()
	c["workspace"].(object)["configuration"] = true
	return c
}

func TestInitializationOptions(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	for name, options := range map[string]any{"plain": syntaxOff, "in its section": object{"packLsp": syntaxOff}} {
		t.Run(name, func(t *testing.T) {
			e := start(t, server.Options{})
			e.initializeWith(modern(), options, dir)
			e.open(dir+"/pack.json", bad)
			if found, _ := e.problems(0, dir+"/pack.json", 1); len(syntaxErrors(found)) != 0 {
				t.Errorf("%+v", found)
			}
		})
	}
}

func TestPulledConfiguration(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/pack.json"
	e := start(t, server.Options{})
	answers := make(chan any, 3)
	answers <- []any{syntaxOff}
	answers <- []any{object{}}
	e.answers["workspace/configuration"] = func(params json.RawMessage) any {
		if !strings.Contains(string(params), `"section":"packLsp"`) {
			t.Errorf("asked for %s", params)
		}
		return <-answers
	}
	e.initialize(configurable(), dir)
	e.await(0, "the question", func(m message) bool { return m.Method == "workspace/configuration" })
	e.open(path, bad)
	next := e.broken(0, path, false)
	e.notify("workspace/didChangeConfiguration", object{"settings": nil})
	e.broken(next, path, true)
}

// Answers without settings keep those of initialize.
func TestEmptyConfiguration(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good, "second/pack.json": bad})
	for name, answer := range map[string]any{
		"null": nil, "empty": []any{}, "list of null": []any{nil}, "a number": 7, "a list of numbers": []any{7},
	} {
		t.Run(name, func(t *testing.T) {
			e := start(t, server.Options{})
			e.answers["workspace/configuration"] = func(json.RawMessage) any { return answer }
			e.initializeWith(configurable(), object{"checks": object{"json/duplicate-key": "off"}}, dir)
			next := e.broken(0, dir+"/second/pack.json", true) // the scan comes after the answer
			e.open(dir+"/pack.json", `{"name": 1, "name": 2,}`)
			found, _ := e.problems(next, dir+"/pack.json", 1)
			if found = syntaxErrors(found); len(found) != 1 || found[0].Code != "json/syntax" {
				t.Errorf("%+v", found)
			}
		})
	}
}

func TestPushedConfiguration(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/pack.json"
	e := start(t, server.Options{})
	e.initialize(modern(), dir)
	e.open(path, bad)
	next := e.broken(0, path, true)
	push := func(settings any) { e.notify("workspace/didChangeConfiguration", object{"settings": settings}) }
	for _, nothing := range []any{nil, 7, "x", []any{}, object{"yaml": object{"validate": true}}} {
		push(nothing)
	}
	e.alive()
	push(object{"packLsp": syntaxOff})
	next = e.broken(next, path, false)
	push(object{"checks": object{"json/syntax": "warning"}})
	e.broken(next, path, true)
}

// Problems of the editor's settings are shown once.
func TestWrongSettings(t *testing.T) {
	e := start(t, server.Options{})
	e.initializeWith(modern(), object{"checks": object{"json/syntaxx": "off"}, "excludes": []string{"x"}})
	isMessage := func(m message) bool { return m.Method == "window/showMessage" }
	m, next := e.await(0, "a message", isMessage)
	if s := string(m.Params); !strings.Contains(s, "json/syntaxx") || !strings.Contains(s, "excludes") {
		t.Errorf("%s", s)
	}
	push := func(settings any) { e.notify("workspace/didChangeConfiguration", object{"settings": settings}) }
	push(object{"checks": object{"json/syntaxx": "off"}, "excludes": []string{"x"}})
	push(object{"packLsp": object{"checks": 7}})
	m, _ = e.await(next, "another message", isMessage)
	if s := string(m.Params); strings.Contains(s, "json/syntaxx") {
		t.Errorf("said again: %s", s)
	}
}

package server_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

type report struct {
	Kind, ResultID string
	Items          []diagnostic
}

// Each of 200 changes moves a mistake one column to the right. A request sees the text after the messages before it.
func TestOrder(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/pack.json"
	e := start(t, server.Options{})
	e.initialize(pulling(), dir)
	e.open(path, "{}")
	const changes = 200
	var reports, completions []chan reply
	for i := range changes {
		e.change(path, i+2, strings.Repeat(" ", i)+`{"a": x}`)
		_, ch := e.request("textDocument/diagnostic", document(path))
		reports = append(reports, ch)
		_, ch = e.request("textDocument/completion", at(path, 0, i+7))
		completions = append(completions, ch)
	}
	for i, ch := range reports {
		found := syntaxErrors(decode[report](e, e.wait(ch)).Items)
		if len(found) != 1 || found[0].Range.Start != (position{0, i + 6}) {
			t.Fatalf("after change %d: %+v", i, found)
		}
		if code := e.codeOf(completions[i]); code != 0 {
			t.Fatalf("completion after change %d: code %d", i, code)
		}
	}
}

func TestIncrementalChanges(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good, "values.yaml": "a: 1\n"})
	path := dir + "/pack.json"
	for _, test := range []struct {
		encoding string
		after    int // the column after an emoji
	}{{"utf-8", 4}, {"utf-16", 2}} {
		t.Run(test.encoding, func(t *testing.T) {
			e := start(t, server.Options{})
			caps := modern()
			caps["general"] = object{"positionEncodings": []string{test.encoding}}
			e.initialize(caps, dir)
			e.open(path, "{\"😀\": 1}")
			_, next := e.problems(0, path, 1)
			quote := 2 + test.after // the closing quote
			edit := func(line, from, to int, text string) object {
				start, end := object{"line": line, "character": from}, object{"line": line, "character": to}
				return object{"range": object{"start": start, "end": end}, "text": text}
			}
			// The second is for the result of the first.
			e.notify("textDocument/didChange", object{
				"textDocument":   object{"uri": uriOf(path), "version": 2},
				"contentChanges": []object{edit(0, quote+3, quote+4, "\n"), edit(1, 0, 0, "x")},
			})
			found, _ := e.problems(next, path, 2)
			if found = syntaxErrors(found); len(found) != 1 || found[0].Range != (span{position{1, 0}, position{1, 1}}) {
				t.Errorf("%+v", found)
			}
			e.notify("textDocument/didChange", object{
				"textDocument":   object{"uri": uriOf(path), "version": 3},
				"contentChanges": []object{edit(0, quote+2, quote+2, "y"), edit(1, 0, 1, "7")},
			})
			found, _ = e.problems(next, path, 3)
			if found = syntaxErrors(found); len(found) == 0 || found[0].Range.Start != (position{0, quote + 2}) {
				t.Errorf("%+v", found)
			}
		})
	}
}

// A change is applied, whatever its version.
func TestVersions(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/pack.json"
	e := start(t, server.Options{})
	e.initialize(pulling(), dir)
	e.open(path, good)
	e.change(path, 5, good)
	text := good
	for _, document := range []object{
		{"version": 4}, {"version": 5}, {"version": 5}, {"version": nil}, {}, {"version": 0},
	} {
		document["uri"] = uriOf(path)
		if text == good {
			text = bad
		} else {
			text = good
		}
		change := object{"text": text, "range": nil} // some clients send null for what they leave out
		e.notify("textDocument/didChange", object{"textDocument": document, "contentChanges": []object{change}})
		found := syntaxErrors(ask[report](e, "textDocument/diagnostic", object{"textDocument": document}).Items)
		if (len(found) > 0) != (text == bad) {
			t.Errorf("after the change of %v: %+v", document, found)
		}
	}
}

func TestCancel(t *testing.T) {
	fsys := newGatedFS()
	dir := files(t, map[string]string{"pack.json": good, "values.yaml": "pack: {}\n"})
	e := start(t, server.Options{FS: fsys})
	e.initialize(modern(), dir)
	id, cancelled := e.request("textDocument/hover", at(dir+"/values.yaml", 0, 1))
	_, other := e.request("textDocument/hover", at(dir+"/values.yaml", 0, 1))
	<-fsys.reached
	e.notify("$/cancelRequest", object{"id": id})
	e.alive() // by now the notification has been read, while both requests wait for a file
	close(fsys.gate)
	if code := e.codeOf(cancelled); code != requestCancelled {
		t.Errorf("the cancelled request: code %d", code)
	}
	if code := e.codeOf(other); code != 0 {
		t.Errorf("the other request: code %d", code)
	}
}

// Many changes at once: in the end only problems of the newest version are shown, and each publication is for its own
// version.
func TestBurst(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/pack.json"
	e := start(t, server.Options{})
	e.initialize(modern(), dir)
	e.open(path, good)
	const last = 300
	for v := 2; v <= last; v++ {
		e.change(path, v, strings.Repeat("\n", v)+bad)
	}
	found, next := e.problems(0, path, last)
	if found = syntaxErrors(found); len(found) != 1 || found[0].Range.Start.Line != last {
		t.Errorf("%+v", found)
	}
	version := 0
	for _, m := range e.messages()[:next] {
		p, ok := asPublished(m)
		if !ok || p.Version == nil && version == 0 { // the second is for the file before it was opened
			continue
		}
		if p.Version == nil {
			t.Fatalf("no version after %d", version)
		}
		if *p.Version <= version {
			t.Errorf("version %d after %d", *p.Version, version)
		}
		version = *p.Version
		if ds := syntaxErrors(p.Diagnostics); version > 1 && (len(ds) != 1 || ds[0].Range.Start.Line != version) {
			t.Errorf("version %d: %s", version, fmt.Sprint(ds))
		}
	}
}

// An edit is applied, however the client writes its version or position.
func TestUnusualNumbers(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/pack.json"
	e := start(t, server.Options{})
	e.initialize(modern(), dir)
	e.frame(fmt.Sprintf(`{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument":
		{"uri": %q, "languageId": "json", "version": 1.0, "text": "{}"}}}`, uriOf(path)))
	_, next := e.problems(0, path, 1)
	for i, number := range []string{"3.0", "4e0", "1099511627781", "6"} { // 1<<40 + 5
		at := []string{"3", "4", "5", "6"}[i]
		e.frame(fmt.Sprintf(`{"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {
			"textDocument": {"uri": %q, "version": %s}, "contentChanges": [{"range": {
				"start": {"line": 0.0, "character": 1.0}, "end": {"line": 0, "character": 1e99}}, "text": "x%s"}]}}`,
			uriOf(path), number, at))
		var found []diagnostic
		if found, next = e.problems(next, path, i+3); !slices.ContainsFunc(found, func(d diagnostic) bool {
			return strings.Contains(d.Message, "x"+at)
		}) {
			t.Errorf("version %s: %+v", number, found)
		}
	}
}

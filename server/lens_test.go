package server_test

import (
	"fmt"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

// TestCodeLensOfValues holds that the lenses of values get their words when the client asks for them, only for the text
// that they were listed for, and that the client asks again when another file refers to other values.
func TestCodeLensOfValues(t *testing.T) {
	const text, schema = "a: 1\nb:\n  c: 2\n", "a:\n  schema: '{{ required }}'\nb.c:\n  schema: '{{ required }}'\n"
	dir := files(t, map[string]string{"pack.json": good, "values.yaml": text, "schema.yaml": schema})
	path := dir + "/values.yaml"
	e := start(t, server.Options{})
	e.initializeWith(viewing(), object{"commands": []string{"packLsp.showReferences"}}, dir)
	e.open(path, text)
	e.open(dir+"/schema.yaml", schema)
	listed := func() []object { return ask[[]object](e, "textDocument/codeLens", document(path)) }
	fails := func(l object) int {
		_, ch := e.request("codeLens/resolve", l)
		return e.codeOf(ch)
	}
	lenses := listed()
	if len(lenses) != 2 || lenses[0]["command"] != nil {
		t.Fatalf("%v", lenses)
	}
	got := ask[lens](e, "codeLens/resolve", lenses[1])
	if got.Command.Title != "1 reference" || got.Range != (span{position{2, 2}, position{2, 3}}) {
		t.Errorf("%+v", got)
	}
	want := fmt.Sprintf("[%s map[character:2 line:2] [map[range:map[end:map[character:3 line:2] "+
		"start:map[character:2 line:2]] uri:%s]]]", uriOf(path), uriOf(dir+"/schema.yaml"))
	if s := fmt.Sprint(got.Command.Arguments); s != want {
		t.Errorf("%s, not %s", s, want)
	}
	next := e.seen()
	listed() // background work may have made the client ask again, which is told once
	e.change(dir+"/schema.yaml", 2, "a:\n  schema: '{{ required }}'\n")
	e.await(next, "lenses to be asked again", func(m message) bool { return m.Method == "workspace/codeLens/refresh" })
	if left := listed(); len(left) != 1 {
		t.Errorf("%v", left)
	}
	if code := fails(lenses[1]); code != contentModified {
		t.Errorf("nothing refers to it: %v", code)
	}
	e.change(path, 2, "\n"+text)
	if code := fails(lenses[0]); code != contentModified {
		t.Errorf("of an older text: %v", code)
	}
}

package server_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

// A request may read the large packs that are left in the index before those do whose work that is. What depends on
// these packs is checked again all the same.
func TestRequestCompletesIndex(t *testing.T) {
	large := func(version string) string {
		return metaText("operator", version, "") + strings.Repeat(" ", 70_000)
	}
	dir := files(t, map[string]string{
		"app/pack.json": metaText("app", "1.0.0", onOperator), "operator/pack.json": large("1.0.0"),
	})
	app, operator := filepath.Join(dir, "app", "pack.json"), filepath.Join(dir, "operator", "pack.json")
	hold := newHold(dir)
	e := start(t, server.WithGap(server.Options{}, hold.reached))
	t.Cleanup(func() { hold.keep("") }) // before the server is waited for
	e.initialize(modern(), dir)
	e.unsatisfied(0, app, true)
	for _, version := range []string{"2.0.0", "1.0.0", "2.0.0", "1.0.0"} {
		hold.keep("completing") // if the job on the pack itself has not read it first
		from := e.seen()
		put(t, operator, large(version))
		e.notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": uriOf(operator), "type": 2}}})
		_, found := e.request("workspace/symbol", object{"query": "operator"})
		e.wait(found)
		hold.keep("")
		e.unsatisfied(from, app, version < "2")
	}
}

package server_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/server"
)

// counting is the file system of the machine. It counts how often each file is read.
type counting struct {
	disk.OS
	mu    sync.Mutex
	reads map[string]int
}

func (c *counting) Open(path string) (fs.File, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reads[filepath.ToSlash(path)]++
	return c.OS.Open(path)
}

func (c *counting) of(path string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.reads[filepath.ToSlash(path)]
}

func metaText(name, version, more string) string {
	return fmt.Sprintf(`{"name": %q, "displayName": %q, "version": %q, "layer": "addon"%s}`, name, name, version, more)
}

const onOperator = `, "constraints": {"dependencies": [` +
	`{"packName": "operator", "layer": "addon", "type": "required", "minVersion": "2.0"}]}`

// unsatisfied waits until the dependency of the pack.json at path is reported, or is not.
func (e *editor) unsatisfied(from int, path string, want bool) int {
	e.t.Helper()
	_, next := e.await(from, fmt.Sprintf("%s unsatisfied: %v", path, want), func(m message) bool {
		p, ok := asPublished(m)
		return ok && p.URI == uriOf(path) &&
			want == slices.ContainsFunc(p.Diagnostics, func(d diagnostic) bool { return d.Code == "deps/range-unsatisfied" })
	})
	return next
}

// An edit in one pack.json checks the packs again that depend on what it says, and no others.
func TestDependents(t *testing.T) {
	dir := files(t, map[string]string{
		"operator/pack.json": metaText("operator", "1.0.0", ""),
		"app/pack.json":      metaText("app", "1.0.0", onOperator),
		"open/pack.json":     metaText("open", "1.0.0", onOperator),
		"other/pack.json":    metaText("other", "1.0.0", ""),
		"app/values.yaml":    "a: 1\n", // so that it is a pack, whatever its pack.json says
	})
	operator, app := dir+"/operator/pack.json", dir+"/app/pack.json"
	open, other := dir+"/open/pack.json", dir+"/other/pack.json"
	disk := &counting{reads: map[string]int{}}
	opened := make(chan struct{})
	e := start(t, server.WithGap(server.Options{FS: disk}, func(name string) {
		if name == "scan" {
			<-opened // so that no work is left after the scan
		}
	}))
	caps := modern()
	caps["window"] = object{"workDoneProgress": true}
	e.initialize(caps, dir)
	e.open(open, metaText("open", "1.0.0", onOperator))
	e.open(operator, metaText("operator", "1.0.0", ""))
	ask[any](e, "textDocument/hover", at(operator, 0, 0))
	close(opened)
	e.checked()
	e.unsatisfied(0, open, true)
	e.unsatisfied(0, app, true)
	e.unsatisfied(0, other, false)
	e.problems(0, operator, 1)
	ofApp, ofOther, next := disk.of(app), disk.of(other), e.seen()

	e.change(operator, 2, metaText("operator", "2.0.0", ""))
	e.unsatisfied(next, open, false)
	e.unsatisfied(next, app, false)
	_, next = e.problems(next, operator, 2)
	e.change(operator, 3, "\n\n"+metaText("operator", "2.0.0", `, "group": "x"`)) // nothing that others depend on
	_, next = e.problems(next, operator, 3)
	e.change(operator, 4, metaText("operator", "1.5.0", ""))
	e.unsatisfied(next, open, true)
	e.unsatisfied(next, app, true)
	if n := disk.of(app) - ofApp; n != 2 {
		t.Errorf("the dependent pack was read %d times for two changes", n)
	}
	if n := disk.of(other) - ofOther; n != 0 {
		t.Errorf("a pack that does not depend on the one edited was read %d times", n)
	}

	next = e.seen()
	put(t, operator, metaText("operator", "3.0.0", "")) // the editor's text still takes effect
	put(t, dir+"/operator-2/pack.json", metaText("operator", "2.2.0", ""))
	e.notify("workspace/didChangeWatchedFiles", object{"changes": []object{
		{"uri": uriOf(operator), "type": 2}, {"uri": uriOf(dir + "/operator-2/pack.json"), "type": 1},
	}})
	e.unsatisfied(next, open, false)
	e.unsatisfied(next, app, false)
	next = e.seen()
	if err := os.RemoveAll(dir + "/operator-2"); err != nil {
		t.Fatal(err)
	}
	// The folder, as some clients say.
	e.notify("workspace/didChangeWatchedFiles",
		object{"changes": []object{{"uri": uriOf(dir + "/operator-2"), "type": 3}}})
	e.unsatisfied(next, open, true)
	e.unsatisfied(next, app, true)
	next = e.seen()
	e.close(operator)
	e.unsatisfied(next, open, false)
	e.unsatisfied(next, app, false)
}

// Packs in folders that are opened later can be found, and no longer when the folders are closed.
func TestDependentsOfFolders(t *testing.T) {
	dir := files(t, map[string]string{
		"a/app/pack.json":      metaText("app", "1.0.0", onOperator),
		"a/operator/pack.json": metaText("operator", "1.0.0", ""),
		"b/operator/pack.json": metaText("operator", "2.0.0", ""),
	})
	app := dir + "/a/app/pack.json"
	e := start(t, server.Options{})
	e.initialize(modern(), dir+"/a")
	next := e.unsatisfied(0, app, true)
	b := []object{{"uri": uriOf(dir + "/b"), "name": "b"}}
	e.notify("workspace/didChangeWorkspaceFolders", object{"event": object{"added": b, "removed": []object{}}})
	next = e.unsatisfied(next, app, false)
	e.notify("workspace/didChangeWorkspaceFolders", object{"event": object{"added": []object{}, "removed": b}})
	e.unsatisfied(next, app, true)
}

func decodeParams(m message, into any) bool { return json.Unmarshal(m.Params, into) == nil }

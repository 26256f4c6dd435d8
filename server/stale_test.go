package server_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/pack-lsp/pack-lsp/internal/packtest"
	"github.com/pack-lsp/pack-lsp/server"
)

func (e *editor) onDisk(kinds map[string]int) {
	changes := []object{}
	for path, kind := range kinds {
		changes = append(changes, object{"uri": uriOf(path), "type": kind})
	}
	e.notify("workspace/didChangeWatchedFiles", object{"changes": changes})
}

// Clients report a renamed folder, but not the files in it.
func TestFolderRenamed(t *testing.T) {
	dir := files(t, map[string]string{"old/deep/p/pack.json": bad, "old/q/pack.json": bad})
	e := start(t, server.Options{})
	e.initialize(modern(), dir)
	e.broken(0, dir+"/old/deep/p/pack.json", true)
	e.broken(0, dir+"/old/q/pack.json", true)
	next := e.seen()
	if err := os.Rename(filepath.FromSlash(dir+"/old"), filepath.FromSlash(dir+"/new")); err != nil {
		t.Fatal(err)
	}
	e.onDisk(map[string]int{dir + "/old": 3, dir + "/new": 1})
	e.broken(next, dir+"/old/deep/p/pack.json", false)
	e.broken(next, dir+"/old/q/pack.json", false)
	e.broken(next, dir+"/new/deep/p/pack.json", true)
	e.broken(next, dir+"/new/q/pack.json", true)
}

// A file that is a link changes with its target, whether its pack is open or not.
func TestLinkedFileChanges(t *testing.T) {
	for _, open := range []bool{false, true} {
		dir := files(t, map[string]string{"shared/meta.json": good, "p/values.yaml": "a: 1\n"})
		path := dir + "/p/pack.json"
		packtest.Symlink(t, filepath.FromSlash("../shared/meta.json"), filepath.FromSlash(path))
		e := start(t, server.Options{})
		e.initialize(modern(), dir)
		if open {
			e.open(dir+"/p/values.yaml", "a: 1\n")
		}
		e.await(0, "problems", func(m message) bool { p, ok := asPublished(m); return ok && p.URI == uriOf(path) })
		next := e.seen()
		put(t, dir+"/shared/meta.json", bad)
		e.onDisk(map[string]int{dir + "/shared/meta.json": 2})
		e.broken(next, path, true)
	}
}

// pointsTo matches problems of the file a that point to a line of the file b.
func pointsTo(a, b string, line int) func(message) bool {
	return func(m message) bool {
		p, ok := asPublished(m)
		for _, d := range p.Diagnostics {
			for _, r := range d.RelatedInformation {
				location := r["location"].(map[string]any)
				start := location["range"].(map[string]any)["start"].(map[string]any)
				if ok && p.URI == uriOf(a) && location["uri"] == uriOf(b) && start["line"] == float64(line) {
					return true
				}
			}
		}
		return false
	}
}

// samePacks makes two packs with the same name and version, and returns their pack.json. Each has a problem that points
// to the other.
func samePacks(t *testing.T) (dir, a, b string) {
	text := metaText("demo", "1.0.0", "")
	dir = files(t, map[string]string{"a/pack.json": text, "b/pack.json": text})
	return dir, dir + "/a/pack.json", dir + "/b/pack.json"
}

// A problem that points into another pack follows the edits there, even those that nothing else depends on.
func TestRelatedPlaces(t *testing.T) {
	dir, a, b := samePacks(t)
	for _, open := range []bool{false, true} {
		e := start(t, server.Options{})
		e.initialize(modern(), dir)
		if open {
			e.open(a, metaText("demo", "1.0.0", ""))
		}
		_, next := e.await(0, "a place in the first line", pointsTo(a, b, 0))
		e.open(b, "\n\n"+metaText("demo", "1.0.0", ""))
		_, next = e.await(next, "a place in the third line", pointsTo(a, b, 2))
		e.close(b)
		_, next = e.await(next, "the place on disk", pointsTo(a, b, 0))
		put(t, b, "\n"+metaText("demo", "1.0.0", ""))
		e.onDisk(map[string]int{b: 2})
		e.await(next, "the new place on disk", pointsTo(a, b, 1))
		put(t, b, metaText("demo", "1.0.0", ""))
	}
}

// A run that began before there was an index of the workspace finds no problem that points into another pack. The check
// after it does, and the server then follows edits there.
func TestRelatedPlacesAfterSlowRun(t *testing.T) {
	dir, a, b := samePacks(t)
	scanning, slow, goOn := make(chan struct{}), make(chan struct{}), make(chan struct{})
	var held atomic.Bool
	release := sync.OnceFunc(func() { close(goOn) })
	e := start(t, server.WithGap(server.Options{}, func(name string) {
		switch {
		case name == "scan":
			close(scanning)
			<-slow
		case name == "indexed":
			release()
		case strings.HasPrefix(name, "set ") && held.CompareAndSwap(false, true):
			close(slow)
			<-goOn
		}
	}))
	t.Cleanup(release) // before the server is waited for
	e.initialize(modern(), dir)
	<-scanning
	e.open(a, metaText("demo", "1.0.0", ""))
	_, next := e.await(0, "a place in the first line", pointsTo(a, b, 0))
	e.open(b, "\n\n"+metaText("demo", "1.0.0", ""))
	e.await(next, "a place in the third line", pointsTo(a, b, 2))
}

// A file that is open while its pack.json is away belongs to a pack again after that, also for what is rendered.
func TestPackGoneAndBack(t *testing.T) {
	const values = "manifests:\n  app:\n    type: Wrong\n"
	const meta = `{"name": "demo", "version": "1.0.0", "kubeManifests": ["manifests/app.yaml"]}`
	for _, watches := range []bool{false, true} {
		t.Run(fmt.Sprintf("watches=%v", watches), func(t *testing.T) {
			dir := files(t, map[string]string{
				"pack.json": meta, "values.yaml": values,
				"manifests/app.yaml": "apiVersion: v1\nkind: Service\nmetadata:\n  name: app\nspec:\n" +
					"  type: {{ .Values.type }}\n  ports: [{port: 80}]\n",
			})
			caps := modern()
			caps["workspace"].(object)["didChangeWatchedFiles"] = object{"dynamicRegistration": watches}
			e := start(t, server.Options{})
			e.initialize(caps, dir)
			e.open(dir+"/values.yaml", values)
			rejected := func(from int, want bool) int {
				t.Helper()
				_, next := e.await(from, fmt.Sprintf("rejected: %v", want), func(m message) bool {
					p, ok := asPublished(m)
					return ok && p.URI == uriOf(dir+"/values.yaml") && want == slices.ContainsFunc(p.Diagnostics,
						func(d diagnostic) bool { return d.Code == "deploy/rejected" })
				})
				return next
			}
			tell := func(kind int) {
				if watches {
					e.onDisk(map[string]int{dir + "/pack.json": kind})
				} else {
					e.notify("textDocument/didSave", document(dir+"/values.yaml"))
				}
			}
			next := rejected(0, true)
			remove(t, dir+"/pack.json")
			tell(3)
			next = rejected(next, false)
			put(t, dir+"/pack.json", meta)
			tell(1)
			rejected(next, true)
		})
	}
}

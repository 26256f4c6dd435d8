package server_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/server"
)

// The problems of a settings file are shown while it is not open, as long as it exists.
func TestClosedSettingsFile(t *testing.T) {
	const wrong = "checks: {no/such-check: off}\n"
	dir := files(t, map[string]string{"p/pack.json": good, ".pack-lsp.yaml": wrong, "p/.pack-lsp.yaml": "checks: {}\n"})
	outer, inner := dir+"/.pack-lsp.yaml", dir+"/p/.pack-lsp.yaml"
	e := start(t, server.Options{})
	e.initialize(modern(), dir)
	count := func(from int, path string, want int) int {
		_, next := e.await(from, fmt.Sprintf("%d problems of %s", want, path), func(m message) bool {
			p, ok := asPublished(m)
			return ok && p.URI == uriOf(path) && len(p.Diagnostics) == want
		})
		return next
	}
	next := count(0, outer, 1)
	e.open(outer, "checks: {}\n")
	next = count(next, outer, 0)
	e.close(outer)
	next = count(next, outer, 1)
	put(t, inner, wrong)
	e.notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": uriOf(inner), "type": 2}}})
	next = count(next, inner, 1)
	remove(t, inner)
	e.notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": uriOf(inner), "type": 3}}})
	count(next, inner, 0)
}

// The problems of a settings file are shown as long as it applies to a pack, also if clients report only folders.
func TestSettingsFileWithoutPacks(t *testing.T) {
	dir := files(t, map[string]string{
		"w/a/.pack-lsp.yaml": "exclude: 1\n", "w/a/deep/p/pack.json": good, "w/b/pack.json": good,
		"elsewhere/.pack-lsp.yaml": "exclude: 1\n", "elsewhere/pack.json": good,
	})
	e := start(t, server.Options{})
	e.initialize(modern(), dir+"/w")
	wrong := func(from int, path string, want bool) int {
		_, next := e.await(from, fmt.Sprintf("problems of %s: %v", path, want), func(m message) bool {
			p, ok := asPublished(m)
			return ok && p.URI == uriOf(path) && want == (len(p.Diagnostics) > 0)
		})
		return next
	}
	next := wrong(0, dir+"/w/a/.pack-lsp.yaml", true)
	remove(t, dir+"/w/a/deep")
	e.onDisk(map[string]int{dir + "/w/a/deep": 3})
	next = wrong(next, dir+"/w/a/.pack-lsp.yaml", false)
	put(t, dir+"/w/a/other/pack.json", good)
	e.onDisk(map[string]int{dir + "/w/a/other": 1})
	next = wrong(next, dir+"/w/a/.pack-lsp.yaml", true)
	if err := os.Rename(filepath.FromSlash(dir+"/elsewhere"), filepath.FromSlash(dir+"/w/here")); err != nil {
		t.Fatal(err)
	}
	e.onDisk(map[string]int{dir + "/w/here": 1})
	wrong(next, dir+"/w/here/.pack-lsp.yaml", true)
}

func TestPullClosedSettingsFile(t *testing.T) {
	dir := files(t, map[string]string{"p/pack.json": good, ".pack-lsp.yaml": "checks: 7\n"})
	config := dir + "/.pack-lsp.yaml"
	e := start(t, server.Options{})
	e.initialize(pulling(), dir)
	all := ask[workspaceReport](e, "workspace/diagnostic", object{"previousResultIds": []object{}})
	if item := all.find(config); item == nil || len(item.Items) != 1 || item.Items[0].Code != "config/invalid-setting" ||
		item.Version != nil {
		t.Errorf("%+v", item)
	}
}

// Typing settings checks packs again if the settings change, and shows no progress.
func TestTypingSettings(t *testing.T) {
	dir := files(t, map[string]string{"p/pack.json": bad, ".pack-lsp.yaml": "checks: {}\n"})
	config, path := dir+"/.pack-lsp.yaml", dir+"/p/pack.json"
	caps := modern()
	caps["window"] = object{"workDoneProgress": true}
	fsys := scanCountingFS{dir: dir, scans: new(atomic.Int64)}
	e := start(t, server.Options{FS: fsys})
	e.initialize(caps, dir)
	next := e.checked()
	before := fsys.scans.Load()
	e.open(config, "checks: {}\n")
	_, next = e.problems(next, config, 1)
	e.change(config, 2, "checks: {} # a comment\n")
	_, next = e.problems(next, config, 2)
	e.change(config, 3, "checks: {json/syntax: off}\n")
	next = e.broken(next, path, false)
	e.change(config, 4, "checks: {json/syntax: error}\n")
	e.broken(next, path, true)
	progress := 0
	for _, m := range e.messages() {
		if m.Method == "window/workDoneProgress/create" {
			progress++
		}
	}
	if progress > 2 { // one for the index, one for the checks
		t.Errorf("%d progress reports: %s", progress, e.dump())
	}
	// One scan at first, and one for each of two changes. The second may end the first one before it has read anything.
	if scans := fsys.scans.Load(); scans > 3*before {
		t.Errorf("the folder was read %d times at first, and %d times in all", before, scans)
	}
}

// scanCountingFS counts how often a folder is listed.
type scanCountingFS struct {
	disk.OS
	dir   string
	scans *atomic.Int64
}

func (f scanCountingFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == f.dir {
		f.scans.Add(1)
	}
	return f.OS.ReadDir(name)
}

// Clients show tags, related places and the page of the check with a problem.
func TestDiagnosticDetails(t *testing.T) {
	const text = `{"name": "demo", "cloudType": "aws", "constraints": {"resources": [
{"type": "cpu", "minLimit": 1, "components": [{"scheduleType": "all", "resourceRequestParamRef": "a.b"}]},
{"type": "cpu", "components": [{"scheduleType": "all", "resourceRequestParamRef": "a.b"}]}
]}}`
	dir := files(t, map[string]string{"pack.json": text})
	path := dir + "/pack.json"
	for name, plain := range map[string]bool{"all": false, "no tags": true} {
		t.Run(name, func(t *testing.T) {
			caps := modern()
			if plain {
				caps["textDocument"].(object)["publishDiagnostics"] = object{
					"versionSupport": true, "tagSupport": object{"valueSet": []int{1}},
				}
			}
			e := start(t, server.Options{})
			e.initialize(caps, dir)
			e.open(path, text)
			found, _ := e.problems(0, path, 1)
			got := map[string]diagnostic{}
			for _, d := range found {
				got[d.Code] = d
			}
			if d := got["res/min-limit-ignored"]; fmt.Sprint(d.Tags) != "[1]" {
				t.Errorf("unnecessary: %+v", d)
			}
			if d := got["pack/legacy-cloud-type"]; fmt.Sprint(d.Tags) != map[bool]string{false: "[2]", true: "[]"}[plain] {
				t.Errorf("deprecated: %+v", d)
			}
			d := got["res/duplicate-type"]
			if plain {
				if d.RelatedInformation != nil || d.CodeDescription.Href != "" {
					t.Errorf("%+v", d)
				}
				return
			}
			want := fmt.Sprintf("[map[location:map[range:map[end:map[character:14 line:1] start:map[character:9 line:1]] "+
				"uri:%s] message:the earlier resource]]", uriOf(path))
			if fmt.Sprint(d.RelatedInformation) != want ||
				!strings.HasSuffix(d.CodeDescription.Href, "/checks/res/duplicate-type/") {
				t.Errorf("%+v", d)
			}
		})
	}
}

// The documentation of an item in a long list is sent on request, until there is another long list.
func TestCompletionResolve(t *testing.T) {
	var packs strings.Builder
	packs.WriteString("charts:\n  demo:\n")
	for i := range 300 {
		fmt.Fprintf(&packs, "    # -- What key %d is for\n    key%d: 1\n", i, i)
	}
	dir := files(t, map[string]string{
		"pack.json": strings.Replace(good, "{", `{"charts": ["charts/demo.tgz"], `, 1),
		"charts/demo.tgz": tgz(t, map[string]string{
			"demo/Chart.yaml":  "name: demo\nversion: 1.0.0\n",
			"demo/values.yaml": strings.ReplaceAll(strings.TrimPrefix(packs.String(), "charts:\n  demo:\n"), "    ", ""),
		}),
	})
	path := dir + "/values.yaml"
	for _, lazy := range []bool{true, false} {
		caps := modern()
		item := object{"documentationFormat": []string{"markdown"}}
		if lazy {
			item["resolveSupport"] = object{"properties": []string{"documentation"}}
		}
		caps["textDocument"].(object)["completion"] = object{"completionItem": item}
		e := start(t, server.Options{})
		e.initialize(caps, dir)
		e.open(path, "charts:\n  demo:\n    \n")
		list := ask[struct{ Items []object }](e, "textDocument/completion", at(path, 2, 4))
		if len(list.Items) < 300 {
			t.Fatalf("%d items", len(list.Items))
		}
		var key object
		for _, item := range list.Items {
			if item["label"] == "key123" {
				key = item
			}
		}
		if lazy == (key["documentation"] != nil) {
			t.Fatalf("lazy %v: %v", lazy, key)
		}
		if !lazy {
			continue
		}
		resolved := ask[object](e, "completionItem/resolve", key)
		doc, _ := resolved["documentation"].(object)
		if doc["kind"] != "markdown" || !strings.Contains(fmt.Sprint(doc["value"]), "What key 123 is for") ||
			resolved["label"] != "key123" {
			t.Errorf("%v", resolved)
		}
		ask[struct{ Items []object }](e, "textDocument/completion", at(path, 2, 4))
		if late := ask[object](e, "completionItem/resolve", key); late["documentation"] != nil {
			t.Errorf("of a list before the last: %v", late)
		}
	}
}

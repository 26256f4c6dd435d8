package server_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/internal/packgen"
	"github.com/pack-lsp/pack-lsp/server"
)

// manyPacks opens a workspace of 10,000 packs, and waits until all of them are indexed and checked.
func manyPacks(b *testing.B) (e *editor, dir string) {
	dir = b.TempDir()
	if err := packgen.Write(dir, 10_000); err != nil {
		b.Fatal(err)
	}
	e = start(b, server.Options{})
	caps := modern()
	caps["window"] = object{"workDoneProgress": true}
	item := caps["textDocument"].(object)["completion"].(object)["completionItem"].(object)
	item["resolveSupport"] = object{"properties": []string{"documentation"}}
	e.initialize(caps, dir)
	ends := 0
	e.await(0, "the end of all progress", func(m message) bool {
		var p struct{ Value struct{ Kind string } }
		if m.Method == "$/progress" && decodeParams(m, &p) && p.Value.Kind == "end" {
			ends++
		}
		return ends == 2
	})
	return e, dir
}

// BenchmarkManyPacks edits the version of a pack that others depend on, in a workspace of 10,000 packs.
func BenchmarkManyPacks(b *testing.B) {
	e, dir := manyPacks(b)
	path := filepath.Join(dir, packgen.Dir(0), "pack.json")
	var mem runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&mem)
	text := packgen.Files(0)["pack.json"]
	e.open(path, text)
	_, next := e.problems(0, path, 1)
	version := 1
	for b.Loop() {
		version++
		e.change(path, version, fmt.Sprintf("%s%*s", text, version%7, ""))
		_, next = e.problems(next, path, version)
	}
	b.ReportMetric(float64(mem.HeapAlloc)/(1<<20), "MB")
}

// BenchmarkManyPacksRequests measures, over the wire, requests about a pack that ten others depend on, in a workspace
// of 10,000 packs.
func BenchmarkManyPacksRequests(b *testing.B) {
	e, dir := manyPacks(b)
	path := filepath.Join(dir, packgen.Dir(10), "pack.json")
	text := packgen.Files(10)["pack.json"]
	e.open(path, text)
	e.problems(0, path, 1)
	place := func(before string) object {
		line := strings.Count(text[:strings.Index(text, before)], "\n")
		return at(path, line, strings.Index(strings.Split(text, "\n")[line], before)+len(before))
	}
	for _, bench := range []struct {
		method, before string
		extra          object
	}{
		{"completion", `{"packName": "`, nil},
		{"references", `"name": "`, object{"context": object{"includeDeclaration": true}}},
		{"rename", `"name": "`, object{"newName": "another"}},
	} {
		b.Run(bench.method, func(b *testing.B) {
			params := place(bench.before)
			for key, value := range bench.extra {
				params[key] = value
			}
			for b.Loop() {
				_, ch := e.request("textDocument/"+bench.method, params)
				if r := e.wait(ch); r.Error != nil {
					b.Fatalf("%+v", r.Error)
				}
			}
		})
	}
}

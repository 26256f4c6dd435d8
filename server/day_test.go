package server_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pack-lsp/pack-lsp/server"
)

// A date that passes at midnight is reported on the next day, without a restart.
func TestNextDay(t *testing.T) {
	text := strings.Replace(good, "{", `{"eol": "2026-05-04", `, 1)
	dir := files(t, map[string]string{"pack.json": text})
	path := dir + "/pack.json"
	var days atomic.Int64
	e := start(t, server.Options{Today: func() time.Time {
		return time.Date(2026, 5, 4+int(days.Load()), 23, 59, 0, 0, time.UTC)
	}})
	e.initialize(modern(), dir)
	e.open(path, text)
	past := func(ds []diagnostic) bool {
		for _, d := range ds {
			if d.Code == "pack/eol-past" {
				return true
			}
		}
		return false
	}
	found, next := e.problems(0, path, 1)
	if past(found) {
		t.Fatalf("too early: %+v", found)
	}
	days.Add(1)
	e.notify("textDocument/didSave", document(path))
	e.await(next, "the end of life", func(m message) bool {
		p, ok := asPublished(m)
		return ok && p.URI == uriOf(path) && past(p.Diagnostics)
	})
}

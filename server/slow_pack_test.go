package server_test

import (
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/server"
)

// slowArchives is the file system of the machine, on which no archive can be read before gate is closed.
type slowArchives struct {
	disk.OS
	gate    chan struct{}
	reached chan string // the paths of archives, as they are opened
}

func (s *slowArchives) Open(path string) (fs.File, error) {
	if strings.HasSuffix(path, ".tgz") {
		s.reached <- path
		<-s.gate
	}
	return s.OS.Open(path)
}

// However many packs take long, the problems of another one do not wait for them, and its edits do not make them begin
// again.
func TestSlowPacks(t *testing.T) {
	const slow = 6 // more than the server works on at once
	texts := map[string]string{"quick/pack.json": good}
	for i := range slow {
		texts[fmt.Sprintf("p%d/pack.json", i)] = metaText(fmt.Sprint("p", i), "1.0.0", `, "charts": ["charts/a-1.0.0.tgz"]`)
		texts[fmt.Sprintf("p%d/values.yaml", i)] = "charts:\n  a:\n    b: 1\n"
		texts[fmt.Sprintf("p%d/charts/a-1.0.0.tgz", i)] = fmt.Sprint("not an archive ", i)
	}
	dir := files(t, texts)
	disk := &slowArchives{gate: make(chan struct{}), reached: make(chan string, 100)}
	e := start(t, server.Options{FS: disk})
	release := sync.OnceFunc(func() { close(disk.gate) })
	t.Cleanup(release) // before the server is waited for
	e.initialize(modern())
	path := dir + "/quick/pack.json"
	e.open(path, good)
	_, next := e.problems(0, path, 1)
	for i := range slow {
		e.open(fmt.Sprintf("%s/p%d/values.yaml", dir, i), "charts:\n  a:\n    b: 2\n")
	}
	for range slow {
		<-disk.reached
	}
	for version := 2; version < 10; version++ {
		e.change(path, version, strings.Repeat("\n", version)+bad)
		var found []diagnostic
		found, next = e.problems(next, path, version)
		if len(syntaxErrors(found)) != 1 {
			t.Fatalf("%+v", found)
		}
	}
	release()
	for i := range slow {
		e.problems(0, fmt.Sprintf("%s/p%d/values.yaml", dir, i), 1)
	}
	if again := len(disk.reached); again > 0 {
		t.Errorf("%d archives were read again", again)
	}
}

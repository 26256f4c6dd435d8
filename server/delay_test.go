package server_test

import (
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/internal/packgen"
	"github.com/pack-lsp/pack-lsp/server"
)

// hold keeps the work on one pack from going on at a place: when a job on it begins, before its problems are published,
// when one of its files is read, when the index has been updated, or before packs are read that take long.
type hold struct {
	disk.OS
	dir string // of the pack

	mu      sync.Mutex
	changed *sync.Cond
	at      string        // the place; "" for none
	waits   chan struct{} // closed as soon as work waits there
}

// places are where a hold can keep work, after the folder of the pack has been put in.
var places = []string{"job DIR", "set DIR", "read DIR", "outdated", "scan", "indexed", "index built"}

func newHold(dir string) *hold {
	h := &hold{dir: dir, waits: make(chan struct{})}
	h.changed = sync.NewCond(&h.mu)
	return h
}

// keep has work wait at place from now on, and what waits elsewhere go on. What it returns is closed as soon as some
// work waits.
func (h *hold) keep(place string) <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at, h.waits = strings.Replace(place, "DIR", h.dir, 1), make(chan struct{})
	h.changed.Broadcast()
	return h.waits
}

func (h *hold) reached(place string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for h.at == place {
		select {
		case <-h.waits:
		default:
			close(h.waits)
		}
		h.changed.Wait()
	}
}

// Open reads a file. Of a pack.json, the beginning can always be read: whether it makes its folder a pack has to be
// known before anything else.
func (h *hold) Open(path string) (fs.File, error) {
	inside := disk.Within(path, h.dir)
	if inside && filepath.Base(path) != "pack.json" {
		h.reached("read " + h.dir)
	}
	f, err := h.OS.Open(path)
	if inside && err == nil {
		f = heldFile{f, h}
	}
	return f, err
}

// heldFile is an open file of the pack that a hold is about.
type heldFile struct {
	fs.File
	hold *hold
}

func (f heldFile) Read(b []byte) (int, error) {
	if len(b) > 64<<10 {
		f.hold.reached("read " + f.hold.dir)
	}
	return f.File.Read(b)
}

// Wherever the work on a pack is stuck that has far too much of something, an edit in another pack gets its problems:
// it waits for none of that work. Files of the large pack are opened, edited and closed at random moments in between.
func TestNoDelay(t *testing.T) {
	for i, m := range packgen.Monsters() {
		t.Run(m.Name, func(t *testing.T) {
			d := newDelayed(t, m, uint64(i))
			for round := range 3 {
				for _, place := range places {
					d.wave(place, round == 0)
				}
			}
			d.finish()
		})
	}
}

// Wherever the work on such a pack is stuck, packs that are only on disk are checked again when another one that they
// depend on comes, changes or goes there, as after git checkout.
func TestNoDelayOnDisk(t *testing.T) {
	for i, m := range packgen.Monsters() {
		t.Run(m.Name, func(t *testing.T) {
			d := newDelayed(t, m, uint64(i))
			d.hold.keep("")
			d.unsatisfied(0, filepath.Join(d.dir, "app", "pack.json"), true)
			for _, place := range append(places, "complete") {
				if place == "outdated" {
					continue // which is not about the large pack
				}
				d.lead(d.hold.keep(place), place)
				if d.random.IntN(2) == 0 {
					d.work()
				}
				d.comesAndGoes()
				d.hold.keep("")
			}
			d.finish()
		})
	}
}

// comesAndGoes has a pack come, change and go on disk, each time with the problems of the one that depends on it.
func (d *delayed) comesAndGoes() {
	d.t.Helper()
	app, other := filepath.Join(d.dir, "app", "pack.json"), filepath.Join(d.dir, "operator-2", "pack.json")
	for i, version := range []string{"2.0.0", "1.5.0", "2.1.0"} {
		from := d.seen()
		put(d.t, other, metaText("operator", version, ""))
		d.onDisk(min(i+1, 2), other)
		d.unsatisfied(from, app, version < "2")
	}
	from := d.seen()
	if err := os.RemoveAll(filepath.Dir(other)); err != nil {
		d.t.Fatal(err)
	}
	d.onDisk(3, other)
	d.unsatisfied(from, app, true)
}

// delayed is an editor with a small pack, whose edits must not wait, and a large one.
type delayed struct {
	*editor
	hold         *hold
	random       *rand.Rand
	dir          string // of the workspace
	quick, large string // paths
	text         string // of the large file
	version      int    // of the small file
	next         int    // message
	opened       bool   // the large file is
	edits        int    // last version of it
}

func newDelayed(t *testing.T, m packgen.Monster, seed uint64) *delayed {
	const part = 40 // of what a monster has
	dir := files(t, map[string]string{
		"quick/pack.json": good, "operator/pack.json": metaText("operator", "1.0.0", ""),
		"app/pack.json": metaText("app", "1.0.0", onOperator),
	})
	if err := packgen.WriteMonster(filepath.Join(dir, "monster"), m, m.Most/part); err != nil {
		t.Fatal(err)
	}
	d := &delayed{
		dir: dir, hold: newHold(filepath.Join(dir, "monster")), random: rand.New(rand.NewPCG(seed, 1)),
		quick: dir + "/quick/pack.json", large: filepath.Join(dir, "monster", filepath.FromSlash(m.Open)),
	}
	content, err := disk.ReadText(disk.OS{}, d.large)
	if err != nil {
		t.Fatal(err)
	}
	d.text = content
	d.editor = start(t, server.WithGap(server.Options{FS: d.hold}, d.hold.reached))
	t.Cleanup(func() { d.hold.keep("") }) // before the server is waited for
	d.hold.keep(places[d.random.IntN(len(places))])
	d.initialize(modern(), dir)
	d.open(d.quick, good)
	_, d.next = d.problems(0, d.quick, 1)
	d.version = 1
	return d
}

// wave keeps work at place while the author works on both packs. If it must, work waits there before that.
func (d *delayed) wave(place string, must bool) {
	waits := d.hold.keep(place)
	switch {
	case must:
		d.lead(waits, place)
	case !strings.Contains(place, " DIR") && d.random.IntN(2) == 0:
		d.rescan()
	}
	for range 1 + d.random.IntN(3) {
		switch d.random.IntN(5) {
		case 0: // nothing
		case 1:
			d.shut()
		default:
			d.work()
		}
		d.quickly()
	}
	d.hold.keep("")
}

// lead does what leads to place, and waits until work waits there.
func (d *delayed) lead(waits <-chan struct{}, place string) {
	d.t.Helper()
	switch place {
	case "read DIR":
		if filepath.Base(d.large) == "pack.json" {
			return // such a pack has nothing else to read
		}
		d.shut()
		d.onDisk(2, d.large)
	case "job DIR", "set DIR":
		d.work()
	case "outdated":
		d.quickly()
	case "complete":
		if !d.opened {
			d.work() // a pack with an open file takes long
		}
		d.onDisk(2, filepath.Join(d.dir, "monster", "pack.json"))
	default:
		d.rescan()
	}
	out, stop := runOut()
	defer stop()
	select {
	case <-waits:
	case <-out:
		d.t.Fatalf("no work comes to %q", place)
	}
}

// onDisk says that the file at path was created (1), changed (2) or deleted (3).
func (d *delayed) onDisk(how int, path string) {
	d.notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": uriOf(path), "type": how}}})
}

// rescan has the workspace scanned again.
func (d *delayed) rescan() {
	folders := []object{{"uri": uriOf(d.dir), "name": "packs"}}
	d.notify("workspace/didChangeWorkspaceFolders", object{"event": object{"added": folders, "removed": []object{}}})
}

// quickly edits the small file, and waits for its problems.
func (d *delayed) quickly() {
	d.t.Helper()
	d.version++
	text := good
	if d.version%2 == 0 {
		text = bad
	}
	d.change(d.quick, d.version, text)
	var found []diagnostic
	found, d.next = d.problems(d.next, d.quick, d.version)
	if broken := len(syntaxErrors(found)) > 0; broken != (text == bad) {
		d.t.Fatalf("version %d: %+v", d.version, found)
	}
}

// shut closes the large file.
func (d *delayed) shut() {
	if d.opened {
		d.close(d.large)
		d.opened = false
	}
}

// work opens the large file, or edits it. No version comes twice, so that each has its problems.
func (d *delayed) work() {
	d.edits++
	if !d.opened {
		d.opened = true
		d.notify("textDocument/didOpen", object{"textDocument": object{
			"uri": uriOf(d.large), "languageId": "any", "version": d.edits, "text": d.text,
		}})
		return
	}
	zero := position{}
	d.notify("textDocument/didChange", object{
		"textDocument":   object{"uri": uriOf(d.large), "version": d.edits},
		"contentChanges": []object{{"range": span{zero, zero}, "text": "\n"}},
	})
}

// finish lets all work go on, which must then come to its end.
func (d *delayed) finish() {
	d.hold.keep("")
	from := d.seen()
	d.work()
	d.problems(from, d.large, d.edits)
}

package server_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

// schedule delays background work at each place where it can be overtaken, until the editor has gone on by a random
// number of steps.
type schedule struct {
	mu     sync.Mutex
	moved  *sync.Cond
	random *rand.Rand
	step   int
	over   bool
}

func newSchedule(seed uint64) *schedule {
	s := &schedule{random: rand.New(rand.NewPCG(seed, 1))}
	s.moved = sync.NewCond(&s.mu)
	return s
}

func (s *schedule) gap(string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for until := s.step + max(0, s.random.IntN(8)-3); s.step < until && !s.over; {
		s.moved.Wait()
	}
}

func (s *schedule) advance() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.step++
	s.moved.Broadcast()
}

func (s *schedule) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	s.moved.Broadcast()
}

// workbench is an editor that works on a workspace of packs that depend on each other: it holds what a new server would
// have to be told to reach the same state.
type workbench struct {
	*editor
	random   *rand.Rand
	root     string
	texts    map[string]string // of open documents
	versions map[string]int
	folders  []string

	mu       sync.Mutex
	settings object
}

func (w *workbench) answer(json.RawMessage) any {
	w.mu.Lock()
	defer w.mu.Unlock()
	return []any{w.settings}
}

var (
	benchFolders = []string{"a", "b"}
	benchPacks   = []string{"a/app", "a/operator", "a/deep/other", "b/operator", "b/app"}
	benchConfigs = []string{"a/.pack-lsp.yaml", "b/.pack-lsp.yaml"}
	benchRules   = []string{
		"", "exclude: [operator]\n", "checks: {json/*: off}\n", "checks: {deps/*: off}\n",
		"exclude: [deep]\nchecks: {json/syntax: warning}\n", "exclude: [\n",
	}
	benchSettings = []object{
		nil, {"exclude": []string{"deep"}}, {"checks": object{"deps/*": "off"}}, {"exclude": []string{"app"}},
	}
)

func (w *workbench) pick(from []string) string {
	return filepath.Join(w.root, filepath.FromSlash(from[w.random.IntN(len(from))]))
}

// meta is the text of a pack.json in one of the states that the file can be in.
func (w *workbench) meta(dir string) string {
	name, version := filepath.Base(dir), fmt.Sprintf("%d.0.0", 1+w.random.IntN(3))
	switch w.random.IntN(5) {
	case 0:
		return bad
	case 1:
		return metaText(name, version, onOperator)
	case 2:
		return metaText("renamed", version, "")
	}
	return metaText(name, version, "")
}

func (w *workbench) content(path string) string {
	if filepath.Base(path) == "pack.json" {
		return w.meta(filepath.Dir(path))
	}
	return benchRules[w.random.IntN(len(benchRules))]
}

func (w *workbench) file() string {
	if w.random.IntN(4) == 0 {
		return w.pick(benchConfigs)
	}
	return filepath.Join(w.pick(benchPacks), "pack.json")
}

func (w *workbench) step(t *testing.T) {
	switch path := w.file(); w.random.IntN(10) {
	case 0, 1, 2:
		w.edit(path)
	case 3:
		if _, open := w.texts[path]; open {
			delete(w.texts, path)
			w.close(path)
		}
	case 4, 5:
		put(t, path, w.content(path))
		w.onDisk(path, 2)
	case 6:
		dir := w.pick(benchPacks)
		remove(t, dir)
		w.onDisk(dir, 3)
	case 7:
		w.mu.Lock()
		w.settings = benchSettings[w.random.IntN(len(benchSettings))]
		w.mu.Unlock()
		w.notify("workspace/didChangeConfiguration", object{"settings": nil})
	case 8:
		w.toggle(w.pick(benchFolders))
	case 9:
		w.notify("textDocument/didSave", document(path))
	}
}

// edit opens the document at path, or changes its text.
func (w *workbench) edit(path string) {
	text := w.content(path)
	if _, open := w.texts[path]; !open {
		w.open(path, text)
		w.versions[path] = 1
	} else {
		w.versions[path]++
		w.change(path, w.versions[path], text)
	}
	w.texts[path] = text
}

func (w *workbench) onDisk(path string, kind int) {
	w.notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": uriOf(path), "type": kind}}})
}

// toggle opens or closes a workspace folder.
func (w *workbench) toggle(dir string) {
	added, removed := []object{}, []object{}
	if i := slices.Index(w.folders, dir); i >= 0 {
		w.folders = slices.Delete(w.folders, i, i+1)
		removed = append(removed, object{"uri": uriOf(dir), "name": "x"})
	} else {
		w.folders = append(w.folders, dir)
		added = append(added, object{"uri": uriOf(dir), "name": "x"})
	}
	w.notify("workspace/didChangeWorkspaceFolders", object{"event": object{"added": added, "removed": removed}})
}

// state is what the editor shows: the problems of all files, and the lenses of open ones.
func (w *workbench) state() map[string]any {
	shown := map[string]any{}
	for uri, found := range w.all() {
		var lines []string
		for _, d := range found {
			lines = append(lines, fmt.Sprint(d.Code, d.Range, d.Severity))
		}
		if lines != nil {
			shown[uri] = lines
		}
	}
	for path := range w.texts {
		shown["lenses of "+path] = ask[[]object](w.editor, "textDocument/codeLens", document(path))
	}
	return shown
}

func schedulingCapabilities() object {
	caps := pulling()
	caps["workspace"].(object)["configuration"] = true
	caps["workspace"].(object)["didChangeWatchedFiles"] = object{"dynamicRegistration": true}
	caps["textDocument"].(object)["codeLens"] = object{}
	caps["experimental"] = object{"commands": object{"commands": []string{"packLsp.showReferences"}}}
	return caps
}

// However background work and an author's actions overtake each other, an idle server knows the same as a new one.
func TestSchedules(t *testing.T) {
	seeds := uint64(40)
	if testing.Short() {
		seeds = 5
	}
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			s := newSchedule(seed)
			t.Cleanup(s.end)
			w := &workbench{
				random: rand.New(rand.NewPCG(seed, 0)), root: files(t, nil),
				texts: map[string]string{}, versions: map[string]int{},
			}
			w.editor = start(t, server.WithGap(server.Options{}, s.gap))
			t.Cleanup(s.end) // before the server is waited for
			w.answers["workspace/configuration"] = w.answer
			for _, dir := range benchPacks {
				path := filepath.Join(w.root, filepath.FromSlash(dir), "pack.json")
				put(t, path, w.meta(dir))
			}
			put(t, w.pick(benchConfigs), benchRules[1])
			w.folders = []string{filepath.Join(w.root, "a")}
			w.initialize(schedulingCapabilities(), w.folders...)
			for range 60 {
				w.step(t)
				s.advance()
			}
			s.end()
			got := w.state()

			fresh := &workbench{texts: w.texts, settings: w.settings}
			fresh.editor = start(t, server.Options{})
			fresh.answers["workspace/configuration"] = fresh.answer
			fresh.initialize(schedulingCapabilities(), w.folders...)
			for path, text := range w.texts {
				fresh.open(path, text)
			}
			want := fresh.state()
			for _, key := range slices.Sorted(maps.Keys(union(got, want))) {
				if !reflect.DeepEqual(got[key], want[key]) {
					t.Errorf("%s\n%+v\na new server says\n%+v", key, got[key], want[key])
				}
			}
		})
	}
}

func union(a, b map[string]any) map[string]any {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

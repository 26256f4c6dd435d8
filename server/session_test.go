package server_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

// pieces are what a random author types.
var pieces = []string{
	"", "", "", `"`, "{", "}", "[", "]", ":", ",", "\n", "  ", "- ", "#", "{{ ", " }}", ".spectro.", "charts:", "&a",
	"*a", "é", "😀",
	"\t", "'", "|",
	"null", "true", "1", "manifests:", "pack:", `"layer": "`, "values", ": ",
}

// askedMethods are the requests about a document, or a place in it, that the editor of a random author sends.
var askedMethods = slices.DeleteFunc(slices.Clone(handled), func(method string) bool {
	return !strings.HasPrefix(method, "textDocument/") || strings.HasPrefix(method, "textDocument/did") ||
		method == "textDocument/diagnostic" || strings.HasSuffix(method, "/delta")
})

// An author types at random, with requests in between. In the end the server must know the same as a new server that
// gets the same texts.
func TestRandomSession(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "examples"))); err != nil {
				t.Fatal(err)
			}
			e := start(t, server.Options{})
			e.initialize(pulling(), dir)
			s := randomSession{
				editor: e, root: dir, random: rand.New(rand.NewPCG(seed, 0)),
				texts: map[string]string{}, versions: map[string]int{},
			}
			for _, name := range []string{"pack.json", "values.yaml", "manifests/greeter.yaml"} {
				for _, pack := range []string{"broken-pack", "good-pack"} {
					s.open(t, filepath.Join(dir, pack, filepath.FromSlash(name)))
				}
			}
			for range 400 {
				s.step()
			}
			s.collect()
			s.equalsFresh(t)
		})
	}
}

type randomSession struct {
	*editor
	root     string // the workspace
	random   *rand.Rand
	texts    map[string]string
	versions map[string]int
	waiting  []chan reply
}

// equalsFresh compares the problems that the session ends with to those that a new server finds.
func (s *randomSession) equalsFresh(t *testing.T) {
	t.Helper()
	fresh := start(t, server.Options{})
	fresh.initialize(pulling(), s.root)
	for path, text := range s.texts {
		fresh.open(path, text)
	}
	got, want := s.all(), fresh.all()
	for path := range s.texts {
		if u := uriOf(path); !reflect.DeepEqual(got[u], want[u]) {
			t.Errorf("%s\n%+v\na new server finds\n%+v\nin\n%s", path, got[u], want[u], s.texts[path])
		}
	}
}

func (s *randomSession) open(t *testing.T, path string) {
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s.texts[path], s.versions[path] = string(b), 1
	s.editor.open(path, string(b))
}

func (s *randomSession) step() {
	paths := slices.Sorted(maps.Keys(s.texts))
	path := paths[s.random.IntN(len(paths))]
	if s.random.IntN(2) == 0 {
		s.edit(path)
		return
	}
	place := s.place(path, s.random.IntN(len(s.texts[path])+1))
	params := document(path)
	params["position"], params["range"] = place, span{position{0, 0}, place}
	params["positions"], params["ch"] = []position{place}, "\n"
	params["context"] = object{"includeDeclaration": true, "diagnostics": []object{}}
	params["options"], params["newName"] = object{"tabSize": 2, "insertSpaces": true}, "renamed"
	id, ch := s.request(askedMethods[s.random.IntN(len(askedMethods))], params)
	if s.random.IntN(8) == 0 {
		s.notify("$/cancelRequest", object{"id": id})
	}
	if s.waiting = append(s.waiting, ch); len(s.waiting) > 20 {
		s.collect()
	}
}

// collect takes the remaining replies. A reply may be an error, since the requests are random.
func (s *randomSession) collect() {
	for _, ch := range s.waiting {
		if r := s.wait(ch); r.Error != nil && r.Error.Code != requestCancelled && r.Error.Code != requestFailed {
			s.t.Errorf("error %d: %s", r.Error.Code, r.Error.Message)
		}
	}
	s.waiting = nil
}

// edit replaces up to two pieces of text. The second replacement is in the result of the first.
func (s *randomSession) edit(path string) {
	var changes []object
	for range 1 + s.random.IntN(2) {
		text := s.texts[path]
		runes := []rune(text)
		from := s.random.IntN(len(runes) + 1)
		to := min(len(runes), from+s.random.IntN(4)*s.random.IntN(4))
		start, end := len(string(runes[:from])), len(string(runes[:to]))
		piece := pieces[s.random.IntN(len(pieces))]
		changes = append(changes, object{"range": span{s.place(path, start), s.place(path, end)}, "text": piece})
		s.texts[path] = text[:start] + piece + text[end:]
	}
	s.versions[path]++
	s.notify("textDocument/didChange", object{
		"textDocument": object{"uri": uriOf(path), "version": s.versions[path]}, "contentChanges": changes,
	})
}

// place is the position, in UTF-8, of a byte offset.
func (s *randomSession) place(path string, off int) position {
	before := s.texts[path][:off]
	return position{strings.Count(before, "\n"), off - 1 - strings.LastIndex(before, "\n")}
}

// all returns the problems of the workspace, by URI.
func (e *editor) all() map[string][]diagnostic {
	e.t.Helper()
	found := map[string][]diagnostic{}
	for _, item := range ask[workspaceReport](e, "workspace/diagnostic", object{"previousResultIds": []object{}}).Items {
		found[item.URI] = item.Items
	}
	return found
}

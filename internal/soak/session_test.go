package soak

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// session is an author at work. What it does depends on its seed alone, not on what the server says.
type session struct {
	*editor
	*world
	t       testing.TB
	random  *rand.Rand
	moved   map[string]string // folders of packs that were renamed, by their first name
	stamped time.Time         // of archives whose time does not change with their content
	log     []string          // what was done
	edits   int
	writes  int
}

func newSession(t testing.TB, binary []string, seed uint64, corpus string) *session {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 0))
	s := &session{
		t: t, random: random, world: newWorld(t, random, corpus), moved: map[string]string{},
		stamped: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	s.editor = newEditor(t, binary, kinds[seed%uint64(len(kinds))])
	s.editor.folders = slices.Clone(s.world.folders)
	s.begin()
	for range 6 {
		s.openAny()
	}
	return s
}

func (s *session) did(format string, args ...any) {
	s.log = append(s.log, strings.ReplaceAll(fmt.Sprintf(format, args...), s.root+"/", ""))
}

func pick[T any](s *session, from []T) T { return from[s.random.IntN(len(from))] }

// openPaths are the paths of the open documents, sorted.
func (s *session) openPaths() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.docs))
}

// doc is the text of an open document.
func (s *session) doc(path string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.docs[path].text
}

// version is that of an open document.
func (s *session) version(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.docs[path].version
}

func (s *session) isOpen(path string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.docs[path] != nil
}

// now is where an original file is at present.
func (s *session) now(path string) string {
	for from, to := range s.moved {
		if rest, ok := strings.CutPrefix(path, from+string(filepath.Separator)); ok {
			return filepath.Join(to, rest)
		}
	}
	return path
}

// first is the original content of the file that is at path now.
func (s *session) first(path string) string {
	for from, to := range s.moved {
		if rest, ok := strings.CutPrefix(path, to+string(filepath.Separator)); ok {
			path = filepath.Join(from, rest)
			break
		}
	}
	return s.original[path]
}

// maxOpen is how many documents an author has open.
const maxOpen = 12

// step does one thing.
func (s *session) step() {
	switch n := s.random.IntN(100); {
	case n < 45:
		s.edit(pick(s, s.openPaths()))
	case n < 70:
		s.askAny()
	case n < 74:
		s.openAny()
	case n < 77:
		s.closeAny()
	case n < 81:
		s.save(pick(s, s.openPaths()))
	case n < 87:
		s.writeFiles(1)
	case n < 88:
		s.writeFiles(2 + s.random.IntN(40)) // as version control does
	case n < 90:
		s.removePack()
	case n < 92:
		s.renamePack()
	case n < 94:
		s.replaceArchive()
	case n < 97:
		s.changeSettings()
	default:
		s.toggleFolder()
	}
	s.replied(30)
}

// openAny opens a file that is not open.
func (s *session) openAny() {
	path := s.now(pick(s, s.files(isText)))
	if s.isOpen(path) || len(s.openPaths()) >= maxOpen {
		return
	}
	text, ok := onDisk(path)
	if !ok {
		text = "" // a new file
	}
	s.did("open %s", path)
	s.open(path, strings.ToValidUTF8(text, "\ufffd"), 1)
}

// closeAny closes a document, but not the last one. An editor that does not watch keeps one of each pack: the server
// looks only at packs with open documents.
func (s *session) closeAny() {
	paths := s.openPaths()
	path := pick(s, paths)
	if len(paths) < 3 || !s.watches && !slices.ContainsFunc(paths, func(other string) bool {
		return other != path && packOf(other) == packOf(path)
	}) {
		return
	}
	s.did("close %s", path)
	s.close(path)
}

// packOf is the folder of the pack with the file at path, as far as names say.
func packOf(path string) string {
	dir := filepath.Dir(path)
	if name := filepath.Base(dir); name == "manifests" || name == "charts" {
		return filepath.Dir(dir)
	}
	return dir
}

// mayWrite reports whether the server sees that a file changes on disk: those of packs without open documents only if
// the editor reports it.
func (s *session) mayWrite(path string) bool {
	return s.watches || slices.ContainsFunc(s.openPaths(), func(open string) bool {
		return packOf(open) == packOf(path) && isText(open)
	})
}

// save writes a document to disk.
func (s *session) save(path string) {
	s.did("save %s", path)
	_, known := onDisk(path)
	s.write(path, s.doc(path))
	s.writes++
	s.notify("textDocument/didSave", document(path))
	s.editor.onDisk(map[string]int{path: kindOf(known)})
}

// kindOf is how a file that is written changes.
func kindOf(existed bool) int {
	if existed {
		return changed
	}
	return created
}

// writeFiles changes n files on disk, and reports that at once.
func (s *session) writeFiles(n int) {
	changes := map[string]int{}
	paths := s.files(func(path string) bool { return !isArchive(path) })
	for range n {
		path := s.now(pick(s, paths))
		if !s.mayWrite(path) || changes[path] != 0 {
			continue
		}
		before, known := onDisk(path)
		if known && s.random.IntN(6) == 0 {
			s.did("remove %s", path)
			if err := os.Remove(path); err != nil {
				s.t.Fatal(err)
			}
			changes[path] = deleted
		} else {
			s.did("write %s", path)
			s.write(path, s.otherContent(path, before))
			changes[path] = kindOf(known)
		}
		s.writes++
	}
	s.editor.onDisk(changes)
}

// otherContent is what a file may contain after a change by another program.
func (s *session) otherContent(path, before string) string {
	switch s.random.IntN(6) {
	case 0: // of the same name in another pack
		same := s.files(func(p string) bool { return filepath.Base(p) == filepath.Base(path) })
		if len(same) > 0 {
			return s.original[pick(s, same)]
		}
	case 1:
		return ""
	case 2:
		text, _ := s.mutation(before)
		return text
	case 3:
		return s.conflict(before)
	}
	return s.first(path)
}

// removePack removes a pack's folder, or writes it again.
func (s *session) removePack() {
	if !s.watches {
		return
	}
	dir := pick(s, s.packs())
	at := s.now(filepath.Join(dir, "pack.json"))
	at = filepath.Dir(at)
	if _, err := os.Stat(at); err == nil {
		s.did("remove folder %s", at)
		if err := os.RemoveAll(at); err != nil {
			s.t.Fatal(err)
		}
		s.editor.onDisk(map[string]int{at: deleted})
		return
	}
	s.did("write folder %s", at)
	changes := map[string]int{}
	below := func(path string) bool { return strings.HasPrefix(path, dir+string(filepath.Separator)) }
	for _, path := range s.files(below) {
		s.write(s.now(path), s.original[path])
		changes[s.now(path)] = created
	}
	s.editor.onDisk(changes)
}

// renamePack renames a pack's folder as editors do: they ask for edits first, report the folders, and open the
// documents under their new names.
func (s *session) renamePack() {
	if !s.watches {
		return
	}
	dir := pick(s, s.packs())
	from := filepath.Dir(s.now(filepath.Join(dir, "pack.json")))
	if _, err := os.Stat(from); err != nil || slices.Contains(s.world.folders, from) {
		return
	}
	to := dir
	if from == dir {
		to = dir + "-renamed"
	}
	if _, err := os.Stat(to); err == nil {
		return
	}
	s.did("rename %s to %s", from, to)
	s.request("workspace/willRenameFiles", object{"files": []object{{"oldUri": uriOf(from), "newUri": uriOf(to)}}},
		s.mustSucceed("workspace/willRenameFiles"))
	if err := os.Rename(from, to); err != nil {
		s.t.Fatal(err)
	}
	if s.moved[dir] = to; to == dir {
		delete(s.moved, dir)
	}
	for _, path := range s.openPaths() {
		if rest, ok := strings.CutPrefix(path, from+string(filepath.Separator)); ok {
			text := s.doc(path)
			s.close(path)
			s.open(filepath.Join(to, rest), text, 1)
		}
	}
	s.editor.onDisk(map[string]int{from: deleted, to: created})
}

// replaceArchive replaces a chart archive by another, sometimes of the same time.
func (s *session) replaceArchive() {
	archives := s.files(isArchive)
	if len(archives) == 0 {
		return
	}
	path := s.now(pick(s, archives))
	if !s.mayWrite(path) {
		return
	}
	_, known := onDisk(path)
	content := s.original[pick(s, archives)]
	switch s.random.IntN(8) {
	case 0:
		content = content[:len(content)/2]
	case 1:
		content = ""
	}
	s.did("replace %s", path)
	s.write(path, content)
	if s.random.IntN(2) == 0 {
		if err := os.Chtimes(path, s.stamped, s.stamped); err != nil {
			s.t.Fatal(err)
		}
	}
	s.writes++
	s.editor.onDisk(map[string]int{path: kindOf(known)})
}

var settings = []object{
	nil, {"exclude": []string{"large-*"}}, {"checks": object{"values/*": "off"}}, {"checks": object{"macro/*": "hint"}},
	{"maxProblems": 3}, {"exclude": 5}, {"kubernetes": "1.25"}, {"inlayHints": false, "codeLens": false},
	{"overrides": []object{{"files": []string{"**/values.yaml"}, "checks": object{"*": "warning"}}}},
}

func (s *session) changeSettings() {
	next := pick(s, settings)
	s.did("settings %v", next)
	s.mu.Lock()
	s.settings = next
	s.mu.Unlock()
	sent := any(nil)
	if !s.asked {
		sent = object{"packLsp": next}
		if next == nil { // no settings of this server would change nothing
			sent = object{"packLsp": object{}}
		}
	}
	s.notify("workspace/didChangeConfiguration", object{"settings": sent})
}

// toggleFolder removes a workspace folder, or adds it again.
func (s *session) toggleFolder() {
	dir := pick(s, s.world.folders)
	added, removed := []object{}, []object{}
	if i := slices.Index(s.editor.folders, dir); i >= 0 {
		s.editor.folders = slices.Delete(s.editor.folders, i, i+1)
		removed = foldersOf([]string{dir})
	} else {
		s.editor.folders = append(s.editor.folders, dir)
		added = foldersOf([]string{dir})
	}
	s.did("folders %v", s.editor.folders)
	s.notify("workspace/didChangeWorkspaceFolders", object{"event": object{"added": added, "removed": removed}})
}

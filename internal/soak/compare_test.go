package soak

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
)

// fresh starts a server that is told at once what the session has told its server step by step. It pulls the problems
// of the workspace, which waits until all is checked.
func (s *session) fresh(binary []string) *editor {
	s.t.Helper()
	k := s.kind
	k.pulls, k.workspace, k.watches = true, true, false
	e := newEditor(s.t, binary, k)
	e.folders, e.settings = slices.Clone(s.editor.folders), s.editor.settings
	e.begin()
	for _, path := range s.openPaths() {
		e.open(path, s.doc(path), s.version(path))
	}
	return e
}

// compare compares what the session's server says at rest with what a fresh one says.
func (s *session) compare(fresh *editor) {
	s.t.Helper()
	s.replied(0)
	if !s.watches { // the server looks at the disk itself, and now
		for _, path := range s.openPaths() {
			s.notify("textDocument/didSave", document(path))
		}
	}
	fresh.replied(0)
	fresh.pullWorkspace()
	fresh.mu.Lock()
	want := map[string][]string{}
	for uri, p := range fresh.pulled {
		for _, item := range p.items {
			want[uri] = append(want[uri], string(item))
		}
	}
	fresh.mu.Unlock()
	if s.workspace {
		s.pullWorkspace()
	}
	var got map[string][]string
	s.eventually(func() bool {
		got = s.shownLocked()
		return maps.EqualFunc(got, want, slices.Equal)
	})
	all := maps.Clone(want)
	maps.Copy(all, got)
	for _, uri := range slices.Sorted(maps.Keys(all)) {
		if !slices.Equal(got[uri], want[uri]) {
			s.t.Errorf("problems of %s\n%s\na new server finds\n%s", s.short(uri), s.short(list(got[uri])),
				s.short(list(want[uri])))
		}
	}
	s.compareViews(fresh)
}

func list(lines []string) string { return "  " + strings.Join(lines, "\n  ") }

func (s *session) short(text string) string { return strings.ReplaceAll(text, uriOf(s.root)+"/", "") }

// question is a request and what it is about.
type question struct {
	method string
	params any
	path   string // of the document; "" for the workspace
}

// placesAsked is how many places of each document are compared.
const placesAsked = 4

// questions are requests about all that editors show of the open documents. Tokens are asked for separately.
func (s *session) questions() (all []question) {
	random := rand.New(rand.NewPCG(uint64(len(s.log)), 1))
	for _, path := range s.openPaths() {
		text := s.doc(path)
		for _, method := range documentMethods {
			if method != "semanticTokens/full" {
				all = append(all, question{"textDocument/" + method, s.paramsOf(path, text, len(text)), path})
			}
		}
		for range placesAsked {
			off := boundary(text, random.IntN(len(text)+1))
			for _, method := range placeMethods {
				all = append(all, question{"textDocument/" + method, s.paramsOf(path, text, off), path})
			}
		}
		if name := packOf(path); strings.HasSuffix(path, "pack.json") {
			all = append(all, question{"workspace/textDocumentContent", object{"uri": deployedURI(name)}, path})
		}
	}
	for _, query := range symbolQueries {
		all = append(all, question{"workspace/symbol", object{"query": query}, ""})
	}
	return all
}

// tries is how often two servers are asked that disagree. Hovers and completions leave out what takes too long to
// render, and an editor that does not watch may ask before the server has looked.
const tries = 20

func (s *session) compareViews(fresh *editor) {
	s.t.Helper()
	all := s.questions()
	for try := 1; len(all) > 0; try++ {
		got, want := answers(s.editor, all), answers(fresh, all)
		var differing []question
		for i, q := range all {
			switch {
			case bytes.Equal(got[i], want[i]) || q.method == "textDocument/implementation" && fresh.cannotDeploy(q.path):
			case try < tries:
				differing = append(differing, q)
			default:
				params, _ := json.Marshal(q.params) // made of strings and numbers
				a, b := difference(string(got[i]), string(want[i]))
				s.t.Errorf("%s %s\n%s\na new server says\n%s", q.method, s.short(string(params)), a, b)
			}
		}
		all = differing
	}
	for _, e := range []*editor{s.editor, fresh} {
		for _, path := range s.openPaths() {
			e.askTokens(path)
		}
		e.replied(0)
	}
	for _, path := range s.openPaths() {
		s.mu.Lock()
		fresh.mu.Lock()
		got, want := s.docs[path].tokens.data, fresh.docs[path].tokens.data
		if !slices.Equal(got, want) {
			s.t.Errorf("tokens of %s\n%v\na new server says\n%v", s.short(path), got, want)
		}
		fresh.mu.Unlock()
		s.mu.Unlock()
	}
}

// cannotDeploy reports whether the pack with the file at path has values with a syntax error, so that what is deployed
// depends on what was there before.
func (e *editor) cannotDeploy(path string) bool {
	e.t.Helper()
	preview := question{method: "workspace/textDocumentContent", params: object{"uri": deployedURI(packOf(path))}}
	return bytes.Contains(answers(e, []question{preview})[0], []byte("has a syntax error in line"))
}

// difference cuts off what two texts have in common, but for a few bytes.
func difference(a, b string) (string, string) {
	const around = 200
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	cut := func(s string) string { return s[max(0, n-around):min(len(s), n+3*around)] }
	return cut(a), cut(b)
}

// past matches what depends on what was asked before: the number of a list of completions, and the preview of a pack
// with a syntax error, which shows what was deployed before that.
var past = regexp.MustCompile(`"data":\{"List":\d+,|(has a syntax error in line \d+)\..*`)

// answers are the results of requests, or their errors.
func answers(e *editor, all []question) [][]byte {
	e.t.Helper()
	out := make([][]byte, len(all))
	for i, q := range all {
		e.request(q.method, q.params, func(r reply) {
			if out[i] = past.ReplaceAll(r.Result, []byte("$1")); r.Error != nil {
				out[i] = fmt.Appendf(nil, "error %d: %s", r.Error.Code, r.Error.Message)
			}
		})
		e.replied(20)
	}
	e.replied(0)
	return out
}

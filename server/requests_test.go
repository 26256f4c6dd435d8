package server_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

// narrow is a session with a server that may work on one pack at a time, apart from those that weigh at most light.
type narrow struct {
	*editor
	hold *hold
	dir  string

	mu      sync.Mutex
	working map[string]int // requests by the folders of the packs that they work on
	most    int            // packs that requests have worked on at a time
	seen    []string       // gaps, in their order
}

func (n *narrow) gap(name string) {
	place, dir, _ := strings.Cut(name, " ")
	n.mu.Lock()
	switch place {
	case "admitted":
		n.working[dir]++
	case "answered":
		if n.working[dir]--; n.working[dir] == 0 {
			delete(n.working, dir)
		}
	}
	n.most = max(n.most, len(n.working))
	n.seen = append(n.seen, name)
	n.mu.Unlock()
	n.hold.reached(name)
}

// times is how often a gap was met.
func (n *narrow) times(name string) (times int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, seen := range n.seen {
		if seen == name {
			times++
		}
	}
	return times
}

// startNarrow begins a session with packs p0, p1 and so on, with values.yaml of the given text. The gaps at which work
// is held name them by at.
func startNarrow(t *testing.T, caps object, light int64, texts ...string) *narrow {
	on := map[string]string{}
	for i, text := range texts {
		on[fmt.Sprintf("p%d/pack.json", i)] = strings.Replace(good, "demo", fmt.Sprint("p", i), 1)
		on[fmt.Sprintf("p%d/values.yaml", i)] = text
	}
	n := &narrow{dir: files(t, on), working: map[string]int{}}
	n.hold = newHold(n.dir)
	n.editor = start(t, server.WithWorking(server.WithGap(server.Options{}, n.gap), 1, light))
	t.Cleanup(func() { n.hold.keep("") }) // before the server is waited for
	n.initialize(caps, n.dir)
	return n
}

func (n *narrow) values(i int) string { return fmt.Sprintf("%s/p%d/values.yaml", n.dir, i) }

// at is a gap about the i-th pack.
func (n *narrow) at(gap string, i int) string {
	return gap + " " + filepath.Dir(filepath.FromSlash(n.values(i)))
}

// until waits for work that is held.
func (n *narrow) until(waits <-chan struct{}) {
	n.t.Helper()
	out, stop := runOut()
	defer stop()
	select {
	case <-waits:
	case <-out:
		n.t.Fatal("no work comes to where it is held")
	}
}

// viewParams are the parameters of a request about the document at path, whatever it is.
func viewParams(path string) object {
	params := document(path)
	params["position"], params["positions"] = position{0, 0}, []position{{0, 0}}
	params["range"] = span{position{0, 0}, position{1, 0}}
	params["context"] = object{"includeDeclaration": true, "diagnostics": []object{}}
	params["options"], params["ch"] = object{"tabSize": 2, "insertSpaces": true}, "\n"
	params["newName"] = "renamed"
	return params
}

// An editor asks everything about all packs at the same moment. Requests about one pack run side by side, those about
// several one after the other, and the answers are those of a server that has memory for all.
func TestRequestsTakeTurns(t *testing.T) {
	var texts []string
	for i := range 6 {
		texts = append(texts, fmt.Sprintf("a: %d\nb:\n  - c\n  - {d: [e, f]}\npack:\n  unknown: 1\n", i))
	}
	n := startNarrow(t, pulling(), 0, texts...)
	wide := start(t, server.Options{})
	wide.initialize(pulling(), n.dir)
	for i, text := range texts {
		n.open(n.values(i), text)
		wide.open(n.values(i), text)
	}
	n.all()
	wide.all()
	type asked struct {
		method    string
		got, want chan reply
	}
	var all []asked
	for _, method := range append(slices.Clone(askedMethods), "textDocument/diagnostic") {
		for i := range texts {
			_, got := n.request(method, viewParams(n.values(i)))
			_, want := wide.request(method, viewParams(n.values(i)))
			all = append(all, asked{method, got, want})
		}
	}
	_, got := n.request("workspace/symbol", object{"query": "p"})
	_, want := wide.request("workspace/symbol", object{"query": "p"})
	all = append(all, asked{"workspace/symbol", got, want})
	for _, a := range all {
		got, want := n.wait(a.got), wide.wait(a.want)
		if strings.HasPrefix(a.method, "textDocument/semanticTokens") || a.method == "textDocument/diagnostic" {
			got.Result, want.Result = withoutID(got.Result), withoutID(want.Result) // which are numbered, or of the process
		}
		if !bytes.Equal(got.Result, want.Result) || (got.Error == nil) != (want.Error == nil) {
			t.Errorf("%s: %s %+v\nwith memory for all: %s %+v", a.method, got.Result, got.Error, want.Result, want.Error)
		}
	}
	if n.most != 1 {
		t.Errorf("requests about %d packs at a time", n.most)
	}
	if n.times("short of memory") == 0 {
		t.Error("nothing has waited")
	}
}

// withoutID is a result without its result id.
func withoutID(result []byte) []byte {
	before, after, ok := bytes.Cut(result, []byte(`"resultId":"`))
	if !ok {
		return result
	}
	_, after, _ = bytes.Cut(after, []byte(`"`))
	return slices.Concat(before, after)
}

// While requests about one pack wait for those about another, light packs do not. A request that is canceled while it
// waits is answered at once. The others are answered with the texts of the moment when they were sent.
func TestWaitingRequests(t *testing.T) {
	const light = 20_000
	large := "a:\n" + strings.Repeat("  - 1\n", light/50)
	n := startNarrow(t, pulling(), light, large, large, "small: 1\n")
	for i, text := range []string{large, large, "small: 1\n"} {
		n.open(n.values(i), text)
	}
	n.all()
	waits := n.hold.keep(n.at("admitted", 0))
	_, held := n.request("textDocument/documentSymbol", document(n.values(0)))
	n.until(waits)

	begun := n.times("short of memory")
	id, canceled := n.request("textDocument/diagnostic", document(n.values(1)))
	_, old := n.request("textDocument/foldingRange", document(n.values(1)))
	n.change(n.values(1), 2, "b: 1\n")
	n.notify("$/cancelRequest", object{"id": id})
	if code := n.codeOf(canceled); code != requestCancelled {
		t.Errorf("code %d", code)
	}
	if folds := ask[[]object](n.editor, "textDocument/foldingRange", document(n.values(1))); len(folds) != 0 {
		t.Errorf("%v in a text that is light by now", folds)
	}
	if ds := ask[report](n.editor, "textDocument/diagnostic", document(n.values(2))).Items; len(ds) == 0 {
		t.Error("no problems in the light pack")
	}
	select {
	case <-held:
		t.Error("what is held was answered")
	case <-old:
		t.Error("what has to wait was answered")
	default:
	}
	n.hold.keep("")
	if folds := decode[[]object](n.editor, n.wait(old)); len(folds) != 1 {
		t.Errorf("%v in the text before the edit", folds)
	}
	n.wait(held)
	if n.times("short of memory") == begun {
		t.Error("nothing has waited")
	}
}

// Several requests about one pack do not wait for each other: the first is held until the second is answered.
func TestRequestsShare(t *testing.T) {
	n := startNarrow(t, pulling(), 0, "a: 1\n", "b: 1\n")
	n.open(n.values(0), "a:\n  b: 1\n")
	n.all()
	waits := n.hold.keep(n.at("admitted", 0))
	_, held := n.request("textDocument/hover", viewParams(n.values(0)))
	n.until(waits)
	n.hold.mu.Lock()
	n.hold.at = "nothing" // others pass; what waits is not told
	n.hold.mu.Unlock()
	if folds := ask[[]object](n.editor, "textDocument/foldingRange", document(n.values(0))); len(folds) != 1 {
		t.Errorf("%v", folds)
	}
	n.hold.keep("")
	n.wait(held)
}

// A request does not wait until the checks of another pack are done: they end, and begin again after it.
func TestChecksGiveWay(t *testing.T) {
	n := startNarrow(t, pulling(), 0, "a: 1\n", "b:\n  c: 1\n")
	n.open(n.values(1), "b:\n  c: 1\n")
	n.all()
	waits := n.hold.keep(n.at("working", 0))
	n.open(n.values(0), "a: 2\n")
	n.until(waits)
	before := n.times(n.at("set", 0))
	_, folding := n.request("textDocument/foldingRange", document(n.values(1)))
	for n.times(n.at("yielded", 0)) == 0 { // it waits
		ask[any](n.editor, "textDocument/hover", viewParams(n.dir+"/none/values.yaml"))
	}
	waits = n.hold.keep(n.at("admitted", 1))
	n.until(waits)
	if n.times(n.at("set", 0)) != before {
		t.Error("the request has waited for the checks to be done")
	}
	n.hold.keep("")
	n.wait(folding)
	if n.all(); n.times(n.at("set", 0)) == before {
		t.Error("the checks have not begun again")
	}
}

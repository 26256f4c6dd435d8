package server_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/server"
)

// object is a JSON object.
type object = map[string]any

// patience is how long a test waits for something that must happen.
const patience = 20 * time.Second

// runOut returns a channel that is closed after patience, unless stop is called. Time in which the whole process is
// stopped, as on a machine that is suspended, does not count.
func runOut() (out <-chan struct{}, stop func() bool) {
	const ticks = 20
	done, n := make(chan struct{}), 0
	var timer *time.Timer
	timer = time.AfterFunc(time.Hour, func() {
		if n++; n == ticks {
			close(done)
			return
		}
		timer.Reset(patience / ticks)
	})
	timer.Reset(patience / ticks)
	return done, timer.Stop
}

// editor is the client's end of a connection. Each message of a test is one frame on the wire, in the same order.
type editor struct {
	t    testing.TB
	conn net.Conn
	done chan struct{} // closed when Serve has returned
	code int
	err  error

	writing sync.Mutex

	mu      sync.Mutex
	nextID  int
	replies map[string]chan reply
	log     []message                            // messages of the server, without replies
	news    chan struct{}                        // closed when log grows
	answers map[string]func(json.RawMessage) any // to the server's requests; null if there is none
}

type message struct {
	Method string
	Params json.RawMessage
}

type reply struct {
	Result json.RawMessage
	Error  *struct {
		Code    int
		Message string
	}
	arrived time.Time // before it was decoded
}

// start serves a new editor, which has sent nothing yet.
func start(t testing.TB, opts server.Options) *editor {
	t.Helper()
	theirs, ours := net.Pipe()
	e := &editor{
		t: t, conn: ours, done: make(chan struct{}), replies: map[string]chan reply{}, news: make(chan struct{}),
		answers: map[string]func(json.RawMessage) any{},
	}
	if opts.Today == nil {
		opts.Today = func() time.Time { return time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC) }
	}
	go func() {
		e.code, e.err = server.Serve(context.Background(), theirs, opts)
		close(e.done)
	}()
	go e.read()
	t.Cleanup(func() {
		e.conn.Close()
		e.waitExit()
	})
	return e
}

// read reads messages of the server until the connection ends.
func (e *editor) read() {
	r := bufio.NewReader(e.conn)
	for {
		header, err := textproto.NewReader(r).ReadMIMEHeader()
		if err != nil {
			return
		}
		n, _ := strconv.Atoi(header.Get("Content-Length"))
		body := make([]byte, n)
		if _, err := io.ReadFull(r, body); err != nil {
			return
		}
		e.take(body, time.Now())
	}
}

func (e *editor) take(body []byte, arrived time.Time) {
	var m struct {
		ID     json.RawMessage
		Method string
		Params json.RawMessage
		reply
	}
	if err := json.Unmarshal(body, &m); err != nil {
		e.t.Errorf("the server sent %q: %v", body, err)
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if m.Method == "" {
		if ch := e.replies[string(m.ID)]; ch != nil {
			m.reply.arrived = arrived
			ch <- m.reply
		}
		return
	}
	if m.ID != nil {
		var result any
		if answer := e.answers[m.Method]; answer != nil {
			result = answer(m.Params)
		}
		go e.send(object{"id": m.ID, "result": result}) // the pipe has no room: the server may be writing
	}
	e.log = append(e.log, message{m.Method, m.Params})
	close(e.news)
	e.news = make(chan struct{})
}

// write puts text on the wire as it is. If the server has hung up, other calls fail.
func (e *editor) write(text string) {
	e.writing.Lock()
	defer e.writing.Unlock()
	_, _ = io.WriteString(e.conn, text)
}

func (e *editor) frame(body string) {
	e.write(fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body))
}

func (e *editor) send(m object) {
	m["jsonrpc"] = "2.0"
	b, err := json.Marshal(m)
	if err != nil {
		e.t.Error(err)
		return
	}
	e.frame(string(b))
}

// notify sends a notification, without params if params is nil.
func (e *editor) notify(method string, params any) {
	m := object{"method": method}
	if params != nil {
		m["params"] = params
	}
	e.send(m)
}

// request sends a request and returns its id and the channel of its reply.
func (e *editor) request(method string, params any) (id int, ch chan reply) {
	e.mu.Lock()
	e.nextID++
	id, ch = e.nextID, make(chan reply, 1)
	e.replies[strconv.Itoa(id)] = ch
	e.mu.Unlock()
	m := object{"id": id, "method": method}
	if params != nil {
		m["params"] = params
	}
	e.send(m)
	return id, ch
}

func (e *editor) wait(ch chan reply) reply {
	e.t.Helper()
	out, stop := runOut()
	defer stop()
	select {
	case r := <-ch:
		return r
	case <-e.done:
		e.t.Fatal("the server ended without a reply")
	case <-out:
		e.t.Fatal("no reply")
	}
	panic("unreachable")
}

// ask sends a request, waits, and decodes the result into a new T. An error reply fails the test.
func ask[T any](e *editor, method string, params any) (result T) {
	e.t.Helper()
	_, ch := e.request(method, params)
	return decode[T](e, e.wait(ch))
}

func decode[T any](e *editor, r reply) (result T) {
	e.t.Helper()
	if r.Error != nil {
		e.t.Fatalf("error %d: %s", r.Error.Code, r.Error.Message)
	}
	if err := json.Unmarshal(r.Result, &result); err != nil {
		e.t.Fatalf("%s: %v", r.Result, err)
	}
	return result
}

// code is the error code of a reply; 0 for a result.
func (e *editor) codeOf(ch chan reply) int {
	e.t.Helper()
	if r := e.wait(ch); r.Error != nil {
		return r.Error.Code
	}
	return 0
}

// await returns the first message from the from-th on that match accepts, and the number of the next message.
func (e *editor) await(from int, what string, match func(message) bool) (message, int) {
	e.t.Helper()
	out, stop := runOut()
	defer stop()
	for i := from; ; {
		e.mu.Lock()
		news := e.news
		for ; i < len(e.log); i++ {
			if match(e.log[i]) {
				m := e.log[i]
				e.mu.Unlock()
				return m, i + 1
			}
		}
		e.mu.Unlock()
		select {
		case <-news:
		case <-e.done:
			e.t.Fatalf("the server ended before %s", what)
		case <-out:
			e.t.Fatalf("waited in vain for %s; log: %s", what, e.dump())
		}
	}
}

func (e *editor) dump() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var b strings.Builder
	for _, m := range e.log {
		fmt.Fprintf(&b, "\n%s %.300s", m.Method, m.Params)
	}
	return b.String()
}

// seen is the number of messages so far.
func (e *editor) seen() int { return len(e.messages()) }

// messages are those of the server so far, without replies.
func (e *editor) messages() []message {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.log)
}

func (e *editor) waitExit() {
	out, stop := runOut()
	defer stop()
	select {
	case <-e.done:
	case <-out:
		e.t.Error("the server does not end")
	}
}

// position, span and diagnostic are types of the protocol, as far as the tests need them.
type position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

type span struct {
	Start position `json:"start"`
	End   position `json:"end"`
}

type diagnostic struct {
	Range              span
	Severity           int
	Code               string
	CodeDescription    struct{ Href string }
	Source, Message    string
	RelatedInformation []object
	Tags               []int
}

type published struct {
	URI         string
	Version     *int
	Diagnostics []diagnostic
}

func asPublished(m message) (p published, ok bool) {
	return p, m.Method == "textDocument/publishDiagnostics" && json.Unmarshal(m.Params, &p) == nil
}

// problems waits for the diagnostics of that version of the file, from the from-th message on; -1 means no version.
func (e *editor) problems(from int, path string, version int) ([]diagnostic, int) {
	e.t.Helper()
	m, next := e.await(from, fmt.Sprintf("problems of %s version %d", filepath.Base(path), version), func(m message) bool {
		p, ok := asPublished(m)
		if !ok || p.URI != uriOf(path) {
			return false
		}
		return p.Version == nil && version < 0 || p.Version != nil && *p.Version == version
	})
	p, _ := asPublished(m)
	return p.Diagnostics, next
}

// syntaxErrors are the diagnostics about JSON itself, without those of other checks.
func syntaxErrors(ds []diagnostic) (out []diagnostic) {
	for _, d := range ds {
		if strings.HasPrefix(d.Code, "json/") {
			out = append(out, d)
		}
	}
	return out
}

// broken waits until the file at path has syntax errors, or has none, whatever its version.
func (e *editor) broken(from int, path string, want bool) int {
	e.t.Helper()
	_, next := e.await(from, fmt.Sprintf("%s broken: %v", path, want), func(m message) bool {
		p, ok := asPublished(m)
		return ok && p.URI == uriOf(path) && want == (len(syntaxErrors(p.Diagnostics)) > 0)
	})
	return next
}

// checked waits until all packs have been checked, which a client sees by the progress.
func (e *editor) checked() int {
	e.t.Helper()
	m, next := e.await(0, "progress", func(m message) bool {
		return m.Method == "$/progress" && strings.Contains(string(m.Params), "Checking packs")
	})
	token, _, _ := strings.Cut(string(m.Params), ",")
	_, next = e.await(next, "its end", func(m message) bool {
		return m.Method == "$/progress" && strings.HasPrefix(string(m.Params), token+",") &&
			strings.Contains(string(m.Params), `"end"`)
	})
	return next
}

func uriOf(path string) string {
	path = filepath.ToSlash(path)
	if drive, rest, ok := strings.Cut(path, ":/"); ok { // C:/a
		path = "/" + strings.ToLower(drive) + "%3A/" + rest // as VS Code writes it
	}
	return "file://" + path
}

// modern are the capabilities of a client that supports most of LSP.
func modern() object {
	return object{
		"general": object{"positionEncodings": []string{"utf-8", "utf-16"}},
		"textDocument": object{
			"publishDiagnostics": object{
				"versionSupport": true, "relatedInformation": true, "codeDescriptionSupport": true,
				"tagSupport": object{"valueSet": []int{1, 2}},
			},
			"hover": object{"contentFormat": []string{"markdown", "plaintext"}},
			"completion": object{
				"completionItem": object{"snippetSupport": true, "documentationFormat": []string{"markdown"}},
			},
			"codeAction": object{"codeActionLiteralSupport": object{
				"codeActionKind": object{"valueSet": []string{"quickfix", "source.fixAll"}},
			}},
		},
		"workspace": object{"workspaceEdit": object{"documentChanges": true, "resourceOperations": []string{"create"}}},
	}
}

// pulling are those of a client that pulls diagnostics, and can be told to pull them again.
func pulling() object {
	c := modern()
	c["textDocument"].(object)["diagnostic"] = object{}
	c["workspace"].(object)["diagnostics"] = object{"refreshSupport": true}
	return c
}

func (e *editor) initialize(caps object, folders ...string) object {
	e.t.Helper()
	return e.initializeWith(caps, nil, folders...)
}

func (e *editor) initializeWith(caps object, options any, folders ...string) object {
	e.t.Helper()
	list := []object{}
	for _, f := range folders {
		list = append(list, object{"uri": uriOf(f), "name": filepath.Base(f)})
	}
	result := ask[object](e, "initialize", object{
		"processId": nil, "rootUri": nil, "capabilities": caps, "workspaceFolders": list, "initializationOptions": options,
	})
	e.notify("initialized", object{})
	return result
}

func (e *editor) open(path, text string) {
	e.notify("textDocument/didOpen", object{
		"textDocument": object{"uri": uriOf(path), "languageId": "any", "version": 1, "text": text},
	})
}

func (e *editor) change(path string, version int, text string) {
	e.notify("textDocument/didChange", object{
		"textDocument": object{"uri": uriOf(path), "version": version}, "contentChanges": []object{{"text": text}},
	})
}

func (e *editor) close(path string) {
	e.notify("textDocument/didClose", document(path))
}

func document(path string) object { return object{"textDocument": object{"uri": uriOf(path)}} }

func at(path string, line, character int) object {
	return object{"textDocument": object{"uri": uriOf(path)}, "position": object{"line": line, "character": character}}
}

// files writes files below a new folder and returns it.
func files(t testing.TB, content map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range content {
		put(t, filepath.Join(dir, filepath.FromSlash(name)), text)
	}
	if volume := filepath.VolumeName(dir); volume != "" {
		dir = strings.ToLower(volume) + dir[len(volume):] // as it is in URIs
	}
	return dir
}

func put(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// good is a pack.json that parses, bad one that does not.
const (
	good = `{"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon", "cloudTypes": ["all"]}`
	bad  = `{"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon", "cloudTypes": ["all"],}`
)

// gatedFS blocks opening of files until the gate is opened.
type gatedFS struct {
	disk.OS
	gate, reached chan struct{}
	once          *sync.Once
}

func newGatedFS() gatedFS {
	return gatedFS{gate: make(chan struct{}), reached: make(chan struct{}), once: new(sync.Once)}
}

package soak

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

type object = map[string]any

// patience is how long something that must happen may take. The race detector makes everything about ten times as slow.
const patience = 90 * time.Second

// client is a process of the server and the client's end of its connection. Its reader calls handlers, so these must
// not wait. What it sends is queued, so that sending never waits for the server.
type client struct {
	t      testing.TB
	cmd    *exec.Cmd
	stderr *stderrLog
	ended  chan struct{} // closed when there is nothing more to read

	queueing sync.Mutex
	queue    [][]byte
	queued   *sync.Cond
	closed   bool
	written  chan struct{} // closed when the writer has ended

	mu      sync.Mutex // for the fields below, and those of whoever handles messages
	nextID  int
	waiting map[string]func(reply)
	idle    *sync.Cond    // told when a reply has been handled
	news    chan struct{} // closed, and replaced, after each message
	handle  func(method string, params json.RawMessage) (result any)
}

// reply is the answer to a request.
type reply struct {
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

// run starts a server. handle takes what it sends on its own, while client.mu is held; the results answer requests.
func run(t testing.TB, binary []string, handle func(method string, params json.RawMessage) any) *client {
	t.Helper()
	c := &client{
		t: t, cmd: exec.Command(binary[0], binary[1:]...), stderr: newStderrLog(), ended: make(chan struct{}),
		written: make(chan struct{}), waiting: map[string]func(reply){}, news: make(chan struct{}), handle: handle,
	}
	c.idle, c.queued = sync.NewCond(&c.mu), sync.NewCond(&c.queueing)
	c.cmd.Stderr = c.stderr
	// Garbage collection is traced since its trace has the size of what is alive.
	c.cmd.Env = append(os.Environ(), "GODEBUG=gctrace=1", "GORACE=halt_on_error=0 exitcode=66")
	in, err := c.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go c.write(in)
	go c.read(out)
	return c
}

func (c *client) write(in io.WriteCloser) {
	defer close(c.written)
	for {
		c.queueing.Lock()
		for len(c.queue) == 0 && !c.closed {
			c.queued.Wait()
		}
		frames := c.queue
		c.queue = nil
		c.queueing.Unlock()
		if frames == nil {
			in.Close()
			return
		}
		for _, f := range frames {
			if _, err := in.Write(f); err != nil {
				return // whoever waits for a reply sees that the server has ended
			}
		}
	}
}

// hangUp closes the server's input after what is queued.
func (c *client) hangUp() {
	c.queueing.Lock()
	defer c.queueing.Unlock()
	c.closed = true
	c.queued.Signal()
}

func (c *client) send(m object) {
	m["jsonrpc"] = "2.0"
	body, err := json.Marshal(m)
	if err != nil {
		c.t.Error(err)
		return
	}
	frame := fmt.Appendf(nil, "Content-Length: %d\r\n\r\n%s", len(body), body)
	c.queueing.Lock()
	defer c.queueing.Unlock()
	c.queue = append(c.queue, frame)
	c.queued.Signal()
}

func (c *client) notify(method string, params any) {
	c.send(object{"method": method, "params": params})
}

func (c *client) read(out io.Reader) {
	defer close(c.ended)
	r := bufio.NewReader(out)
	for {
		header, err := textproto.NewReader(r).ReadMIMEHeader()
		if err != nil {
			return
		}
		n, err := strconv.Atoi(header.Get("Content-Length"))
		if err != nil {
			c.t.Errorf("the server sent the header %v", header)
			return
		}
		body := make([]byte, n)
		if _, err := io.ReadFull(r, body); err != nil {
			return
		}
		c.take(body)
	}
}

func (c *client) take(body []byte) {
	var m struct {
		ID     json.RawMessage `json:"id"`
		Method string          `json:"method"`
		Params json.RawMessage `json:"params"`
		reply
	}
	if err := json.Unmarshal(body, &m); err != nil {
		c.t.Errorf("the server sent %.300q: %v", body, err)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case m.Method == "":
		if handle := c.waiting[string(m.ID)]; handle != nil {
			delete(c.waiting, string(m.ID))
			handle(m.reply)
			c.idle.Broadcast()
		} else {
			c.t.Errorf("a reply to nothing: %.300s", body)
		}
	case m.ID != nil:
		c.send(object{"id": m.ID, "result": c.handle(m.Method, m.Params)})
	default:
		c.handle(m.Method, m.Params)
	}
	close(c.news)
	c.news = make(chan struct{})
}

// requestLocked sends a request and returns its number. c.mu is held, and when handle takes the reply, too.
func (c *client) requestLocked(method string, params any, handle func(reply)) (id int) {
	c.nextID++
	c.waiting[strconv.Itoa(c.nextID)] = handle
	c.send(object{"id": c.nextID, "method": method, "params": params})
	return c.nextID
}

func (c *client) request(method string, params any, handle func(reply)) (id int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.requestLocked(method, params, handle)
}

// ask sends a request and waits for its result, or fails the test.
func (c *client) ask(method string, params any) json.RawMessage {
	c.t.Helper()
	answers := make(chan reply, 1)
	c.request(method, params, func(r reply) { answers <- r })
	select {
	case r := <-answers:
		if r.Error != nil {
			c.t.Fatalf("%s: error %d: %s", method, r.Error.Code, r.Error.Message)
		}
		return r.Result
	case <-c.ended:
		c.t.Fatalf("%s: the server ended\n%s", method, c.stderr)
	case <-time.After(patience):
		c.t.Fatalf("%s: no reply", method)
	}
	panic("unreachable")
}

// replied waits until at most most requests are without a reply.
func (c *client) replied(most int) {
	c.t.Helper()
	late := false
	timer := time.AfterFunc(patience, func() {
		c.mu.Lock()
		late = true
		c.mu.Unlock()
		c.idle.Broadcast()
	})
	defer timer.Stop()
	go func() {
		<-c.ended
		c.idle.Broadcast()
	}()
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.waiting) > most && !late {
		select {
		case <-c.ended:
			c.t.Fatalf("the server ended\n%s", c.stderr)
		default:
		}
		c.idle.Wait()
	}
	if late {
		c.t.Fatalf("%d requests without a reply", len(c.waiting))
	}
}

// eventually waits until holds, which is called after each message, with c.mu held. It reports whether that happened.
func (c *client) eventually(holds func() bool) bool {
	deadline := time.After(patience)
	for {
		c.mu.Lock()
		ok, news := holds(), c.news
		c.mu.Unlock()
		if ok {
			return true
		}
		select {
		case <-news:
		case <-c.ended:
			return false
		case <-deadline:
			return false
		}
	}
}

// shutDown ends the server as clients do, and checks how it ends.
func (c *client) shutDown() {
	c.t.Helper()
	c.ask("shutdown", nil)
	c.notify("exit", nil)
	c.hangUp()
	c.wait()
	if code := c.cmd.ProcessState.ExitCode(); code != 0 {
		c.t.Errorf("exit code %d\n%s", code, c.stderr)
	}
}

// wait waits for the end of the process, and reports what it should not have logged.
func (c *client) wait() {
	c.t.Helper()
	select {
	case <-c.ended:
	case <-time.After(patience):
		c.t.Error("the server does not end")
		_ = c.cmd.Process.Kill()
	}
	_ = c.cmd.Wait() // its exit code says the same
	if f := c.stderr.failed(); f != "" {
		c.t.Errorf("%s on stderr\n%s", f, c.stderr)
	}
}

// uriOf is the URI of the file at path, as VS Code writes it.
func uriOf(path string) string {
	parts := strings.Split(filepath.ToSlash(path), "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	if drive, ok := strings.CutSuffix(parts[0], ":"); ok {
		parts[0] = "/" + strings.ToLower(drive) + "%3A"
	}
	return "file://" + strings.Join(parts, "/")
}

func document(path string) object { return object{"textDocument": object{"uri": uriOf(path)}} }

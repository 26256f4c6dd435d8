package main

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
)

// client is the part of an editor that speaks LSP, on its own encoding so that what is shown is what is on the wire.
type client struct {
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   *bufio.Reader
	calls int
	// problems holds what was published last for each URI.
	problems map[string][]problem
}

type position struct {
	Line      int `json:"line"`
	Character int `json:"character"` // UTF-16 code units
}

type problem struct {
	Range struct {
		Start position `json:"start"`
		End   position `json:"end"`
	} `json:"range"`
	Severity int    `json:"severity"`
	Code     string `json:"code"`
	Message  string `json:"message"`
}

type item struct {
	Label    string `json:"label"`
	SortText string `json:"sortText"`
}

type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
}

func start(binary string) (*client, error) {
	c := &client{cmd: exec.Command(binary, "--stdio"), problems: map[string][]problem{}}
	c.cmd.Stderr = os.Stderr
	in, err := c.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c.in, c.out = in, bufio.NewReader(out)
	return c, c.cmd.Start()
}

func (c *client) send(v map[string]any) error {
	v["jsonrpc"] = "2.0"
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.in, "Content-Length: %d\r\n\r\n%s", len(b), b)
	return err
}

func (c *client) notify(method string, params any) error {
	return c.send(map[string]any{"method": method, "params": params})
}

// call sends a request and reads until its answer, taking in on the way what the server says by itself.
func (c *client) call(method string, params, result any) error {
	c.calls++
	if err := c.send(map[string]any{"id": c.calls, "method": method, "params": params}); err != nil {
		return err
	}
	for {
		m, err := c.read()
		if err != nil {
			return fmt.Errorf("%s: %w", method, err)
		}
		if m.Method != "" || string(m.ID) != strconv.Itoa(c.calls) {
			continue
		}
		if m.Error != nil {
			return fmt.Errorf("%s: %s", method, m.Error.Message)
		}
		if result == nil {
			return nil
		}
		return json.Unmarshal(m.Result, result)
	}
}

// read reads one message; requests of the server are answered with null.
func (c *client) read() (*message, error) {
	header, err := textproto.NewReader(c.out).ReadMIMEHeader()
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil {
		return nil, err
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(c.out, body); err != nil {
		return nil, err
	}
	var m message
	if err := json.Unmarshal(body, &m); err != nil {
		return nil, err
	}
	switch {
	case m.Method == "textDocument/publishDiagnostics":
		var p struct {
			URI         string    `json:"uri"`
			Diagnostics []problem `json:"diagnostics"`
		}
		if err := json.Unmarshal(m.Params, &p); err != nil {
			return nil, err
		}
		c.problems[p.URI] = p.Diagnostics
	case m.Method != "" && m.ID != nil:
		return &m, c.send(map[string]any{"id": m.ID, "result": nil})
	}
	return &m, nil
}

// open opens a file as an editor does and waits for its problems.
func (c *client) open(path, language string) (text string, problems []problem, err error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return "", nil, err
	}
	uri := fileURI(path)
	delete(c.problems, uri)
	err = c.notify("textDocument/didOpen", map[string]any{
		"textDocument": map[string]any{"uri": uri, "languageId": language, "version": 1, "text": string(src)},
	})
	for err == nil {
		if found, ok := c.problems[uri]; ok {
			return string(src), found, nil
		}
		_, err = c.read()
	}
	return "", nil, err
}

func (c *client) complete(path string, at position) ([]item, error) {
	var list struct {
		Items []item `json:"items"`
	}
	err := c.call("textDocument/completion",
		map[string]any{"textDocument": map[string]any{"uri": fileURI(path)}, "position": at}, &list)
	return list.Items, err
}

func (c *client) stop() error {
	if err := c.call("shutdown", nil, nil); err != nil {
		return err
	}
	if err := c.notify("exit", nil); err != nil {
		return err
	}
	return c.cmd.Wait()
}

func fileURI(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") { // C:/a
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

//go:build js && wasm

// Command pack-lsp-web is the language server for a web worker: in a page, and in a VS Code that runs in a browser. It
// has no process, no terminal and no disk. The worker sets globalThis.packLsp before it starts the program:
//
//	version        the version that clients are told
//	send(text)     takes a JSON-RPC message for the client
//	files          reads files, see files.go
//
// The program adds receive(text), which takes a message from the client, and then calls ready().
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/textproto"
	"strconv"
	"strings"
	"syscall/js"

	"github.com/pack-lsp/pack-lsp/server"
)

func main() {
	host := js.Global().Get("packLsp")
	if host.IsUndefined() {
		panic("pack-lsp-web runs in a worker that sets packLsp")
	}
	c := newConnection()
	go c.deliver(host)
	host.Set("receive", js.FuncOf(func(_ js.Value, args []js.Value) any {
		c.receive(args[0].String())
		return nil
	}))
	host.Call("ready")
	options := server.Options{
		FS:      files{host.Get("files")},
		Version: host.Get("version").String(),
		Log:     slog.New(slog.NewTextHandler(console{}, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	if _, err := server.Serve(context.Background(), c, options); err != nil {
		fmt.Fprintln(console{}, "the connection failed:", err)
	}
}

// connection is the stream of messages, with headers, that the server knows from standard input and output.
type connection struct {
	in      *queue
	out     *io.PipeReader
	writing *io.PipeWriter
}

func newConnection() *connection {
	out, writing := io.Pipe()
	return &connection{in: newQueue(), out: out, writing: writing}
}

// receive takes a message from the client. It does not wait: the browser has no other thread to go on with.
func (c *connection) receive(message string) {
	c.in.push("Content-Length: " + strconv.Itoa(len(message)) + "\r\n\r\n" + message)
}

// deliver hands the messages of the server to the client, until the connection is closed.
func (c *connection) deliver(host js.Value) {
	r := bufio.NewReader(c.out)
	headers := textproto.NewReader(r)
	for {
		h, err := headers.ReadMIMEHeader()
		if err != nil {
			return
		}
		n, err := strconv.Atoi(h.Get("Content-Length"))
		if err != nil {
			return
		}
		body := make([]byte, n)
		if _, err := io.ReadFull(r, body); err != nil {
			return
		}
		host.Call("send", string(body))
	}
}

func (c *connection) Read(p []byte) (int, error)  { return c.in.read(p) }
func (c *connection) Write(p []byte) (int, error) { return c.writing.Write(p) }

func (c *connection) Close() error {
	c.in.close()
	return c.writing.Close()
}

// console prints what is logged into the console of the browser.
type console struct{}

func (console) Write(p []byte) (int, error) {
	js.Global().Get("console").Call("warn", "pack-lsp: "+strings.TrimSuffix(string(p), "\n"))
	return len(p), nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"

	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/server"
)

var encodings = map[string]text.Encoding{"utf-8": text.UTF8, "utf-16": text.UTF16}

// serveOptions are the flags of pack-lsp serve.
type serveOptions struct {
	level    levelFlag
	encoding string // "" to agree on one with the client
}

func serveCommand() *command {
	o := &serveOptions{level: levelFlag(slog.LevelWarn)}
	stdio, process := true, ""
	c := &command{
		name: "serve", args: "[--stdio]", summary: "speak LSP on stdin and stdout; the default",
		about: "Speaks LSP on stdin and stdout, for an editor that starts it. Logs go to stderr. The word serve can be\n" +
			"left out.\n",
		flags: []option{
			{name: "stdio", text: "the default; accepted because many clients add it", into: &stdio},
			{name: "clientProcessId", arg: "N", into: &process, text: "accepted because some clients add it; the server " +
				"watches the process that initialize names"},
			{name: "position-encoding", arg: "ENCODING", values: []string{"utf-8", "utf-16"}, into: &o.encoding,
				text: "utf-8 or utf-16, for a client that uses it without saying so; default: agreed on with the client"},
			{name: "log-level", arg: "LEVEL", values: []string{"debug", "info", "warn", "error"}, into: &o.level,
				text: "what is logged: debug, info, warn (default) or error"},
		},
		words: func() []string { return nil }, run: o.run,
	}
	for _, transport := range []string{"socket", "pipe", "node-ipc"} {
		c.flags = append(c.flags, option{name: transport, hidden: true, into: refused("only --stdio is supported")})
	}
	return c
}

// levelFlag is a flag for a level, by its name in any case or with an offset.
type levelFlag slog.Level

func (l *levelFlag) String() string        { return (*slog.Level)(l).String() }
func (l *levelFlag) Set(name string) error { return (*slog.Level)(l).UnmarshalText([]byte(name)) }

// refused is a flag that is known and not supported, for the reason that it holds.
type refused string

func (r refused) String() string   { return "" }
func (r refused) Set(string) error { return errors.New(string(r)) }
func (r refused) IsBoolFlag() bool { return true }

// serveGCPercent is how much the heap of a server may grow before garbage is collected, in percent, unless the
// environment says so. More would cost more memory than it saves time, see docs/performance.md.
const serveGCPercent = 125

// maxServed is how many bytes a server may take before garbage is collected as often as needed, unless the environment
// says less. What the server keeps stays far below it; one pack may need half of it for a moment.
const maxServed = 768 << 20

func (o *serveOptions) run(args []string, s streams) int {
	if len(args) > 0 {
		return usageError(s, "serve takes no arguments but got %q; to check packs: pack-lsp check %[1]s", args[0])
	}
	if isTerminal(s.in) {
		fmt.Fprintln(s.err, "pack-lsp: waiting for an editor to speak LSP on stdin; pack-lsp help lists the other commands")
	}
	log := slog.New(slog.NewTextHandler(s.err, &slog.HandlerOptions{Level: slog.Level(o.level)}))
	opts := server.Options{Log: log, Version: buildVersion()}
	if encoding, ok := encodings[o.encoding]; ok {
		opts.Encoding = &encoding
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(serveGCPercent)
	}
	if debug.SetMemoryLimit(-1) > maxServed {
		debug.SetMemoryLimit(maxServed)
	}
	code, err := server.ServeStdio(context.Background(), opts)
	if err != nil {
		log.Error("connection failed", "err", err)
	}
	return code
}

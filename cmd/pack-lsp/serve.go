package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"

	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/server"
)

const serveHelp = `Usage: pack-lsp [serve] [--stdio] [--position-encoding ENCODING] [--log-level LEVEL]

Speaks LSP on stdin and stdout, for an editor that starts it. Logs go to stderr.

Flags:
  --stdio               the default; accepted because many clients add it
  --clientProcessId N   accepted because some clients add it; the server watches the process that initialize names
  --position-encoding ENCODING
                        utf-8 or utf-16, for a client that uses it without saying so; default: agreed on with the client
  --log-level LEVEL     what is logged: debug, info, warn (default) or error
`

var encodings = map[string]text.Encoding{"utf-8": text.UTF8, "utf-16": text.UTF16}

func runServe(args []string, s streams) int {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.Bool("stdio", true, "")
	flags.Int("clientProcessId", 0, "")
	level := slog.LevelWarn
	flags.TextVar(&level, "log-level", level, "")
	var encoding *text.Encoding
	flags.Func("position-encoding", "", func(name string) error {
		known, ok := encodings[name]
		if !ok {
			return errors.New("one of utf-8, utf-16")
		}
		encoding = &known
		return nil
	})
	for _, transport := range []string{"socket", "pipe", "node-ipc"} {
		flags.BoolFunc(transport, "", func(string) error { return fmt.Errorf("only --stdio is supported") })
	}
	rest, code, ok := parseFlags(flags, args, s, func() { fmt.Fprint(s.out, serveHelp) })
	if !ok {
		return code
	}
	if len(rest) > 0 {
		return usageError(s, "serve takes no arguments but got %q; to check packs: pack-lsp check %[1]s", rest[0])
	}
	if isTerminal(s.in) {
		fmt.Fprintln(s.err, "pack-lsp: waiting for an editor to speak LSP on stdin; pack-lsp help lists the other commands")
	}
	log := slog.New(slog.NewTextHandler(s.err, &slog.HandlerOptions{Level: level}))
	opts := server.Options{Log: log, Version: buildVersion(), Encoding: encoding}
	code, err := server.ServeStdio(context.Background(), opts)
	if err != nil {
		log.Error("connection failed", "err", err)
	}
	return code
}

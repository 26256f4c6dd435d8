// Command pack-lsp is the language server for Spectro Cloud Palette packs. It also runs the same checks in a terminal
// or in CI.
package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// Exit codes of all commands but serve, whose codes are LSP's.
const (
	exitOK       = 0
	exitFindings = 1
	exitUsage    = 2
)

// streams are what a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// commands are all commands, in the order of help. It is a function because some refer to the table, and because each
// command reads its flags into variables of its own.
func commands() []*command {
	return []*command{
		serveCommand(),
		checkCommand(),
		renderCommand(),
		imagesCommand(),
		fmtCommand(),
		newCommand(),
		upgradeCommand(),
		explainCommand(),
		schemaCommand(),
		versionCommand(),
		completionCommand(),
		helpCommand(),
	}
}

func main() {
	os.Exit(run(os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}))
}

func run(args []string, s streams) int {
	if len(args) == 0 {
		return serveCommand().start(nil, s)
	}
	switch word := args[0]; {
	case word == "-h" || word == "--help" || word == "-help":
		return runHelp(nil, s)
	case word == "-v" || word == "--version" || word == "-version":
		return runVersion(nil, s)
	case word == completeName:
		return runComplete(args[1:], s)
	case strings.HasPrefix(word, "-"):
		return serveCommand().start(args, s) // clients start the server with flags of their own
	}
	if c := commandNamed(args[0]); c != nil {
		return c.start(args[1:], s)
	}
	return usageError(s, "%s", unknownCommand(args[0]))
}

// usageError says in one line what is wrong with the command line.
func usageError(s streams, format string, args ...any) int {
	fmt.Fprintf(s.err, "pack-lsp: %s\n", visible(fmt.Sprintf(format, args...)))
	return exitUsage
}

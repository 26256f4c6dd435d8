// Command pack-lsp is the language server for Spectro Cloud Palette packs. It also runs the same checks in a terminal
// or in CI.
package main

import (
	"errors"
	"flag"
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

// command is a subcommand of pack-lsp.
type command struct {
	name, args, summary string
	run                 func(args []string, s streams) int
}

// commands is a function because runHelp, which is in the table, refers to the table.
func commands() []command {
	return []command{
		{"serve", "[--stdio]", "speak LSP on stdin and stdout; the default", runServe},
		{"check", "[flags] PATH...", "report the problems of packs", runCheck},
		{"render", "[flags] PATH", "print the YAML of all that a pack deploys", runRender},
		{"images", "[flags] PATH...", "print the container images that packs deploy", runImages},
		{"new", "[flags] [DIR]", "make a pack from a chart, manifests or an image", runNew},
		{"explain", "[flags] [CODE]", "show a check's page; without CODE list all checks", runExplain},
		{"version", "", "print the version", runVersion},
		{"help", "", "print this help", runHelp},
	}
}

func main() {
	os.Exit(run(os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}))
}

func run(args []string, s streams) int {
	if len(args) == 0 {
		return runServe(nil, s)
	}
	switch word := args[0]; {
	case word == "-h" || word == "--help" || word == "-help":
		return runHelp(nil, s)
	case word == "-v" || word == "--version" || word == "-version":
		return runVersion(nil, s)
	case strings.HasPrefix(word, "-"):
		return runServe(args, s) // clients start the server with flags of their own
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(args[1:], s)
		}
	}
	return usageError(s, "unknown command %q; see pack-lsp help", args[0])
}

// usageError says in one line what is wrong with the command line.
func usageError(s streams, format string, args ...any) int {
	fmt.Fprintf(s.err, "pack-lsp: %s\n", visible(fmt.Sprintf(format, args...)))
	return exitUsage
}

func runHelp(_ []string, s streams) int {
	fmt.Fprint(s.out, "pack-lsp finds problems in Spectro Cloud Palette packs while you write them.\n\nUsage:\n")
	for _, c := range commands() {
		fmt.Fprintf(s.out, "  pack-lsp %-24s %s\n", strings.TrimSpace(c.name+" "+c.args), c.summary)
	}
	fmt.Fprint(s.out, `
Examples:
  pack-lsp check .                          all packs below this folder
  pack-lsp check --format=github packs/     annotations in a GitHub workflow
  pack-lsp render packs/thanos-17.6.0       what a pack deploys
  pack-lsp images packs/thanos-17.6.0       what to mirror for clusters without internet access
  pack-lsp explain pack/unknown-layer       what a code means

An editor starts the server itself; README.md shows how to set it up.
Settings: a file .pack-lsp.yaml in the packs' folder or above it.
`)
	return exitOK
}

// parseFlags parses flags before, between and after the other arguments, which it returns. If ok is false, the command
// must end with code.
func parseFlags(flags *flag.FlagSet, args []string, s streams, help func()) (rest []string, code int, ok bool) {
	flags.SetOutput(io.Discard) // flag would print all of its help after each error
	flags.Usage = func() {}
	for {
		switch err := flags.Parse(args); {
		case errors.Is(err, flag.ErrHelp):
			help()
			return nil, exitOK, false
		case err != nil:
			message := strings.Replace(err.Error(), "flag provided but not defined: -", "unknown flag --", 1)
			return nil, usageError(s, "%s: %s; see pack-lsp %[1]s --help", flags.Name(), message), false
		}
		if flags.NArg() == 0 {
			return rest, exitOK, true
		}
		consumed := len(args) - flags.NArg()
		if consumed > 0 && args[consumed-1] == "--" {
			return append(rest, flags.Args()...), exitOK, true
		}
		rest, args = append(rest, flags.Arg(0)), flags.Args()[1:]
	}
}

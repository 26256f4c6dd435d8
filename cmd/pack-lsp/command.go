package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/check"
)

// command is a subcommand of pack-lsp. Its help, its completion in shells, and the suggestions for misspelled words are
// made from this.
type command struct {
	name    string
	args    string // what follows the name in the usage line
	summary string // a line of pack-lsp help
	about   string // what it does, in lines of at most 120 columns; help drops a line end before them
	flags   []option
	notes   string // exit codes, examples: what help says last; likewise
	// words are what an argument can be, for completion. An argument of a command without words is a path if args has
	// one.
	words func() []string
	// run runs the command with its arguments, after the flags have been read.
	run func(args []string, s streams) int
}

// option is a flag of a command.
type option struct {
	name     string
	arg      string   // stands for the argument in help; "" for a switch
	text     string   // what it sets; help wraps it
	values   []string // all that the argument can be; nil if it is free. parse enforces them in a *string
	optional bool     // the argument may be left out; otherwise it is after "="
	hidden   bool     // accepted, and in no help
	into     any      // the variable: a *string with the default, a *bool, or a flag.Value
}

// usage is the command line of c in general.
func (c *command) usage() string { return strings.TrimSpace(c.name + " " + c.args) }

// commandNames are the names of all commands.
func commandNames() []string {
	var names []string
	for _, c := range commands() {
		names = append(names, c.name)
	}
	return names
}

// commandNamed is the command of that name; nil if there is none.
func commandNamed(name string) *command {
	for _, c := range commands() {
		if c.name == name {
			return c
		}
	}
	return nil
}

// unknownCommand is what is wrong with the name of a command.
func unknownCommand(name string) string {
	if _, err := os.Stat(name); err == nil && check.Nearest(name, commandNames()) == "" {
		return fmt.Sprintf("unknown command %q; to check packs: pack-lsp check %[1]s", name)
	}
	return fmt.Sprintf("unknown command %q%s", name, suggest(name, commandNames(), "pack-lsp ", "see pack-lsp help"))
}

// suggest is the end of a message about word, which is not one of known: the one that is near with a prefix, if any,
// and advice.
func suggest(word string, known []string, prefix, advice string) string {
	if meant := check.Nearest(word, known); meant != "" {
		return "; did you mean " + prefix + meant + "? (" + advice + ")"
	}
	return "; " + advice
}

// start reads the flags among args and runs c.
func (c *command) start(args []string, s streams) int {
	rest, help, err := c.parse(args)
	switch {
	case help:
		return c.help(s)
	case err != nil:
		return usageError(s, "%s: %v", c.name, err)
	}
	return c.run(rest, s)
}

// flagSet declares the flags of c.
func (c *command) flagSet() *flag.FlagSet {
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	for _, o := range c.flags {
		switch into := o.into.(type) {
		case *bool:
			flags.BoolVar(into, o.name, *into, "")
		case *string:
			if o.optional {
				flags.Var(optionalText{into}, o.name, "")
			} else {
				flags.StringVar(into, o.name, *into, "")
			}
		case flag.Value:
			flags.Var(into, o.name, "")
		default:
			panic(fmt.Sprintf("%s --%s: a variable of type %T", c.name, o.name, o.into))
		}
	}
	return flags
}

// given is the value of an optional flag without its argument: the same as that of a switch of package flag.
const given = "true"

// optionalText is a flag whose argument may be left out.
type optionalText struct{ text *string }

func (o optionalText) String() string {
	if o.text == nil { // package flag asks the zero value
		return ""
	}
	return *o.text
}

func (o optionalText) Set(value string) error { *o.text = value; return nil }

func (o optionalText) IsBoolFlag() bool { return true }

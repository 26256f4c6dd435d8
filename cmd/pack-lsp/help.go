package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Columns of help.
const (
	helpWidth = 120 // most columns of a line
	flagWidth = 26  // most columns of a flag that has its text on the same line
)

func helpCommand() *command {
	return &command{
		name: "help", args: "[COMMAND]", summary: "print this, or the help of a command",
		about: "Prints the help of a command; without COMMAND, what the commands are.\n",
		words: commandNames, run: runHelp,
	}
}

func runHelp(args []string, s streams) int {
	switch {
	case len(args) > 1:
		return usageError(s, "help takes one command; pack-lsp help lists them")
	case len(args) == 1:
		c := commandNamed(args[0])
		if c == nil {
			return usageError(s, "%s", unknownCommand(args[0]))
		}
		return c.help(s)
	}
	var b strings.Builder
	b.WriteString("pack-lsp finds problems in Spectro Cloud Palette packs while you write them.\n\nUsage:\n")
	for _, c := range commands() {
		if c.summary != "" {
			fmt.Fprintf(&b, "  pack-lsp %-24s %s\n", c.usage(), c.summary)
		}
	}
	b.WriteString(`
Examples:
  pack-lsp check .                          all packs below this folder
  pack-lsp check --format=github packs/     annotations in a GitHub workflow
  pack-lsp render packs/thanos-17.6.0       what a pack deploys
  pack-lsp images packs/thanos-17.6.0       what to mirror for clusters without internet access
  pack-lsp new --chart nginx-18.1.0.tgz     a pack of a chart
  pack-lsp explain pack/unknown-layer       what a code means
  pack-lsp help check                       what a command can do

An editor starts the server itself; README.md shows how to set it up.
Settings: a file .pack-lsp.yaml in the packs' folder or above it.
`)
	return writeOut(s, "help", b.String())
}

// writeOut writes the output of a command.
func writeOut(s streams, command, text string) int {
	if _, err := io.WriteString(s.out, text); err != nil {
		return usageError(s, "%s: cannot write: %v", command, err)
	}
	return exitOK
}

// help prints the help of c.
func (c *command) help(s streams) int {
	var b strings.Builder
	fmt.Fprintf(&b, "Usage: pack-lsp %s\n\n%s", c.usage(), strings.TrimPrefix(c.about, "\n"))
	if flags := c.flagHelp(); flags != "" {
		b.WriteString("\nFlags:\n" + flags)
	}
	if c.notes != "" {
		b.WriteString("\n" + strings.TrimPrefix(c.notes, "\n"))
	}
	return writeOut(s, c.name, b.String())
}

func (c *command) flagHelp() string {
	width := 0
	var shown []option
	for _, o := range c.flags {
		if o.hidden {
			continue
		}
		shown = append(shown, o)
		if n := len(o.usage()); n <= flagWidth {
			width = max(width, n)
		}
	}
	var b strings.Builder
	for _, o := range shown {
		left := o.usage()
		if len(left) > width {
			b.WriteString("  " + left + "\n")
			left = ""
		}
		for _, line := range wrap(o.text, helpWidth-width-4) {
			fmt.Fprintf(&b, "  %-*s  %s\n", width, left, line)
			left = ""
		}
	}
	return b.String()
}

// usage is how the flag is written.
func (o option) usage() string {
	switch {
	case o.arg == "":
		return "--" + o.name
	case o.optional:
		return "--" + o.name + "[=" + o.arg + "]"
	}
	return "--" + o.name + " " + o.arg
}

// wrap breaks text into lines of at most width characters, between words.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

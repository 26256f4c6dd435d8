package main

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/check"
)

// scripts ask pack-lsp itself, by completeName, what a word can be, so that they never go out of date.
//
//go:embed completion
var scripts embed.FS

var shells = []string{"bash", "zsh", "fish"}

func completionCommand() *command {
	return &command{
		name: "completion", args: "SHELL", summary: "print a script that completes commands, flags and codes in a shell",
		about: "Prints a script for bash, zsh or fish that completes commands, flags, their values and codes.\n",
		notes: `
Examples:
  source <(pack-lsp completion bash)                                    in ~/.bashrc
  source <(pack-lsp completion zsh)                                     in ~/.zshrc, after compinit
  pack-lsp completion fish > ~/.config/fish/completions/pack-lsp.fish
`,
		words: func() []string { return shells }, run: runCompletion,
	}
}

func runCompletion(args []string, s streams) int {
	switch {
	case len(args) != 1:
		return usageError(s, "completion: name one shell: %s", strings.Join(shells, ", "))
	case !slices.Contains(shells, args[0]):
		return usageError(s, "completion: unknown shell %q%s", args[0],
			suggest(args[0], shells, "", "one of "+strings.Join(shells, ", ")))
	}
	script, err := scripts.ReadFile("completion/pack-lsp." + args[0])
	if err != nil {
		return usageError(s, "completion: %v", err)
	}
	return writeOut(s, "completion", string(script))
}

// completeName is the command that the scripts run, with the words after pack-lsp up to the cursor.
const completeName = "__complete"

// What the first line of the answer says about paths.
const (
	onlyWords = ":words"
	orPaths   = ":paths"
)

// runComplete prints onlyWords or orPaths, and then what the last word can be: one candidate per line, with a tab and
// what it means after it if that is known.
func runComplete(words []string, s streams) int {
	found := completeWords(words)
	var b strings.Builder
	b.WriteString(onlyWords + "\n")
	if found.paths {
		b.Reset()
		b.WriteString(orPaths + "\n")
	}
	for _, c := range found.list {
		fmt.Fprintf(&b, "%s\t%s\n", c.word, c.doc)
	}
	return writeOut(s, completeName, b.String())
}

// candidates are what a word can be.
type candidates struct {
	list  []candidate
	paths bool // or the path of a file
}

type candidate struct{ word, doc string }

func (c *candidates) add(prefix, word, doc string) {
	if strings.HasPrefix(word, prefix) {
		c.list = append(c.list, candidate{word, doc})
	}
}

// completeWords is what the last of words, which are after pack-lsp, can be.
func completeWords(words []string) candidates {
	var found candidates
	if len(words) == 0 {
		words = []string{""}
	}
	last := words[len(words)-1]
	if len(words) == 1 {
		for _, c := range commands() {
			found.add(last, c.name, c.summary)
		}
		if strings.HasPrefix(last, "-") {
			serveCommand().completeFlags(&found, last)
			found.add(last, "--version", "print the version")
		}
		return found
	}
	c := commandNamed(words[0])
	if c == nil {
		return found
	}
	earlier := words[1 : len(words)-1]
	if o := c.waiting(earlier); o != nil {
		o.completeValue(&found, "", last)
		return found
	}
	name, value, hasValue := strings.Cut(last, "=")
	switch {
	case slices.Contains(earlier, "--"):
		c.completeArgument(&found, last)
	case hasValue && strings.HasPrefix(name, "-"):
		if o := c.option(strings.TrimLeft(name, "-")); o != nil {
			o.completeValue(&found, name+"=", value)
		}
	case strings.HasPrefix(last, "-"):
		c.completeFlags(&found, last)
	default:
		c.completeArgument(&found, last)
	}
	return found
}

// waiting is the flag that takes the word after words as its value; nil if none does.
func (c *command) waiting(words []string) *option {
	var waits *option
	for _, word := range words {
		switch {
		case waits != nil:
			waits = nil
		case word == "--":
			return nil
		case strings.HasPrefix(word, "-"):
			if o := c.option(strings.TrimLeft(word, "-")); o != nil && o.takesWord() {
				waits = o
			}
		}
	}
	return waits
}

// takesWord reports whether the next word is the argument of the flag.
func (o *option) takesWord() bool { return o.arg != "" && !o.optional }

func (c *command) completeArgument(found *candidates, prefix string) {
	if c.words == nil {
		found.paths = c.args != ""
		return
	}
	for _, word := range c.words() {
		doc := ""
		if known := check.ByCode(word); known != nil {
			doc = known.Summary
		} else if named := commandNamed(word); named != nil {
			doc = named.summary
		}
		found.add(prefix, word, doc)
	}
}

func (c *command) completeFlags(found *candidates, prefix string) {
	for _, o := range c.flags {
		if o.hidden {
			continue
		}
		found.add(prefix, "--"+o.name, firstClause(o.text))
		if o.optional && len(o.values) > 0 && strings.HasPrefix(prefix, "--"+o.name) {
			o.completeValue(found, "--"+o.name+"=", "")
		}
	}
	found.add(prefix, "--help", "print the help of "+c.name)
}

// completeValue adds what the argument of the flag can be, each with lead before it.
func (o *option) completeValue(found *candidates, lead, prefix string) {
	for _, v := range o.values {
		if strings.HasPrefix(v, prefix) {
			found.list = append(found.list, candidate{lead + v, ""})
		}
	}
	found.paths = found.paths || o.arg == "FILE" || o.arg == "DIR" || o.arg == "PATH"
}

// firstClause is the beginning of a text, for a list of flags.
func firstClause(text string) string {
	clause, _, _ := strings.Cut(text, ";")
	lines := wrap(clause, 80)
	if len(lines) > 1 {
		return lines[0] + " ..."
	}
	return lines[0]
}

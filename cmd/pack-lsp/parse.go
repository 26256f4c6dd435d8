package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
)

// parse reads the flags before, between and after the other arguments, which it returns. help says that help is asked
// for.
func (c *command) parse(args []string) (rest []string, help bool, err error) {
	flags := c.flagSet()
	flags.SetOutput(io.Discard) // flag would print all of its help after each error
	flags.Usage = func() {}
	for {
		switch err := flags.Parse(args); {
		case errors.Is(err, flag.ErrHelp):
			return nil, true, nil
		case err != nil:
			return nil, false, c.flagError(err)
		}
		if flags.NArg() == 0 {
			return rest, false, c.choices(flags)
		}
		consumed := len(args) - flags.NArg()
		if consumed > 0 && args[consumed-1] == "--" {
			return append(rest, flags.Args()...), false, c.choices(flags)
		}
		rest, args = append(rest, flags.Arg(0)), flags.Args()[1:]
	}
}

// flagError is an error of package flag in our words.
func (c *command) flagError(err error) error {
	message, advice := err.Error(), "see pack-lsp "+c.name+" --help"
	if name, ok := strings.CutPrefix(message, "flag provided but not defined: -"); ok {
		var known []string
		for _, o := range c.flags {
			if !o.hidden {
				known = append(known, o.name)
			}
		}
		return errors.New("unknown flag --" + name + suggest(name, known, "--", advice))
	}
	if name, ok := strings.CutPrefix(message, "flag needs an argument: -"); ok {
		if o := c.option(name); o != nil && o.values != nil {
			advice = "one of " + strings.Join(o.values, ", ")
		}
		return errors.New("--" + name + " needs a value; " + advice)
	}
	return errors.New(strings.Replace(message, " for flag -", " for --", 1) + "; " + advice)
}

// option is the flag of that name; nil if there is none.
func (c *command) option(name string) *option {
	for i := range c.flags {
		if c.flags[i].name == name {
			return &c.flags[i]
		}
	}
	return nil
}

// choices is an error if a flag that was given has a value that is none of its values.
func (c *command) choices(flags *flag.FlagSet) error {
	var err error
	flags.Visit(func(f *flag.Flag) {
		o := c.option(f.Name)
		word := f.Value.String()
		if _, text := o.into.(*string); !text || err != nil || o.values == nil || o.optional && f.Value.String() == given {
			return
		}
		if !slices.Contains(o.values, word) {
			err = fmt.Errorf("unknown %s %q for --%s%s", strings.ToLower(o.arg), word, o.name,
				suggest(word, o.values, "", "one of "+strings.Join(o.values, ", ")))
		}
	})
	return err
}

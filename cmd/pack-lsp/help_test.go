package main

import (
	"flag"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestHelp holds that help names every command and flag, in lines that fit a terminal.
func TestHelp(t *testing.T) {
	code, overview, _ := packLSP(t, "help")
	if code != exitOK {
		t.Errorf("help: exit code %d", code)
	}
	for _, c := range commands() {
		if !strings.Contains(overview, "  pack-lsp "+c.usage()+" ") {
			t.Errorf("help does not name %s", c.name)
		}
		_, text, _ := packLSP(t, "help", c.name)
		if !strings.HasPrefix(text, "Usage: pack-lsp "+c.usage()+"\n\n") {
			t.Errorf("help %s: %q", c.name, text)
		}
		if _, same, _ := packLSP(t, c.name, "--help"); same != text {
			t.Errorf("%s --help differs from help %[1]s", c.name)
		}
		for _, o := range c.flags {
			if strings.Contains(text, "\n  "+o.usage()) == o.hidden {
				t.Errorf("help %s: --%s is hidden: %v\n%s", c.name, o.name, o.hidden, text)
			}
		}
		for line := range strings.Lines(text) {
			if n := utf8.RuneCountInString(line); n > helpWidth+1 {
				t.Errorf("help %s: %d columns: %s", c.name, n, line)
			}
		}
	}
}

// TestDefaultsAreValues holds that a flag with a list of values has one of them, or none, by default.
func TestDefaultsAreValues(t *testing.T) {
	for _, c := range commands() {
		c.flagSet().VisitAll(func(f *flag.Flag) {
			o := c.option(f.Name)
			_, text := o.into.(*string)
			if text && o.values != nil && f.DefValue != "" && !slices.Contains(o.values, f.DefValue) {
				t.Errorf("%s --%s: the default is %q", c.name, f.Name, f.DefValue)
			}
		})
	}
}

// TestDidYouMean has misspelled words of the command line.
func TestDidYouMean(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"chekc"}, "unknown command \"chekc\"; did you mean pack-lsp check? (see pack-lsp help)\n"},
		{[]string{"help", "rendr"}, "unknown command \"rendr\"; did you mean pack-lsp render? (see pack-lsp help)\n"},
		{[]string{"../../examples"}, "unknown command \"../../examples\"; to check packs: pack-lsp check ../../examples\n"},
		{[]string{"zzz"}, "unknown command \"zzz\"; see pack-lsp help\n"},
		{[]string{"check", "--fail-no=hint"}, "unknown flag --fail-no; did you mean --fail-on? (see pack-lsp check --help)\n"},
		{[]string{"check", "--format=jsn", good}, "did you mean json? (one of text, json,"},
		{[]string{"check", "--fail-on", "warnings", good}, "unknown level \"warnings\" for --fail-on; did you mean warning?"},
		{[]string{"check", "--format"}, "--format needs a value; one of text, json,"},
		{[]string{"explain", "pack/unknown-layr"}, "did you mean pack/unknown-layer?"},
		{[]string{"serve", "--log-level=loud"}, `invalid value "loud" for --log-level`},
		{[]string{"help", "check", "render"}, "help takes one command"},
	} {
		code, stdout, stderr := packLSP(t, tt.args...)
		if code != exitUsage || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, tt.want) {
			t.Errorf("%v: exit code %d, %q\n%q does not say %q", tt.args, code, stdout, stderr, tt.want)
		}
	}
}

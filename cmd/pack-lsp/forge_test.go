package main

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// forged is a text that would write a line, a command of GitHub or Azure, and a title of the terminal.
const forged = "x\n::error::forged\r##vso[task.complete]##[error]y\x1b]0;title\x07\u202e\u2028"

// ownStyles are the escape sequences that a terminal is meant to get.
var ownStyles = regexp.MustCompile("\x1b\\[[0-9]*m|\x1b\\]8;;[!-~]*\x1b\\\\")

// TestNothingForgesOutput has packs whose names and values are commands to terminals and CI systems.
func TestNothingForgesOutput(t *testing.T) {
	dir := t.TempDir()
	name := "::error::packs"
	if runtime.GOOS != "windows" {
		name += "\n::warning::dir\x1b[2J##vso[x]"
	}
	quoted := strings.NewReplacer("\n", `\n`, "\r", `\r`, "\x1b", `\u001b`, "\a", `\u0007`).Replace(forged)
	write(t, filepath.Join(dir, name, "pack.json"),
		"{\"name\": \"x\", \"version\": \"v1\",\n::error::x\r::error::y\n##vso[z]\n\"layer\": \""+quoted+"\"}\n")
	write(t, filepath.Join(dir, name, "values.yaml"),
		"charts:\n  \""+quoted+"\": {}\npack:\n  namespace: \""+quoted+"\"\n"+
			"\t::error::x ##vso[a]\u202e\x1b[0m: y\r::error::z\n")
	t.Chdir(dir)
	base := filepath.Join(dir, "base.json")
	runs := [][]string{{"--color=always"}, {"--fix=all", "--diff"}, {"--baseline", base, "--write-baseline"}}
	for _, format := range formatNames {
		runs = append(runs, []string{"--format", format})
	}
	for _, path := range []string{name, filepath.Join(name, "values.yaml"), "."} {
		for _, flags := range runs {
			_, stdout, stderr := packLSP(t, append(append([]string{"check", "--fail-on=never"}, flags...), "--", path)...)
			checkOutput(t, flags, ownStyles.ReplaceAllString(stdout, ""))
			checkOutput(t, flags, stderr)
			if stdout == "" && flags[len(flags)-1] != "--write-baseline" {
				t.Errorf("%v: nothing on stdout\n%s", flags, stderr)
			}
		}
	}
	text, err := os.ReadFile(base)
	if err != nil {
		t.Fatal(err)
	}
	checkOutput(t, []string{"baseline"}, string(text))
	_, _, stderr := packLSP(t, "check", "--baseline="+base, "--", name)
	if !strings.Contains(stderr, "nothing found") {
		t.Errorf("the baseline does not find its own findings again: %s", stderr)
	}
}

func checkOutput(t *testing.T, flags []string, output string) {
	t.Helper()
	isGitHub := flags[len(flags)-1] == "github"
	for line := range strings.Lines(output) {
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r") // a diff keeps line ends
		own := isGitHub && regexp.MustCompile(`^::(error|warning|notice) file=`).MatchString(line)
		if strings.HasPrefix(strings.TrimSpace(line), "::") && !own {
			t.Errorf("%v: a command: %q", flags, line)
		}
		if anyCommand.MatchString(line) {
			t.Errorf("%v: a command in %q", flags, line)
		}
		isDiff := flags[len(flags)-1] == "--diff"
		if i := strings.IndexFunc(line, func(r rune) bool { return acts(r) && !(isDiff && r == '\t') }); i >= 0 {
			t.Errorf("%v: %q in %q", flags, line[i:i+1], line)
		}
	}
}

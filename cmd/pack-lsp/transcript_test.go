package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestTranscripts runs the commands in the archives of testdata and compares what they print. A command is a line
// "$ NAME ARGUMENT...", with "< FILE" for stdin; see shell. After it are the lines of stdout, those of stderr after
// "2| ", and "[exit N]" unless N is 0. A folder x.tgz of the archive becomes a chart archive.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		file, err := filepath.Abs(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			t.Chdir(unpack(t, archive.Files))
			want := string(archive.Comment)
			got := transcript(t, want)
			if got == want {
				return
			}
			if !*packtest.Update {
				t.Fatalf("got\n%s\nwant\n%s", got, want)
			}
			archive.Comment = []byte(got)
			if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// unpack writes the files of an archive into a new folder, and returns it.
func unpack(t *testing.T, files []txtar.File) string {
	t.Helper()
	dir := t.TempDir()
	unpackInto(t, dir, files)
	return dir
}

func unpackInto(t *testing.T, dir string, files []txtar.File) {
	t.Helper()
	fsys := packtest.NewFS(files)
	for _, f := range files {
		name := f.Name
		if at, _, ok := strings.Cut(name, ".tgz/"); ok {
			name = at + ".tgz"
		}
		write(t, filepath.Join(dir, filepath.FromSlash(name)), fsys.Read(packtest.Path(name)))
	}
}

var took = regexp.MustCompile(`\([0-9.]+(ms|s|µs)\)\n`)

// transcript runs the commands of a transcript, and returns it with what they print now.
func transcript(t *testing.T, old string) string {
	var b strings.Builder
	commands := 0
	for line := range strings.Lines(old) {
		command, isCommand := strings.CutPrefix(line, "$ ")
		switch {
		case strings.HasPrefix(line, "# ") || strings.TrimSpace(line) == "":
			b.WriteString(line)
		case isCommand:
			commands++
			b.WriteString(line)
			b.WriteString(shell(t, strings.TrimSpace(command)))
		}
	}
	if commands == 0 {
		t.Error("no command")
	}
	return b.String()
}

// shell runs a command: pack-lsp, git, or one of a few that look at files and change them.
func shell(t *testing.T, command string) string {
	t.Helper()
	command, input, _ := strings.Cut(command, " < ")
	words := strings.Fields(command)
	stdin := ""
	if input != "" {
		stdin = read(t, input)
	}
	var out, errs bytes.Buffer
	code := 0
	switch args := words[1:]; words[0] {
	case "pack-lsp":
		code = run(args, streams{strings.NewReader(stdin), &out, &errs})
	case "cat":
		out.WriteString(read(t, args[0]))
	case "cp":
		write(t, args[1], read(t, args[0]))
	case "rm":
		if err := os.RemoveAll(args[0]); err != nil {
			t.Fatal(err)
		}
	case "git":
		runGit(t, args...)
	default:
		t.Fatalf("unknown command %q", words[0])
	}
	return shown(out.String(), "") + shown(took.ReplaceAllString(errs.String(), "(TIME)\n"), "2| ") + exit(code)
}

// shown is output with a prefix before each line. A blank line is a dot, since it would be lost in the transcript.
func shown(output, prefix string) string {
	var b strings.Builder
	for line := range strings.Lines(output) {
		b.WriteString(prefix + strings.TrimSuffix(line, "\n"))
		if !strings.HasSuffix(line, "\n") {
			b.WriteString("[no line end]")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func exit(code int) string {
	if code == 0 {
		return ""
	}
	return fmt.Sprintf("[exit %d]\n", code)
}

// runGit runs git as somebody whose settings do not matter.
func runGit(t *testing.T, args ...string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	args = append([]string{"-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main"}, args...)
	cmd := exec.Command("git", args...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

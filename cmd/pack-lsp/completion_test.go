package main

import (
	"fmt"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// asMain makes the test binary be pack-lsp.
const asMain = "PACK_LSP_TEST_AS_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(asMain) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestCompleteWords(t *testing.T) {
	for _, tt := range []struct {
		words []string
		want  string // the candidates, and PATHS if paths may follow
	}{
		{[]string{"ch"}, "check"},
		{[]string{"--pos"}, "--position-encoding"},
		{[]string{"chekc", ""}, ""},
		{[]string{"check", ""}, "PATHS"},
		{[]string{"check", "--fo"}, "--format"},
		{[]string{"check", "--format", "j"}, "json junit"},
		{[]string{"check", "--format=j"}, "--format=json --format=junit"},
		{[]string{"check", "-format=j"}, "-format=json -format=junit"},
		{[]string{"check", "--format", "json", ""}, "PATHS"},
		{[]string{"check", "--config", ""}, "PATHS"},
		{[]string{"check", "--config=x"}, "PATHS"},
		{[]string{"check", "--fix"}, "--fix --fix=safe --fix=all"},
		{[]string{"check", "--fix="}, "--fix=safe --fix=all"},
		{[]string{"check", "--fix", ""}, "PATHS"},
		{[]string{"check", "--", "--fo"}, "PATHS"},
		{[]string{"check", "--no="}, ""},
		{[]string{"serve", "--so"}, ""},
		{[]string{"version", ""}, ""},
		{[]string{"explain", "pack/unknown-l"}, "pack/unknown-layer"},
		{[]string{"help", "re"}, "render"},
		{[]string{"completion", ""}, "bash zsh fish"},
	} {
		found := completeWords(tt.words)
		var got []string
		for _, c := range found.list {
			got = append(got, c.word)
		}
		if found.paths {
			got = append(got, "PATHS")
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%q: got %q, want %q", tt.words, got, tt.want)
		}
	}
	if got := completeWords(nil); len(got.list) != len(commands()) {
		t.Errorf("%d commands", len(got.list))
	}
}

// TestFlagsAreCompleted holds that every flag that help shows is offered, and that nothing else is.
func TestFlagsAreCompleted(t *testing.T) {
	for _, c := range commands() {
		var want []string
		for _, o := range c.flags {
			if !o.hidden {
				want = append(want, "--"+o.name)
			}
		}
		var got []string
		for _, found := range completeWords([]string{c.name, "--"}).list {
			if !strings.Contains(found.word, "=") {
				got = append(got, found.word)
			}
		}
		if want = append(want, "--help"); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", c.name, got, want)
		}
	}
}

func TestCompletionUsage(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"completion"}, "name one shell: bash, zsh, fish"},
		{[]string{"completion", "bahs"}, `unknown shell "bahs"; did you mean bash? (one of bash, zsh, fish)`},
	} {
		if code, _, stderr := packLSP(t, tt.args...); code != exitUsage || !strings.Contains(stderr, tt.want) {
			t.Errorf("%v: exit code %d, %q", tt.args, code, stderr)
		}
	}
}

// completeIn is what a shell offers after a command line. ask is a script that has the shell complete it, in which
// SCRIPT is the path of our script.
func completeIn(t *testing.T, shell, ask string) []string {
	t.Helper()
	if _, err := exec.LookPath(shell); err != nil || runtime.GOOS == "windows" {
		t.Skipf("%s is not installed, or Windows", shell)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "work", "values.yaml"), "")
	packtest.Symlink(t, os.Args[0], filepath.Join(dir, "pack-lsp"))
	code, script, stderr := packLSP(t, "completion", shell)
	if code != exitOK {
		t.Fatal(stderr)
	}
	path := filepath.Join(dir, "script")
	write(t, path, script)
	cmd := exec.Command(shell, "-c", strings.ReplaceAll(ask, "SCRIPT", path))
	cmd.Dir = filepath.Join(dir, "work")
	cmd.Env = append(os.Environ(), asMain+"=1", "PATH="+dir+":"+os.Getenv("PATH"), "HOME="+dir)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", shell, err, out)
	}
	return strings.Fields(string(out))
}

func TestBash(t *testing.T) {
	for _, tt := range []struct{ words, want string }{
		{"pack-lsp ch", "check"},
		{"pack-lsp check --form", "--format"},
		{"pack-lsp check --format = js", "json"}, // bash splits at the "="
		{"pack-lsp check --format =", "text json sarif github gitlab junit checkstyle"},
		{"pack-lsp check --format js", "json"},
		{"pack-lsp check --fix", "--fix --fix=safe --fix=all"},
		{"pack-lsp explain pack/unknown-l", "pack/unknown-layer"},
		{"pack-lsp check ''", ""},
	} {
		ask := fmt.Sprintf(`source SCRIPT; COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()
			_pack_lsp 2>/dev/null; printf '%%s\n' "${COMPREPLY[@]}"`, tt.words)
		if got := strings.Join(completeIn(t, "bash", ask), " "); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.words, got, tt.want)
		}
	}
}

func TestZsh(t *testing.T) {
	for _, tt := range []struct{ words, want string }{
		{"pack-lsp ch", "check:report the problems of packs"},
		{"pack-lsp check --format=js", "--format=json"},
		{"pack-lsp explain pack/unknown-l", "pack/unknown-layer:an unknown layer, of the pack or of a dependency"},
		{"pack-lsp check ''", "FILES"},
		{"pack-lsp check --config=v", "FILES"},
	} {
		// The functions of its completion system need a terminal; these print what they are asked to offer.
		ask := fmt.Sprintf(`_describe() { print -l -- "${(@P)argv[-1]}" }; _files() { print FILES }; compset() { true }
			source SCRIPT; words=(%s); CURRENT=${#words}; _pack_lsp`, tt.words)
		if got := strings.Join(completeIn(t, "zsh", ask), " "); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.words, got, tt.want)
		}
	}
}

func TestFish(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{"pack-lsp ch", "check report the problems of packs"},
		{"pack-lsp check --format=js", "--format=json"},
		{"pack-lsp check --format js", "json"},
		{"pack-lsp check va", "values.yaml"},
		{"pack-lsp check --config=va", "--config=values.yaml"},
		{"pack-lsp version ", ""},
	} {
		ask := fmt.Sprintf("source SCRIPT; complete -C %q", tt.line)
		if got := strings.Join(completeIn(t, "fish", ask), " "); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.line, got, tt.want)
		}
	}
}

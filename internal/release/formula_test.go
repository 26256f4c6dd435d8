package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// madeFormula writes the formula of a release 1.2.3 into a new folder. The checksum of an archive is its number in
// platforms, repeated.
func madeFormula(t *testing.T, platforms []string) (dir, text string) {
	t.Helper()
	dir = t.TempDir()
	sums := "no checksum\n"
	for i, platform := range platforms {
		sum := strings.Repeat(fmt.Sprint(i), 64)
		sums += fmt.Sprintf("%s  pack-lsp-1.2.3-%s.tar.gz\n%064d  pack-lsp-1.2.3-%s.sbom.json\n", sum, platform, 0, platform)
	}
	write(t, filepath.Join(dir, "SHA256SUMS"), sums)
	text, err := formula("v1.2.3", filepath.Join(dir, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "pack-lsp.rb"), text)
	return dir, text
}

func TestFormula(t *testing.T) {
	platforms := []string{"linux-amd64", "darwin-arm64", "linux-arm64", "darwin-amd64"}
	dir, text := madeFormula(t, platforms)
	for i, line := range strings.Split(text, "\n") {
		if len(line) > 120 {
			t.Errorf("line %d has %d columns", i+1, len(line))
		}
	}
	for i, platform := range platforms {
		pair := fmt.Sprintf("/v1.2.3/pack-lsp-1.2.3-%s.tar.gz\"\n      sha256 \"%s\"\n", platform,
			strings.Repeat(fmt.Sprint(i), 64))
		if !strings.Contains(text, pair) {
			t.Errorf("the formula does not have %s", pair)
		}
	}
	for _, tt := range []struct{ tag, want string }{
		{"1.2.3", "is not the tag of a release"},
		{"v1.2.3-rc.1", "is not the tag of a release"},
		{"v1.2.3\"", "is not the tag of a release"},
		{"v1.2.4", "has no checksum of pack-lsp-1.2.4-"},
	} {
		_, err := formula(tt.tag, filepath.Join(dir, "SHA256SUMS"))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.tag, err, tt.want)
		}
	}
}

// Ruby reads the formula as Homebrew does on each system, installs it, and runs its test.
func TestFormulaInRuby(t *testing.T) {
	if _, err := exec.LookPath("ruby"); err != nil || runtime.GOOS == "windows" {
		t.Skip("skipped: no Ruby here, or Windows")
	}
	platforms := []string{"linux-amd64", "darwin-arm64", "linux-arm64", "darwin-amd64"}
	dir, _ := madeFormula(t, platforms)
	homebrew, err := filepath.Abs("testdata/homebrew.rb")
	if err != nil {
		t.Fatal(err)
	}
	ruby := func(args ...string) string {
		t.Helper()
		cmd := exec.Command("ruby", args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("ruby %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	if out := ruby("-wc", "pack-lsp.rb"); out != "Syntax OK\n" {
		t.Error(out)
	}
	for i, platform := range platforms {
		system, processor, _ := strings.Cut(platform, "-")
		lines := strings.Split(ruby(homebrew, system, processor), "\n")
		sum := "sha256 " + strings.Repeat(fmt.Sprint(i), 64)
		url := "url https://github.com/pack-lsp/pack-lsp/releases/download/v1.2.3/pack-lsp-1.2.3-" + platform + ".tar.gz"
		if !slices.Contains(lines, sum) || !slices.Contains(lines, url) || len(lines) != 7 {
			t.Errorf("%s: %q, want %s and %s", platform, lines, url, sum)
		}
	}
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w -X main.release=v1.2.3", "-o",
		filepath.Join(dir, "pack-lsp"), "./cmd/pack-lsp")
	cmd.Dir, cmd.Env = root, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out := ruby(homebrew, "linux", "amd64", filepath.Join(dir, "cellar"))
	for _, shell := range []string{"bash", "zsh", "fish"} {
		if !strings.Contains(out, "completion "+shell+" true\n") {
			t.Errorf("there are no completions for %s:\n%s", shell, out)
		}
	}
}

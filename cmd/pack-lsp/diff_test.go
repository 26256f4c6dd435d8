package main

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// applyDiff applies a diff with git, and returns the text after it.
func applyDiff(t *testing.T, before, diff string) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "f"), before)
	cmd := exec.Command("git", "apply", "--whitespace=nowarn", "-")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir), "GIT_CONFIG_NOSYSTEM=1",
		"GIT_CONFIG_GLOBAL="+os.DevNull) // which may want other line ends
	cmd.Stdin = strings.NewReader(diff)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, diff)
	}
	return read(t, filepath.Join(dir, "f"))
}

// TestUnifiedDiff has git apply diffs of random texts.
func TestUnifiedDiff(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	words := []string{"a\n", "b\n", "  c\n", "\td\n", "e\r\n", "\n", "é\n"}
	text := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(words[random.IntN(len(words))])
		}
		return b.String()
	}
	for i := range 60 {
		lines := splitLines(text(1 + random.IntN(40)))
		before := strings.Join(lines, "")
		for range 1 + random.IntN(4) {
			at := random.IntN(len(lines) + 1)
			rest := lines[min(len(lines), at+random.IntN(3)):]
			lines = append(append(lines[:at:at], text(random.IntN(3))), rest...)
		}
		after := strings.Join(lines, "") + text(1)
		if i%3 == 0 {
			before, after = strings.TrimRight(before, "\r\n"), strings.TrimRight(after, "\r\n")+"x"
		}
		if before == after || before == "" {
			continue
		}
		if got := applyDiff(t, before, unifiedDiff("f", before, after)); got != after {
			t.Errorf("%q becomes %q, want %q", before, got, after)
		}
	}
}

// TestLargeDiff holds that texts with nothing in common do not take long.
func TestLargeDiff(t *testing.T) {
	before, after := strings.Repeat("a\n", 20_000), strings.Repeat("b\n", 20_000)
	if got := unifiedDiff("f", before, after); strings.Count(got, "\n") != 40_003 {
		t.Errorf("%d lines", strings.Count(got, "\n"))
	}
}

// FuzzDiffLines holds that the changes from one text to another make the other of the one.
func FuzzDiffLines(f *testing.F) {
	f.Add("a\nb\nc\n", "a\nc\nd\n")
	f.Add("", "a")
	f.Add("a\na\nb\n", "b\na\na\n")
	f.Fuzz(func(t *testing.T, before, after string) {
		a, b := splitLines(before), splitLines(after)
		var got strings.Builder
		at := 0
		for _, r := range diffLines(a, b) {
			if r.from < at || r.to < r.from || r.newTo < r.newFrom {
				t.Fatalf("%+v after line %d", r, at)
			}
			got.WriteString(strings.Join(a[at:r.from], "") + strings.Join(b[r.newFrom:r.newTo], ""))
			at = r.to
		}
		got.WriteString(strings.Join(a[at:], ""))
		if got.String() != after {
			t.Errorf("%q becomes %q, want %q", before, got.String(), after)
		}
		unifiedDiff("f", before, after)
	})
}

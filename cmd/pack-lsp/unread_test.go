package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

const plain = `{"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon", ` +
	`"charts": ["charts/a.tgz"]}`

// Files that exist but cannot be read are named, and the run fails.
func TestUnread(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, dir string) (path string){
		"large file": func(t *testing.T, dir string) string {
			path := filepath.Join(dir, "demo", "values.yaml")
			write(t, path, "")
			if err := os.Truncate(path, disk.MaxText+1); err != nil {
				t.Fatal(err)
			}
			return path
		},
		"folder in place of a file": func(t *testing.T, dir string) string {
			write(t, filepath.Join(dir, "demo", "values.yaml", "x"), "")
			return filepath.Join(dir, "demo", "values.yaml")
		},
		"folder in place of pack.json": func(t *testing.T, dir string) string {
			write(t, filepath.Join(dir, "other", "pack.json", "x"), "")
			return filepath.Join(dir, "other", "pack.json")
		},
		"folder in place of a manifest": func(t *testing.T, dir string) string {
			write(t, filepath.Join(dir, "other", "pack.json"), strings.Replace(plain, `"charts": ["charts/a.tgz"]`,
				`"kubeManifests": ["manifests/a.yaml"]`, 1))
			path := filepath.Join(dir, "other", "manifests", "a.yaml")
			write(t, filepath.Join(path, "x"), "")
			return path
		},
		"link to nothing": func(t *testing.T, dir string) string {
			return danglingLink(t, filepath.Join(dir, "demo", "schema.yaml"))
		},
		"settings that are a link to nothing": func(t *testing.T, dir string) string {
			return danglingLink(t, filepath.Join(dir, ".pack-lsp.yaml"))
		},
		"large chart": func(t *testing.T, dir string) string {
			path := filepath.Join(dir, "demo", "charts", "a.tgz")
			write(t, path, "")
			if err := os.Truncate(path, 30<<20); err != nil {
				t.Fatal(err)
			}
			return path
		},
		"pack.json that leads out": func(t *testing.T, dir string) string {
			out := filepath.Join(t.TempDir(), "pack.json")
			write(t, out, plain)
			path := filepath.Join(dir, "linked", "pack.json")
			write(t, filepath.Join(dir, "linked", "values.yaml"), "")
			packtest.Symlink(t, out, path)
			return path
		},
		"unreadable pack.json": func(t *testing.T, dir string) string {
			return unreadable(t, filepath.Join(dir, "demo", "pack.json"))
		},
		"unreadable settings": func(t *testing.T, dir string) string {
			path := filepath.Join(dir, ".pack-lsp.yaml")
			write(t, path, "checks: {}\n")
			return unreadable(t, path)
		},
		"unreadable folder": func(t *testing.T, dir string) string {
			write(t, filepath.Join(dir, "closed", "pack.json"), plain)
			return unreadable(t, filepath.Join(dir, "closed"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, filepath.Join(dir, "demo", "pack.json"), plain)
			path, err := filepath.Rel(dir, spoil(t, dir))
			if err != nil {
				t.Fatal(err)
			}
			t.Chdir(dir)
			code, _, stderr := packLSP(t, "check", "--fail-on=never", ".")
			if code != exitUsage || !strings.Contains(stderr, "pack-lsp: check: "+filepath.ToSlash(path)+" was not checked: ") {
				t.Errorf("exit code %d\n%s", code, stderr)
			}
		})
	}
}

func danglingLink(t *testing.T, path string) string {
	t.Helper()
	packtest.Symlink(t, "nothing", path)
	return path
}

func unreadable(t *testing.T, path string) string {
	t.Helper()
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		t.Skip("every file can be read")
	}
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(path, 0o700) })
	return path
}

// archive returns a chart archive whose values have that many lines.
func archive(t *testing.T, name string, lines int) string {
	t.Helper()
	var b bytes.Buffer
	zw := gzip.NewWriter(&b)
	tw := tar.NewWriter(zw)
	for path, text := range map[string]string{
		"c/Chart.yaml": "name: " + name + "\nversion: 1.0.0\n", "c/values.yaml": strings.Repeat("- \n", lines),
	} {
		if err := tw.WriteHeader(&tar.Header{Name: path, Size: int64(len(text)), Mode: 0o644}); err != nil {
			t.Fatal(err)
		}
		if _, err := tw.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(tw.Close(), zw.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The charts of a pack share one budget, so that small archives cannot use up the memory.
func TestBudgetOfCharts(t *testing.T) {
	dir := t.TempDir()
	names := []string{"a", "b", "c"}
	for _, name := range names {
		write(t, filepath.Join(dir, "charts", name+".tgz"), archive(t, name, 600_000))
	}
	meta := strings.Replace(plain, `"charts/a.tgz"`, `"charts/a.tgz", "charts/b.tgz", "charts/c.tgz"`, 1)
	write(t, filepath.Join(dir, "pack.json"), meta)
	t.Chdir(dir)
	code, _, stderr := packLSP(t, "check", "--fail-on=never", ".")
	if code != exitUsage || strings.Contains(stderr, "charts/a.tgz was") ||
		!strings.Contains(stderr, "charts/c.tgz was not checked: ") {
		t.Errorf("exit code %d\n%s", code, stderr)
	}
}

// A link to a pack.json in the workspace makes its folder a pack.
func TestLinkedPack(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "real.json"), plain)
	write(t, filepath.Join(dir, "demo", "values.yaml"), "")
	packtest.Symlink(t, filepath.Join("..", "real.json"), filepath.Join(dir, "demo", "pack.json"))
	if _, _, stderr := packLSP(t, "check", dir); !strings.Contains(stderr, "1 pack checked") {
		t.Errorf("%s", stderr)
	}
}

// Names and values in packs cannot write lines, commands or escape sequences of their own, in any format.
func TestNothingIsForged(t *testing.T) {
	dir := t.TempDir()
	const evil = "x\n::error file=a::b\r\x1b]0;title\x07\u009b31m\u2028\u202egnp"
	name, err := json.Marshal(evil)
	if err != nil {
		t.Fatal(err)
	}
	folder := "::warning::x\x1b[31m"
	if runtime.GOOS == "windows" {
		folder = "x"
	}
	text := `{"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": ` +
		string(name) + `, "charts": [` + string(name) + `]}`
	write(t, filepath.Join(dir, folder, "pack.json"), text)
	t.Chdir(dir)
	for format := range formats {
		code, stdout, stderr := packLSP(t, "check", "--format="+format, folder)
		if code != exitFindings {
			t.Fatalf("%s: exit code %d\n%s", format, code, stderr)
		}
		if i := strings.IndexFunc(stdout, func(r rune) bool { return acts(r) && r != '\n' }); i >= 0 {
			t.Errorf("%s: %q is not escaped in %q", format, stdout[i], stdout[max(0, i-40):i+1])
		}
		for line := range strings.Lines(stdout) {
			if strings.HasPrefix(line, "::error file=a::") || format == "text" && strings.HasPrefix(line, "::") {
				t.Errorf("%s: forged %s", format, line)
			}
		}
		if format == "json" || format == "sarif" {
			var v any
			if err := json.NewDecoder(bytes.NewReader([]byte(stdout))).Decode(&v); err != nil {
				t.Errorf("%s: %v", format, err)
			}
		}
	}
	_, _, stderr := packLSP(t, "check", "no\x1b[31m\n::error::such")
	if strings.Count(stderr, "\n") != 1 || strings.Contains(stderr, "\x1b") {
		t.Errorf("%q", stderr)
	}
}

// A pack that is named twice, once by a link, is checked once.
func TestPackByLink(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "real", "pack.json"), plain)
	packtest.Symlink(t, "real", filepath.Join(dir, "link"))
	_, stdout, stderr := packLSP(t, "check", filepath.Join(dir, "link"), filepath.Join(dir, "real"))
	if !strings.Contains(stderr, "1 pack checked") || strings.Contains(stdout, "pack/duplicate-identity") {
		t.Errorf("%s%s", stdout, stderr)
	}
}

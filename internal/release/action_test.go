package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// fakeReleases makes a folder like that of releases on the web, with one release v0.9.0 whose archive for this machine
// has program, and returns its address. Without what the scripts need, it skips the test.
func fakeReleases(t *testing.T, program []byte) string {
	t.Helper()
	for _, tool := range []string{"bash", "curl", "tar", "awk"} {
		if _, err := exec.LookPath(tool); err != nil || runtime.GOOS == "windows" {
			t.Skipf("skipped: no %s here, or Windows", tool)
		}
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	if err := w.WriteHeader(&tar.Header{Name: "pack-lsp", Mode: 0o755, Size: int64(len(program))}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(program); err != nil {
		t.Fatal(err)
	}
	w.Close()
	z.Close()
	dir := t.TempDir()
	archive := fmt.Sprintf("pack-lsp-0.9.0-%s-%s.tar.gz", runtime.GOOS, runtime.GOARCH)
	sums := fmt.Sprintf("%064d  pack-lsp-0.9.0-plan9-amd64.tar.gz\n%x  %s\n%064d  pack-lsp-0.9.0-%s-%s.sbom.json\n",
		1, sha256.Sum256(b.Bytes()), archive, 2, runtime.GOOS, runtime.GOARCH)
	for _, folder := range []string{"latest/download", "download/v0.9.0"} {
		at := filepath.Join(dir, folder)
		if err := os.MkdirAll(at, 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(at, "SHA256SUMS"), sums)
		write(t, filepath.Join(at, archive), b.String())
	}
	return "file://" + filepath.ToSlash(dir)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

// recorder is a pack-lsp that prints a finding, and writes its arguments into a file.
const recorder = `#!/bin/sh
printf '%s\n' "$*" >>"$RECORD"
case "$*" in
version) echo recorder ;;
*sarif*) echo '{}' ;;
*) printf '%s\n' '::error file=a%2Cb|c/pack.json,line=3,endLine=3,col=1,endColumn=2,title=pack/schema::100%25` +
	" <b> `x` | y" + `'
	exit 1 ;;
esac
`

// result is what a run of a script left.
type result struct {
	status                           int
	output, summary, outputs, record string
}

// runScript runs a script, by its name in .github or its path, in a folder with the examples.
func runScript(t *testing.T, script, releases string, env ...string) result {
	t.Helper()
	dir := t.TempDir()
	path := script
	if !filepath.IsAbs(script) {
		var err error
		if path, err = filepath.Abs(filepath.Join(root, ".github", script)); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("bash", path)
	cmd.Dir = filepath.Join(root, "examples")
	file := func(name string) string { return filepath.Join(dir, name) }
	cmd.Env = append(os.Environ(), "CI=true", "RUNNER_TEMP="+dir, "HOME="+dir, "PACK_LSP_RELEASES="+releases,
		"GITHUB_STEP_SUMMARY="+file("summary"), "GITHUB_OUTPUT="+file("outputs"), "RECORD="+file("record"))
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		b, _ := os.ReadFile(file(name)) // what was not written is ""
		return string(b)
	}
	return result{cmd.ProcessState.ExitCode(), string(out), read("summary"), read("outputs"), read("record")}
}

func TestActionPassesItsInputs(t *testing.T) {
	releases := fakeReleases(t, []byte(recorder))
	r := runScript(t, "check.sh", releases, "INPUT_PATHS=packs one\n\nmore", "INPUT_SEVERITY=warning",
		"INPUT_BASELINE=b.json", "INPUT_CHANGED=origin/main", "INPUT_CONFIG=c.yaml", "INPUT_FAIL_ON=hint",
		"INPUT_CODE_SCANNING=true", "ACTION_REF=v0.9.0")
	flags := "--severity=warning --baseline=b.json --changed=origin/main --config=c.yaml -- packs one more\n"
	want := "version\ncheck --format=github --fail-on=hint " + flags + "check --format=sarif --fail-on=never " + flags
	if r.record != want {
		t.Errorf("pack-lsp was run with\n%swant\n%s", r.record, want)
	}
	if r.status != 1 || !strings.HasPrefix(r.outputs, "findings=1\nsarif=") {
		t.Errorf("exit code %d, outputs %q\n%s", r.status, r.outputs, r.output)
	}
	row := "| a,b\\|c/pack.json:3 | error | 100% &lt;b> \\`x\\` \\| y " +
		"[pack/schema](https://pack-lsp.github.io/pack-lsp/checks/pack/schema/) |\n"
	if !strings.HasPrefix(r.summary, "### Palette packs: 1 finding\n") || !strings.Contains(r.summary, row) {
		t.Errorf("the summary is\n%swant\n%s", r.summary, row)
	}
}

func TestActionHasNoFlagsByDefault(t *testing.T) {
	r := runScript(t, "check.sh", fakeReleases(t, []byte(recorder)))
	if want := "version\ncheck --format=github --fail-on=error -- .\n"; r.record != want {
		t.Errorf("pack-lsp was run with\n%swant\n%s", r.record, want)
	}
}

func TestInstallByChecksum(t *testing.T) {
	releases := fakeReleases(t, []byte(recorder))
	for _, tt := range []struct {
		env  []string
		want string // part of what is printed; "" if it is installed
	}{
		{nil, ""},
		{[]string{"PACK_LSP_VERSION=0.9.0"}, ""},
		{[]string{"PACK_LSP_VERSION=v0.8.0"}, "cannot download"},
		{[]string{"PACK_LSP_SHA256=" + strings.Repeat("0", 64)}, "nothing was installed"},
	} {
		bin := filepath.Join(t.TempDir(), "bin")
		r := runScript(t, "install.sh", releases, append(tt.env, "PACK_LSP_BIN="+bin)...)
		_, err := os.Stat(filepath.Join(bin, "pack-lsp"))
		if installed := err == nil; installed != (tt.want == "") || installed != (r.status == 0) {
			t.Errorf("%v: installed: %v, exit code %d\n%s", tt.env, installed, r.status, r.output)
		}
		if !strings.Contains(r.output, tt.want) || tt.want == "" && !strings.HasSuffix(r.output, bin+"/pack-lsp\n") {
			t.Errorf("%v: %q does not say %q", tt.env, r.output, tt.want)
		}
	}
}

// Whatever is in an input is one argument, or part of an address: nothing in it is run.
func TestActionRunsNothingOfItsInputs(t *testing.T) {
	releases, dir := fakeReleases(t, []byte(recorder)), t.TempDir()
	for i, evil := range []string{"$(touch %s)", "`touch %s`", "; touch %s #", "' && touch %s && '", `" ; touch %s ; "`,
		"-x\nfindings=forged", "a b*c?[d]", "--write-baseline=%s"} {
		mark := filepath.Join(dir, fmt.Sprint("mark", i))
		evil = strings.ReplaceAll(evil, "%s", mark)
		r := runScript(t, "check.sh", releases, "INPUT_PATHS= \n"+evil+"\r\n", "INPUT_SEVERITY="+evil,
			"INPUT_BASELINE="+evil, "INPUT_CHANGED="+evil, "INPUT_CONFIG="+evil, "INPUT_FAIL_ON="+evil)
		want := fmt.Sprintf("version\ncheck --format=github --fail-on=%[1]s --severity=%[1]s --baseline=%[1]s "+
			"--changed=%[1]s --config=%[1]s --   %[2]s\n", evil, strings.ReplaceAll(evil, "\n", " "))
		if r.record != want || r.outputs != "findings=1\n" {
			t.Errorf("pack-lsp was run with\n%swant\n%soutputs: %q", r.record, want, r.outputs)
		}
		for _, env := range []string{"INPUT_VERSION=" + evil, "ACTION_REF=v0.9.0" + evil, "INPUT_SHA256=" + evil} {
			if r := runScript(t, "check.sh", releases, env); r.status == 0 || r.record != "" {
				t.Errorf("%s: exit code %d, %s", env, r.status, r.record)
			}
		}
		if _, err := os.Stat(mark); err == nil {
			t.Errorf("%s was run", evil)
		}
	}
}

// An action that is used by the commit of a release installs that release; others, the newest.
func TestActionByCommit(t *testing.T) {
	releases := fakeReleases(t, []byte(recorder))
	folder := t.TempDir()
	if err := os.CopyFS(filepath.Join(folder, ".github"), os.DirFS(filepath.Join(root, ".github"))); err != nil {
		t.Fatal(err)
	}
	script, commit := filepath.Join(folder, ".github/check.sh"), "ACTION_REF="+strings.Repeat("0a", 20)
	for _, tt := range []struct{ changelog, ref, want string }{
		{"# Changes\n\n## 0.9.0 - 2030-01-31\n\n## 0.8.0 - 2029-01-31\n", commit, ""},
		{"## 0.8.0 - 2030-01-31\n\n## 0.9.0 - 2029-01-31\n", commit, "download/v0.8.0/"},
		{"## 0.8.0 - unreleased\n\n## 0.7.0 - 2029-01-31\n", commit, ""},
		{"## 0.8.0 - 2030-01-31\n", "ACTION_REF=main", ""},
		{"## 0.8.0 - 2030-01-31\n", "ACTION_REF=v0.9.0", ""},
	} {
		write(t, filepath.Join(folder, "CHANGELOG.md"), tt.changelog)
		r := runScript(t, script, releases, tt.ref)
		if installed := r.record != ""; installed != (tt.want == "") || !strings.Contains(r.output, tt.want) {
			t.Errorf("%q, %s: exit code %d\n%s", tt.changelog, tt.ref, r.status, r.output)
		}
	}
}

// The real program, as a workflow would run it on the examples.
func TestActionChecksPacks(t *testing.T) {
	binary := build(t)
	program, err := os.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	releases := fakeReleases(t, program)
	r := runScript(t, "check.sh", releases, "INPUT_PATHS=broken-pack\ngood-pack", "INPUT_CODE_SCANNING=true")
	if r.status != 1 || !strings.Contains(r.output, "::error file=broken-pack/pack.json,line=5,") {
		t.Errorf("exit code %d\n%s", r.status, r.output)
	}
	if !strings.Contains(r.summary, "| broken-pack/pack.json:5 | error | unknown layer \"addons\"") {
		t.Error(r.summary)
	}
	if strings.Count(r.summary, "\n| broken-pack/") != strings.Count(r.output, "\n::")+strings.Count(r.output[:2], "::") {
		t.Errorf("the summary has other rows than there are annotations:\n%s\n%s", r.summary, r.output)
	}
	r = runScript(t, "check.sh", releases, "INPUT_PATHS=good-pack")
	if r.status != 0 || r.summary != "### Palette packs: 0 findings\n\n" || r.outputs != "findings=0\n" {
		t.Errorf("good pack: exit code %d, %q, %q\n%s", r.status, r.summary, r.outputs, r.output)
	}
	r = runScript(t, "check.sh", releases, "INPUT_PATHS=no-pack", "INPUT_CODE_SCANNING=true")
	if r.status != 2 || strings.Contains(r.outputs, "sarif") || !strings.Contains(r.summary, "could not check") {
		t.Errorf("no pack: exit code %d, %q, %q\n%s", r.status, r.summary, r.outputs, r.output)
	}
}

// temporary is a folder for all tests.
var temporary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "pack-lsp-release-")
	if err != nil {
		panic(err)
	}
	temporary = dir
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// built makes a pack-lsp from this repository, with the flags of the Makefile, so that its packages are compiled once.
var built = sync.OnceValues(func() (string, error) {
	binary := filepath.Join(temporary, "pack-lsp")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", binary, "./cmd/pack-lsp")
	cmd.Dir, cmd.Env = root, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return binary, nil
})

// build returns the path of a pack-lsp.
func build(t *testing.T) string {
	t.Helper()
	binary, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return binary
}

// The GitLab template turns findings into a report of Code Quality.
func TestGitLabTemplate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("skipped: the job runs in a container")
	}
	var template struct {
		Packs struct{ Script []string }
	}
	readYAML(t, filepath.Join(root, "examples/gitlab-ci.yaml"), &template)
	var script []string
	for _, line := range template.Packs.Script {
		if !strings.HasPrefix(line, "apk ") && !strings.Contains(line, "install.sh") {
			script = append(script, line)
		}
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(root, "examples"))); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", "-c", strings.Join(script, "\n"))
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PACK_LSP_FLAGS=--fail-on=never", "PACK_LSP_PATHS=.",
		"PATH="+filepath.Dir(build(t))+string(os.PathListSeparator)+os.Getenv("PATH"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var report []struct {
		Description string
		CheckName   string `json:"check_name"`
		Fingerprint string
		Severity    string
		Location    struct {
			Path  string
			Lines struct{ Begin int }
		}
	}
	src, err := os.ReadFile(filepath.Join(dir, "gl-code-quality-report.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(src, &report); err != nil {
		t.Fatal(err)
	}
	seen, found := map[string]bool{}, false
	for _, f := range report {
		if f.Description == "" || f.Fingerprint == "" || seen[f.Fingerprint] {
			t.Errorf("%+v", f)
		}
		seen[f.Fingerprint] = true
		found = found || f.CheckName == "pack/unknown-layer" && f.Severity == "critical" && f.Location.Lines.Begin == 5 &&
			f.Location.Path == "broken-pack/pack.json"
	}
	if !found {
		t.Errorf("no finding of pack/unknown-layer:\n%s", src)
	}
}

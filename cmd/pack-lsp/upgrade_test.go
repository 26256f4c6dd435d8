package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// upgradePack is a pack with an unpacked copy of its chart, and newer archives next to it.
const upgradePack = `
-- demo-1.0.0/pack.json --
{"name": "demo", "version": "1.0.0", "charts": ["charts/agent-1.0.0.tgz"]}
-- demo-1.0.0/values.yaml --
pack:
  namespace: demo
charts:
  agent:
    # How fast.
    mode: fast
    ours: 1
-- demo-1.0.0/README.md --
# Demo
-- demo-1.0.0/charts/agent/Chart.yaml --
name: agent
version: 1.0.0
-- demo-1.0.0/charts/agent/old.txt --
old
-- demo-1.0.0/charts/agent-1.0.0.tgz/Chart.yaml --
apiVersion: v2
name: agent
version: 1.0.0
-- demo-1.0.0/charts/agent-1.0.0.tgz/values.yaml --
# How fast.
mode: fast
ours: 0
-- demo-1.0.0/charts/agent-1.0.0.tgz/templates/a.yaml --
apiVersion: apps/v1
kind: Deployment
metadata: {name: agent}
spec:
  selector: {matchLabels: {mode: {{ .Values.mode }}, ours: "{{ .Values.ours }}"}}
-- agent-1.1.0.tgz/Chart.yaml --
apiVersion: v2
name: agent
version: 1.1.0
-- agent-1.1.0.tgz/values.yaml --
# How fast it is.
mode: slow
-- agent-1.1.0.tgz/templates/a.yaml --
apiVersion: apps/v1
kind: Deployment
metadata: {name: agent}
spec:
  selector: {matchLabels: {mode: {{ .Values.mode }}}}
-- other.tgz/Chart.yaml --
apiVersion: v2
name: other
version: 1.0.0
`

const upgradedValues = `pack:
  namespace: demo
charts:
  agent:
    # How fast it is.
    mode: slow
    # Chart agent 1.1.0 no longer has this value.
    ours: 1
`

// filesBelow are the paths of all files below dir, with slashes.
func filesBelow(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, path)
			all = append(all, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func checkUpgraded(t *testing.T, dir string) {
	t.Helper()
	want := []string{"README.md", "charts/agent/Chart.yaml", "charts/agent/templates/a.yaml", "charts/agent/values.yaml",
		"charts/agent-1.1.0.tgz", "pack.json", "values.yaml"}
	if got := filesBelow(t, dir); !slices.Equal(got, want) {
		t.Errorf("%s has %v, want %v", dir, got, want)
	}
	values, err := os.ReadFile(filepath.Join(dir, "values.yaml"))
	if err != nil || string(values) != upgradedValues {
		t.Errorf("values.yaml: %v\n%s", err, values)
	}
	meta, err := os.ReadFile(filepath.Join(dir, "pack.json"))
	if err != nil || !strings.Contains(string(meta), `"version": "1.1.0", "charts": ["charts/agent-1.1.0.tgz"]`) {
		t.Errorf("pack.json: %v\n%s", err, meta)
	}
	chart, err := os.ReadFile(filepath.Join(dir, "charts", "agent", "Chart.yaml"))
	if err != nil || !strings.Contains(string(chart), "version: 1.1.0") {
		t.Errorf("Chart.yaml: %v\n%s", err, chart)
	}
}

func TestUpgradeMakesANewFolder(t *testing.T) {
	root := packOnDisk(t, upgradePack)
	old := filepath.Join(root, "demo-1.0.0")
	before := filesBelow(t, old)
	archive := filepath.Join(root, "agent-1.1.0.tgz")
	code, stdout, stderr := packLSP(t, "upgrade", old, "--chart", archive)
	if code != exitFindings || stderr != "" { // a value that the chart does not have, and a selector
		t.Errorf("exit code %d\n%s\n%s", code, stdout, stderr)
	}
	for _, want := range []string{
		"demo 1.0.0 -> 1.1.0: chart agent 1.0.0 -> 1.1.0\n",
		"  ours is not a value of the new chart\n",
		"  Deployment agent cannot change in place; delete it first: spec.selector\n",
		"  mode: fast -> slow\n",
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("the report lacks %q:\n%s", want, stdout)
		}
	}
	checkUpgraded(t, filepath.Join(root, "demo-1.1.0"))
	if after := filesBelow(t, old); !slices.Equal(before, after) {
		t.Errorf("the old pack has changed: %v", after)
	}
	if left, _ := filepath.Glob(filepath.Join(root, ".pack-lsp-*")); left != nil {
		t.Errorf("files are left: %v", left)
	}

	code, _, stderr = packLSP(t, "upgrade", old, "--chart", archive)
	if code != exitUsage || !strings.Contains(stderr, "the folder is there already; name another one with --to") {
		t.Errorf("exit code %d, %q", code, stderr)
	}
	code, stdout, _ = packLSP(t, "upgrade", old, "--chart", archive, "--to", filepath.Join(root, "new", "demo"),
		"--format=markdown")
	if code != exitFindings || !strings.Contains(stdout, "- `mode`: `fast` -> `slow`\n") {
		t.Errorf("exit code %d\n%s", code, stdout)
	}
	checkUpgraded(t, filepath.Join(root, "new", "demo"))
}

func TestUpgradeInPlace(t *testing.T) {
	root := packOnDisk(t, upgradePack)
	dir, archive := filepath.Join(root, "demo-1.0.0"), filepath.Join(root, "agent-1.1.0.tgz")
	before := filesBelow(t, root)
	code, stdout, stderr := packLSP(t, "upgrade", "--dry-run", "--format=json", "--chart", archive, dir)
	var report struct {
		Pack   struct{ From, To string }
		Values []struct{ Kind string }
	}
	if err := json.Unmarshal([]byte(stdout), &report); err != nil || code != exitFindings || report.Pack.To != "1.1.0" ||
		len(report.Values) != 2 {
		t.Errorf("exit code %d, %v, %+v\n%s\n%s", code, err, report, stdout, stderr)
	}
	if after := filesBelow(t, root); !slices.Equal(before, after) {
		t.Errorf("--dry-run has written: %v", after)
	}
	if code, stdout, stderr = packLSP(t, "upgrade", "--in-place", "--chart", archive, dir); code != exitFindings {
		t.Errorf("exit code %d\n%s\n%s", code, stdout, stderr)
	}
	checkUpgraded(t, dir)
	// Again, nothing changes.
	code, stdout, stderr = packLSP(t, "upgrade", "--in-place", "--chart", archive, dir)
	if code != exitOK || strings.Contains(stdout, "Values") || stderr != "" {
		t.Errorf("exit code %d\n%s\n%s", code, stdout, stderr)
	}
	checkUpgraded(t, dir)
}

// TestUpgradeFromOldCopies holds that values which were copied from an older chart than the pack has follow as well.
func TestUpgradeFromOldCopies(t *testing.T) {
	root := packOnDisk(t, upgradePack+`
-- agent-0.9.0.tgz/Chart.yaml --
name: agent
version: 0.9.0
-- agent-0.9.0.tgz/values.yaml --
mode: ancient
`)
	dir, archive := filepath.Join(root, "demo-1.0.0"), filepath.Join(root, "agent-1.1.0.tgz")
	write(t, filepath.Join(dir, "values.yaml"), "charts:\n  agent:\n    mode: ancient\n")
	base := filepath.Join(root, "agent-0.9.0.tgz")
	for _, tt := range []struct{ args, want string }{
		{"", "mode is ancient; the default was fast and is slow"},
		{"--base=" + base, "mode: ancient -> slow"},
	} {
		_, stdout, stderr := packLSP(t, slices.DeleteFunc([]string{"upgrade", dir, "--chart", archive, "--dry-run", tt.args},
			func(arg string) bool { return arg == "" })...)
		if !strings.Contains(stdout, tt.want) || stderr != "" {
			t.Errorf("%s: %s\n%s, want %q", tt.args, stdout, stderr, tt.want)
		}
	}
	code, _, stderr := packLSP(t, "upgrade", dir, "--chart", archive, "--base", filepath.Join(root, "other.tgz"))
	if code != exitUsage || !strings.Contains(stderr, "the base is chart other, which no --chart is") {
		t.Errorf("exit code %d, %q", code, stderr)
	}
}

func TestUpgradeUsageErrors(t *testing.T) {
	root := packOnDisk(t, upgradePack)
	dir, archive := filepath.Join(root, "demo-1.0.0"), filepath.Join(root, "agent-1.1.0.tgz")
	write(t, filepath.Join(root, "broken.tgz"), "no archive")
	manifests, empty := filepath.Join(root, "manifests-1"), filepath.Join(root, "empty-1")
	write(t, filepath.Join(manifests, "pack.json"),
		`{"name": "m", "version": "1.0.0", "kubeManifests": ["manifests/a.yaml"]}`)
	write(t, filepath.Join(manifests, "values.yaml"), "")
	for _, name := range []string{"manifests-1/manifests/a.yaml", "manifests-1/manifests/b.yaml", "other.yaml",
		"third.yaml"} {
		write(t, filepath.Join(root, name), "kind: A\n")
	}
	write(t, filepath.Join(empty, "pack.json"), `{"name": "e", "version": "1.0.0"}`)
	for _, tt := range []struct {
		args []string
		want string // part of the line
	}{
		{nil, "name one pack"},
		{[]string{manifests, "--chart", archive}, "the pack has no charts; name new manifests with --manifests"},
		{[]string{manifests}, "name the new manifests with --manifests, or, if they stay as they are, the new version with"},
		{[]string{empty}, "only charts and manifests can be upgraded, and this pack has none; copy its"},
		{[]string{dir}, "name the archive of the new chart with --chart"},
		{[]string{dir, "--chart", archive, "--chart", archive}, "are both chart agent; name one of them"},
		{[]string{dir, "--manifests", filepath.Join(manifests, "pack.json")}, "the pack has no manifests that can be read"},
		{[]string{manifests, "--manifests", empty}, "empty-1/manifests: no such file"},
		{[]string{manifests, "--manifests", filepath.Join(root, "other.yaml"), "--manifests",
			filepath.Join(root, "third.yaml")}, "the pack has no manifest like other.yaml; it has a.yaml; give the file"},
		{[]string{manifests, "--manifests", filepath.Join(root, "other.yaml"), "--base",
			filepath.Join(root, "manifests-1")}, "the base a, b has the name of no manifest that --manifests names"},
		{[]string{dir, "--chart", archive, "--to", "x", "--in-place"}, "use either --to or --in-place"},
		{[]string{dir, "--chart", filepath.Join(root, "none.tgz")}, "none.tgz: no such file"},
		{[]string{dir, "--chart", filepath.Join(root, "broken.tgz")}, "broken.tgz: "},
		{[]string{dir, "--chart", filepath.Join(root, "other.tgz")}, "the pack does not have this chart other; it has agent"},
		{[]string{root, "--chart", archive, "--format=xml"}, "xml"},
	} {
		code, stdout, stderr := packLSP(t, append([]string{"upgrade"}, tt.args...)...)
		if code != exitUsage || stdout != "" || !strings.Contains(stderr, tt.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("upgrade %v: exit code %d, %q, want %q\n%s", tt.args, code, stderr, tt.want, stdout)
		}
	}
	write(t, filepath.Join(dir, "values.yaml"), "charts: {\n")
	code, _, stderr := packLSP(t, "upgrade", dir, "--chart", archive)
	if code != exitUsage || !strings.Contains(stderr, "values.yaml:") || !strings.Contains(stderr, "correct this first") {
		t.Errorf("broken values: exit code %d, %q", code, stderr)
	}
}

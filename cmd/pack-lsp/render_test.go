package main

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// renderPack is a pack with a chart and a manifest, and values that a template refuses if REPLICAS is negative.
const renderPack = `
-- pack.json --
{"name": "demo", "version": "1.0.0", "charts": ["charts/agent.tgz"], "kubeManifests": ["manifests/app.yaml"]}
-- values.yaml --
charts:
  agent:
    replicas: REPLICAS
    mode: fast
manifests:
  app:
    level: info
-- presets.yaml --
presets:
  - name: slow
    group: mode
    add: |
      charts:
        agent:
          mode: slow
  - name: broken
    group: mode
    add: |
      charts: [
-- manifests/app.yaml --
apiVersion: v1
kind: ConfigMap
metadata:
  name: app
data:
  level: {{ .Values.level }}
-- charts/agent.tgz/Chart.yaml --
apiVersion: v2
name: agent
version: 1.0.0
-- charts/agent.tgz/templates/a.yaml --
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  {{- if lt (int .Values.replicas) 0 }}
  {{- fail "replicas must not be negative" }}
  {{- end }}
  mode: {{ .Values.mode }}
-- charts/agent.tgz/templates/tests/t.yaml --
apiVersion: v1
kind: Pod
metadata:
  name: only-helm-test
  annotations:
    helm.sh/hook: test
`

// packOnDisk writes a pack, whose archives are below folders that end in .tgz, and returns its folder.
func packOnDisk(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	files := txtar.Parse([]byte(archive)).Files
	fsys := packtest.NewFS(files)
	for _, f := range files {
		name := f.Name
		if at, _, ok := strings.Cut(name, ".tgz/"); ok {
			name = at + ".tgz"
		}
		write(t, filepath.Join(dir, filepath.FromSlash(name)), fsys.Read(packtest.Path(name)))
	}
	return dir
}

func TestRenderPrintsWhatHelmDoes(t *testing.T) {
	dir := packOnDisk(t, strings.ReplaceAll(renderPack, "REPLICAS", "1"))
	agent := "---\n# Source: agent/templates/a.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: demo-agent\n" +
		"data:\n" +
		"  mode: fast\n"
	app := "---\n# Source: manifests/app.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app\n" +
		"data:\n  level: info\n"
	slow := strings.ReplaceAll(agent, "fast", "slow")
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{dir}, agent + app},
		{[]string{filepath.Join(dir, "values.yaml")}, agent + app},
		{[]string{dir, "--chart", "agent"}, agent},
		{[]string{"--preset=slow", dir}, slow + app},
		{[]string{"--preset=mode:slow", "--chart=agent", dir}, slow},
	} {
		code, stdout, stderr := packLSP(t, append([]string{"render"}, tt.args...)...)
		if code != exitOK || stdout != tt.want || stderr != "" {
			t.Errorf("render %v: exit code %d\n%s\nwant\n%s\nstderr: %s", tt.args[1:], code, stdout, tt.want, stderr)
		}
	}
}

func TestRenderSaysWhatIsMissing(t *testing.T) {
	dir := packOnDisk(t, strings.ReplaceAll(renderPack, "REPLICAS", "-1"))
	code, stdout, stderr := packLSP(t, "render", dir)
	if want := "pack-lsp: render: agent/templates/a.yaml:7: replicas must not be negative\n"; stderr != want {
		t.Errorf("%q, want %q", stderr, want)
	}
	if code != exitFindings || strings.Contains(stdout, "agent") || !strings.Contains(stdout, "name: app\n") {
		t.Errorf("exit code %d: what can be rendered must be there\n%s", code, stdout)
	}

	write(t, filepath.Join(dir, "values.yaml"), "charts:\n  agent: {\n")
	code, stdout, stderr = packLSP(t, "render", dir)
	if code != exitFindings || stdout != "" || !strings.Contains(stderr, "values.yaml:2: ") {
		t.Errorf("broken values: exit code %d, %q\n%s", code, stderr, stdout)
	}
	write(t, filepath.Join(dir, "values.yaml"), "charts:\n  agent: {}\n")
	code, stdout, stderr = packLSP(t, "render", "--preset=broken", dir)
	if code != exitFindings || stdout != "" || !strings.Contains(stderr, "presets.yaml:8: the preset cannot be read") {
		t.Errorf("broken preset: exit code %d, %q\n%s", code, stderr, stdout)
	}
	write(t, filepath.Join(dir, "charts", "agent.tgz"), "no archive")
	code, _, stderr = packLSP(t, "render", dir)
	if code != exitFindings || !strings.Contains(stderr, "charts/agent.tgz: ") {
		t.Errorf("broken archive: exit code %d, %q", code, stderr)
	}
}

func TestRenderUsageErrors(t *testing.T) {
	dir := packOnDisk(t, renderPack)
	for _, tt := range []struct {
		args []string
		want string // part of the line
	}{
		{nil, "name one pack"},
		{[]string{good, broken}, "name one pack"},
		{[]string{"../../examples"}, "packs are below this folder; name one of them"},
		{[]string{"no/such/path"}, "no/such/path: no such file or folder"},
		{[]string{"--chart=web", dir}, `there is no chart "web"; the pack has agent`},
		{[]string{"--chart=web", good}, `there is no chart "web": the pack has no charts`},
		{[]string{"--preset=fast", dir}, `there is no preset "fast"; the pack has mode:slow, mode:broken`},
		{[]string{"--preset", dir}, "name one pack"},
		{[]string{"--cahrt=web", dir}, "unknown flag --cahrt"},
	} {
		code, stdout, stderr := packLSP(t, append([]string{"render"}, tt.args...)...)
		if code != exitUsage || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, tt.want) {
			t.Errorf("render %v: exit code %d, stdout %q, stderr %q; want %q", tt.args, code, stdout, stderr, tt.want)
		}
	}
}

// TestRenderShowsNoEscape holds that an archive cannot send a terminal a sequence that it acts on.
func TestRenderShowsNoEscape(t *testing.T) {
	evil := strings.ReplaceAll(renderPack, "mode: {{ .Values.mode }}", "mode: \x1b]0;title\x07 \u009b31m")
	_, stdout, stderr := packLSP(t, "render", packOnDisk(t, strings.ReplaceAll(evil, "REPLICAS", "1")))
	if strings.ContainsAny(stdout+stderr, "\x1b\x07\u009b") {
		t.Errorf("%q %q", stdout, stderr)
	}
}

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/create"
)

// chartFolder writes the folder of a chart, and returns it.
func chartFolder(t *testing.T, values string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "web")
	write(t, filepath.Join(dir, "Chart.yaml"), "apiVersion: v2\nname: web\nversion: 1.2.3\n")
	write(t, filepath.Join(dir, "values.yaml"), values)
	write(t, filepath.Join(dir, "templates", "a.yaml"), "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n"+
		"spec: {containers: [{name: web, image: {{ .Values.image | quote }}}]}\n")
	return dir
}

// runNewIn runs pack-lsp new in a folder, with input for its questions.
func runNewIn(t *testing.T, dir string, args ...string) (code int, out, err string) {
	t.Helper()
	t.Chdir(dir)
	var o, e bytes.Buffer
	code = run(append([]string{"new"}, args...), streams{strings.NewReader(""), &o, &e})
	return code, o.String(), e.String()
}

// A pack of a chart is made without questions, has no findings, and is not made twice.
func TestNew(t *testing.T) {
	dir, chart := t.TempDir(), chartFolder(t, "image: quay.io/example/web:1.0.0\n")
	code, out, errs := runNewIn(t, dir, "--chart", chart, "--contributor=demo")
	want := "web-1.2.3/values.yaml\nweb-1.2.3/README.md\nweb-1.2.3/logo.png\nweb-1.2.3/charts/web-1.2.3.tgz\n" +
		"web-1.2.3/pack.json\n"
	if code != exitOK || out != want || errs != "web-1.2.3 is made, and nothing is found in it\n" {
		t.Errorf("code %d\n%s\n%s", code, out, errs)
	}
	var o, e bytes.Buffer
	if code := run([]string{"check", "--fail-on=hint", "web-1.2.3"}, streams{nil, &o, &e}); code != exitOK {
		t.Errorf("check: code %d\n%s%s", code, o.String(), e.String())
	}
	if code, out, errs := runNewIn(t, dir, "--chart", chart); code != exitUsage || out != "" ||
		!strings.Contains(errs, "web-1.2.3 is a pack already") {
		t.Errorf("made twice: code %d\n%s\n%s", code, out, errs)
	}
}

// Files that exist stay as they are; an empty pack.json is filled.
func TestNewOverwritesNothing(t *testing.T) {
	dir, chart := t.TempDir(), chartFolder(t, "image: quay.io/example/web:1.0.0\n")
	write(t, filepath.Join(dir, "a", "README.md"), "Mine.\n")
	code, _, errs := runNewIn(t, dir, "--chart", chart, "a")
	if code != exitUsage || !strings.Contains(errs, "a/README.md exists, and is not overwritten; nothing is written") {
		t.Errorf("code %d: %s", code, errs)
	}
	if entries, _ := os.ReadDir(filepath.Join(dir, "a")); len(entries) != 1 {
		t.Errorf("something is written: %v", entries)
	}
	write(t, filepath.Join(dir, "b", "pack.json"), " \n")
	if code, _, errs := runNewIn(t, dir, "--chart", chart, "b"); code != exitOK {
		t.Errorf("an empty pack.json: code %d: %s", code, errs)
	}
	write(t, filepath.Join(dir, "c"), "")
	code, _, errs = runNewIn(t, dir, "--chart", chart, "c")
	if code != exitUsage || !strings.Contains(errs, "c is a file") {
		t.Errorf("a file: code %d: %s", code, errs)
	}
}

// What is missing or wrong is named by its flag.
func TestNewWrongFlags(t *testing.T) {
	dir := t.TempDir()
	for _, test := range []struct {
		args []string
		want string
	}{
		{nil, "--from is needed"},
		{[]string{"--from=chart"}, "--chart is needed"},
		{[]string{"--chart=none.tgz"}, "no such file or folder"},
		{[]string{"--from=nothing"}, "--name is needed"},
		{[]string{"--from=nothing", "--name=A"}, "--name A: write lowercase letters"},
		{[]string{"--from=nothing", "--name=a", "--cloud-types=all,aws"}, "all includes the other clouds"},
		{[]string{"--from=image", "--name=a", "--cloud-types=aws"}, "--image-owner is needed: AWS account"},
		{[]string{"--from=nothing", "--name=a", "--layer=csi", "--addon-type=ai"}, "--addon-type means nothing"},
		{[]string{"--from=nothing", "--name=a", "--chart=none.tgz"}, "--chart means nothing"},
		{[]string{"--layers=os"}, "did you mean --layer?"},
		{[]string{"a", "b"}, "name one folder"},
	} {
		code, out, errs := runNewIn(t, dir, test.args...)
		if code != exitUsage || out != "" || !strings.Contains(errs, test.want) {
			t.Errorf("%q: code %d\n%s\n%s", test.args, code, out, errs)
		}
	}
	if entries, _ := os.ReadDir(dir); len(entries) > 0 {
		t.Errorf("something is written: %v", entries)
	}
}

// A pack that does not deploy yet is made, and the exit code says so.
func TestNewDoesNotDeploy(t *testing.T) {
	code, _, errs := runNewIn(t, t.TempDir(), "--chart", chartFolder(t, "other: 1\n"))
	if code != exitFindings || !strings.Contains(errs, "does not deploy yet") || !strings.Contains(errs, "[deploy/") {
		t.Errorf("code %d: %s", code, errs)
	}
}

// On a terminal, what no flag says is asked: choices by number or name, with defaults, and again after a wrong answer.
func TestNewAsks(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	lines := []string{
		"nothing",  // from
		"My Pack",  // refused
		"my-pack",  // name
		"",         // display name
		"v1",       // refused
		"2.0.0",    // version
		"",         // layer
		"none",     // no add-on type
		"monit",    // the start of one
		"all, aws", // refused
		"2, gcp",   // clouds
		"",         // namespace
		"somebody", // contributor
	}
	var out, errs bytes.Buffer
	r, err := newRunner("")
	if err != nil {
		t.Fatal(err)
	}
	m := maker{
		runner: r, streams: streams{strings.NewReader(strings.Join(lines, "\n") + "\n"), &out, &errs},
		answers: create.Answers{},
	}
	if code := m.make(t.Context(), true); code != exitOK {
		t.Fatalf("code %d\n%s", code, errs.String())
	}
	meta, err := os.ReadFile("my-pack-2.0.0/pack.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"displayName": "My Pack"`, `"addonType": "monitoring"`, `"cloudTypes": ["aws", "gcp"]`,
		`"contributor": "somebody"`} {
		if !strings.Contains(string(meta), want) {
			t.Errorf("no %s in\n%s", want, meta)
		}
	}
	for _, want := range []string{"leave out the v", `"none" is not a choice`, "all includes the other clouds",
		"1 addon ", "[My Pack] "} {
		if !strings.Contains(errs.String(), want) {
			t.Errorf("%q is not said in\n%s", want, errs.String())
		}
	}
	m.streams.in = strings.NewReader("nothing\n")
	m.answers = create.Answers{}
	if code := m.make(t.Context(), true); code != exitUsage {
		t.Errorf("an end of input: code %d", code)
	}
}

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const manifestsPack = `
-- demo-1.0.0/pack.json --
{"name": "demo", "version": "1.0.0", "kubeManifests": ["manifests/app.yaml", "manifests/own.yaml"], "layer": "addon"}
-- demo-1.0.0/values.yaml --
manifests:
  app:
    mode: fast
    tag: 1.0.0
-- demo-1.0.0/manifests/app.yaml --
apiVersion: v1
kind: ConfigMap
metadata:
  name: app
data:
  mode: "{{ .Values.mode }}"
  image: "example.com/app:{{ .Values.tag }}"
-- demo-1.0.0/manifests/own.yaml --
apiVersion: v1
kind: ConfigMap
metadata:
  name: own
-- old/app-v1.0.0.yaml --
apiVersion: v1
kind: ConfigMap
metadata:
  name: app
data:
  mode: "fast"
  image: "example.com/app:1.0.0"
-- new/app-v1.1.0.yaml --
apiVersion: v1
kind: ConfigMap
metadata:
  name: app
immutable: true
data:
  mode: "slow"
  image: "example.com/app:1.1.0"
-- new/more.yaml --
apiVersion: v1
kind: ConfigMap
metadata:
  name: more
-- new/notes.txt --
no manifest
`

func TestUpgradeManifests(t *testing.T) {
	root := packOnDisk(t, manifestsPack)
	at := func(rel string) string { return filepath.Join(root, filepath.FromSlash(rel)) }
	code, stdout, stderr := packLSP(t, "upgrade", at("demo-1.0.0"), "--manifests", at("new"), "--base", at("old"))
	if code != exitOK || stderr != "" {
		t.Errorf("exit code %d\n%s\n%s", code, stdout, stderr)
	}
	for _, want := range []string{
		"demo 1.0.0 -> 1.1.0: 2 manifests\n",
		"  manifests/app.yaml is the new one, with your templates and changes\n",
		"  manifests/more.yaml is added to pack.json\n",
		"  manifests/own.yaml stays; no new one was named\n",
		"Values that follow:\n  manifests.app.mode: fast -> slow\n  manifests.app.tag: 1.0.0 -> 1.1.0\n",
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("the report lacks %q:\n%s", want, stdout)
		}
	}
	want := []string{"manifests/app.yaml", "manifests/more.yaml", "manifests/own.yaml", "pack.json", "values.yaml"}
	if got := filesBelow(t, at("demo-1.1.0")); !slices.Equal(got, want) {
		t.Errorf("the new pack has %v, want %v", got, want)
	}
	app, err := os.ReadFile(at("demo-1.1.0/manifests/app.yaml"))
	if err != nil || !strings.Contains(string(app), "immutable: true\ndata:\n  mode: \"{{ .Values.mode }}\"\n") {
		t.Errorf("%v\n%s", err, app)
	}
}

// TestUpgradeVersionAlone holds that a pack whose manifests stay as they are gets a new version, and its images do.
func TestUpgradeVersionAlone(t *testing.T) {
	root := packOnDisk(t, manifestsPack)
	dir := filepath.Join(root, "demo-1.0.0")
	// Its folder would be the same one.
	code, _, stderr := packLSP(t, "upgrade", dir, "--version", "1.0.0")
	if code != exitUsage || !strings.Contains(stderr, "the version of the pack stays the same; use --in-place") {
		t.Errorf("exit code %d, %q", code, stderr)
	}
	code, stdout, stderr := packLSP(t, "upgrade", dir, "--version", "1.0.1", "--to", filepath.Join(root, "demo-1.0.1"))
	if code != exitOK || stderr != "" || !strings.Contains(stdout, "demo 1.0.0 -> 1.0.1: no new manifests\n") {
		t.Errorf("exit code %d\n%s\n%s", code, stdout, stderr)
	}
	values, err := os.ReadFile(filepath.Join(root, "demo-1.0.1", "values.yaml"))
	if err != nil || string(values) != "manifests:\n  app:\n    mode: fast\n    tag: 1.0.1\n" {
		t.Errorf("values.yaml: %v\n%s", err, values)
	}
}

package newer

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

const manifestWorkspace = `
-- packs/demo/pack.json --
{
  "name": "demo",
  "version": "1.0.0",
  "kubeManifests": ["manifests/app.yaml", "manifests/crds.yaml"]
}
-- packs/demo/values.yaml --
pack:
  namespace: demo
  content:
    images:
      - image: docker.io/demo/app:1.0.0
manifests:
  app:
    mode: slow
-- packs/demo/manifests/app.yaml --
apiVersion: v1
kind: Pod
metadata:
  name: app
  labels: {mode: "{{ .Values.mode }}"}
spec:
  hostIPC: true
  containers:
    - name: app
      image: docker.io/demo/app:1.0.0
-- packs/demo/manifests/crds.yaml --
apiVersion: v1
kind: ConfigMap
metadata:
  name: crds
-- packs/demo/next/app.yaml --
apiVersion: v1
kind: Pod
metadata:
  name: app
  labels: {mode: "fast"}
spec:
  containers:
    - name: app
      image: docker.io/demo/app:1.1.0
-- new/app-v1.2.0.yaml --
apiVersion: v1
kind: Pod
metadata:
  name: app
  labels: {mode: "fast"}
spec:
  hostNetwork: true
  containers:
    - name: app
      image: docker.io/demo/app:1.2.0
-- new/crds-v1.2.0.yaml --
apiVersion: v1
kind: ConfigMap
metadata:
  name: crds
data: {more: "yes"}
-- new/app-v0.9.0.yaml --
apiVersion: v1
kind: Pod
metadata:
  name: app
spec:
  containers:
    - name: app
      image: docker.io/demo/app:0.9.0
-- packs/base/app.yaml --
apiVersion: v1
kind: Pod
metadata:
  name: app
  labels: {mode: "slow"}
spec:
  containers:
    - name: app
      image: docker.io/demo/app:1.0.0
-- packs/app.yaml --
apiVersion: v1
kind: Pod
metadata:
  name: app
spec:
  containers:
    - name: app
      image: docker.io/demo/main
-- examples/app.yaml --
apiVersion: v1
kind: Pod
metadata:
  name: example
spec:
  containers:
    - name: app
      image: docker.io/demo/app:1.3.0
-- packs/other-1.0.0/pack.json --
{"name": "other", "version": "1.0.0"}
-- packs/other-1.0.0/app.yaml --
apiVersion: v1
kind: Pod
metadata:
  name: app
spec:
  containers:
    - name: app
      image: docker.io/demo/app:1.4.0
`

// TestManifests holds what is offered, and that other packs, older versions, the version that the pack has, and
// other objects are not.
func TestManifests(t *testing.T) {
	disk := packtest.OnDisk(txtar.Parse([]byte(manifestWorkspace)).Files)
	dir := packtest.Path("packs/demo")
	opened := packtest.Path("new/app-v1.2.0.yaml")
	src, err := readLoose(disk, disk.Pack(dir), opened)
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]*pack.Snapshot{
		"on disk": disk, "with an index": packtest.WithIndex(disk),
		"with an unsaved change": disk.WithOpen(opened, 1, text.New(strings.Replace(src, "app:1.2.0", "app:1.2.1", 1))),
	} {
		for entry, want := range map[string][]string{
			"manifests/app.yaml": {
				"1.2.0 new/app-v1.2.0.yaml new/crds-v1.2.0.yaml", "1.1.0 packs/demo/next/app.yaml", "1.0.1? packs/app.yaml",
			},
			"manifests/crds.yaml": {"1.2.0 new/app-v1.2.0.yaml new/crds-v1.2.0.yaml"},
			"manifests/none.yaml": nil,
		} {
			var got []string
			for _, set := range Manifests(s, s.Pack(dir), entry) {
				shown := set.Version
				if set.Guessed {
					shown += "?"
				}
				for _, p := range set.Paths {
					shown += " " + packtest.Rel(p)
				}
				got = append(got, shown)
			}
			for i := range want {
				if name == "with an unsaved change" {
					want[i] = strings.Replace(want[i], "1.2.0 new", "1.2.1 new", 1)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s, %s: %q, want %q", name, entry, got, want)
			}
		}
	}
}

// TestManifestEdits holds that an upgrade of manifests keeps templates and, since what they were made from is in the
// workspace, the author's lines; values that were copied from there follow. What is upgraded is offered no more.
func TestManifestEdits(t *testing.T) {
	s := packtest.OnDisk(txtar.Parse([]byte(manifestWorkspace)).Files)
	p := s.Pack(packtest.Path("packs/demo"))
	edits, err := ManifestEdits(t.Context(), s, p, Manifests(s, p, "manifests/app.yaml")[0])
	if err != nil {
		t.Fatal(err)
	}
	texts := packtest.EditedTexts(t, s, edits)
	want := []string{p.Dir + "/manifests/app.yaml", p.Dir + "/manifests/crds.yaml", p.JSON.Path, p.Values.Path}
	if paths := slices.Sorted(maps.Keys(texts)); !slices.Equal(paths, want) {
		t.Fatalf("edits of %v", paths)
	}
	for i, lines := range [][]string{
		{`  labels: {mode: "{{ .Values.mode }}"}`, "  hostIPC: true", "  hostNetwork: true"},
		{`data: {more: "yes"}`}, {`  "version": "1.2.0",`}, {"      - image: docker.io/demo/app:1.2.0", "    mode: fast"},
	} {
		for _, line := range lines {
			if !slices.Contains(strings.Split(texts[want[i]], "\n"), line) {
				t.Errorf("%s has no line %q:\n%s", want[i], line, texts[want[i]])
			}
		}
	}
	for path, after := range texts {
		s = s.WithOpen(path, 1, text.New(after))
	}
	for _, set := range Manifests(s, s.Pack(p.Dir), "manifests/app.yaml") {
		if !set.Guessed {
			t.Errorf("%+v is offered again", set)
		}
	}
}

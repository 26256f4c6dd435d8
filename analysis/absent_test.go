package analysis_test

import (
	"context"
	"path"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/action"
	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/format"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// wholePack is a pack with one of each file. They refer to each other.
var wholePack = txtar.Parse([]byte(`
-- pack.json --
{
  "name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon", "cloudTypes": ["all"],
  "annotations": {"source": "community", "contributor": "demo"},
  "charts": ["charts/web-1.0.0.tgz"], "kubeManifests": ["manifests/app.yaml"],
  "constraints": {
    "dependencies": [{"packName": "demo", "layer": "addon", "minVersion": "1.0.0", "maxVersion": "",
      "type": "optional"}],
    "resources": [{"type": "cpu", "components": [
      {"scheduleType": "all", "resourceRequestParamRef": "manifests.app.cpu",
        "replicaCountParamRef": "charts.web.replicas"}
    ]}]
  }
}
-- values.yaml --
# spectrocloud.com/enabled-presets: Size:small
pack:
  namespace: demo
  releaseNameOverride:
    web: site
  content:
    images:
      - image: docker.io/demo/app:1.0.0
charts:
  web:
    replicas: &two 2
    image: "{{ .spectro.pack.demo.charts.web.replicas }}"
manifests:
  app:
    cpu: 100m
    replicas: *two
-- schema.yaml --
charts.web.replicas:
  schema: '{{ required | format "${number}" }}'
manifests.app.cpu:
  schema: '{{ readonly }}'
-- presets.yaml --
presets:
  - name: small
    displayName: Small
    group: Size
    remove: [charts.web.replicas]
    add: |
      charts:
        web:
          replicas: 1
      manifests:
        app:
          more: 1
-- manifests/app.yaml --
apiVersion: apps/v1
kind: Deployment
metadata: {name: app}
spec:
  replicas: {{ .Values.replicas }}
  paused: {{ .Values.more }}
  template: {spec: {containers: [{name: app, image: "docker.io/demo/app:1.0.0", cpu: "{{ .Values.cpu }}"}]}}
-- charts/web-1.0.0.tgz/Chart.yaml --
apiVersion: v2
name: web
version: 1.0.0
-- charts/web-1.0.0.tgz/values.yaml --
replicas: 1
image: nginx
-- charts/web-1.0.0.tgz/templates/a.yaml --
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}}
data: {a: {{ .Values.replicas | quote }}, b: {{ .Values.image }}}
`)).Files

// TestAbsentFiles asks for everything at every place of a pack that lacks some of its files, or has empty ones.
func TestAbsentFiles(t *testing.T) {
	names := []string{"pack.json", "values.yaml", "schema.yaml", "presets.yaml", "manifests/app.yaml", "charts"}
	for lacks := range 1 << len(names) {
		for _, empty := range []bool{false, true} {
			var files []txtar.File
			for _, f := range wholePack {
				for i, name := range names {
					if lacks&(1<<i) == 0 || f.Name != name && path.Dir(path.Dir(f.Name)) != name {
						continue
					}
					if f.Data = nil; !empty || name == "charts" {
						f.Name = ""
					}
				}
				if f.Name != "" {
					files = append(files, f)
				}
			}
			askEverywhere(t, packtest.WithIndex(packtest.OnDisk(files)), files)
		}
	}
}

func askEverywhere(t *testing.T, s *pack.Snapshot, files []txtar.File) {
	t.Helper()
	for _, f := range files {
		file, src := packtest.Path(f.Name), string(f.Data)
		if path.Ext(path.Dir(f.Name)) == ".tgz" || path.Base(path.Dir(f.Name)) == "templates" {
			continue
		}
		opened := s.WithOpen(file, 1, text.New(src))
		if p, _ := opened.PackOf(file); p != nil {
			if _, err := check.Deploy(context.Background(), opened, p); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := check.Diagnose(context.Background(), opened, file); err != nil {
			t.Fatal(err)
		}
		checkViews(t, packtest.Opened{Snapshot: opened, Path: file, Src: src}, 0)
		format.File(opened, file, text.Range{End: len(src)}, format.Options{})
		for off := 0; off <= len(src); off += 3 {
			askAll(t, opened, file, src, off)
			askForChanges(t, opened, file, off)
		}
	}
}

// askForChanges asks for what can be found and changed across files. The name may be refused.
func askForChanges(t *testing.T, s *pack.Snapshot, file string, off int) {
	t.Helper()
	ctx := context.Background()
	symbol.Highlights(s, file, off)
	_, _ = symbol.Rename(ctx, s, file, off, "renamed")
	if _, err := symbol.References(ctx, s, file, off, true); err != nil {
		t.Fatal(err)
	}
	if _, err := symbol.Deploys(ctx, s, file, off); err != nil {
		t.Fatal(err)
	}
	if _, err := action.At(ctx, s, file, text.Range{Start: off, End: off}); err != nil {
		t.Fatal(err)
	}
}

package hover_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/hover"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestHostilePack hovers over every place of packs that write Markdown into all names, comments and values that they
// have: no image, no HTML and no link but to http and https reaches an editor.
func TestHostilePack(t *testing.T) {
	shown := 0
	for _, evil := range []string{
		"![x](http://t.example)", "<b>x</b>", "[x](command:y)", "`<b>`", "a`<b>`", "**<b>", "[x][y]", "<command:x>", `\\<b>`,
	} {
		s := packtest.OnDisk(hostilePack(evil))
		s = packtest.WithIndex(s)
		for _, name := range []string{"pack.json", "values.yaml", "schema.yaml", "presets.yaml", "manifests/app.yaml"} {
			path := packtest.Path(name)
			_, f := s.PackOf(path)
			if f == nil {
				t.Fatalf("no %s", name)
			}
			last := ""
			for off := range f.Text.Len() + 1 {
				h := hover.At(t.Context(), s, path, off)
				if h == nil || h.Markdown == last {
					continue
				}
				last = h.Markdown
				if strings.Contains(last, "t.example") {
					shown++
				}
				for _, unsafe := range packtest.UnsafeMarkdown(last) {
					t.Errorf("%s, offset %d: %s in\n%s", name, off, unsafe, last)
				}
			}
		}
	}
	if shown < 20 {
		t.Errorf("only %d hovers show text of the pack", shown)
	}
}

// hostilePack is a pack in which evil, which has no double quote, is in every free text.
func hostilePack(evil string) []txtar.File {
	fill := strings.NewReplacer("EVIL", evil)
	files := txtar.Parse([]byte(`
-- pack.json --
{"name": "EVIL", "displayName": "EVIL", "version": "EVIL", "layer": "EVIL", "charts": ["charts/web.tgz", "EVIL"],
 "kubeManifests": ["manifests/app.yaml", "EVIL"], "EVIL": "EVIL",
 "constraints": {
  "dependencies": [
   {"packName": "EVIL", "layer": "EVIL", "minVersion": "EVIL", "maxVersion": "EVIL", "type": "required"},
   {"packName": "EVIL", "layer": "EVIL", "minVersion": "1.0.0", "type": "optional"},
   {"packName": "other", "layer": "EVIL", "minVersion": "1.0.0", "type": "upgrade"},
   {"packName": "other", "layer": "EVIL", "type": "notSupported"}],
  "resources": [{"type": "EVIL", "components": [
   {"resourceRequestParamRef": "EVIL", "replicaCountParamRef": "charts.web.many", "scheduleType": "EVIL"},
   {"resourceRequestParamRef": "charts.web.EVIL", "replicaCountParamRef": "EVIL", "scheduleType": "all"},
   {"resourceRequestParamRef": "charts.web.many", "scheduleType": "worker"},
   {"resourceRequestParamRef": "web.only", "scheduleType": "worker"},
   {"resourceRequestParamRef": "both", "scheduleType": "worker"}]}]}}
-- values.yaml --
# spectrocloud.com/enabled-presets: "EVIL:EVIL"
pack:
  displayName: "EVIL"
  namespace: "EVIL"
  "EVIL": "EVIL"
charts:
  web:
    # EVIL
    many: 3
    # -- EVIL
    both: "EVIL"
    "EVIL": &a "EVIL"
    list: ["EVIL", *a]
    macro: "{{ .spectro.pack.other.EVIL }} {{ .spectro.pack.other.key }} {{ .spectro.pack.other }}"
  "EVIL": {x: "EVIL"}
manifests:
  app:
    # EVIL
    level: "EVIL"
-- schema.yaml --
"charts.web.EVIL":
  schema: '{{ required | hints "EVIL" | format "${string:/EVIL/}" }}'
"EVIL":
  schema: '{{ required | format "EVIL" }}'
"charts.web.both":
  schema: '{{ required | hints "EVIL" | format "EVIL${number}" }}'
-- presets.yaml --
presets:
  - name: "EVIL"
    displayName: "EVIL"
    group: "EVIL"
    remove: ["EVIL", "charts.web.both"]
    add: |
      charts:
        web:
          # EVIL
          both: "EVIL"
          added: "EVIL"
-- manifests/app.yaml --
a: {{ .Values.level }} {{ .Values.none }}
-- charts/web.tgz/Chart.yaml --
name: web
version: "1.0.0-EVIL"
appVersion: "EVIL"
description: |
  EVIL

  ~~~
  EVIL
-- charts/web.tgz/values.yaml --
# EVIL
many: 1
# EVIL
#
# - a
#   EVIL
both: "EVIL"
only: "EVIL"
list: []
# EVIL
# commented: "EVIL"
-- charts/web.tgz/values.schema.json --
{"properties": {"list": {"description": "EVIL", "items": {"enum": ["EVIL"], "description": "EVIL"}}}}
-- charts/web.tgz/templates/EVIL --
{{ .Values.many }}
-- other/pack.json --
{"name": "other", "displayName": "EVIL", "version": "EVIL", "layer": "EVIL"}
-- other/values.yaml --
# EVIL
key: "EVIL"
"EVIL": "EVIL"
`)).Files
	for i := range files {
		files[i].Data = []byte(fill.Replace(string(files[i].Data)))
	}
	return files
}

package server_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

// tgz is a chart archive with files by name.
func tgz(t *testing.T, content map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for name, text := range content {
		h := &tar.Header{Name: name, Mode: 0o644, Size: int64(len(text)), Typeflag: tar.TypeReg}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

type location struct {
	URI   string
	Range span
}

type link struct {
	TargetURI                                               string
	OriginSelectionRange, TargetRange, TargetSelectionRange span
}

// demoPack is a pack with a chart, in a folder whose name must be escaped in a URI.
func demoPack(t *testing.T) (dir string) {
	return files(t, map[string]string{
		"a pack!/pack.json": `{"name": "demo", "charts": ["charts/web 1.tgz"], "kubeManifests": ["manifests/app.yaml"]}`,
		"a pack!/charts/web 1.tgz": tgz(t, map[string]string{
			"web/Chart.yaml": "name: web\nversion: 1.0.0\n", "web/values.yaml": "# ä\nreplicas: 2\n",
		}),
		"a pack!/manifests/app.yaml": "replicas: {{ .Values.x }}\n",
		"a pack!/values.yaml":        "charts:\n  web:\n    replicas: 3\nmanifests:\n  app:\n    x: 1\n",
	}) + "/a pack!"
}

func withChartFiles() object {
	c := modern()
	c["workspace"].(object)["textDocumentContent"] = object{}
	c["textDocument"].(object)["definition"] = object{"linkSupport": true}
	return c
}

func TestDefinitionInArchive(t *testing.T) {
	dir := demoPack(t)
	e := start(t, server.Options{})
	offered := e.initialize(withChartFiles(), dir)["capabilities"].(object)
	if offered["definitionProvider"] != true || offered["workspace"].(object)["textDocumentContent"] == nil {
		t.Errorf("offered: %v", offered)
	}
	links := ask[[]link](e, "textDocument/definition", at(dir+"/values.yaml", 2, 6))
	if len(links) != 1 || !strings.HasPrefix(links[0].TargetURI, "pack-lsp-chart:///") {
		t.Fatalf("%+v", links)
	}
	if want := (span{position{1, 0}, position{1, 8}}); links[0].TargetSelectionRange != want ||
		links[0].TargetRange != want {
		t.Errorf("%+v", links[0])
	}
	if want := (span{position{2, 4}, position{2, 12}}); links[0].OriginSelectionRange != want {
		t.Errorf("%+v", links[0])
	}
	content := ask[struct{ Text string }](e, "workspace/textDocumentContent", object{"uri": links[0].TargetURI})
	if content.Text != "# ä\nreplicas: 2\n" {
		t.Errorf("%q", content.Text)
	}
}

func TestTextDocumentContentOfOtherDocuments(t *testing.T) {
	dir := demoPack(t)
	e := start(t, server.Options{})
	e.initialize(withChartFiles(), dir)
	for _, u := range []string{
		uriOf(dir + "/values.yaml"),
		"pack-lsp-chart:" + strings.TrimPrefix(uriOf(dir+"/values.yaml"), "file:"),
		"pack-lsp-chart:///",
		"pack-lsp-chart:x.tgz!/y",
		"pack-lsp-chart:///charts/web.tgz!/web/values.yaml",
		"pack-lsp-chart:" + strings.TrimPrefix(uriOf(dir+"/charts/web 1.tgz!/web/none.yaml"), "file:"),
	} {
		_, ch := e.request("workspace/textDocumentContent", object{"uri": u})
		if got := e.codeOf(ch); got != -32602 {
			t.Errorf("%s: code %d", u, got)
		}
	}
}

// TestDefinitionWithoutChartFiles holds that a client of LSP 3.17 only gets places that it can open.
func TestDefinitionWithoutChartFiles(t *testing.T) {
	dir := demoPack(t)
	e := start(t, server.Options{})
	offered := e.initialize(modern(), dir)["capabilities"].(object)
	if offered["workspace"].(object)["textDocumentContent"] != nil {
		t.Errorf("offered: %v", offered)
	}
	if found := ask[[]location](e, "textDocument/definition", at(dir+"/values.yaml", 2, 6)); found != nil {
		t.Errorf("%+v", found)
	}
	found := ask[[]location](e, "textDocument/definition", at(dir+"/manifests/app.yaml", 0, 22))
	if len(found) != 1 || !strings.HasSuffix(found[0].URI, "values.yaml") ||
		found[0].Range != (span{position{5, 4}, position{5, 5}}) {
		t.Errorf("%+v", found)
	}
	put(t, dir+"/charts/web/values.yaml", "# ä\nreplicas: 2\n")
	e.notify("workspace/didChangeWatchedFiles",
		object{"changes": []object{{"uri": uriOf(dir + "/charts/web/values.yaml"), "type": 1}}})
	found = ask[[]location](e, "textDocument/definition", at(dir+"/values.yaml", 2, 6))
	if len(found) != 1 || !strings.HasSuffix(found[0].URI, "/charts/web/values.yaml") {
		t.Errorf("%+v", found)
	}
}

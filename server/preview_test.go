package server_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

// deployingPack is a pack with a chart that makes a Deployment and, if it is switched on, a Service.
func deployingPack(t *testing.T) (dir, preview string) {
	dir = files(t, map[string]string{
		"a pack!/pack.json":   `{"name": "demo", "version": "1.0.0", "charts": ["charts/web.tgz"]}`,
		"a pack!/values.yaml": "charts:\n  web:\n    replicas: 3 # 😀\n",
		"a pack!/charts/web.tgz": tgz(t, map[string]string{
			"web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
			"web/templates/a.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n" +
				"  replicas: {{ .Values.replicas }}\n",
		}),
	}) + "/a pack!"
	file := strings.NewReplacer(" ", "%20", "!", "%21").Replace(uriOf(dir + "/deployed.yaml"))
	return dir, "pack-lsp-deployed:" + strings.TrimPrefix(file, "file:")
}

func previewing() object {
	c := withChartFiles()
	c["textDocument"].(object)["implementation"] = object{"linkSupport": true}
	return c
}

func (e *editor) preview(u string) string {
	e.t.Helper()
	return ask[struct{ Text string }](e, "workspace/textDocumentContent", object{"uri": u}).Text
}

func isRefreshOf(u string) func(message) bool {
	return func(m message) bool {
		var params struct{ URI string }
		return m.Method == "workspace/textDocumentContent/refresh" && json.Unmarshal(m.Params, &params) == nil &&
			params.URI == u
	}
}

func TestPreviewFollowsEdits(t *testing.T) {
	dir, preview := deployingPack(t)
	e := start(t, server.Options{})
	offered := e.initialize(previewing(), dir)["capabilities"].(object)
	if offered["implementationProvider"] != true {
		t.Errorf("offered: %v", offered)
	}
	e.open(dir+"/values.yaml", "charts:\n  web:\n    replicas: 3 # 😀\n")
	want := "# What demo 1.0.0 deploys to Kubernetes 1.34, rendered from values.yaml.\n---\n" +
		"# Source: web/templates/a.yaml\n" +
		"apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n"
	if got := e.preview(preview); got != want {
		t.Fatalf("%s\nwant\n%s", got, want)
	}
	e.change(dir+"/values.yaml", 2, "charts:\n  web:\n    replicas: 5\n")
	_, next := e.await(0, "a refresh", isRefreshOf(preview))
	if got := e.preview(preview); got != strings.Replace(want, "replicas: 3", "replicas: 5", 1) {
		t.Errorf("%s", got)
	}

	e.change(dir+"/values.yaml", 3, "charts:\n  web: {\n    replicas: 5\n")
	_, next = e.await(next, "a refresh", isRefreshOf(preview))
	head := "# values.yaml has a syntax error in line 2. This is what was deployed before it.\n---\n"
	if got := e.preview(preview); !strings.HasPrefix(got, head) || !strings.HasSuffix(got, "replicas: 5\n") {
		t.Errorf("with a syntax error:\n%s", got)
	}

	put(t, dir+"/values.yaml", "charts:\n  web:\n    replicas: 7\n")
	e.close(dir + "/values.yaml")
	e.await(next, "a refresh", isRefreshOf(preview))
	if got := e.preview(preview); !strings.HasSuffix(got, "replicas: 7\n") {
		t.Errorf("after closing it:\n%s", got)
	}
}

func TestPreviewOfNoPack(t *testing.T) {
	dir, preview := deployingPack(t)
	e := start(t, server.Options{})
	e.initialize(previewing(), dir)
	for _, u := range []string{
		strings.Replace(preview, "deployed.yaml", "values.yaml", 1),
		strings.Replace(preview, "deployed.yaml", "x/deployed.yaml", 1),
		"pack-lsp-deployed:///deployed.yaml", "pack-lsp-deployed:", "pack-lsp-deployed:deployed.yaml",
	} {
		_, ch := e.request("workspace/textDocumentContent", object{"uri": u})
		if got := e.codeOf(ch); got != -32602 {
			t.Errorf("%s: code %d", u, got)
		}
	}
}

func TestImplementationIsWhatAValueSets(t *testing.T) {
	dir, preview := deployingPack(t)
	e := start(t, server.Options{})
	e.initialize(previewing(), dir)
	links := ask[[]link](e, "textDocument/implementation", at(dir+"/values.yaml", 2, 6))
	if len(links) != 1 || links[0].TargetURI != preview {
		t.Fatalf("%+v", links)
	}
	if want := (span{position{8, 2}, position{8, 13}}); links[0].TargetRange != want {
		t.Errorf("%+v, want %+v", links[0].TargetRange, want)
	}
	if want := (span{position{2, 4}, position{2, 12}}); links[0].OriginSelectionRange != want {
		t.Errorf("%+v", links[0].OriginSelectionRange)
	}
	if links = ask[[]link](e, "textDocument/implementation", at(dir+"/values.yaml", 1, 3)); len(links) != 1 ||
		links[0].TargetRange.Start != (position{3, 0}) {
		t.Errorf("the section: %+v", links)
	}
	if links = ask[[]link](e, "textDocument/implementation", at(dir+"/pack.json", 0, 3)); links != nil {
		t.Errorf("pack.json: %+v", links)
	}

	old := start(t, server.Options{})
	offered := old.initialize(modern(), dir)["capabilities"].(object)
	found := ask[[]location](old, "textDocument/implementation", at(dir+"/values.yaml", 2, 6))
	if offered["implementationProvider"] != nil || found != nil {
		t.Errorf("a client without such documents: %v, %+v", offered["implementationProvider"], found)
	}
}

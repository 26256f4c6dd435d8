package server_test

import (
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

// The command counts all problems of a pack that is not open, with those that deploying it runs into.
func TestCheckPack(t *testing.T) {
	e := start(t, server.Options{})
	dir := files(t, map[string]string{
		"web/pack.json": `{"name": "web", "displayName": "web", "version": "1.0.0", "layer": "addons",` +
			` "kubeManifests": ["manifests/service.yaml"]}`,
		"web/values.yaml":            "manifests:\n  service:\n    type: Cluster\n",
		"web/manifests/service.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: Cluster}\n",
		"other/values.yaml":          "a: 1\n",
		"excluded/pack.json":         good,
		".pack-lsp.yaml":             "exclude: [excluded]\n",
	})
	e.initialize(modern(), dir)
	type result struct {
		Name  string
		Files []struct {
			URI      string
			Problems map[string]int
		}
	}
	for _, path := range []string{dir + "/web", dir + "/web/pack.json", dir + "/web/manifests/service.yaml"} {
		got := ask[result](e, "workspace/executeCommand", command("pack-lsp.checkPack", object{"uri": uriOf(path)}))
		errors := map[string]int{}
		for _, f := range got.Files {
			errors[strings.TrimPrefix(f.URI, uriOf(dir)+"/web/")] = f.Problems["error"]
		}
		if got.Name != "web" || errors["pack.json"] == 0 || errors["manifests/service.yaml"] == 0 {
			t.Errorf("%s: %+v", path, got)
		}
	}
	for argument, want := range map[string]string{
		uriOf(dir + "/other/values.yaml"): "is in no pack",
		uriOf(dir + "/excluded"):          "the settings exclude",
		"untitled:Untitled-1":             "not a file on disk",
	} {
		_, ch := e.request("workspace/executeCommand", command("pack-lsp.checkPack", object{"uri": argument}))
		if m := <-ch; m.Error == nil || !strings.Contains(m.Error.Message, want) {
			t.Errorf("%q: error %v, want %q", argument, m.Error, want)
		}
	}
	_, ch := e.request("workspace/executeCommand", object{"command": "pack-lsp.checkPack"})
	if m := <-ch; m.Error == nil || !strings.Contains(m.Error.Message, "takes one argument") {
		t.Errorf("without an argument: error %v", m.Error)
	}
}

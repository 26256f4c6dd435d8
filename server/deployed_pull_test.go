package server_test

import (
	"slices"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

// TestPullAgainForWhatIsDeployed holds that a client that pulls is told to ask again after the pack was rendered.
func TestPullAgainForWhatIsDeployed(t *testing.T) {
	dir := files(t, map[string]string{
		"pack.json":   `{"name": "demo", "version": "1.0.0", "kubeManifests": ["manifests/app.yaml"]}`,
		"values.yaml": "manifests:\n  app:\n    type: Wrong\n",
		"manifests/app.yaml": "apiVersion: v1\nkind: Service\nmetadata:\n  name: app\nspec:\n" +
			"  type: {{ .Values.type }}\n  ports: [{port: 80}]\n",
	})
	caps := pulling()
	e := start(t, server.Options{})
	e.initialize(caps, dir)
	e.open(dir+"/values.yaml", "manifests:\n  app:\n    type: Wrong\n")
	rejected := func(d diagnostic) bool { return d.Code == "deploy/rejected" }
	for next := 0; ; {
		r := ask[report](e, "textDocument/diagnostic", document(dir+"/values.yaml"))
		if slices.ContainsFunc(r.Items, rejected) {
			return
		}
		_, next = e.await(next, "refresh", func(m message) bool { return m.Method == "workspace/diagnostic/refresh" })
	}
}

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
	e := start(t, server.Options{})
	e.initialize(pulling(), dir)
	e.open(dir+"/values.yaml", "manifests:\n  app:\n    type: Wrong\n")
	e.pullUntil(dir+"/values.yaml", "deploy/rejected")
}

// pullUntil pulls the problems of a file, and again whenever the server says so, until that problem is among them.
func (e *editor) pullUntil(path, code string) {
	e.t.Helper()
	for next := 0; ; {
		r := ask[report](e, "textDocument/diagnostic", document(path))
		if slices.ContainsFunc(r.Items, func(d diagnostic) bool { return d.Code == code }) {
			return
		}
		_, next = e.await(next, "refresh", func(m message) bool { return m.Method == "workspace/diagnostic/refresh" })
	}
}

// What is deployed is still known after an edit of a settings file that changes no setting.
func TestDeployedAfterTypingInSettings(t *testing.T) {
	const values = "manifests:\n  app:\n    # pack-lsp: ignore\n    type: ClusterIP\n"
	dir := files(t, map[string]string{
		"p/pack.json":          `{"name": "demo", "version": "1.0.0", "kubeManifests": ["manifests/app.yaml"]}`,
		"p/values.yaml":        values,
		"p/manifests/app.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: app}\nspec: {type: {{ .Values.type }}}\n",
	})
	e := start(t, server.Options{})
	e.initialize(pulling(), dir)
	e.open(dir+"/.pack-lsp.yaml", "checks: {}\n")
	e.open(dir+"/p/values.yaml", values)
	const settled = "ignore/unused" // nobody knows before rendering
	e.pullUntil(dir+"/p/values.yaml", settled)
	e.change(dir+"/.pack-lsp.yaml", 2, "checks: {} # all of them\n")
	e.all() // waits until the server is idle
	e.pullUntil(dir+"/p/values.yaml", settled)
}

package server_test

import (
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
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
		_, next = e.await(next, "refresh", isRefresh)
	}
}

func isRefresh(m message) bool { return m.Method == "workspace/diagnostic/refresh" }

// What was found in a file before it was opened may be noted after the client has asked for the problems of the open
// document. The client is still told to ask again for what is found later.
func TestPullBeforeAnOlderResult(t *testing.T) {
	const values = "manifests:\n  app:\n    # pack-lsp: ignore\n    type: ClusterIP\n"
	dir := files(t, map[string]string{
		"pack.json":          `{"name": "demo", "version": "1.0.0", "kubeManifests": ["manifests/app.yaml"]}`,
		"values.yaml":        values,
		"manifests/app.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: app}\nspec: {type: {{ .Values.type }}}\n",
	})
	const second = 2 // result of the first look at the pack, which is that for values.yaml
	var sets atomic.Int32
	waits, free := make(chan struct{}), make(chan struct{})
	release := sync.OnceFunc(func() { close(free) })
	e := start(t, server.WithGap(server.Options{}, func(name string) {
		if name == "set "+filepath.FromSlash(dir) && sets.Add(1) == second {
			close(waits)
			<-free
		}
	}))
	t.Cleanup(release) // before the server is waited for
	e.initialize(pulling(), dir)
	out, stop := runOut()
	defer stop()
	select {
	case <-waits:
	case <-out:
		t.Fatal("the pack is not looked at")
	}
	e.open(dir+"/values.yaml", values)
	ask[report](e, "textDocument/diagnostic", document(dir+"/values.yaml"))
	release()
	e.await(0, "refresh", isRefresh)
	e.pullUntil(dir+"/values.yaml", "ignore/unused") // nobody knows before rendering
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

package server_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/internal/packtest"
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
			"web/templates/app.yaml": "x: \"ä\"\ny: {{ .Values.replicas }}\n",
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
	// From a template there, back to the default.
	for template, want := range map[string]int{"templates/app.yaml": 1, "templates/none.yaml": 0} {
		params := object{
			"textDocument": object{"uri": strings.Replace(links[0].TargetURI, "values.yaml", template, 1)},
			"position":     position{1, 18},
		}
		back := ask[[]link](e, "textDocument/definition", params)
		if len(back) != want || want > 0 && (back[0].TargetURI != links[0].TargetURI ||
			back[0].TargetRange != span{position{1, 0}, position{1, 8}} ||
			back[0].OriginSelectionRange != span{position{1, 6}, position{1, 22}}) {
			t.Errorf("%s: %+v", template, back)
		}
	}
	// It is explained there, and all places are found that name it.
	params := object{
		"textDocument": object{"uri": strings.Replace(links[0].TargetURI, "values.yaml", "templates/app.yaml", 1)},
		"position":     position{1, 18}, "context": object{"includeDeclaration": true},
	}
	hover := ask[struct {
		Contents struct{ Value string }
		Range    span
	}](e, "textDocument/hover", params)
	if !strings.Contains(hover.Contents.Value, "replicas: 3") || hover.Range != (span{position{1, 6}, position{1, 22}}) {
		t.Errorf("hover: %+v", hover)
	}
	var places []string
	for _, l := range ask[[]struct {
		URI   string
		Range span
	}](e, "textDocument/references", params) {
		places = append(places, fmt.Sprintf("%s %v", l.URI[strings.LastIndexByte(l.URI, '/')+1:], l.Range))
	}
	want := []string{"values.yaml {{1 0} {1 8}}", "app.yaml {{1 14} {1 22}}", "values.yaml {{2 4} {2 12}}"}
	if !slices.Equal(places, want) {
		t.Errorf("references: %v, want %v", places, want)
	}
}

// TestReferencesInArchive holds that the uses of a value in the templates of its chart are among its references, if the
// client can open them, or the server may write them for it.
func TestReferencesInArchive(t *testing.T) {
	dir := demoPack(t)
	cache := t.TempDir()
	params := at(dir+"/values.yaml", 2, 6)
	params["context"] = object{"includeDeclaration": true}
	for name, client := range map[string]struct {
		caps    object
		options object
		want    []string
	}{
		"opens archives": {withChartFiles(), nil,
			[]string{"file values.yaml 2", "pack-lsp-chart values.yaml 1", "pack-lsp-chart app.yaml 1"}},
		"gets files": {modern(), object{"chartCache": cache},
			[]string{"file values.yaml 2", "file values.yaml 1", "file app.yaml 1"}},
		"neither": {modern(), nil, []string{"file values.yaml 2"}},
	} {
		e := start(t, server.Options{})
		e.initializeWith(client.caps, client.options, dir)
		var got []string
		for _, l := range ask[[]location](e, "textDocument/references", params) {
			scheme, _, _ := strings.Cut(l.URI, ":")
			got = append(got, fmt.Sprintf("%s %s %d", scheme, l.URI[strings.LastIndexByte(l.URI, '/')+1:], l.Range.Start.Line))
		}
		if !slices.Equal(got, client.want) {
			t.Errorf("%s: %q, want %q", name, got, client.want)
		}
	}
	e := start(t, server.Options{})
	e.initialize(withChartFiles(), dir)
	uri := ask[[]location](e, "textDocument/references", params)[2].URI
	highlights := ask[[]struct{ Range span }](e, "textDocument/documentHighlight",
		object{"textDocument": object{"uri": uri}, "position": position{1, 18}})
	if len(highlights) != 1 || highlights[0].Range != (span{position{1, 14}, position{1, 22}}) {
		t.Errorf("highlights: %+v", highlights)
	}
}

// TestTypeDefinition leads from a value to its entry in schema.yaml and to the chart's schema, for clients that can and
// cannot open files in archives.
func TestTypeDefinition(t *testing.T) {
	dir := files(t, map[string]string{
		"demo/pack.json": `{"name": "demo", "charts": ["charts/web.tgz"]}`,
		"demo/charts/web.tgz": tgz(t, map[string]string{
			"web/Chart.yaml": "name: web\nversion: 1.0.0\n", "web/values.yaml": "replicas: 2\n",
			"web/values.schema.json": "{\"properties\":\n{\"replicas\": {\"type\": \"integer\"}}}",
		}),
		"demo/schema.yaml": "# ä\ncharts.web.replicas:\n  schema: \"{{ required }}\"\n",
		"demo/values.yaml": "charts:\n  web:\n    replicas: 3\n",
	}) + "/demo"
	client := withChartFiles()
	client["textDocument"].(object)["typeDefinition"] = object{"linkSupport": true}
	e := start(t, server.Options{})
	if offered := e.initialize(client, dir)["capabilities"].(object); offered["typeDefinitionProvider"] != true {
		t.Errorf("offered: %v", offered)
	}
	place := at(dir+"/values.yaml", 2, 6)
	links := ask[[]link](e, "textDocument/typeDefinition", place)
	if len(links) != 2 || links[0].TargetURI != uriOf(dir+"/schema.yaml") ||
		!strings.HasSuffix(links[1].TargetURI, "/web/values.schema.json") {
		t.Fatalf("%+v", links)
	}
	if links[0].TargetRange != (span{position{1, 0}, position{1, 19}}) ||
		links[1].TargetRange != (span{position{1, 1}, position{1, 11}}) ||
		links[1].OriginSelectionRange != (span{position{2, 4}, position{2, 12}}) {
		t.Errorf("%+v", links)
	}
	if content := ask[struct{ Text string }](e, "workspace/textDocumentContent",
		object{"uri": links[1].TargetURI}); !strings.Contains(content.Text, "integer") {
		t.Errorf("%q", content.Text)
	}
	if links := ask[[]link](e, "textDocument/typeDefinition", at(dir+"/values.yaml", 0, 0)); links != nil {
		t.Errorf("a section: %+v", links)
	}

	old := start(t, server.Options{})
	old.initialize(modern(), dir)
	found := ask[[]location](old, "textDocument/typeDefinition", place)
	if len(found) != 1 || found[0].URI != uriOf(dir+"/schema.yaml") {
		t.Errorf("without files in archives: %+v", found)
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

// TestDefinitionInCache has a client of LSP 3.17 that gets files of charts as files in a folder of its choice.
func TestDefinitionInCache(t *testing.T) {
	dir, cache := demoPack(t), filepath.Join(t.TempDir(), "made", "charts")
	e := start(t, server.Options{})
	e.initializeWith(modern(), object{"chartCache": cache}, dir)
	if _, err := os.Stat(cache); err == nil {
		t.Error("the folder is made before it is needed")
	}
	found := ask[[]location](e, "textDocument/definition", at(dir+"/values.yaml", 2, 6))
	if len(found) != 1 || found[0].Range != (span{position{1, 0}, position{1, 8}}) {
		t.Fatalf("%+v", found)
	}
	const content = "# ä\nreplicas: 2\n"
	sum := sha256.Sum256([]byte(content))
	file := filepath.Join(cache, hex.EncodeToString(sum[:16]), "web_1.tgz", "web", "values.yaml")
	if got := found[0].URI; got != uriOf(file) {
		t.Fatalf("%s, not %s", got, uriOf(file))
	}
	check := func() {
		t.Helper()
		had, err := os.ReadFile(file)
		if err != nil || string(had) != content {
			t.Errorf("%q, %v", had, err)
		}
		if info, err := os.Stat(file); err != nil || info.Mode() != 0o444 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
		var all []string
		_ = filepath.WalkDir(cache, func(path string, d os.DirEntry, _ error) error {
			if !d.IsDir() {
				all = append(all, path)
			}
			return nil
		})
		if len(all) != 1 {
			t.Errorf("files: %v", all)
		}
	}
	check()
	// The same again, and another text in its place.
	ask[[]location](e, "textDocument/definition", at(dir+"/values.yaml", 2, 6))
	check()
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	put(t, file, "another text")
	ask[[]location](e, "textDocument/definition", at(dir+"/values.yaml", 2, 6))
	check()
	// A link to a place outside is replaced, not followed.
	outside := filepath.Join(t.TempDir(), "outside.yaml")
	put(t, outside, content+"x")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	packtest.Symlink(t, outside, file)
	ask[[]location](e, "textDocument/definition", at(dir+"/values.yaml", 2, 6))
	check()
	within, out := filepath.Dir(file), filepath.Dir(outside)
	if err := os.RemoveAll(within); err != nil {
		t.Fatal(err)
	}
	packtest.Symlink(t, out, within)
	if found := ask[[]location](e, "textDocument/definition", at(dir+"/values.yaml", 2, 6)); found != nil {
		t.Errorf("through a link that leads out: %+v", found)
	}
	if _, err := os.Stat(filepath.Join(out, "values.yaml")); err == nil {
		t.Error("a file was written outside the folder")
	}
}

// TestNoChartCache holds that only an absolute path that an editor sets makes the server write.
func TestNoChartCache(t *testing.T) {
	dir := demoPack(t)
	put(t, dir+"/.pack-lsp.yaml", "chartCache: "+filepath.ToSlash(t.TempDir())+"\n")
	for _, options := range []any{nil, object{"chartCache": ""}, object{"chartCache": "charts"}, object{"chartCache": 1}} {
		e := start(t, server.Options{})
		e.initializeWith(modern(), options, dir)
		if found := ask[[]location](e, "textDocument/definition", at(dir+"/values.yaml", 2, 6)); found != nil {
			t.Errorf("%v: %+v", options, found)
		}
	}
}

func TestCachedName(t *testing.T) {
	for inner, want := range map[string]string{
		"web/values.yaml":               "web/values.yaml",
		"../../etc/passwd":              "__/__/etc/passwd",
		`..\..\x:y`:                     "__/__/x_y",
		"web/./.hidden/a b\x00é.yaml":   "web/_/_hidden/a_b__.yaml",
		"CON/nul.txt/com1.yaml/console": "_CON/_nul.txt/_com1.yaml/console",
		"a./b..":                        "a_/b._",
		strings.Repeat("x/", 100) + "y": strings.Repeat("x/", 11) + "y",
		strings.Repeat("x", 300):        strings.Repeat("x", 80),
	} {
		if got := server.CachedName(inner); got != want {
			t.Errorf("%q: %q, want %q", inner, got, want)
		}
	}
}

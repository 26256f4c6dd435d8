package server_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

// editing are the capabilities of a client that can do all that these tests ask for.
func editing() object {
	c := modern()
	doc, workspace := c["textDocument"].(object), c["workspace"].(object)
	doc["rename"] = object{"prepareSupport": true}
	doc["codeAction"].(object)["dataSupport"] = true
	doc["codeAction"].(object)["resolveSupport"] = object{"properties": []string{"edit"}}
	workspace["fileOperations"] = object{"willRename": true}
	return c
}

// workspaceEdit is a WorkspaceEdit, in either form.
type workspaceEdit struct {
	Changes         map[string][]textEdit
	DocumentChanges []struct {
		TextDocument struct {
			URI     string
			Version *int
		}
		Edits                     []textEdit
		Kind, URI, OldURI, NewURI string
	}
}

// texts returns the files that e edits, after the edits. All edits are on single lines.
func (e workspaceEdit) texts(before map[string]string) map[string]string {
	after := map[string]string{}
	for _, change := range e.DocumentChanges {
		if change.Kind == "" {
			edits := slices.Clone(change.Edits)
			slices.SortStableFunc(edits, func(a, b textEdit) int {
				if a.Range.Start.Line != b.Range.Start.Line {
					return a.Range.Start.Line - b.Range.Start.Line
				}
				return a.Range.Start.Character - b.Range.Start.Character
			})
			after[change.TextDocument.URI] = applied(before[change.TextDocument.URI], edits)
		}
	}
	return after
}

const (
	metaOfDemo   = `{"name": "demo", "version": "1.0.0", "kubeManifests": ["manifests/app.yaml"]}`
	valuesOfDemo = "manifests:\n  app:\n    size: 1 # ä\n    note: \"ä {{ .spectro.pack.demo.manifests.app.size }}\"\n"
	manifest     = "a: {{ .Values.size }}\n"
	metaOfOther  = `{"name": "other", "version": "2.0.0", "constraints": {"dependencies": [{"packName": "demo"}]}}`
)

// workspaceOfTwo is a folder with two packs, and its files by URI.
func workspaceOfTwo(t *testing.T) (dir string, texts map[string]string) {
	content := map[string]string{
		"demo/pack.json": metaOfDemo, "demo/values.yaml": valuesOfDemo, "demo/manifests/app.yaml": manifest,
		"other/pack.json": metaOfOther,
	}
	dir = files(t, content)
	texts = map[string]string{}
	for name, text := range content {
		texts[uriOf(dir+"/"+name)] = text
	}
	return dir, texts
}

func TestReferences(t *testing.T) {
	dir, _ := workspaceOfTwo(t)
	for _, utf8 := range []bool{true, false} {
		caps, column := editing(), 50
		if !utf8 {
			delete(caps, "general")
			column = 49
		}
		e := start(t, server.Options{})
		e.initialize(caps, dir)
		values := dir + "/demo/values.yaml"
		e.open(values, valuesOfDemo)
		ask := func(declarations bool) (found []string) {
			params := at(values, 2, 5)
			params["context"] = object{"includeDeclaration": declarations}
			for _, l := range ask[[]location](e, "textDocument/references", params) {
				found = append(found, strings.TrimPrefix(l.URI, uriOf(dir)+"/"))
				if strings.HasSuffix(l.URI, "values.yaml") && l.Range.Start.Line == 3 && l.Range.Start.Character != column {
					t.Errorf("%+v, want character %d", l, column)
				}
			}
			return found
		}
		if got, want := ask(false), []string{"demo/manifests/app.yaml", "demo/values.yaml"}; !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		want := []string{"demo/manifests/app.yaml", "demo/values.yaml", "demo/values.yaml"}
		if got := ask(true); !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestDocumentHighlight(t *testing.T) {
	dir, _ := workspaceOfTwo(t)
	e := start(t, server.Options{})
	e.initialize(editing(), dir)
	e.open(dir+"/demo/values.yaml", valuesOfDemo)
	type highlight struct {
		Range span
		Kind  int
	}
	got := ask[[]highlight](e, "textDocument/documentHighlight", at(dir+"/demo/values.yaml", 3, 51))
	want := []highlight{{span{position{2, 4}, position{2, 8}}, 3}, {span{position{3, 50}, position{3, 54}}, 2}}
	if !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := ask[[]highlight](e, "textDocument/documentHighlight", at(dir+"/demo/values.yaml", 2, 11)); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestRenameOverTheWire(t *testing.T) {
	dir, texts := workspaceOfTwo(t)
	e := start(t, server.Options{})
	e.initialize(editing(), dir)
	meta := dir + "/demo/pack.json"
	e.open(meta, metaOfDemo)
	type target struct {
		Range       span
		Placeholder string
	}
	got := ask[*target](e, "textDocument/prepareRename", at(meta, 0, 11))
	if got == nil || got.Placeholder != "demo" || got.Range.Start.Character != 10 {
		t.Errorf("%+v", got)
	}
	if got := ask[*target](e, "textDocument/prepareRename", at(meta, 0, 0)); got != nil {
		t.Errorf("%+v", got)
	}
	params := at(meta, 0, 11)
	params["newName"] = "better"
	after := ask[workspaceEdit](e, "textDocument/rename", params).texts(texts)
	want := map[string]string{
		uriOf(meta):                      strings.Replace(metaOfDemo, "demo", "better", 1),
		uriOf(dir + "/demo/values.yaml"): strings.Replace(valuesOfDemo, "pack.demo", "pack.better", 1),
		uriOf(dir + "/other/pack.json"):  strings.Replace(metaOfOther, "demo", "better", 1),
	}
	for path, text := range want {
		if after[path] != text {
			t.Errorf("%s:\n%s\nwant\n%s", path, after[path], text)
		}
	}
	if len(after) != len(want) {
		t.Errorf("%d files are edited", len(after))
	}
	params["newName"] = "No Name"
	_, ch := e.request("textDocument/rename", params)
	if r := e.wait(ch); r.Error == nil || r.Error.Code != requestFailed ||
		!strings.Contains(r.Error.Message, `"No Name" cannot name a pack`) {
		t.Errorf("%+v", r)
	}
	_, ch = e.request("textDocument/prepareRename", at(dir+"/demo/values.yaml", 0, 2))
	if r := e.wait(ch); r.Error == nil || r.Error.Code != requestFailed {
		t.Errorf("%+v", r)
	}
}

func TestWorkspaceSymbol(t *testing.T) {
	dir, _ := workspaceOfTwo(t)
	e := start(t, server.Options{})
	e.initialize(editing(), dir)
	e.open(dir+"/demo/values.yaml", valuesOfDemo)
	type symbol struct {
		Name, ContainerName string
		Kind                int
		Location            location
	}
	got := ask[[]symbol](e, "workspace/symbol", object{"query": "man"})
	if len(got) != 2 || got[0].Name != "manifests" || got[1].Name != "manifests.app" ||
		got[1].ContainerName != "demo 1.0.0" || got[1].Kind != 3 {
		t.Errorf("%+v", got)
	}
	got = ask[[]symbol](e, "workspace/symbol", object{"query": "demo 1"})
	if len(got) != 1 || got[0].Kind != 4 || got[0].Location.URI != uriOf(dir+"/demo/pack.json") ||
		got[0].Location.Range.Start.Character != 9 {
		t.Errorf("%+v", got)
	}
}

func TestWillRenameFiles(t *testing.T) {
	dir, texts := workspaceOfTwo(t)
	e := start(t, server.Options{})
	offered := e.initialize(editing(), dir)
	if b, _ := json.Marshal(offered); !strings.Contains(string(b), `"willRename":{"filters":[{`) {
		t.Errorf("%s", b)
	}
	rename := func(from, to string) map[string]string {
		params := object{"files": []object{{"oldUri": uriOf(dir + "/" + from), "newUri": uriOf(dir + "/" + to)}}}
		if edit := ask[*workspaceEdit](e, "workspace/willRenameFiles", params); edit != nil {
			return edit.texts(texts)
		}
		return nil
	}
	after := rename("demo/manifests/app.yaml", "demo/manifests/web.yaml")
	meta, values := uriOf(dir+"/demo/pack.json"), uriOf(dir+"/demo/values.yaml")
	if len(after) != 2 || after[meta] != strings.Replace(metaOfDemo, "app", "web", 1) ||
		after[values] != strings.ReplaceAll(valuesOfDemo, "app", "web") {
		t.Errorf("%q", after)
	}
	after = rename("demo/manifests", "demo/parts")
	if after[meta] != strings.Replace(metaOfDemo, "manifests/", "parts/", 1) || len(after) != 1 {
		t.Errorf("%q", after)
	}
	if after := rename("demo", "renamed"); after != nil {
		t.Errorf("%q", after)
	}
}

// TestCodeActionResolve holds that a client that can ask for edits later gets them then, and only for the text that
// they were offered for.
func TestCodeActionResolve(t *testing.T) {
	dir, texts := workspaceOfTwo(t)
	e := start(t, server.Options{})
	offered := e.initialize(editing(), dir)
	b, _ := json.Marshal(offered["capabilities"].(object)["codeActionProvider"])
	if !strings.Contains(string(b), `"resolveProvider":true`) {
		t.Errorf("%s", b)
	}
	values := dir + "/demo/values.yaml"
	e.open(values, valuesOfDemo)
	params := document(values)
	params["range"] = span{position{2, 5}, position{2, 5}}
	params["context"] = object{"diagnostics": []object{}, "only": []string{"refactor"}}
	actions := ask[[]object](e, "textDocument/codeAction", params)
	if len(actions) != 1 || actions[0]["edit"] != nil || actions[0]["title"] != "Add manifests.app.size to schema.yaml" ||
		actions[0]["kind"] != "refactor.rewrite" {
		t.Fatalf("%v", actions)
	}
	resolved := ask[struct{ Edit workspaceEdit }](e, "codeAction/resolve", actions[0])
	schema := uriOf(dir + "/demo/schema.yaml")
	changes := resolved.Edit.DocumentChanges
	if len(changes) != 2 || changes[0].Kind != "create" || changes[0].URI != schema {
		t.Errorf("%+v", resolved)
	}
	if got := resolved.Edit.texts(texts)[schema]; got != "manifests.app.size:\n  schema: '{{ format \"${number}\" }}'\n" {
		t.Errorf("%s", got)
	}
	e.change(values, 2, valuesOfDemo+"\n")
	for _, stale := range []object{
		actions[0], {"title": "x"}, {"title": "x", "data": object{"uri": uriOf(values), "version": 2, "index": 99}},
	} {
		_, ch := e.request("codeAction/resolve", stale)
		if code := e.codeOf(ch); code != contentModified {
			t.Errorf("%v: code %d", stale, code)
		}
	}
}

// TestUpgradeAction holds that an archive is moved into the pack, if the client can do that.
func TestUpgradeAction(t *testing.T) {
	meta := "{\"name\": \"demo\", \"version\": \"1.0.0\",\n\"charts\": [\"charts/app-1.0.0.tgz\"]}"
	values := "charts:\n  app:\n    level: 1\n"
	dir := files(t, map[string]string{
		"demo/pack.json": meta, "demo/values.yaml": values,
		"demo/charts/app-1.0.0.tgz": tgz(t, map[string]string{
			"app/Chart.yaml": "name: app\nversion: 1.0.0\n", "app/values.yaml": "level: 1\n",
		}),
		"app-1.1.0.tgz": tgz(t, map[string]string{
			"app/Chart.yaml": "name: app\nversion: 1.1.0\n", "app/values.yaml": "level: 2\n",
		}),
	})
	path := dir + "/demo/pack.json"
	params := document(path)
	params["range"] = span{position{1, 15}, position{1, 15}}
	params["context"] = object{"diagnostics": []object{}, "only": []string{"refactor"}}
	for _, renames := range []bool{true, false} {
		caps := editing()
		if renames {
			edit := caps["workspace"].(object)["workspaceEdit"].(object)
			edit["resourceOperations"] = []string{"create", "rename"}
		}
		e := start(t, server.Options{})
		e.initialize(caps, dir)
		e.open(path, meta)
		actions := ask[[]object](e, "textDocument/codeAction", params)
		if len(actions) != 1 || actions[0]["title"] != "Upgrade to app 1.1.0 (app-1.1.0.tgz)" {
			if renames || len(actions) > 0 {
				t.Errorf("renames %v: %v", renames, actions)
			}
			continue
		}
		if !renames {
			t.Error("a move is offered to a client that cannot move files")
		}
		changes := ask[struct{ Edit workspaceEdit }](e, "codeAction/resolve", actions[0]).Edit
		if len(changes.DocumentChanges) != 3 || changes.DocumentChanges[0].Kind != "rename" ||
			changes.DocumentChanges[0].OldURI != uriOf(dir+"/app-1.1.0.tgz") ||
			changes.DocumentChanges[0].NewURI != uriOf(dir+"/demo/charts/app-1.1.0.tgz") {
			t.Fatalf("%+v", changes)
		}
		var written []string
		for _, change := range changes.DocumentChanges[1:] {
			for _, edit := range change.Edits {
				written = append(written, edit.NewText)
			}
		}
		want := []string{
			"{\"name\": \"demo\", \"version\": \"1.1.0\",\n\"charts\": [\"charts/app-1.1.0.tgz\"]}", "    level: 2\n",
		}
		if !slices.Equal(written, want) {
			t.Errorf("%q, want %q", written, want)
		}
	}
}

// TestUpgradeManifestsAction holds that new manifests in the workspace upgrade a pack, also for a client that cannot
// move files.
func TestUpgradeManifestsAction(t *testing.T) {
	meta := "{\"name\": \"demo\", \"version\": \"1.0.0\",\n\"kubeManifests\": [\"manifests/app.yaml\"]}"
	pod := "apiVersion: v1\nkind: Pod\nmetadata:\n  name: app\nspec:\n  containers:\n  - name: app\n    image: demo/app:"
	dir := files(t, map[string]string{
		"demo/pack.json": meta, "demo/values.yaml": "manifests:\n  app: {}\n", "demo/manifests/app.yaml": pod + "1.0.0\n",
		"new/app-1.1.0.yaml": pod + "1.1.0\n",
	})
	path := dir + "/demo/pack.json"
	params := document(path)
	params["range"] = span{position{1, 25}, position{1, 25}}
	params["context"] = object{"diagnostics": []object{}, "only": []string{"refactor"}}
	e := start(t, server.Options{})
	e.initialize(editing(), dir)
	e.open(path, meta)
	actions := ask[[]object](e, "textDocument/codeAction", params)
	if len(actions) != 1 || actions[0]["title"] != "Upgrade to 1.1.0 (new/app-1.1.0.yaml)" {
		t.Fatalf("%v", actions)
	}
	resolved := ask[struct{ Edit workspaceEdit }](e, "codeAction/resolve", actions[0])
	manifest := uriOf(dir + "/demo/manifests/app.yaml")
	before := map[string]string{uriOf(path): meta, manifest: pod + "1.0.0\n"}
	texts := map[string]string{}
	for _, change := range resolved.Edit.DocumentChanges {
		texts[change.TextDocument.URI] = appliedUTF16(before[change.TextDocument.URI], change.Edits)
	}
	want := map[string]string{uriOf(path): strings.Replace(meta, "1.0.0", "1.1.0", 1), manifest: pod + "1.1.0\n"}
	if !maps.Equal(texts, want) {
		t.Errorf("%q, want %q", texts, want)
	}
}

// TestIgnoreInSettings holds that settings files, open or not, are edited too.
func TestIgnoreInSettings(t *testing.T) {
	settings := "checks:\n  files/*: off\n"
	dir := files(t, map[string]string{"pack.json": good, ".pack-lsp.yaml": settings})
	path := dir + "/pack.json"
	for _, open := range []bool{false, true} {
		e := start(t, server.Options{})
		e.initialize(modern(), dir)
		e.open(path, strings.Replace(good, "{", `{"owner": 1, `, 1))
		if open {
			e.open(dir+"/.pack-lsp.yaml", settings)
		}
		i := slices.IndexFunc(e.actions(path), func(a action) bool {
			return a.Title == "Ignore pack/unknown-key in this file, in .pack-lsp.yaml"
		})
		if i < 0 {
			t.Fatal("it is not offered")
		}
		changes := e.actions(path)[i].Edit.DocumentChanges
		if len(changes) != 1 || changes[0].TextDocument.URI != uriOf(dir+"/.pack-lsp.yaml") ||
			(changes[0].TextDocument.Version != nil) != open ||
			!strings.Contains(changes[0].Edits[0].NewText, "pack/unknown-key: off") {
			t.Errorf("%+v", changes)
		}
	}
}

package server_test

import (
	"bytes"
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

type question struct {
	Key, Title, Text string
	Choices          []struct{ Value, Description string }
	Answer           []string
	Required, Given  bool
	Problem          string
}

type madePack struct {
	Folder, Name string
	Files        []struct {
		Path   string
		Text   *string
		Base64 []byte
	}
	Findings []struct{ Code string }
	Notes    []string
}

func command(name string, params object) object {
	return object{"command": name, "arguments": []object{params}}
}

// The server says what to ask, and what is wrong with an answer.
func TestNewPackQuestions(t *testing.T) {
	e := start(t, server.Options{})
	const meta = "apiVersion: v2\nname: web\nversion: 2.1.0\nkeywords: [ingress]\n"
	dir := files(t, map[string]string{"app/Chart.yaml": meta})
	e.initialize(modern(), dir)
	questions := func(answers object) map[string]question {
		byKey := map[string]question{}
		for _, q := range ask[[]question](e, "workspace/executeCommand",
			command("pack-lsp.newPack.questions", object{"answers": answers})) {
			byKey[q.Key] = q
		}
		return byKey
	}
	if q := questions(object{}); len(q) != 1 || !q["from"].Required || len(q["from"].Choices) != 4 {
		t.Errorf("the first question: %+v", q)
	}
	q := questions(object{"chart": []string{uriOf(dir) + "/none.tgz"}})
	if !strings.Contains(q["chart"].Problem, "no such file") {
		t.Errorf("no problem with a chart that does not exist: %+v", q)
	}
	q = questions(object{"chart": []string{uriOf(dir) + "/app"}, "name": []string{"My Pack"}})
	for key, want := range map[string]string{"version": "2.1.0", "addon-type": "ingress", "cloud-types": "all"} {
		if got := q[key].Answer; !slices.Equal(got, []string{want}) {
			t.Errorf("default of %s: %q, want %q", key, got, want)
		}
	}
	if q["name"].Problem == "" || !q["name"].Given {
		t.Errorf("no problem with the name: %+v", q["name"])
	}
}

// The client of newPack.files writes all files; that of newPack writes only those that are no texts.
func TestNewPack(t *testing.T) {
	e := start(t, server.Options{})
	dir := files(t, map[string]string{"old/pack.json": good})
	caps := modern()
	caps["workspace"].(object)["applyEdit"] = true
	created := map[string]string{}
	e.answers["workspace/applyEdit"] = func(params json.RawMessage) any {
		var p struct {
			Edit struct {
				DocumentChanges []struct {
					Kind, URI    string
					TextDocument struct{ URI string }
					Edits        []struct{ NewText string }
				}
			}
		}
		if err := json.Unmarshal(params, &p); err != nil {
			t.Error(err)
		}
		for _, c := range p.Edit.DocumentChanges {
			for _, edit := range c.Edits {
				created[strings.TrimPrefix(c.TextDocument.URI, uriOf(dir)+"/")] += edit.NewText
			}
		}
		return object{"applied": true}
	}
	e.initialize(caps, dir)
	answers := object{"from": []string{"nothing"}, "name": []string{"fresh"}}
	all := ask[madePack](e, "workspace/executeCommand",
		command("pack-lsp.newPack.files", object{"answers": answers, "parent": uriOf(dir)}))
	if all.Folder != uriOf(dir)+"/fresh-1.0.0" || all.Name != "fresh-1.0.0" || len(all.Findings) > 0 {
		t.Errorf("made %+v", all)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Error("the server has written something")
	}
	var paths []string
	for _, f := range all.Files {
		paths = append(paths, f.Path)
		if (f.Text == nil) != (f.Path == "logo.png") {
			t.Errorf("%s: text %v", f.Path, f.Text != nil)
		}
	}
	want := []string{"values.yaml", "README.md", "logo.png", "manifests/fresh.yaml", "pack.json"}
	if !slices.Equal(paths, want) {
		t.Errorf("files %q, want %q", paths, want)
	}
	left := ask[madePack](e, "workspace/executeCommand",
		command("pack-lsp.newPack", object{"answers": answers, "parent": uriOf(dir)}))
	if len(left.Files) != 1 || left.Files[0].Path != "logo.png" {
		t.Fatalf("left for the client: %+v", left.Files)
	}
	if _, err := png.Decode(bytes.NewReader(left.Files[0].Base64)); err != nil {
		t.Errorf("logo.png: %v", err)
	}
	for _, f := range all.Files {
		if f.Text != nil && created["fresh-1.0.0/"+f.Path] != *f.Text {
			t.Errorf("%s is created as %q, want %q", f.Path, created["fresh-1.0.0/"+f.Path], *f.Text)
		}
	}
	for name, params := range map[string]object{
		"a pack that exists": {"answers": answers, "folder": uriOf(filepath.Join(dir, "old"))},
		"no name":            {"answers": object{"from": []string{"nothing"}}, "parent": uriOf(dir)},
		"no folder":          {"answers": answers},
	} {
		_, ch := e.request("workspace/executeCommand", command("pack-lsp.newPack", params))
		if code := e.codeOf(ch); code != -32602 {
			t.Errorf("%s: code %d", name, code)
		}
	}
}

// A client that cannot create files is told what to do.
func TestNewPackWithoutEdits(t *testing.T) {
	e := start(t, server.Options{})
	dir := files(t, nil)
	e.initialize(modern(), dir)
	_, ch := e.request("workspace/executeCommand", command("pack-lsp.newPack", object{
		"answers": object{"from": []string{"nothing"}, "name": []string{"fresh"}}, "parent": uriOf(dir),
	}))
	if r := e.wait(ch); r.Error == nil || !strings.Contains(r.Error.Message, "pack-lsp new") {
		t.Errorf("reply %+v", r)
	}
}

// What the author of a new pack should know comes with its files.
func TestNewPackNotes(t *testing.T) {
	dir := t.TempDir()
	manifest := filepath.Join(dir, "search.yaml")
	content := "apiVersion: elasticsearch.k8s.elastic.co/v1\nkind: Elasticsearch\nmetadata:\n  name: demo\n"
	if err := os.WriteFile(manifest, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	e := start(t, server.Options{})
	e.initialize(object{}, dir)
	answers := object{"from": []string{"manifests"}, "manifests": []string{uriOf(manifest)}}
	made := ask[madePack](e, "workspace/executeCommand",
		command("pack-lsp.newPack.files", object{"answers": answers, "parent": uriOf(dir)}))
	if len(made.Notes) != 1 || !strings.Contains(made.Notes[0], "requires elastic-operator") {
		t.Errorf("notes %q", made.Notes)
	}
}

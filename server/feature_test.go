package server_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

type hover struct {
	Contents struct{ Kind, Value string }
	Range    span
}

func TestHover(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/pack.json"
	text := "{\n  \"layer\": \"addon\"\n}\n"
	for _, test := range []struct {
		formats []string
		kind    string
	}{
		{[]string{"markdown", "plaintext"}, "markdown"},
		{[]string{"plaintext", "markdown"}, "plaintext"},
		{[]string{"plaintext"}, "plaintext"},
		{nil, "plaintext"},
	} {
		t.Run(strings.Join(test.formats, " then "), func(t *testing.T) {
			caps := modern()
			caps["textDocument"].(object)["hover"] = object{"contentFormat": test.formats}
			e := start(t, server.Options{})
			e.initialize(caps, dir)
			e.open(path, text)
			h := ask[*hover](e, "textDocument/hover", at(path, 1, 4))
			if h == nil {
				t.Fatal("nothing")
			}
			if h.Contents.Kind != test.kind || h.Contents.Value == "" || h.Range.Start.Line != 1 {
				t.Errorf("%+v", h)
			}
			if test.kind == "plaintext" && strings.ContainsAny(h.Contents.Value, "`") {
				t.Errorf("marks in plain text: %s", h.Contents.Value)
			}
			if h := ask[*hover](e, "textDocument/hover", at(path, 0, 0)); h != nil && h.Range.Start.Line == 1 {
				t.Errorf("%+v", h)
			}
		})
	}
}

type completionList struct {
	Items []struct {
		Label, SortText  string
		InsertTextFormat int
		InsertTextMode   int
		Documentation    struct{ Kind, Value string }
		TextEdit         struct {
			Range   span
			NewText string
		}
	}
}

func TestCompletion(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/pack.json"
	for _, snippets := range []bool{true, false} {
		caps := modern()
		caps["textDocument"].(object)["completion"] = object{"completionItem": object{
			"snippetSupport": snippets, "insertTextModeSupport": object{"valueSet": []int{1, 2}},
		}}
		e := start(t, server.Options{})
		e.initialize(caps, dir)
		e.open(path, "{\n  \"layer\": \"\"\n}\n")
		values := ask[completionList](e, "textDocument/completion", at(path, 1, 12))
		labels, sorted := "", ""
		for _, item := range values.Items {
			labels += " " + item.Label
			if item.SortText <= sorted {
				t.Errorf("%q after %q", item.SortText, sorted)
			}
			sorted = item.SortText
			if r := item.TextEdit.Range; r.Start.Line != 1 || r.End.Line != 1 || item.Documentation.Kind == "markdown" {
				t.Errorf("%+v", item)
			}
		}
		if !strings.Contains(labels, "addon") {
			t.Errorf("items:%s", labels)
		}
		e.change(path, 2, "{\n  \n}\n")
		keys, formats := ask[completionList](e, "textDocument/completion", at(path, 1, 2)), 0
		long := 0 // number of items with several lines
		for _, item := range keys.Items {
			if item.InsertTextFormat == 2 {
				formats++
			}
			if lines := strings.Contains(item.TextEdit.NewText, "\n"); lines != (item.InsertTextMode == 2) {
				t.Errorf("mode %d of %q", item.InsertTextMode, item.TextEdit.NewText)
			} else if lines {
				long++
			}
		}
		if len(keys.Items) == 0 || !snippets && formats > 0 || snippets != (long > 0) {
			t.Errorf("%d keys, %d snippets, %d of several lines", len(keys.Items), formats, long)
		}
	}
}

type action struct {
	Title, Kind string
	IsPreferred bool
	Diagnostics []diagnostic
	Edit        struct {
		Changes         map[string][]textEdit
		DocumentChanges []struct {
			TextDocument struct {
				URI     string
				Version *int
			}
			Edits     []textEdit
			Kind, URI string
		}
	}
}

type textEdit struct {
	Range   span
	NewText string
}

func (e *editor) actions(path string, only ...string) []action {
	e.t.Helper()
	params := document(path)
	params["range"] = span{position{0, 0}, position{99, 0}}
	params["context"] = object{"diagnostics": []object{}}
	if only != nil {
		params["context"].(object)["only"] = only
	}
	return ask[[]action](e, "textDocument/codeAction", params)
}

// applied applies edits of single lines to text, the last first.
func applied(text string, edits []textEdit) string {
	lines := strings.SplitAfter(text, "\n")
	for i := len(edits) - 1; i >= 0; i-- {
		r := edits[i].Range
		if last := len(lines) - 1; r.Start.Line == last && r.End.Line > last { // clients take that as the end
			r.End = position{last, len(lines[last])}
		}
		if r.Start.Line != r.End.Line {
			continue
		}
		line := lines[r.Start.Line]
		lines[r.Start.Line] = line[:r.Start.Character] + edits[i].NewText + line[r.End.Character:]
	}
	return strings.Join(lines, "")
}

const twoCommas = `{"name": "demo",
"charts": ["a",],
}
`

func TestQuickFix(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/pack.json"
	e := start(t, server.Options{})
	e.initialize(modern(), dir)
	e.open(path, twoCommas)
	var fixes []action
	for _, a := range e.actions(path, "quickfix") {
		if a.Kind != "quickfix" {
			t.Errorf("%+v", a)
		}
		if len(a.Diagnostics) == 1 && a.Diagnostics[0].Code == "json/syntax" {
			fixes = append(fixes, a)
		}
	}
	if len(fixes) != 2 || !fixes[0].IsPreferred || len(fixes[0].Edit.DocumentChanges) != 1 {
		t.Fatalf("%+v", fixes)
	}
	change := fixes[0].Edit.DocumentChanges[0]
	if change.TextDocument.URI != uriOf(path) || change.TextDocument.Version == nil || *change.TextDocument.Version != 1 {
		t.Errorf("%+v", change.TextDocument)
	}
	if got := applied(twoCommas, change.Edits); got != strings.Replace(twoCommas, `"a",`, `"a"`, 1) {
		t.Errorf("%s", got)
	}
}

func TestFixAll(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/pack.json"
	caps := modern()
	delete(caps["workspace"].(object), "workspaceEdit")
	e := start(t, server.Options{})
	e.initialize(caps, dir)
	e.open(path, twoCommas)
	for _, only := range []string{"source.fixAll", "source", "source.fixAll.packLsp"} {
		all := e.actions(path, only)
		if len(all) != 1 || all[0].Kind != "source.fixAll.packLsp" {
			t.Fatalf("%s: %+v", only, all)
		}
		got := applied(twoCommas, all[0].Edit.Changes[uriOf(path)])
		if want := "{\"name\": \"demo\",\n\"charts\": [\"a\"]\n}\n"; got != want {
			t.Errorf("%s: %s", only, got)
		}
	}
	for _, only := range []string{"refactor", "source.organizeImports", "source.fixAllOther"} {
		if got := e.actions(path, only); len(got) != 0 {
			t.Errorf("%s: %+v", only, got)
		}
	}
}

// A client without code actions but with commands is offered nothing: there are no commands.
func TestNoCodeActions(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	e := start(t, server.Options{})
	e.initialize(object{}, dir)
	e.open(dir+"/pack.json", twoCommas)
	if got := e.actions(dir + "/pack.json"); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

// An action that creates a file creates it and fills it, if the client can create files.
func TestCreateFix(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good}) // no values.yaml
	path := dir + "/pack.json"
	for _, creates := range []bool{true, false} {
		caps := modern()
		if !creates {
			delete(caps["workspace"].(object), "workspaceEdit")
		}
		e := start(t, server.Options{})
		e.initialize(caps, dir)
		e.open(path, good)
		made := false
		for _, a := range e.actions(path, "quickfix") {
			for i, c := range a.Edit.DocumentChanges {
				if c.Kind != "create" {
					continue
				}
				made = true
				fill := a.Edit.DocumentChanges[i+1]
				if fill.TextDocument.URI != c.URI || fill.TextDocument.Version != nil || len(fill.Edits) != 1 {
					t.Errorf("%+v", a.Edit)
				}
			}
		}
		if made != creates {
			t.Errorf("the client makes files: %v; is offered one: %v", creates, made)
		}
	}
}

// A client that asks at the end of a line and passes its problems gets their fixes, each once.
func TestFixesOfPassedProblems(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/pack.json"
	e := start(t, server.Options{})
	e.initialize(modern(), dir)
	e.open(path, `{"name": "demo", "charts": ["a",], "kubeManifests": ["b",], "eol": "x"          }`+"\n")
	found, _ := e.problems(0, path, 1)
	passed := []object{}
	for _, d := range append(syntaxErrors(found), syntaxErrors(found)...) {
		passed = append(passed, object{"range": d.Range, "code": d.Code, "source": d.Source, "message": d.Message})
	}
	passed = append(passed, object{"range": span{position{0, 0}, position{0, 1}}, "message": "somebody else's"})
	params := document(path)
	params["range"] = span{position{0, 80}, position{0, 80}}
	for want, problems := range map[int][]object{0: {}, 2: passed} {
		params["context"] = object{"diagnostics": problems}
		single := 0
		for _, a := range ask[[]action](e, "textDocument/codeAction", params) {
			if len(a.Diagnostics) == 1 && a.Diagnostics[0].Code == "json/syntax" && a.IsPreferred {
				single++
			}
		}
		if single != want {
			t.Errorf("%d fixes with %d problems passed", single, len(problems))
		}
	}
}

// A dash opens completion, which writes the missing space.
func TestCompletionAfterDash(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good, "values.yaml": ""})
	path := dir + "/values.yaml"
	e := start(t, server.Options{})
	offered := e.initialize(modern(), dir)["capabilities"].(object)["completionProvider"].(object)
	if !slices.Contains(offered["triggerCharacters"].([]any), any("-")) {
		t.Errorf("trigger characters %q", offered)
	}
	e.open(path, "pack:\n  content:\n    images:\n      -\n")
	params := at(path, 3, 7)
	params["context"] = object{"triggerKind": 2, "triggerCharacter": "-"}
	items := ask[completionList](e, "textDocument/completion", params).Items
	if len(items) == 0 || !strings.HasPrefix(items[0].TextEdit.NewText, "- ") {
		t.Errorf("items %+v", items)
	}
}

package server_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

// viewing are the capabilities of a client that shows everything, in UTF-16.
func viewing() object {
	c := modern()
	c["general"] = object{}
	doc := c["textDocument"].(object)
	doc["documentSymbol"] = object{"hierarchicalDocumentSymbolSupport": true}
	doc["foldingRange"] = object{"lineFoldingOnly": true}
	doc["linkedEditingRange"] = object{}
	doc["inlayHint"] = object{}
	doc["codeLens"] = object{}
	c["experimental"] = object{"commands": object{"commands": []string{"other", "packLsp.showReferences"}}}
	doc["semanticTokens"] = object{
		"requests": object{"range": true, "full": object{"delta": true}}, "tokenTypes": []string{},
		"tokenModifiers": []string{}, "formats": []string{"relative"},
	}
	workspace := c["workspace"].(object)
	workspace["inlayHint"] = object{"refreshSupport": true}
	workspace["codeLens"] = object{"refreshSupport": true}
	return c
}

type symbol struct {
	Name, Detail, ContainerName string
	Kind                        int
	Range, SelectionRange       span
	Location                    struct{ Range span }
	Children                    []symbol
}

func TestDocumentSymbol(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path, text := dir+"/values.yaml", "pack:\n  \"😀\": {a: 1}\n  list: [x]\n"
	for _, tree := range []bool{true, false} {
		caps := viewing()
		caps["textDocument"].(object)["documentSymbol"] = object{"hierarchicalDocumentSymbolSupport": tree}
		e := start(t, server.Options{})
		e.initialize(caps, dir)
		e.open(path, text)
		got := ask[[]symbol](e, "textDocument/documentSymbol", document(path))
		var names []string
		if !tree {
			for _, s := range got {
				names = append(names, s.ContainerName+"/"+s.Name)
			}
			want := "/pack pack/😀 😀/a pack/list list/[0]"
			if strings.Join(names, " ") != want || got[2].Location.Range != (span{position{1, 9}, position{1, 13}}) {
				t.Errorf("%v %+v", names, got)
			}
			continue
		}
		if len(got) != 1 || len(got[0].Children) != 2 || got[0].Range.End != (position{2, 11}) {
			t.Fatalf("%+v", got)
		}
		emoji := got[0].Children[0]
		if emoji.SelectionRange != (span{position{1, 2}, position{1, 6}}) || emoji.Children[0].Detail != "1" {
			t.Errorf("%+v", emoji)
		}
	}
}

func TestFoldingRange(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/values.yaml"
	for limit, want := range map[any]string{nil: "0-4 1-2 6-8comment", 1: "", 2: "0-4 6-8comment"} {
		caps := viewing()
		caps["textDocument"].(object)["foldingRange"] = object{"rangeLimit": limit}
		e := start(t, server.Options{})
		e.initialize(caps, dir)
		e.open(path, "a:\n  b:\n    c: 1\n  d: 1\n  e: 1\n\n# x\n# y\n# z\n")
		var got []string
		for _, f := range ask[[]struct {
			StartLine, EndLine int
			Kind               string
		}](e, "textDocument/foldingRange", document(path)) {
			got = append(got, fmt.Sprintf("%d-%d%s", f.StartLine, f.EndLine, f.Kind))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("limit %v: %v, not %s", limit, got, want)
		}
	}
}

type selection struct {
	Range  span
	Parent *selection
}

func TestSelectionRange(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/values.yaml"
	e := start(t, server.Options{})
	e.initialize(viewing(), dir)
	e.open(path, "a:\n  b: \"😀 x\"\n")
	params := document(path)
	params["positions"] = []position{{1, 9}, {0, 0}, {2, 0}}
	got := ask[[]selection](e, "textDocument/selectionRange", params)
	if len(got) != 3 {
		t.Fatalf("%+v", got)
	}
	s := got[0]
	if s.Range != (span{position{1, 6}, position{1, 10}}) || s.Parent.Range != (span{position{1, 5}, position{1, 11}}) {
		t.Errorf("%+v", s)
	}
	for i, s := range got {
		for ; s.Parent != nil; s = *s.Parent {
		}
		if s.Range != (span{position{0, 0}, position{2, 0}}) {
			t.Errorf("%d ends with %+v", i, s.Range)
		}
	}
	params = document(dir + "/other.txt")
	params["positions"] = []position{{0, 0}}
	if got := ask[[]selection](e, "textDocument/selectionRange", params); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestDocumentLink(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good, "manifests/app.yaml": "a: 1\n"})
	path := dir + "/pack.json"
	e := start(t, server.Options{})
	e.initialize(viewing(), dir)
	e.open(path, `{"kubeManifests": ["manifests/app.yaml"], "annotations": {"docsURL": "https://example.com/"}}`)
	got := ask[[]struct {
		Range  span
		Target string
	}](e, "textDocument/documentLink", document(path))
	if len(got) != 2 || got[0].Target != uriOf(dir+"/manifests/app.yaml") ||
		got[0].Range != (span{position{0, 20}, position{0, 38}}) || got[1].Target != "https://example.com/" {
		t.Errorf("%+v", got)
	}
}

func TestFormatting(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/pack.json"
	const src = "{\n\"name\" : \"😀\",\n\"version\":\"1\" , \"layer\":   \"addon\"}"
	e := start(t, server.Options{})
	e.initialize(viewing(), dir)
	e.open(path, src)
	params := document(path)
	params["options"] = object{"tabSize": 3, "insertSpaces": true, "insertFinalNewline": true}
	edits := ask[[]textEdit](e, "textDocument/formatting", params)
	want := "{\n   \"name\": \"😀\",\n   \"version\": \"1\",\n   \"layer\": \"addon\"\n}\n"
	if got := appliedUTF16(src, edits); got != want {
		t.Errorf("%s", got)
	}
	params["range"] = span{position{1, 3}, position{1, 4}}
	edits = ask[[]textEdit](e, "textDocument/rangeFormatting", params)
	if got, want := appliedUTF16(src, edits), strings.Replace(src, "\"name\" :", "   \"name\":", 1); got != want {
		t.Errorf("%s", got)
	}
}

func TestFormattingYAML(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/values.yaml"
	const src = "pack:\n    namespace:   \"😀\" \n\n\n\n\nx:\n    y:  {z:   1}"
	e := start(t, server.Options{})
	e.initialize(viewing(), dir)
	e.open(path, src)
	params := document(path)
	params["options"] = object{"tabSize": 8, "insertSpaces": false}
	edits := ask[[]textEdit](e, "textDocument/formatting", params)
	want := "pack:\n    namespace: \"😀\"\n\n\nx:\n    y: {z: 1}\n"
	if got := appliedUTF16(src, edits); got != want || len(edits) != 6 {
		t.Errorf("%q of %+v", got, edits)
	}
	params["range"] = span{position{1, 0}, position{1, 1}}
	edits = ask[[]textEdit](e, "textDocument/rangeFormatting", params)
	if got, want := appliedUTF16(src, edits), strings.Replace(src, ":   \"😀\" ", ": \"😀\"", 1); got != want {
		t.Errorf("%q", got)
	}
	e.open(dir+"/manifests/app.yaml", "a:   1\n")
	params = document(dir + "/manifests/app.yaml")
	params["options"] = object{"tabSize": 2, "insertSpaces": true}
	if edits := ask[[]textEdit](e, "textDocument/formatting", params); len(edits) != 0 {
		t.Errorf("a manifest: %+v", edits)
	}
}

func TestOnTypeFormatting(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/values.yaml"
	const src = "pack:\n  # 😀\n\n  content:\n"
	e := start(t, server.Options{})
	offered := e.initialize(viewing(), dir)["capabilities"].(object)
	if on, _ := offered["documentOnTypeFormattingProvider"].(object); on["firstTriggerCharacter"] != "\n" {
		t.Errorf("%v", offered["documentOnTypeFormattingProvider"])
	}
	e.open(path, src)
	params := at(path, 2, 0)
	params["ch"], params["options"] = "\n", object{"tabSize": 2, "insertSpaces": true}
	edits := ask[[]textEdit](e, "textDocument/onTypeFormatting", params)
	if got, want := appliedUTF16(src, edits), "pack:\n  # 😀\n  # \n  content:\n"; got != want {
		t.Errorf("%q", got)
	}
}

// appliedUTF16 applies edits, given from first to last, whose characters are UTF-16 units.
func appliedUTF16(text string, edits []textEdit) string {
	offset := func(p position) int {
		lines := strings.SplitAfter(text, "\n")
		off := len(strings.Join(lines[:p.Line], ""))
		for units := 0; units < p.Character; {
			r := []rune(text[off:])[0]
			off += len(string(r))
			if units++; r > 0xffff {
				units++
			}
		}
		return off
	}
	for _, e := range slices.Backward(edits) {
		text = text[:offset(e.Range.Start)] + e.NewText + text[offset(e.Range.End):]
	}
	return text
}

func TestSignatureHelp(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/values.yaml"
	caps := viewing()
	caps["textDocument"].(object)["signatureHelp"] = object{
		"signatureInformation": object{"parameterInformation": object{"labelOffsetSupport": true}},
	}
	e := start(t, server.Options{})
	offered := e.initialize(caps, dir)["capabilities"].(object)
	if offered["signatureHelpProvider"] == nil {
		t.Errorf("%v", offered)
	}
	e.open(path, "a: \"😀 {{ default 1 \"\n")
	got := fmt.Sprint(ask[object](e, "textDocument/signatureHelp", at(path, 0, 20)))
	for _, want := range []string{
		"label:default fallback value", "label:[17 22]", "activeParameter:1", "activeSignature:0",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %s", want, got)
		}
	}
	if got := ask[any](e, "textDocument/signatureHelp", at(path, 0, 2)); got != nil {
		t.Errorf("outside of a macro: %v", got)
	}
}

// A client that supports registrations is told which files can be formatted.
func TestFormattingRegistered(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	caps := viewing()
	for _, feature := range []string{"formatting", "rangeFormatting", "onTypeFormatting"} {
		caps["textDocument"].(object)[feature] = object{"dynamicRegistration": true}
	}
	e := start(t, server.Options{})
	offered := e.initialize(caps, dir)["capabilities"].(object)
	for _, feature := range []string{"Formatting", "RangeFormatting", "OnTypeFormatting"} {
		if provider := offered["document"+feature+"Provider"]; provider != nil {
			t.Errorf("%s: %v", feature, provider)
		}
	}
	const meta, yaml = `{"pattern":"**/pack.json"},`,
		`{"pattern":"**/values.yaml"},{"pattern":"**/schema.yaml"},{"pattern":"**/presets.yaml"}]`
	for method, want := range map[string]string{
		"textDocument/formatting":       `{"documentSelector":[` + meta + yaml + `}`,
		"textDocument/rangeFormatting":  `{"documentSelector":[` + meta + yaml + `}`,
		"textDocument/onTypeFormatting": `{"documentSelector":[` + yaml + `,"firstTriggerCharacter":"\n"}`,
	} {
		e.await(0, method, func(m message) bool {
			return m.Method == "client/registerCapability" &&
				strings.Contains(string(m.Params), `"method":"`+method+`","registerOptions":`+want)
		})
	}
}

func TestLinkedEditingRange(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/values.yaml"
	e := start(t, server.Options{})
	e.initialize(viewing(), dir)
	e.open(path, "a: &x 1\nb: [😀, *x]\n")
	type linked struct {
		Ranges      []span
		WordPattern string
	}
	want := []span{{position{0, 4}, position{0, 5}}, {position{1, 9}, position{1, 10}}}
	got := ask[*linked](e, "textDocument/linkedEditingRange", at(path, 1, 10))
	if got == nil || !slices.Equal(got.Ranges, want) || got.WordPattern == "" {
		t.Errorf("%+v", got)
	}
	if got := ask[*linked](e, "textDocument/linkedEditingRange", at(path, 0, 0)); got != nil {
		t.Errorf("%+v", got)
	}
}

type tokenResult struct {
	ResultID string
	Data     []int
	Edits    []struct {
		Start, DeleteCount int
		Data               []int
	}
}

func TestSemanticTokens(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good, "manifests/app.yaml": "a: 1\n"})
	path := dir + "/values.yaml"
	e := start(t, server.Options{})
	offered := e.initialize(viewing(), dir)["capabilities"].(object)["semanticTokensProvider"].(object)
	legend := offered["legend"].(object)["tokenTypes"].([]any)
	const first = "a: \"😀 {{ .spectro.var.x }}\"\n"
	e.open(path, first)
	full := ask[tokenResult](e, "textDocument/semanticTokens/full", document(path))
	want := []int{0, 7, 2, 0, 0, 0, 4, 7, 2, 0, 0, 8, 3, 1, 0, 0, 4, 1, 3, 0, 0, 2, 2, 0, 0}
	if !slices.Equal(full.Data, want) || legend[0] != "operator" || legend[1] != "keyword" || legend[2] != "namespace" ||
		legend[3] != "property" {
		t.Fatalf("%v of %v", full.Data, legend)
	}
	delta := func(previous string) tokenResult {
		params := document(path)
		params["previousResultId"] = previous
		return ask[tokenResult](e, "textDocument/semanticTokens/full/delta", params)
	}
	if got := delta(full.ResultID); got.Data != nil || got.Edits == nil || len(got.Edits) != 0 {
		t.Errorf("nothing changed: %+v", got)
	}
	if got := delta("unknown"); !slices.Equal(got.Data, want) || got.Edits != nil {
		t.Errorf("unknown result: %+v", got)
	}
	known := ask[tokenResult](e, "textDocument/semanticTokens/full", document(path))
	for version, text := range []string{
		2: first + "b: '{{ .spectro.macro.y }}'\n", 3: "# one more line\n" + first,
		4: "a: \"😀 {{ upper .spectro.var.x }}\"\n", 5: "", 6: first,
	} {
		if version < 2 {
			continue
		}
		e.change(path, version, text)
		changed := delta(known.ResultID)
		data := slices.Clone(known.Data)
		for _, edit := range changed.Edits {
			data = slices.Replace(data, edit.Start, edit.Start+edit.DeleteCount, edit.Data...)
		}
		known = ask[tokenResult](e, "textDocument/semanticTokens/full", document(path))
		if !slices.Equal(data, known.Data) {
			t.Errorf("version %d: the changes %+v make %v, not %v", version, changed.Edits, data, known.Data)
		}
	}

	params := document(path)
	params["range"] = span{position{0, 17}, position{0, 20}}
	ranged := ask[tokenResult](e, "textDocument/semanticTokens/range", params)
	if !slices.Equal(ranged.Data, []int{0, 11, 7, 2, 0, 0, 8, 3, 1, 0}) {
		t.Errorf("range: %v", ranged.Data)
	}
	// A token of several lines becomes one for each line.
	manifest := dir + "/manifests/app.yaml"
	e.open(manifest, "  {{/* one\n\n    two */}}\n")
	comment := ask[tokenResult](e, "textDocument/semanticTokens/full", document(manifest))
	if !slices.Equal(comment.Data, []int{0, 2, 8, 8, 0, 2, 4, 8, 8, 0}) {
		t.Errorf("comment: %v", comment.Data)
	}
}

type inlay struct {
	Position       position
	Label, Tooltip string
	PaddingLeft    bool
}

func (e *editor) hints(path string, lines ...int) []inlay {
	params := document(path)
	params["range"] = span{position{lines[0], 0}, position{lines[1], 0}}
	return ask[[]inlay](e, "textDocument/inlayHint", params)
}

const dependent = "{\"name\": \"demo\", \"version\": \"1.0.0\", \"layer\": \"addon\",\n" +
	"\"constraints\": {\"dependencies\": [\n" +
	"{\"packName\": \"base\", \"layer\": \"os\", \"type\": \"required\"}\n]}}\n"

func TestInlayHint(t *testing.T) {
	dir := files(t, map[string]string{
		"older/pack.json": `{"name": "demo", "version": "0.9.0"}`,
		"demo/pack.json":  dependent, "base/pack.json": `{"name": "base", "layer": "os", "version": "22.04"}`,
	})
	path := dir + "/demo/pack.json"
	e := start(t, server.Options{})
	e.initialize(viewing(), dir)
	e.open(path, dependent)
	e.indexed(path)
	got := e.hints(path, 0, 4)
	if len(got) != 1 || got[0].Label != "22.04" || got[0].Position != (position{2, 19}) || !got[0].PaddingLeft ||
		got[0].Tooltip == "" {
		t.Errorf("%+v", got)
	}
	if got := e.hints(path, 3, 4); len(got) != 0 {
		t.Errorf("outside the range: %+v", got)
	}
	// A change in another file makes the client ask again.
	next := e.seen()
	e.open(dir+"/base/pack.json", `{"name": "base", "layer": "os", "version": "24.04"}`)
	e.await(next, "hints to be asked again", func(m message) bool { return m.Method == "workspace/inlayHint/refresh" })
	if got := e.hints(path, 0, 4); len(got) != 1 || got[0].Label != "24.04" {
		t.Errorf("%+v", got)
	}
	next = e.seen()
	e.notify("workspace/didChangeConfiguration", object{"settings": object{"packLsp": object{"inlayHints": false}}})
	e.await(next, "hints to be asked again", func(m message) bool { return m.Method == "workspace/inlayHint/refresh" })
	if got := e.hints(path, 0, 4); got == nil || len(got) != 0 {
		t.Errorf("switched off: %+v", got)
	}
}

// TestInlayHintOfValues holds that hints about values.yaml are asked for again when it changes.
func TestInlayHintOfValues(t *testing.T) {
	const meta = `{"name": "demo", "layer": "addon", "version": "1.0.0", "constraints": {"resources": [{"type": "cpu",
		"components": [{"resourceRequestParamRef": "cpu", "replicaCountParamRef": "n"}]}]}}`
	dir := files(t, map[string]string{
		"pack.json": meta, "values.yaml": "cpu: 100m\nn: 2\n", "older/pack.json": `{"name": "demo", "version": "0.9.0"}`,
	})
	path, values := dir+"/pack.json", dir+"/values.yaml"
	e := start(t, server.Options{})
	e.initialize(viewing(), dir)
	e.open(path, meta)
	e.open(values, "cpu: 100m\nn: 2\n")
	e.indexed(path)
	labels := func() (all []string) {
		for _, h := range e.hints(path, 0, 4) {
			all = append(all, h.Label)
		}
		return all
	}
	if got := labels(); !slices.Equal(got, []string{"= 100m", "= 2, 200m in all"}) {
		t.Errorf("%q", got)
	}
	next := e.seen()
	e.change(values, 2, "cpu: 500m\nn: 3\n")
	e.await(next, "hints to be asked again", func(m message) bool { return m.Method == "workspace/inlayHint/refresh" })
	if got := labels(); !slices.Equal(got, []string{"= 500m", "= 3, 1500m in all"}) {
		t.Errorf("%q", got)
	}
}

// indexed waits until the workspace has an index: until then the pack.json at path, whose pack has several versions or
// others that depend on it, has no lens.
func (e *editor) indexed(path string) {
	e.t.Helper()
	for next := 0; len(ask[[]object](e, "textDocument/codeLens", document(path))) == 0; {
		_, next = e.await(next, "an index", func(m message) bool { return m.Method == "workspace/codeLens/refresh" })
	}
}

type lens struct {
	Range   span
	Command struct {
		Title, Command string
		Arguments      []any
	}
}

func TestCodeLens(t *testing.T) {
	dir := files(t, map[string]string{
		"demo/pack.json": dependent, "base/pack.json": `{"name": "base", "layer": "os", "version": "22.04"}`,
	})
	path := dir + "/base/pack.json"
	const command = "packLsp.showReferences"
	for _, experimental := range []bool{false, true} {
		e := start(t, server.Options{})
		can, options := viewing(), object{}
		if !experimental {
			options = object{"commands": []string{command}}
			delete(can, "experimental")
		}
		e.initializeWith(can, options, dir)
		e.indexed(path)
		got := ask[[]lens](e, "textDocument/codeLens", document(path))
		if len(got) != 1 || got[0].Command.Title != "1 pack depends on it" ||
			got[0].Range != (span{position{0, 9}, position{0, 15}}) {
			t.Fatalf("%+v", got)
		}
		if got[0].Command.Command != command {
			t.Errorf("%+v", got[0].Command)
		}
		want := fmt.Sprintf("[%s map[character:9 line:0] [map[range:map[end:map[character:19 line:2] "+
			"start:map[character:13 line:2]] uri:%s]]]", uriOf(path), uriOf(dir+"/demo/pack.json"))
		if s := fmt.Sprint(got[0].Command.Arguments); s != want {
			t.Errorf("%s, not %s", s, want)
		}
		for _, m := range e.messages() {
			if m.Method == "window/showMessage" {
				t.Errorf("%s", m.Params)
			}
		}
	}
}

// TestCodeLensWithoutCommand holds that a client that cannot show places is offered no lenses, which would do nothing.
func TestCodeLensWithoutCommand(t *testing.T) {
	e := start(t, server.Options{})
	can := viewing()
	can["experimental"] = object{"commands": object{"commands": []string{"other"}}}
	offered := e.initialize(can, t.TempDir())["capabilities"].(object)
	if offered["codeLensProvider"] != nil || offered["inlayHintProvider"] == nil {
		t.Errorf("offered: %v", offered)
	}
}

// TestMixedViews holds that the client is told to ask again if the answer that it gets last is the older one: here the
// lenses of the time before there was an index.
func TestMixedViews(t *testing.T) {
	dir := files(t, map[string]string{
		"demo/pack.json": dependent, "base/pack.json": `{"name": "base", "layer": "os", "version": "22.04"}`,
	})
	path := dir + "/base/pack.json"
	scan, held, lenses := make(chan struct{}), make(chan struct{}), make(chan struct{})
	var once sync.Once
	e := start(t, server.WithGap(server.Options{}, func(name string) {
		switch name {
		case "scan":
			<-scan
		case "views":
			first := false
			once.Do(func() { first = true })
			if first {
				close(held)
				<-lenses
			}
		}
	}))
	e.initialize(viewing(), dir)
	_, reply := e.request("textDocument/codeLens", document(path))
	<-held
	close(scan)
	e.indexed(path)
	next := e.seen()
	close(lenses)
	if got := decode[[]lens](e, e.wait(reply)); len(got) != 0 {
		t.Fatalf("the index was there before: %+v", got)
	}
	e.await(next, "lenses to be asked again", func(m message) bool { return m.Method == "workspace/codeLens/refresh" })
}

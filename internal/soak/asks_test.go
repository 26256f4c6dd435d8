package soak

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Errors that a client must expect.
const (
	requestCancelled = -32800
	requestFailed    = -32803 // of a rename that is not possible
	invalidParams    = -32602 // of a text that does not exist
)

// placeMethods are the requests about a place in a document, documentMethods those about all of it, without those about
// problems and tokens.
var (
	placeMethods = []string{
		"completion", "hover", "signatureHelp", "definition", "typeDefinition", "implementation", "references",
		"documentHighlight", "prepareRename", "rename", "linkedEditingRange", "selectionRange", "codeAction", "inlayHint",
		"semanticTokens/range", "rangeFormatting", "onTypeFormatting",
	}
	documentMethods = []string{
		"documentSymbol", "foldingRange", "documentLink", "codeLens", "formatting", "semanticTokens/full",
	}
	symbolQueries = []string{"", "app", "values", "pack-0001", "é"}
)

// paramsOf are those of every request about a place; a request ignores those of others.
func (e *editor) paramsOf(path, text string, off int) object {
	place := e.position(text, off)
	params := document(path)
	params["position"], params["positions"] = place, []any{place}
	params["range"] = object{"start": e.position(text, 0), "end": place}
	params["context"] = object{"includeDeclaration": true, "diagnostics": []object{}, "triggerKind": 1}
	params["options"], params["newName"] = object{"tabSize": 2, "insertSpaces": true}, "renamed"
	params["ch"] = "\n"
	return params
}

// mustSucceed is a handler that accepts only errors that a client must expect.
func (e *editor) mustSucceed(method string) func(reply) {
	return func(r reply) {
		if r.Error != nil && r.Error.Code != requestFailed && r.Error.Code != requestCancelled {
			e.t.Errorf("%s: error %d: %s", method, r.Error.Code, r.Error.Message)
		}
	}
}

// askAny asks for one thing, and sometimes cancels that.
func (s *session) askAny() {
	path := pick(s, s.openPaths())
	text := s.doc(path)
	method := "workspace/symbol"
	var params any = object{"query": pick(s, symbolQueries)}
	switch n := s.random.IntN(20); {
	case n < 12:
		method = "textDocument/" + pick(s, placeMethods)
		params = s.paramsOf(path, text, boundary(text, s.place(text)))
	case n < 16:
		method = "textDocument/" + pick(s, documentMethods)
		params = s.paramsOf(path, text, 0)
	case n < 18:
		s.askTokens(path)
		return
	case n < 19:
		if s.workspace {
			s.did("pull all")
			s.pullWorkspace()
			return
		}
		s.request("workspace/textDocumentContent", object{"uri": deployedURI(packOf(path))}, func(r reply) {
			if r.Error != nil && r.Error.Code != invalidParams {
				s.t.Errorf("preview: error %d: %s", r.Error.Code, r.Error.Message)
			}
		})
		return
	}
	s.did("%s in %s", method, path)
	id := s.request(method, params, s.mustSucceed(method))
	if s.random.IntN(8) == 0 {
		s.notify("$/cancelRequest", object{"id": id})
	}
}

// deployedURI is the URI of what the pack in dir deploys.
func deployedURI(dir string) string {
	return "pack-lsp-deployed" + uriOf(dir + "/deployed.yaml")[len("file"):]
}

// askTokens brings the tokens of a document up to date, by a difference if the editor has some.
func (e *editor) askTokens(path string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	d := e.docs[path]
	had := d.tokens
	method, params := "textDocument/semanticTokens/full", document(path)
	if had.id != "" {
		method += "/delta"
		params["previousResultId"] = had.id
	}
	e.requestLocked(method, params, func(r reply) {
		if r.Error != nil {
			e.t.Errorf("%s: %+v", method, *r.Error)
			return
		}
		next, err := had.after(r.Result)
		if err != nil {
			e.t.Errorf("%s of %s: %v", method, path, err)
		}
		d.tokens = next
	})
}

// after are the tokens after a result: all tokens, or a difference.
func (t tokens) after(result json.RawMessage) (tokens, error) {
	var r struct {
		ResultID string   `json:"resultId"`
		Data     []uint32 `json:"data"`
		Edits    []struct {
			Start       int      `json:"start"`
			DeleteCount int      `json:"deleteCount"`
			Data        []uint32 `json:"data"`
		} `json:"edits"`
	}
	if err := json.Unmarshal(result, &r); err != nil {
		return tokens{}, err
	}
	if r.Edits == nil {
		return tokens{r.ResultID, r.Data}, nil
	}
	data := slices.Clone(t.data)
	for _, e := range r.Edits {
		if e.Start < 0 || e.DeleteCount < 0 || e.Start+e.DeleteCount > len(data) {
			return tokens{}, fmt.Errorf("an edit of %d to %d in %d numbers", e.Start, e.Start+e.DeleteCount, len(data))
		}
		data = slices.Replace(data, e.Start, e.Start+e.DeleteCount, e.Data...)
	}
	return tokens{r.ResultID, data}, nil
}

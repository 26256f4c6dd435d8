package server_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/internal/packtest"
	"github.com/pack-lsp/pack-lsp/server"
)

// handled are the methods that clients send, apart from those that begin and end a session. Fuzzing keeps inputs by
// index, so a new one goes to the end.
var handled = []string{
	"textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "textDocument/didSave",
	"textDocument/completion", "completionItem/resolve", "textDocument/hover", "textDocument/definition",
	"textDocument/implementation", "textDocument/references", "textDocument/documentHighlight", "textDocument/rename",
	"textDocument/prepareRename", "textDocument/linkedEditingRange", "textDocument/documentSymbol",
	"textDocument/foldingRange", "textDocument/selectionRange", "textDocument/documentLink", "textDocument/codeLens",
	"textDocument/codeAction", "codeAction/resolve", "textDocument/formatting", "textDocument/rangeFormatting",
	"textDocument/inlayHint", "textDocument/semanticTokens/full", "textDocument/semanticTokens/full/delta",
	"textDocument/semanticTokens/range", "textDocument/diagnostic", "workspace/symbol", "workspace/didChangeConfiguration",
	"workspace/didChangeWatchedFiles", "workspace/didChangeWorkspaceFolders", "workspace/willRenameFiles",
	"workspace/textDocumentContent", "workspace/executeCommand", "$/cancelRequest", "$/setTrace",
	"window/workDoneProgress/cancel", "textDocument/typeDefinition", "textDocument/signatureHelp",
	"textDocument/onTypeFormatting", "workspace/diagnostic",
}

// TestHandled holds that each feature that the server offers is in handled, and so is fuzzed and in random sessions.
func TestHandled(t *testing.T) {
	// The methods of capabilities that do not have their names.
	methods := map[string]string{
		"semanticTokens": "textDocument/semanticTokens/full", "documentFormatting": "textDocument/formatting",
		"documentRangeFormatting":  "textDocument/rangeFormatting",
		"documentOnTypeFormatting": "textDocument/onTypeFormatting",
		"workspaceSymbol":          "workspace/symbol", "executeCommand": "workspace/executeCommand",
	}
	client := viewing()
	for _, more := range []object{pulling(), previewing(), editing()} {
		for _, part := range []string{"textDocument", "workspace"} {
			maps.Copy(client[part].(object), more[part].(object))
		}
	}
	client["textDocument"].(object)["signatureHelp"] = object{}
	e := start(t, server.Options{})
	offered := e.initialize(client, t.TempDir())["capabilities"].(object)
	count := 0
	for name := range offered {
		name, ok := strings.CutSuffix(name, "Provider")
		if !ok {
			continue
		}
		count++
		method := methods[name]
		if method == "" {
			method = "textDocument/" + name
		}
		if !slices.Contains(handled, method) {
			t.Errorf("the server offers %s; add its method to handled, or to methods if it is not %s", name, method)
		}
	}
	if count < 20 {
		t.Errorf("the server offers only %d features to a client that can do everything: %v", count, offered)
	}
}

// failing is a log that fails the test at an error, such as a panic.
type failing struct{ t *testing.T }

func (f failing) Write(p []byte) (int, error) {
	f.t.Errorf("logged: %s", p)
	return len(p), nil
}

// FuzzParams sends two messages with any parameters. The server answers, and goes on.
func FuzzParams(f *testing.F) {
	const doc = `"textDocument": {"uri": "file:///w/pack.json", "version": 2}`
	at := `{` + doc + `, "position": {"line": 1, "character": 4}, "range": {"start": {"line": 0, "character": 0}, ` +
		`"end": {"line": 4294967295, "character": 1}}, "context": {"diagnostics": []}, "newName": "x", "positions": [{}], ` +
		`"options": {"tabSize": 0}, "previousResultId": "1", "contentChanges": [{"text": "{"}], "query": "a", "id": 3}`
	for i := range handled {
		f.Add(uint8(i), at, uint8(i+1), `{`+doc+`, "contentChanges": [{"range": {"start": {"line": 9, "character": -1}, `+
			`"end": {"line": 0, "character": 0}}, "text": "\ud800"}], "changes": [{"uri": "file:///w/values.yaml", "type": 7}]}`)
	}
	content := uint8(slices.Index(handled, "workspace/textDocumentContent"))
	f.Add(content, `{"uri": "pack-lsp-deployed:///w/deployed.yaml"}`,
		content, `{"uri": "pack-lsp-chart:///w/x.tgz!/a"}`)
	f.Fuzz(func(t *testing.T, method1 uint8, params1 string, method2 uint8, params2 string) {
		schema := txtar.File{Name: "schema.yaml", Data: []byte("manifests.app.replicas:\n  schema: x\n")}
		files := packtest.Complete("", []txtar.File{schema})
		log := slog.New(slog.NewTextHandler(failing{t}, &slog.HandlerOptions{Level: slog.LevelError}))
		e := start(t, server.Options{FS: packtest.NewFS(files), Log: log})
		e.initialize(pulling(), packtest.Root)
		e.open(packtest.Path("pack.json"), good)
		for i, m := range []struct {
			method uint8
			params string
		}{{method1, params1}, {method2, params2}} {
			if !json.Valid([]byte(m.params)) {
				continue // for FuzzMessages
			}
			method, id := handled[int(m.method)%len(handled)], ""
			if !strings.Contains(method, "/did") && !strings.HasPrefix(method, "$") {
				id = fmt.Sprintf(`"id": "fuzz-%d", `, i)
			}
			e.frame(fmt.Sprintf(`{"jsonrpc": "2.0", %s"method": %q, "params": %s}`, id, method, m.params))
		}
		e.alive()
	})
}

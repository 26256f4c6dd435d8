package server_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

// Settings are completed, explained and corrected in every editor, also if the file is not on disk yet.
func TestEditingSettings(t *testing.T) {
	dir := files(t, map[string]string{"p/pack.json": good})
	config := dir + "/.pack-lsp.yaml"
	e := start(t, server.Options{})
	e.initialize(modern(), dir)
	e.open(config, "checks:\n  pack/eol-pasd: off\n  \n")
	list := ask[completionList](e, "textDocument/completion", at(config, 2, 2))
	var labels []string
	for _, item := range list.Items {
		labels = append(labels, item.Label)
	}
	if !slices.Contains(labels, "pack/eol-past") {
		t.Errorf("no codes: %q", labels)
	}
	if h := ask[*hover](e, "textDocument/hover", at(config, 0, 2)); h == nil ||
		!strings.Contains(h.Contents.Value, "Severity of each check") {
		t.Errorf("hover: %+v", h)
	}
	actions := ask[[]object](e, "textDocument/codeAction", object{"textDocument": object{"uri": uriOf(config)},
		"range":   object{"start": object{"line": 1, "character": 4}, "end": object{"line": 1, "character": 4}},
		"context": object{"diagnostics": []object{}}})
	if !slices.ContainsFunc(actions, func(a object) bool { return a["title"] == "Change to pack/eol-past" }) {
		t.Errorf("actions: %+v", actions)
	}
}

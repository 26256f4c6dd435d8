package check

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// fieldOrder is the order of Palette's documentation, in which missing fields are put in.
var fieldOrder = []string{"name", "displayName", "version", "layer", "addonType", "cloudTypes"}

func missingField(p *Pass) {
	for _, v := range violations(p) {
		for _, key := range v.Missing {
			if misspelled(p, v.Node, key) {
				continue
			}
			allowed := allowedAt(p, key)
			value := sampleOf(allowed, schema.LayerAddon)
			list := ""
			if value == "" {
				value = sampleValue(p, key)
			} else {
				list = " " + oneOf(valuesOf(allowed))
			}
			p.Report(openingBrace(v.Node), "%s is missing; add it, such as \"%s\": %s%s", key, key, value, list).
				Fix(p.File, "Insert \""+key+"\": "+value, insertField(v.Node, key, value))
		}
	}
}

// sampleValue is a value for a field that is missing, as good as the pack's folder tells.
func sampleValue(p *Pass, key string) string {
	name, version := splitDir(filepath.Base(p.Pack.Dir))
	switch key {
	case "name":
		return edit.Quote(name)
	case "displayName":
		if given := p.Pack.Facts().Name; given != "" {
			name = given
		}
		return edit.Quote(palette.DisplayName(name))
	case "version":
		return edit.Quote(version)
	case "cloudTypes":
		return `["all"]`
	}
	return `""`
}

// splitDir takes the name of a folder such as vault-1.2.0 apart.
func splitDir(dir string) (name, version string) {
	name, version = dir, "1.0.0"
	for i := range len(dir) - 1 {
		if (dir[i] == '-' || dir[i] == '_') && '0' <= dir[i+1] && dir[i+1] <= '9' && strings.Contains(dir[i:], ".") &&
			tagProblem(dir[i+1:]) == "" {
			name, version = dir[:i], dir[i+1:]
			break
		}
	}
	if name = repositoryNameLike(name); name == "" {
		name = "my-pack"
	}
	return name, version
}

// insertField puts a field into pack.json after those that usually come before it.
func insertField(root syntax.Node, key, value string) text.Edit {
	member := edit.Quote(key) + ": " + value
	for i := slices.Index(fieldOrder, key) - 1; i >= 0; i-- {
		if before := root.Pair(fieldOrder[i]); before.Exists() {
			return edit.InsertAfter(before, member)
		}
	}
	if first := root.First(); first.Exists() && slices.Contains(fieldOrder, key) {
		return edit.InsertBefore(first, member)
	}
	return edit.Append(root, member)
}

func emptyField(p *Pass) {
	for _, v := range violations(p) {
		if len(v.Want) > 0 {
			p.Report(v.Node.Range(), "%s is empty; write a value %s", subject(v.Node), oneOf(v.Want))
			continue
		}
		p.Report(v.Node.Range(), "%s is empty; write a value", subject(v.Node))
	}
}

// subject is what a message calls the value n.
func subject(n syntax.Node) string {
	switch parent := n.Parent(); {
	case !parent.Exists():
		return "pack.json"
	case parent.Kind() == syntax.Sequence:
		return "each entry of " + subject(parent)
	}
	return n.Owner().Key().Text()
}

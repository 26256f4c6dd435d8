package check

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// duplicateKeys reports the keys of one mapping that it has already.
func duplicateKeys(p *Pass, mapping syntax.Node) {
	first := map[string]syntax.Node{}
	for pair := range mapping.Children() {
		key := pair.Key()
		if key.Kind() == syntax.Invalid || key.Text() == "<<" && mapping.Tree().Lang == syntax.YAML {
			continue // a key left out has its report; several merge keys are legal
		}
		before, seen := first[key.Text()]
		if !seen {
			first[key.Text()] = pair
			continue
		}
		d := p.Report(key.Range(), "key %s stands here already; of keys that are the same only the last one counts", quote(key.Text())).
			Relate(p.File, before.Key().Range(), "the same key")
		remove := edit.RemoveEntry
		if p.File.Kind == pack.Meta {
			remove = func(member syntax.Node) []text.Edit { return []text.Edit{edit.Remove(member)} }
		}
		switch {
		case before.Value().Exists() && before.Value().Source() == pair.Value().Source():
			d.SafeFix(p.File, "Delete this one", remove(pair)...) // both say the same
		default:
			d.Fix(p.File, "Delete the earlier one", remove(before)...).Fix(p.File, "Delete this one", remove(pair)...)
		}
	}
}

// yamlChecks are those of YAML itself.
var yamlChecks = []Check{
	{Code: "yaml/syntax", Severity: pack.Error, On: inYAML, Summary: "text that does not parse as YAML", Run: reportErrors},
	{Code: "yaml/tab-indent", Severity: pack.Error, On: inYAML, Summary: "a tab in indentation", Run: reportErrors},
	{Code: codeYAMLDuplicate, Severity: pack.Error, On: inYAML, Summary: "the same key twice in one mapping", Run: reportDuplicateKeys},
	{Code: "yaml/multi-document", Severity: pack.Warning, On: inYAML, Summary: "more than one document in one file", Run: multiDocument},
}

// multiDocument reports documents after the first one, which alone is read.
func multiDocument(p *Pass) {
	first := true
	for root := range p.File.Tree().Docs() {
		if !first && root.Exists() && !root.Empty() {
			p.Report(documentMark(root), "only the first document of %s is read; nothing reads what follows here", p.File.Base())
		}
		first = false
	}
}

// documentMark is the line --- above the root of a document, or else the root's first line.
func documentMark(root syntax.Node) text.Range {
	src := root.Tree().Text
	end := root.Start()
	for start := end; start > 0; {
		start = strings.LastIndexByte(src[:start], '\n')
		line := src[start+1 : end]
		if strings.HasPrefix(line, "---") {
			return text.Range{Start: start + 1, End: start + 4}
		}
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			break
		}
		end = max(start, 0)
	}
	r := root.Range()
	if i := strings.IndexAny(root.Source(), "\r\n"); i >= 0 {
		r.End = r.Start + i
	}
	return r
}

package check

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/embedded"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// reportDuplicateKeys reports every key that an earlier one of the same mapping has. Readers take the last one.
func reportDuplicateKeys(p *Pass) {
	remove := edit.RemoveEntry
	if p.File.Kind == pack.Meta {
		remove = func(member syntax.Node) []text.Edit { return []text.Edit{edit.Remove(member)} }
	}
	repeats := repeatsIn(p.File)
	lost := map[syntax.Node]bool{}
	if p.File.Kind == pack.Values && len(repeats) > 0 {
		lost = p.lostPairs()
	}
	for _, r := range repeats {
		if lost[r.pair] || lost[r.earlier] {
			continue // values/lost-indent
		}
		d := reportDuplicate(p, nil, r)
		if v := r.earlier.Value(); v.Exists() && v.Source() == r.pair.Value().Source() {
			d.SafeFix(p.File, "Delete this one", remove(r.pair)...) // both say the same
		} else {
			d.Fix(p.File, "Delete the earlier one", remove(r.earlier)...).Fix(p.File, "Delete this one", remove(r.pair)...)
		}
	}
}

// reportDuplicate reports the key of r, whose text is at in.
func reportDuplicate(p *Pass, in *embedded.Content, r repeat) *Diagnostic {
	key := r.pair.Key()
	return p.Report(in.OuterRange(key.Range()), "duplicate key %s; only the last one takes effect", quote(key.Text())).
		Relate(p.File, in.OuterRange(r.earlier.Key().Range()), "the first one")
}

// yamlChecks are those of YAML itself.
var yamlChecks = []Check{
	{Code: "yaml/syntax", Severity: pack.Error, On: inYAML, Summary: "text that is not valid YAML", Run: reportErrors},
	{Code: "yaml/tab-indent", Severity: pack.Error, On: inYAML, Summary: "a tab in indentation", Run: reportErrors},
	{Code: codeYAMLConflict, Severity: pack.Error, Run: mergeConflict,
		On:      []pack.Kind{pack.Values, pack.Schema, pack.Presets, pack.Manifest},
		Summary: "a merge conflict in a YAML file"},
	{Code: codeYAMLDuplicate, Severity: pack.Error, On: inYAML, Run: reportDuplicateKeys,
		Summary: "duplicate keys in a mapping"},
	{Code: "yaml/multi-document", Severity: pack.Warning, On: inYAML, Run: multiDocument,
		Summary: "more than one document in one file"},
}

// multiDocument reports documents after the first one, which is the only one that is read.
func multiDocument(p *Pass) {
	first := true
	for root := range p.File.Tree().Docs() {
		if !first && root.Exists() && !root.Empty() {
			p.Report(documentMark(root), "only the first document of %s is read; this one is ignored", p.File.Base())
		}
		first = false
	}
}

// documentMark is the line --- above the root of a document, or else the root's first line.
func documentMark(root syntax.Node) text.Range {
	src := root.Tree().Text
	end := root.Start()
	for start := end; start > 0; {
		start = text.LineStart(src, start) - 1
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

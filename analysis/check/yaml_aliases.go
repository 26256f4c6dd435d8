package check

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// yamlAliasChecks are those of anchors and aliases.
var yamlAliasChecks = []Check{
	{Code: "yaml/excessive-aliases", Severity: pack.Error, On: inYAML, Run: excessiveAliases,
		Summary: "aliases that expand to more than Helm reads"},
	{Code: "yaml/unused-anchor", Severity: pack.Hint, On: inYAML, Tag: Unnecessary, Run: unusedAnchor,
		Summary: "an anchor that no alias refers to"},
}

func unusedAnchor(p *Pass) {
	tree := p.File.Tree()
	if len(tree.Anchors()) == 0 || len(tree.Errors) > 0 {
		return // what is broken may hide an alias
	}
	used := map[string]bool{}
	for n := range tree.All() {
		if n.Kind() == syntax.Alias {
			used[n.Text()] = true
		}
	}
	src := p.File.Text.String()
	for _, a := range tree.Anchors() {
		if used[a.Name] || a.Name == "" {
			continue
		}
		end := a.End + len(src[a.End:]) - len(strings.TrimLeft(src[a.End:], " "))
		r := text.Range{Start: a.Start, End: end}
		if end == len(src) || src[end] == '\n' || src[end] == '\r' { // only the anchor follows the colon
			r = text.Range{Start: len(strings.TrimRight(src[:a.Start], " ")), End: a.End}
		}
		p.Report(a.Range, "no alias refers to the anchor %s; remove it", quote(a.Name)).
			Fix(p.File, "Remove it", text.Edit{Range: r})
	}
}

func excessiveAliases(p *Pass) {
	tree := p.File.Tree()
	if len(tree.Anchors()) == 0 || len(tree.Errors) > 0 {
		return
	}
	r := aliasReader{decoded: 1} // the document
	for root := range tree.Docs() {
		r.read(root)
		break // only the first document is read
	}
	if r.fault.Exists() {
		p.Report(r.fault.Range(), "the aliases expand to so much text that Helm refuses to read the file; use fewer of them")
	}
}

// aliasReader counts the nodes that a reader of YAML decodes, as go-yaml v2 does.
type aliasReader struct {
	decoded, aliased int
	depth            int         // how many aliases are being followed
	outer            syntax.Node // the outermost of them
	fault            syntax.Node // the alias at which the reader gives up; absent if it does not
}

// allowed is the share of aliased nodes that go-yaml v2 accepts (decode.go, allowedAliasRatio): 99 % up to 400,000
// nodes, down to 10 % from 4,000,000 on.
func (r *aliasReader) allowed() float64 {
	const low, high = 400_000, 4_000_000
	switch {
	case r.decoded <= low:
		return 0.99
	case r.decoded >= high:
		return 0.10
	}
	return 0.99 - 0.89*float64(r.decoded-low)/float64(high-low)
}

// maxDecoded is how many nodes are counted; the share of what is aliased decides before.
const maxDecoded = 5_000_000

func (r *aliasReader) read(n syntax.Node) {
	if r.fault.Exists() || r.decoded > maxDecoded {
		return
	}
	r.decoded++
	if r.depth > 0 {
		r.aliased++
	}
	if r.aliased > 100 && r.decoded > 1000 && float64(r.aliased)/float64(r.decoded) > r.allowed() {
		r.fault = r.outer
		return
	}
	switch n.Kind() {
	case syntax.Alias:
		target := n.Resolve()
		if !target.Exists() {
			return
		}
		if r.depth == 0 {
			r.outer = n
		}
		r.depth++
		r.read(target)
		r.depth--
	case syntax.Mapping:
		for pair := range n.Children() {
			r.read(pair.Key())
			r.read(pair.Value())
		}
	case syntax.Sequence:
		for item := range n.Children() {
			r.read(item)
		}
	}
}

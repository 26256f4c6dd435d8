package check

import (
	"regexp"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// splitBraces are the checks of actions whose braces a formatter of YAML has taken apart.
var splitBraces = []Check{
	{Code: "macro/split-braces", Severity: pack.Warning, On: inYAML, Text: true, Run: splitInYAML,
		Summary: "a macro or template action with spaces between its braces"},
	{Code: codeSplitInManifest, Severity: pack.Warning, On: inManifests, Run: splitInManifest,
		Summary: "a template action of a manifest with spaces between its braces"},
}

const codeSplitInManifest = "manifest/split-braces"

// splitAction matches an action on one line, with a space between the braces of a pair. What it begins with is the path
// of a value or a keyword, which no mapping of YAML begins with.
var splitAction = regexp.MustCompile(`\{[ \t]+\{(-?[ \t]*(?:\.[A-Za-z]|\$\.|(?:if|else|end|range|with|include|tpl|` +
	`template|define|toYaml|quote|default|printf)\b)[^{}\r\n]*)\}[ \t]*\}`)

// eachSplit calls report with each split action outside comments, and the action as it should be.
func eachSplit(f *pack.File, report func(r text.Range, joined string)) {
	src := f.Text.String()
	comments := f.Tree().Comments
	for _, m := range splitAction.FindAllStringSubmatchIndex(src, -1) {
		for len(comments) > 0 && comments[0].End <= m[0] {
			comments = comments[1:]
		}
		if len(comments) > 0 && comments[0].Start <= m[0] {
			continue
		}
		inside := src[m[2]:m[3]]
		if !strings.HasPrefix(inside, "-") {
			inside = " " + strings.TrimSpace(inside) + " "
		}
		report(text.Range{Start: m[0], End: m[1]}, "{{"+inside+"}}")
	}
}

// holdsSplit says if manifest/split-braces reports that the manifest is a template, which need not be valid YAML.
func holdsSplit(p *Pass) bool {
	found := false
	eachSplit(p.File, func(text.Range, string) { found = true })
	return found && p.reports(codeSplitInManifest)
}

const splitMessage = "the braces of an action must not have spaces between them; write %s"

func splitInManifest(p *Pass) {
	eachSplit(p.File, func(r text.Range, joined string) {
		p.Report(r, splitMessage, joined).Fix(p.File, "Join the braces", text.Edit{Range: r, New: joined})
	})
}

func splitInYAML(p *Pass) {
	eachSplit(p.File, func(r text.Range, joined string) {
		n := p.File.Tree().NodeAt(r.Start)
		if n.IsScalar() && n.Broken() {
			return
		}
		if n.Style() == syntax.DoubleQuoted || n.Style() == syntax.SingleQuoted || n.Style() == syntax.Literal ||
			n.Style() == syntax.Folded || n.Style() == syntax.Plain && n.Kind() == syntax.String && n.Start() < r.Start {
			p.Report(r, splitMessage, joined).Fix(p.File, "Join the braces", text.Edit{Range: r, New: joined})
			return
		}
		quoted := edit.Quote(joined)
		if strings.Contains(joined, `"`) && !strings.Contains(joined, "'") {
			quoted = "'" + joined + "'"
		}
		d := p.Report(r, splitMessage, quoted)
		if line := p.File.Text.Line(p.File.Text.LineAt(r.Start)); strings.TrimSpace(
			p.File.Text.String()[r.End:max(r.End, line.End)]) == "" {
			d.Fix(p.File, "Join the braces and quote the value", text.Edit{Range: r, New: quoted})
		}
	})
}

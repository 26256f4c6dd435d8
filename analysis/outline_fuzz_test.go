package analysis_test

import (
	"slices"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// FuzzViews holds what is true of what is shown of any text: it lies in the text, in order, and what must nest does.
func FuzzViews(f *testing.F) {
	for _, src := range []string{
		"a: &x {b: [1, *x]}\n", "# region\n## @section A\nb:\n  - c: |\n      {{ .spectro.system.x | f \"y\" }}\n", "x:\n  schema: '{{ format \"${list:[a,b]}\" }}'\n",
		"presets:\n  - add: |\n      a: \"{{ .spectro.var.x\n", "{{/* a\r\n b */}}{{ $x := (1 | f) }}\r\n---\r\nkind: A\r\n", `{"a": [1, {"b": "https://example.com/{{"}], "charts": ["x.tgz"]`, "\t- \xff\n", "{{\"\\x7b",
	} {
		f.Add(src, len(src)/2)
	}
	names := []string{"values.yaml", "schema.yaml", "presets.yaml", "manifests/app.yaml", "pack.json"}
	f.Fuzz(func(t *testing.T, src string, off int) {
		off = min(max(off, 0), len(src))
		for _, name := range names {
			o := open([]txtar.File{{Name: name, Data: []byte(src)}}, name)
			checkViews(t, o, off)
		}
	})
}

func checkViews(t *testing.T, o opened, off int) {
	t.Helper()
	whole := text.Range{End: len(o.src)}
	var symbols func(all []analysis.Symbol, around text.Range)
	symbols = func(all []analysis.Symbol, around text.Range) {
		for _, s := range all {
			if !around.Covers(s.Range) || !s.Range.Covers(s.Selection) || s.Name == "" {
				t.Errorf("%s: symbol %+v in %v", o.path, s, around)
			}
			symbols(s.Children, s.Range)
		}
	}
	symbols(analysis.Symbols(o.Snapshot, o.path), whole)

	line := -1
	for _, f := range analysis.Folding(o.Snapshot, o.path, 0) {
		if f.Start <= line || f.End <= f.Start || f.End >= text.New(o.src).LineCount() {
			t.Errorf("%s: fold %+v after line %d", o.path, f, line)
		}
		line = f.Start
	}

	end := 0
	for _, tok := range analysis.Tokens(o.Snapshot, o.path, nil) {
		if tok.Start < end || tok.End <= tok.Start || tok.End > len(o.src) {
			t.Errorf("%s: token %+v after %d", o.path, tok, end)
		}
		end = tok.End
	}

	inner := text.Range{Start: off, End: off}
	ranges := analysis.Selection(o.Snapshot, o.path, off)
	for _, r := range ranges {
		if !r.Covers(inner) {
			t.Errorf("%s: selection %v around %v", o.path, r, inner)
		}
		inner = r
	}
	if len(ranges) > 0 && inner != whole {
		t.Errorf("%s: selection ends with %v", o.path, inner)
	}

	links := analysis.Links(o.Snapshot, o.path)
	if !slices.IsSortedFunc(links, func(a, b analysis.Link) int { return a.Start - b.Start }) {
		t.Errorf("%s: links %+v", o.path, links)
	}
	for _, l := range links {
		if !whole.Covers(l.Range) || l.Len() <= 0 || (l.URL == "") == (l.Path == "") {
			t.Errorf("%s: link %+v", o.path, l)
		}
	}
	linked := analysis.Linked(o.Snapshot, o.path, off)
	for _, r := range linked {
		if r.Of(o.src) != linked[0].Of(o.src) {
			t.Errorf("%s: %q is linked with %q", o.path, r.Of(o.src), linked[0].Of(o.src))
		}
	}
	for _, h := range analysis.Hints(o.Snapshot, o.path, whole) {
		if h.Offset < 0 || h.Offset > len(o.src) || h.Label == "" {
			t.Errorf("%s: hint %+v", o.path, h)
		}
	}
	for _, l := range analysis.Lenses(o.Snapshot, o.path, true) {
		if !whole.Covers(l.Range) || l.Title == "" {
			t.Errorf("%s: lens %+v", o.path, l)
		}
	}
}

package analysis_test

import (
	"slices"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/hover"
	"github.com/pack-lsp/pack-lsp/analysis/outline"
	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// FuzzViews checks what is true of the views of any text: they are inside the text, in order, and nest if they must.
func FuzzViews(f *testing.F) {
	for _, src := range []string{
		"a: &x {b: [1, *x]}\n",
		"# region\n## @section A\nb:\n  - c: |\n      {{ .spectro.system.x | f \"y\" }}\n",
		"x:\n  schema: '{{ format \"${list:[a,b]}\" }}'\n",
		"presets:\n  - add: |\n      a: \"{{ .spectro.var.x\n",
		"{{/* a\r\n b */}}{{ $x := (1 | f) }}\r\n---\r\nkind: A\r\n",
		`{"a": [1, {"b": "https://example.com/{{"}], "charts": ["x.tgz"]`, "\t- \xff\n", "{{\"\\x7b",
	} {
		f.Add(src, len(src)/2)
	}
	names := []string{"values.yaml", "schema.yaml", "presets.yaml", "manifests/app.yaml", "pack.json"}
	f.Fuzz(func(t *testing.T, src string, off int) {
		off = min(max(off, 0), len(src))
		for _, name := range names {
			o := packtest.OpenFile([]txtar.File{{Name: name, Data: []byte(src)}}, name)
			checkViews(t, o, off)
		}
	})
}

func checkViews(t *testing.T, o packtest.Opened, off int) {
	t.Helper()
	whole := text.Range{End: len(o.Src)}
	around := []text.Range{whole}
	for s := range outline.Symbols(o.Snapshot, o.Path) {
		if !around[s.Depth].Covers(s.Range) || !s.Range.Covers(s.Selection) || s.Name == "" {
			t.Errorf("%s: symbol %+v in %v", o.Path, s, around[s.Depth])
		}
		around = append(around[:s.Depth+1], s.Range)
	}

	line := -1
	for _, f := range outline.Folding(o.Snapshot, o.Path, 0) {
		if f.Start <= line || f.End <= f.Start || f.End >= text.New(o.Src).LineCount() {
			t.Errorf("%s: fold %+v after line %d", o.Path, f, line)
		}
		line = f.Start
	}

	end := 0
	for _, tok := range outline.Tokens(o.Snapshot, o.Path, nil) {
		if tok.Start < end || tok.End <= tok.Start || tok.End > len(o.Src) {
			t.Errorf("%s: token %+v after %d", o.Path, tok, end)
		}
		end = tok.End
	}

	inner := text.Range{Start: off, End: off}
	ranges := outline.Selection(o.Snapshot, o.Path, off)
	for _, r := range ranges {
		if !r.Covers(inner) {
			t.Errorf("%s: selection %v around %v", o.Path, r, inner)
		}
		inner = r
	}
	if len(ranges) > 0 && inner != whole {
		t.Errorf("%s: selection ends with %v", o.Path, inner)
	}

	links := outline.Links(o.Snapshot, o.Path)
	if !slices.IsSortedFunc(links, func(a, b outline.Link) int { return a.Start - b.Start }) {
		t.Errorf("%s: links %+v", o.Path, links)
	}
	for _, l := range links {
		if !whole.Covers(l.Range) || l.Len() <= 0 || (l.URL == "") == (l.Path == "") {
			t.Errorf("%s: link %+v", o.Path, l)
		}
	}
	linked := symbol.Linked(o.Snapshot, o.Path, off)
	for _, r := range linked {
		if r.Of(o.Src) != linked[0].Of(o.Src) {
			t.Errorf("%s: %q is linked with %q", o.Path, r.Of(o.Src), linked[0].Of(o.Src))
		}
	}
	for _, h := range hover.Hints(o.Snapshot, o.Path, whole) {
		if h.Offset < 0 || h.Offset > len(o.Src) || h.Label == "" {
			t.Errorf("%s: hint %+v", o.Path, h)
		}
	}
	for _, l := range hover.Lenses(o.Snapshot, o.Path) {
		if !whole.Covers(l.Range) || l.Title == "" {
			t.Errorf("%s: lens %+v", o.Path, l)
		}
	}
	used, err := symbol.UsedValues(t.Context(), o.Snapshot, o.Path)
	if err != nil {
		t.Error(err)
	}
	for _, u := range used {
		if !whole.Covers(u.Range) || u.Len() == 0 || len(u.Places) == 0 {
			t.Errorf("%s: used value %+v", o.Path, u)
		}
	}
}

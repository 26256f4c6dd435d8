package constraint_test

import (
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/constraint"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		`{{ required | format "${number:[1-5]}" | hints "a" "b" }}`, `{{ format "${list:[A, B,]} ${ipv4}" }}`,
		`{{ format \"${string:/a\\.b/}\" }}`,
		`{{ readonly format ${version}`, `{ hints 'a' }`, `required`, `{{ format "${string:/(a/}b)/}${password}" | | }}`,
		"{{- format `${boolean}` -}}",
	} {
		for q := range uint8(3) {
			f.Add(s, q, "10.0.0.1 - a")
		}
	}
	f.Fuzz(func(t *testing.T, src string, quoting uint8, value string) {
		if len(src) > 1<<11 || len(value) > 1<<11 {
			return
		}
		tm := constraint.Parse(src, text.Quoting(quoting%3))
		whole := text.Range{End: len(src)}
		in := func(what string, r, outer text.Range) {
			if r.Len() < 0 || !outer.Covers(r) {
				t.Fatalf("%s at %v in %v", what, r, outer)
			}
		}
		last := 0
		for _, c := range tm.Clauses {
			in("clause", c.Range, whole)
			in("name", c.Name, c.Range)
			if c.Start < last {
				t.Fatalf("clause at %v after %d", c.Range, last)
			}
			last = c.End
			for _, s := range c.Strings {
				in("string", s.Range, c.Range)
				in("inner", s.Inner, s.Range)
			}
		}
		last = 0
		for _, e := range tm.Errors {
			in(e.Code, e.Range, whole)
			if e.Start < last {
				t.Fatalf("error at %v after %d", e.Range, last)
			}
			last = e.Start
			for _, fix := range e.Fix {
				in("fix", fix.Range, whole)
			}
		}
		if f := tm.Format; f != nil {
			last = f.Inner.Start
			for _, p := range f.Parts {
				in("part", p.Range, f.Inner)
				if p.Start != last {
					t.Fatalf("part at %v after %d", p.Range, last)
				}
				last = p.End
				if ph := p.Placeholder; ph != nil {
					in("type", ph.NameAt, p.Range)
					in("argument", ph.Arg, p.Range)
					for _, o := range ph.Options {
						in("option", o.Range, ph.Arg)
					}
				}
			}
		}
		for _, s := range tm.Examples(2) {
			if err := tm.Check(s, constraint.Text); err != nil {
				t.Fatal(err)
			}
		}
		_ = tm.Check(value, constraint.Text)
		tm.Describe()
		for off := 0; off <= len(src); off++ {
			if c := tm.At(off); !whole.Covers(c.Replace) || !c.Replace.Touches(off) {
				t.Fatalf("at %d: replace %v", off, c.Replace)
			}
		}
	})
}

// TestHostile gives texts and values whose cost would explode in a careless parser or matcher.
func TestHostile(t *testing.T) {
	const n = 100_000
	for _, unit := range []string{"{{", "required ", "format|", `"`, `'`, "${", "${list:[A,", "|", `hints "a" `, "/}",
		"${string:/"} {
		s := strings.Repeat(unit, n/len(unit))
		constraint.Parse(s, text.DoubleQuoted).At(len(s))
		constraint.Parse("{{ "+s+" }}", text.SingleQuoted).At(len(s))
		constraint.Parse(`{{ format "`+s+`" }}`, text.SingleQuoted).At(len(s))
	}
	tm := constraint.Parse(`{{ format "`+strings.Repeat("${string:/a*/}", 50)+`b" }}`, text.SingleQuoted)
	if err := tm.Check(strings.Repeat("a", n), constraint.Text); err != nil {
		t.Errorf("a value too long to match is reported: %.80v", err)
	}
}

func BenchmarkParse(b *testing.B) {
	for name, src := range map[string]string{
		"Required":  `{{ required }}`,
		"Composite": `{{ required | format "${string}/${string}:${version}" | hints "Enter the image" }}`,
		"Regex":     `{{ format "${string:/^([a-z0-9].*)$/}" }}`,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				constraint.Parse(src, text.SingleQuoted)
			}
		})
	}
}

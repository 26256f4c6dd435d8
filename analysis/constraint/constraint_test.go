package constraint_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/constraint"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/corpus"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		src     string
		quoting text.Quoting
		want    string // required, readonly, format parts, hints
	}{
		{`{{ required }}`, text.SingleQuoted, "required"},
		{`{{ readonly | format "${ipv4} - ${ipv4}" | hints "a" "b" }}`, text.SingleQuoted, `readonly [ipv4| - |ipv4] "a" "b"`},
		{`{{required|format "${number:[-10-5.5]}"}}`, text.SingleQuoted, "required [number:-10..5.5]"},
		{`{{ format "${list:[A, B c ,D]}" | hints "x" | "y" }}`, text.SingleQuoted, `[list:A,B c,D] "x" "y"`},
		{`{{ format "${string:/^(a|b)}{2}[]}]$/}, ${string:/size=\d+/}" }}`, text.SingleQuoted, `[string:/^(a|b)}{2}[]}]$/|, |string:/size=\d+/]`},
		{`{{ format \"${string:/a\\.b/}\" | hints \"c\" }}`, text.DoubleQuoted, `[string:/a\.b/] "c"`},
		{`{{ format \"${string}\" }}`, text.SingleQuoted, "[string]"},
		{`{{ format "${string:/say \"it''s\"/}" }}`, text.SingleQuoted, `[string:/say "it's"/]`},
		{"{{- format `${version}` -}}", text.Verbatim, "[version]"},
		{`{{ hints "a }} b | c" }}`, text.SingleQuoted, `"a }} b | c"`},
		{`{{ format "${string:/a/}b/}" }}`, text.SingleQuoted, "[string:/a/|b/}]"},
		{`{{ format "${string:/(a/}b)/}" }}`, text.SingleQuoted, "[string:/(a/}b)/]"},
	} {
		tm := constraint.Parse(c.src, c.quoting)
		if got := show(tm); got != c.want {
			t.Errorf("Parse(%s) = %s, want %s", c.src, got, c.want)
		}
		for _, e := range tm.Errors {
			t.Errorf("Parse(%s): unexpected %s %q at %q", c.src, e.Code, e.Message, e.Of(c.src))
		}
	}
}

func show(t *constraint.Template) string {
	var out []string
	if t.Required {
		out = append(out, "required")
	}
	if t.ReadOnly {
		out = append(out, "readonly")
	}
	if t.Format != nil {
		var parts []string
		for _, p := range t.Format.Parts {
			s := p.Literal
			if ph := p.Placeholder; ph != nil {
				s = ph.Name
				var options []string
				for _, o := range ph.Options {
					options = append(options, o.Value)
				}
				switch {
				case ph.Pattern != "":
					s += ":/" + ph.Pattern + "/"
				case ph.Range != nil:
					s += fmt.Sprintf(":%v..%v", ph.Range.Low, ph.Range.High)
				case options != nil:
					s += ":" + strings.Join(options, ",")
				}
			}
			parts = append(parts, s)
		}
		out = append(out, "["+strings.Join(parts, "|")+"]")
	}
	for _, h := range t.Hints {
		out = append(out, fmt.Sprintf("%q", h.Value))
	}
	return strings.Join(out, " ")
}

func TestErrors(t *testing.T) {
	for _, c := range []struct {
		src, code, at string
		fixed         string // empty without a fix
	}{
		{``, "template-syntax", "", ""},
		{`{{ }}`, "template-syntax", "{{ }}", ""},
		{`required`, "template-syntax", "required", "{{ required }}"},
		{`{ required }}`, "template-syntax", "{", "{{ required }}"},
		{`{{ required }`, "template-syntax", "}", "{{ required }}"},
		{`{{ required`, "template-syntax", "{{", ""},
		{`x {{ required }}`, "template-syntax", "x", ""},
		{`{{ required }} x`, "template-syntax", "x", ""},
		{`{{ require }}`, "template-syntax", "require", ""},
		{`{{ readOnly }}`, "template-syntax", "readOnly", "{{ readonly }}"},
		{`{{ hint "x" }}`, "template-syntax", "hint", `{{ hints "x" }}`},
		{`{{ required | }}`, "template-syntax", "|", ""},
		{`required }}`, "template-syntax", "r", "{{ required }}"},
		{`{{ format "${string} | hints "x" }}`, "template-syntax", `"${string}`, `{{ format "${string}" | hints "x" }}`},
		{`{{ format "${string}", hints "x" }}`, "template-syntax", ",", `{{ format "${string}" | hints "x" }}`},
		{`{{ format "${number:1-5}" }}`, "bad-range", "1-5", `{{ format "${number:[1-5]}" }}`},
		{`{{ format "${number:[1,5]}" }}`, "bad-range", "[1,5]", `{{ format "${number:[1-5]}" }}`},
		{`{{ required || hints "x" }}`, "template-syntax", "|", ""},
		{`{{ required format "${string}" }}`, "template-syntax", "format", `{{ required | format "${string}" }}`},
		{`{{ required "x" }}`, "template-syntax", `"x"`, ""},
		{`{{ format }}`, "template-syntax", "format", ""},
		{`{{ hints }}`, "template-syntax", "hints", ""},
		{`{{ format ${string} }}`, "template-syntax", "${string}", `{{ format "${string}" }}`},
		{`{{ format "${string}" "x" }}`, "template-syntax", `"x"`, ""},
		{`{{ format "${string} }}`, "template-syntax", `"${string}`, `{{ format "${string}" }}`},
		{`{{ format '${string}' }}`, "template-syntax", `'${string}'`, `{{ format "${string}" }}`},
		{`{{ format "string" }}`, "template-syntax", "string", `{{ format "${string}" }}`},
		{`{{ format "" }}`, "template-syntax", `""`, ""},
		{`{{ format "${string" }}`, "template-syntax", "${string", `{{ format "${string}" }}`},
		{`{{ format "${string:x}" }}`, "template-syntax", ":x", ""},
		{`{{ format "${bool}" }}`, "unknown-format", "bool", `{{ format "${boolean}" }}`},
		{`{{ format "${input}" }}`, "unknown-format", "input", ""},
		{`{{ format "${}" }}`, "unknown-format", "${}", ""},
		{`{{ format "${string:/a(?=b)/}" }}`, "bad-regex", "(?=", ""},
		{`{{ format "${string:/(a/}" }}`, "bad-regex", "(a", ""},
		{`{{ format "${string:/(a)\1/}" }}`, "bad-regex", `\1`, ""},
		{`{{ format "${string:/a}" }}`, "bad-regex", "/a", `{{ format "${string:/a/}" }}`},
		{`{{ format "${number:[9-1]}" }}`, "bad-range", "[9-1]", `{{ format "${number:[1-9]}" }}`},
		{`{{ format "${number:[a-b]}" }}`, "bad-range", "[a-b]", ""},
		{`{{ format "${number:[1-}" }}`, "bad-range", "[1-", ""},
		{`{{ format "${string:[1-2]}" }}`, "bad-range", "[1-2]", ""},
		{`{{ format "${boolean:[1-2]}" }}`, "bad-range", ":[1-2]", `{{ format "${boolean}" }}`},
		{`{{ format "${list}" }}`, "bad-list", "list", ""},
		{`{{ format "${list:A,B}" }}`, "bad-list", "A,B", ""},
		{`{{ format "${list:[]}" }}`, "bad-list", "[]", ""},
		{`{{ format "${list:[A,,B]}" }}`, "bad-list", ",,", ""},
		{`{{ format "${list:[A,B,A]}" }}`, "bad-list", "A", `{{ format "${list:[A,B]}" }}`},
		{`{{ required | required }}`, "duplicate-clause", "required", ""},
		{`{{ format "${string}" | format "${number}" }}`, "duplicate-clause", `format "${number}"`, ""},
	} {
		tm := constraint.Parse(c.src, text.SingleQuoted)
		if len(tm.Errors) != 1 {
			t.Errorf("%s: errors %+v", c.src, tm.Errors)
			continue
		}
		e := tm.Errors[0]
		fixed := ""
		if e.Fix != nil {
			fixed = text.Apply(c.src, e.Fix)
			if again := constraint.Parse(fixed, text.SingleQuoted); len(again.Errors) > 0 {
				t.Errorf("%s: fixed to %s, which has errors %v", c.src, fixed, again.Errors)
			}
		}
		if e.Code != c.code || e.Of(c.src) != c.at || fixed != c.fixed {
			t.Errorf("%s: %s %q at %q, fixed to %q; want %s at %q, fixed to %q", c.src, e.Code, e.Message, e.Of(c.src), fixed,
				c.code, c.at, c.fixed)
		}
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		format string
		value  string
		kind   constraint.Scalar
		want   string // empty if the value is good
	}{
		{"${string}", "anything at all", constraint.Text, ""},
		{"${string}", "3", constraint.Num, ""},
		{"${string:/[a-z]+/}", "abc", constraint.Text, ""},
		{"${string:/[a-z]+/}", "abc1", constraint.Text, `"abc1" must match /[a-z]+/`},
		{"${string:/^a|b$/}", "b", constraint.Text, ""},
		{"${number}", "12", constraint.Text, ""},
		{"${number}", "-1.5e3", constraint.Num, ""},
		{"${number}", "many", constraint.Text, `"many" must be a number`},
		{"${number:[5000-5005]}", "5005", constraint.Num, ""},
		{"${number:[5000-5005]}", "5006", constraint.Num, `5006 must be a number from 5000 to 5005`},
		{"${number:[-10--5]}", "-7", constraint.Num, ""},
		{"${number:/500[0-5]/}", "5006", constraint.Num, `5006 must be a number that matches /500[0-5]/`},
		{"${boolean}", "true", constraint.Text, ""},
		{"${boolean}", "yes", constraint.Text, `"yes" must be true or false`},
		{"${ipv4}", "10.0.0.1", constraint.Text, ""},
		{"${ipv4}", "10.0.0.256", constraint.Text, `"10.0.0.256" must be an IPv4 address`},
		{"${ipv4}", "::1", constraint.Text, `"::1" must be an IPv4 address`},
		{"${version}", "1.2.3-rc.1+b", constraint.Text, ""},
		{"${version}", "1.5", constraint.Num, ""},
		{"${version}", "latest", constraint.Text, `"latest" must be a version`},
		{"${list:[ A , B ]}", " A ", constraint.Text, ""},
		{"${list:[A,B]}", "a", constraint.Text, `"a" must be one of A, B`},
		{"${ipv4} - ${ipv4}", "10.0.0.1 - 10.0.0.9", constraint.Text, ""},
		{"${ipv4} - ${ipv4}", "10.0.0.1-10.0.0.9", constraint.Text, `"10.0.0.1-10.0.0.9" must have the form an IPv4 address, then " - ", then an IPv4 address`},
		{"${string}/${string}:${version}", "ghcr.io:443/a/b:1.2.0", constraint.Text, ""},
		{"${string}/${string}:${version}", "a/b:latest", constraint.Text, `"a/b:latest" must have the form any text, then "/", then any text, then ":", then a version`},
		{"${string}, ${string:/size=\\d+/}", "thin, size=150", constraint.Text, ""},
		{"${number:[1-5]}${number:[1-5]}", "12", constraint.Text, ""},
		{"${password:/.{8,}/}", "hunter2", constraint.Text, "the password must match /.{8,}/"},
		{"${password:/.{8,}/}!", "hunter2", constraint.Text, `the value must have the form a password that matches /.{8,}/, then "!"`},
		{"${input}", "x", constraint.Text, ""},
		{"${number}", "", constraint.Text, ""},
		{"${number}", "null", constraint.Null, ""},
	} {
		err := constraint.Parse(`{{ format "`+c.format+`" }}`, text.SingleQuoted).Check(c.value, c.kind)
		if got := fmt.Sprint(err); got != c.want && (err != nil || c.want != "") {
			t.Errorf("%s: Check(%q) = %s, want %s", c.format, c.value, got, c.want)
		}
	}
}

func TestDescribe(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{`{{ required }}`, "Required."},
		{`{{ required | format "${number:[1-5]}" }}`, "Required. A number from `1` to `5`."},
		{`{{ readonly | format "${list:[A,B]}" | hints "x" }}`, "Read-only in Palette. One of `A`, `B`."},
		{"{{ format \"${string:/a`b/}\" }}", "Text that matches `` /a`b/ ``."},
		{`{{ format "v${version}" }}`, "Has the form `v`, then a version."},
		{`{{ hints "x" }}`, ""},
	} {
		if got := constraint.Parse(c.src, text.SingleQuoted).Describe(); got != c.want {
			t.Errorf("%s: %s, want %s", c.src, got, c.want)
		}
	}
}

func TestExamples(t *testing.T) {
	for _, format := range []string{
		"${string}", "${password}", "${number}", "${number:[5000-5005]}", "${boolean}", "${list:[A,B]}", "${ipv4}",
		"${version}",
		"${ipv4} - ${ipv4}", "${string}/${string}:${version}", "${string:/^([a-z0-9].*)$/}", "${string:/size=\\d+/}",
		"${string:/[a-z]([-a-z0-9]*[a-z0-9])?/}", "${number:/^(500[0-5])$/}", "${string:/(?i)x{2,}|y{3}/}",
		"${string:/[^a-z]+@[A-Z]{2}/}",
		"${string:/\\d{4}-\\d{2}-\\d{2}T/}",
	} {
		tm := constraint.Parse(`{{ format "`+format+`" }}`, text.SingleQuoted)
		got := tm.Examples(2)
		if len(got) != 2 || got[0] == got[1] {
			t.Errorf("%s: examples %q", format, got)
		}
		for _, s := range got {
			if err := tm.Check(s, constraint.Text); err != nil {
				t.Errorf("%s: %v", format, err)
			}
		}
	}
	if got := constraint.Parse(`{{ format "${string:/a\Bb\b c/}" }}`, text.SingleQuoted).Examples(3); len(got) > 1 {
		t.Errorf("examples %q", got)
	}
}

func TestAt(t *testing.T) {
	for _, c := range []struct {
		src    string // ‸ is the cursor
		place  constraint.Place
		prefix string
		result string // the text after X was put at Replace
	}{
		{`{‸{ required }}`, constraint.Outside, "", `{X{ required }}`},
		{`{{ ‸ }}`, constraint.AtClause, "", `{{ X }}`},
		{`{{ req‸uired }}`, constraint.AtClause, "req", `{{ X }}`},
		{`{{ fo‸`, constraint.AtClause, "fo", `{{ X`},
		{`{{ required ‸}}`, constraint.AtPipe, "", `{{ required X}}`},
		{`{{ required | ‸ }}`, constraint.AtClause, "", `{{ required | X }}`},
		{`{{ required | ‸ | hints "x" }}`, constraint.AtClause, "", `{{ required | X | hints "x" }}`},
		{`{{ required |‸ hints "x" }}`, constraint.AtClause, "", `{{ required |X hints "x" }}`},
		{`{{ format ‸ }}`, constraint.AtFormat, "", `{{ format X }}`},
		{`{{ format "‸" }}`, constraint.InLiteral, "", `{{ format "X" }}`},
		{`{{ format "${‸}" }}`, constraint.AtType, "", `{{ format "${X}" }}`},
		{`{{ format "${str‸ing}" }}`, constraint.AtType, "str", `{{ format "${X}" }}`},
		{`{{ format "${num‸`, constraint.AtType, "num", `{{ format "${X`},
		{`{{ format "${list:[A,B‸]}" }}`, constraint.AtOption, "B", `{{ format "${list:[A,X]}" }}`},
		{`{{ format "${list:[‸]}" }}`, constraint.AtOption, "", `{{ format "${list:[X]}" }}`},
		{`{{ format "${string:/a‸/}" }}`, constraint.InRegex, "", `{{ format "${string:X}" }}`},
		{`{{ format "${number:[1-‸2]}" }}`, constraint.InRange, "", `{{ format "${number:X}" }}`},
		{`{{ format "${number:‸}" }}`, constraint.AtArg, "", `{{ format "${number:X}" }}`},
		{`{{ format "${ipv4}‸ - ${ipv4}" }}`, constraint.InLiteral, "", `{{ format "${ipv4}X - ${ipv4}" }}`},
		{`{{ hints "a‸" }}`, constraint.InHint, "", `{{ hints "X" }}`},
	} {
		off := strings.Index(c.src, "‸")
		src := strings.Replace(c.src, "‸", "", 1)
		got := constraint.Parse(src, text.SingleQuoted).At(off)
		result := text.Apply(src, []text.Edit{{Range: got.Replace, New: "X"}})
		if got.Place != c.place || got.Prefix != c.prefix || result != c.result {
			t.Errorf("%s: place %d prefix %q result %s, want %d %q %s", c.src, got.Place, got.Prefix, result, c.place,
				c.prefix, c.result)
		}
	}
}

// TestCorpus parses the templates of published packs. A few use the type input, which is not documented.
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpus.Packs(t), "*", "schema.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("skipped: no pack of the corpus has a schema.yaml")
	}
	entry := regexp.MustCompile(`(?m)^\s+schema: '(.*)'\s*$`)
	templates, unknown := 0, 0
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range entry.FindAllSubmatch(src, -1) {
			templates++
			tm := constraint.Parse(string(m[1]), text.SingleQuoted)
			for _, e := range tm.Errors {
				if e.Code == constraint.CodeFormat && e.Of(string(m[1])) == "input" {
					unknown++
					continue
				}
				t.Errorf("%s: %s: %s: %s", file, m[1], e.Code, e.Message)
			}
			if f := tm.Format; f != nil && len(tm.Errors) == 0 && len(tm.Examples(1)) == 0 {
				t.Errorf("%s: no example for %s", file, f.Value)
			}
		}
	}
	if templates < 100 || unknown*20 > templates {
		t.Errorf("%d templates, %d of an unknown type", templates, unknown)
	}
}

// A regex that is small to write and large to run, and long values, are given up on; what cannot be judged
// counts as valid.
func TestHostileRegex(t *testing.T) {
	long := strings.Repeat("a", 50_000)
	for _, c := range []struct {
		format, value string
		valid         bool
	}{
		{"${string:/" + strings.Repeat("(a?){1000}", 30) + "b/}", long, true},
		{"${string:/" + strings.Repeat("(a?){100}", 30) + "b/}", long, true},
		{"${string:/" + strings.Repeat("(a?){100}", 30) + "b/}-${string}", long + "-x", true},
		{"${string:/(a?){100}b/}", "aac", false},
		{"${string:/[a-z]([-a-z]{0,61}[a-z])?/}", "-a", false},
		{"${string:/[a-z]{1,253}/}", long, false},
	} {
		start := time.Now()
		tm := constraint.Parse(`{{ format "`+c.format+`" }}`, text.Verbatim)
		if len(tm.Errors) > 0 {
			t.Errorf("%.40s: %v", c.format, tm.Errors)
		}
		if err := tm.Check(c.value, constraint.Text); (err == nil) != c.valid {
			t.Errorf("%.40s accepts %.20s: %v, want %v", c.format, c.value, err == nil, c.valid)
		}
		if took := time.Since(start); took > time.Minute {
			t.Errorf("%.40s takes %v", c.format, took)
		}
	}
}

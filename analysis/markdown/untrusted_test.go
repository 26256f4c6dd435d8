package markdown_test

import (
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

func TestUntrusted(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"prose", "Number of *replicas*, **at least** one.\n\n- a\n- b\n", "Number of *replicas*, **at least** one.\n\n- a\n- b"},
		{"placeholder", "https://<host>:<port>", `https://\<host>:\<port>`},
		{"code span", "Use `<host>` and ``a`![x](y)``.", "Use `<host>` and ``a`![x](y)``."},
		{"span over two lines", "Use `helm\ninstall` now", "Use `helm install` now"},
		{"open span", "It's `open ![x](http://x)", "It's \\`open !\\[x](http://x)"},
		{"span that a list ends", "a `b\n- c` ![x](y)", "a \\`b\n- c\\` !\\[x](y)"},
		{"fence", "See\n```yaml\nhost: <host> ![x](y)\n```\nend", "See\n```yaml\nhost: <host> ![x](y)\n```\nend"},
		{"open fence", "~~~\n<b>", "```\n<b>\n```"},
		{"fence with a fence", "~~~\n```\n<b>\n~~~", "````\n```\n<b>\n````"},
		{"fence in a list", "- a\n  ```\n  x: 1\n![x](y)\n  ```\n<b>", "- a\n```\nx: 1\n![x](y)\n```\n\\<b>"},
		{"fence after a marker", "- ~~~\n  ![x](y)\n- ```\n  <b>", "- \\~~~\n  !\\[x](y)\n- \\`\\`\\`\n  \\<b>"},
		{"image", "![logo](http://tracker.example/x.png)", `!\[logo](http://tracker.example/x.png)`},
		{"escaped image", `\![a](http://x) !\[a](http://x) \\![a](http://x)`, `\!\[a](http://x) !\[a](http://x) \\!\[a](http://x)`},
		{"web link", "See [the docs](https://example.com/a?b=1&c=2).", "See [the docs](https://example.com/a?b=1&c=2)."},
		{"autolink", "<https://example.com> <HTTP://x> <command:x>", "<https://example.com> <HTTP://x> \\<command:x>"},
		{"command", "[run](command:workbench.action.reloadWindow)", `\[run](command:workbench.action.reloadWindow)`},
		{"encoded command", "[run](command%3Ax) [run](&#99;ommand:x)", `\[run](command%3Ax) \[run](&#99;ommand:x)`},
		{"reference", "[run][x] [x]\n\n[x]: command:y", "\\[run]\\[x] \\[x]\n\n\\[x]: command:y"},
		{"image in a link", "[![a](http://x)](command:y)", `\[!\[a](http://x)](command:y)`},
		{"HTML", "<img src=x onerror=y>\n</b><!-- -->", "\\<img src=x onerror=y>\n\\</b>\\<!-- -->"},
		{"escaped HTML", `\<b> \\<b>`, `\<b> \\\<b>`},
		{"table", "|a|b|\n|-|-|\n|`c|![x](y)`|", "|a|b|\n|\\-|-|\n|`c|![x](y)`|"},
		{"line ends", "a\r\rb\r\n```\r![x](y)\r", "a\n\nb\n```\n![x](y)\n\n```"},
		{"last backslash", `a\`, `a\\`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := markdown.Untrusted(tt.in)
			if got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
			for _, unsafe := range packtest.UnsafeMarkdown(got) {
				t.Error(unsafe)
			}
		})
	}
	if got := markdown.Untrusted(strings.Repeat("é`", 1<<20)); len(got) > 1<<16 {
		t.Errorf("%d bytes of a long text are shown", len(got))
	}
}

// TestUnsafeMarkdown makes sure that the other tests of this file would find something.
func TestUnsafeMarkdown(t *testing.T) {
	for _, doc := range []string{
		"![a](http://x)", "![a][b]\n\n[b]: http://x", "a <b>c</b>", "<div>\n", "<!-- a -->", "[a](command:x)",
		"[a]\n\n[a]: command:x", "[a](command%3Ax)", "<command:x>", "[a](x.md)", "|a|b|\n|-|-|\n|`b|![x](y)`|",
	} {
		if packtest.UnsafeMarkdown(doc) == nil {
			t.Errorf("%q is safe", doc)
		}
	}
	const harmless = "**a** `<b>` [c](https://d) <http://e>\n\n```\n![x](y)\n```\n"
	if found := packtest.UnsafeMarkdown(harmless); found != nil {
		t.Errorf("found %q", found)
	}
}

func TestLiteral(t *testing.T) {
	for in, want := range map[string]string{
		"ingress-nginx": "ingress-nginx",
		"max_size":      "max_size",
		"_a_":           `\_a\_`,
		"a*b`c<d>":      "a\\*b\\`c\\<d\\>",
		"# a\n\n[b](c)": `\# a \[b\](c)`,
		"a &amp; b & c": `a \&amp; b & c`,
		`a\`:            `a\\`,
		"\xff":          "\uFFFD",
	} {
		got := markdown.Literal(in)
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if back := markdown.PlainText(got); utf8Line(in) != back {
			t.Errorf("%q: as plain text %q", in, back)
		}
	}
}

// utf8Line is what Literal shows.
func utf8Line(s string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
}

func TestCode(t *testing.T) {
	for in, want := range map[string]string{
		"a":              "`a`",
		"":               "` `",
		"a`b":            "`` a`b ``",
		"``":             "``` `` ```",
		"a\n\n![x](y)\r": "`a  ![x](y) `",
	} {
		if got := markdown.Code(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestPlainText(t *testing.T) {
	for in, want := range map[string]string{
		"# Title\n\n**bold** and *soft*\n\n---\n": "Title\n\nbold and soft",
		"[docs](https://x.example) <https://y>":   "docs (https://x.example) https://y",
		"use `**a**` and `` b`c ``":               "use **a** and b`c",
		`\*a\* \[b](http://c) \_`:                 "*a* [b](http://c) _",
		"a\n````yaml\n```\n**x**\n````\nb":        "a\n```\n**x**\nb",
		"open ` tick":                             "open ` tick",
	} {
		if got := markdown.PlainText(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// FuzzUntrusted: whatever a chart or pack writes brings no image, no HTML and no link but to http and https into a
// document, and the words that follow it are not in its code.
func FuzzUntrusted(f *testing.F) {
	for _, seed := range []string{
		"![a](http://x)", "- ```\n  a\n```\n![x](y)", "`a\n> b` <b>", "|a|b|\n|-|-|\n|`b|![x](y)`|", "> ~~~\n> a\n<b>\n> ~~~",
		"1. ~~~\n<b>", "\\`![a](b)`", "``` `x` ```\n<b>\n```", "[a]: <command:x>\n[a]", "a\n\t```\n\t<b>\n```",
		"<http://a`b>`<b>`",
		"[a`](http://x)`![b](c)`",
		"\t- `\n\t  ![x](y) `", "``![a](b)`", "~~~~a~~~`<b>`\n~~~", "![a]\r[a]:b",
	} {
		f.Add(seed)
	}
	for i := range 64 {
		f.Add(strings.Repeat(string(rune('!'+i)), i%7) + "aqz09AZ\"'" + string(rune('!'+i)))
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkUntrusted(t, s)
		checkUntrusted(t, fragments(s))
	})
}

// fragments is Markdown with a piece of syntax for each byte of s, so that a fuzzer finds more of it.
func fragments(s string) string {
	pieces := []string{
		"`", "``", "```", "~~~", "~", "\n", "\n\n", "\r", " ", "  ", "\t", "    ", "- ", "1. ", "> ", "# ", "|", "-", ":",
		"\\", "!", "[", "]", "(", ")", "<", ">", "![x](y)", "[x](command:y)", "[x](http://y)", "<b>", "<http://x>",
		"<command:x>", "[x]: y", "=", "*", "_", "&#96;", "a", "|-|-|", "\"", "'",
	}
	var b strings.Builder
	for _, c := range []byte(s[:min(len(s), 100)]) {
		b.WriteString(pieces[int(c)%len(pieces)])
	}
	return b.String()
}

func checkUntrusted(t *testing.T, s string) {
	t.Helper()
	const ending = "the end of it all"
	for _, doc := range []string{
		markdown.Untrusted(s) + "\n\n" + ending,
		"A\n\n" + markdown.Untrusted(s) + "\n\n" + ending,
		"- " + markdown.Code(s) + ": " + markdown.UntrustedLine(s) + "\n\n" + ending,
		markdown.Strong(s) + " · _" + markdown.Literal(s) + "_\n\n" + markdown.Literal(s) + "\n\n" + ending,
		markdown.Fenced("yaml", s) + "\n\n" + ending,
	} {
		for _, unsafe := range packtest.UnsafeMarkdown(doc) {
			t.Errorf("%s in\n%s", unsafe, doc)
		}
		if packtest.CodeHolds(doc, ending) {
			t.Errorf("code does not end in\n%s", doc)
		}
	}
}

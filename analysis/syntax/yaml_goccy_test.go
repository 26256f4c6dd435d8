package syntax

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/pack-lsp/pack-lsp/internal/corpus"
)

// github.com/goccy/go-yaml decodes scalars, and is a second opinion on valid texts. Where it is wrong, the
// tests below say so, by the number of the report upstream if there is one; a test that fails tells that the
// library has been mended, and what can go.

// goccyText is outlineText for goccy's tree of src.
func goccyText(src string) (string, error) {
	f, err := parser.ParseBytes([]byte(src), 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return "", err
	}
	var docs []string
	for _, d := range f.Docs {
		docs = append(docs, goccyNode(d.Body))
	}
	return strings.Join(docs, " --- "), nil
}

func goccyNode(n ast.Node) string {
	var parts []string
	switch n := n.(type) {
	case nil:
		return ""
	case *ast.MappingNode:
		for _, v := range n.Values {
			parts = append(parts, goccyNode(v.Key)+": "+goccyNode(v.Value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case *ast.MappingValueNode:
		return "{" + goccyNode(n.Key) + ": " + goccyNode(n.Value) + "}"
	case *ast.MappingKeyNode:
		return goccyNode(n.Value)
	case *ast.SequenceNode:
		for _, v := range n.Values {
			parts = append(parts, goccyNode(v))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case *ast.AnchorNode:
		return goccyNode(n.Value)
	case *ast.TagNode:
		return goccyNode(n.Value)
	case *ast.AliasNode:
		return "*" + n.Value.GetToken().Value
	case *ast.LiteralNode:
		return fmt.Sprintf("%q", n.Value.Value)
	case *ast.StringNode:
		if n.Token.Type.String() == "SingleQuote" || n.Token.Type.String() == "DoubleQuote" ||
			strings.ContainsAny(n.Value, " \n") {
			return fmt.Sprintf("%q", n.Value)
		}
		return n.Value
	}
	return n.GetToken().Value
}

// nullless is a text of outlineText with absent values written as goccy does.
func nullless(s string) string {
	s = strings.ReplaceAll(s, ": null", ": ")
	for strings.Contains(s, ", null") || strings.Contains(s, "[null") {
		s = strings.ReplaceAll(strings.ReplaceAll(s, ", null", ", "), "[null", "[")
	}
	return s
}

// A valid text has the same tree as goccy's parse of the whole.
func TestYAMLEqualsGoccy(t *testing.T) {
	for _, src := range []string{
		"a: 1\nb:\n  c: [1, 'x', {y: z}]\n  d: |\n    t\n    u\ne:\n- f\n- g: h\n  i: \"j\\n\"\n",
		"- a\n- - b\n  - c: 1\n    d: 2\n-\n  e: f\n", "a: &x\n  b: 1\nc: *x\nd:\n  <<: *x\n",
		"a: >-\n  b\n  c\nd: one\n  two\n", "a:\nb:\nc: null\n", "---\na: 1\n---\nb: 2\n",
	} {
		want, err := goccyText(src)
		tree := ParseYAML(src)
		if err != nil || len(tree.Errors) > 0 {
			t.Errorf("%q: %v, %v", src, err, tree.Errors)
		} else if got := docsText(tree); nullless(got) != nullless(want) {
			t.Errorf("%q:\n   got %s\n goccy %s", src, got, want)
		}
	}
}

// Scalars that goccy misreads, each in the plainest text that could be handed to it, and what they are.
func TestGoccyScalars(t *testing.T) {
	for _, tt := range []struct{ name, scalar, src, want string }{
		{"CR LF in quotes is two line ends", "\"x\r\n y\"", "a: \"x\r\n y\"\n", "x y"},
		{"a tab in unquoted text is dropped", "x\ty\n z", "a: x\ty\n z\n", "x\ty z"},
		{"one of two empty lines with spaces in unquoted text is dropped", "x\n \n \n y", "a: x\n \n \n y\n", "x\n\ny"},
		{"a tab before a line end in single quotes is kept", "'x\t\n y'", "a: 'x\t\n y'\n", "x y"},
		{"spaces after '' at the start of a line are dropped", "'x\n ''  y'", "a: 'x\n ''  y'\n", "x '  y"},
		{"an escaped space before a line end is dropped", "\"x\\ \n y\"", "a: \"x\\ \n y\"\n", "x  y"},
		{"a space before an escaped line end and an empty line is dropped", "\"x \\\n\n y\"", "a: \"x \\\n\n y\"\n", "x \ny"},
		{"any letter is a hexadecimal digit", `"\xzz"`, `a: "\xzz"`, `\xzz`},
		{"|- drops spaces before the last line end", "- |-\n x \n-", "a: |-\n x \nb: 1\n", "x "},
		{"an empty line after one of spaces is dropped in folding", "- >\n x\n  \n\n y\n-", "a: >\n x\n  \n\n y\nb: 1\n", "x\n \n\ny\n"},
		{"empty lines at the end are refused if the indentation is given", "- |1+\n x\n\n", "a: |1+\n x\n\n", "x\n\n"},
		{"empty lines alone are not found", "- |+\n\n-", "a: |+\n\nb: 1\n", "\n"},
	} {
		if got, ok := goccyScalar(tt.scalar); ok && got == tt.want {
			t.Errorf("goccy/go-yaml is mended, and what is done against it can go: %s", tt.name)
		}
		if got := ParseYAML(tt.src).Root().Get("a").Text(); got != tt.want {
			t.Errorf("%q is %q, want %q", tt.src, got, tt.want)
		}
	}
}

// Texts that would take the library too long keep what is beyond the limit as written.
func TestGoccyLimit(t *testing.T) {
	tree := ParseYAML(`{a: "x\ty", b: "` + strings.Repeat(`\t`, maxDecoded/2) + `", c: "x\ty"}`)
	for key, want := range map[string]int{"a": len("x\ty"), "b": maxDecoded, "c": len(`x\ty`)} {
		if got := len(tree.Root().Get(key).Text()); got != want {
			t.Errorf("%s has %d bytes, want %d", key, got, want)
		}
	}
	tabs := `"` + strings.Repeat("\t", 1<<20) + `\n"`
	if got := ParseYAML("a: " + tabs).Root().Get("a").Text(); got != tabs[1:len(tabs)-1] {
		t.Errorf("a line of tabs has %d bytes", len(got))
	}
}

// FuzzScalar writes a content in the ways that can hold any, and reads it again.
func FuzzScalar(f *testing.F) {
	for _, s := range []string{"", "x", " x\n\n y\t\n  ", "it's", "\n", "\t\n x", "\\\"", "- a: |\n#", "\u2028é😀"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range s {
			if r < ' ' && r != '\n' && r != '\t' || r == utf8.RuneError {
				return
			}
		}
		lines := ""
		for line := range strings.SplitSeq(s, "\n") {
			if line != "" {
				line = "  " + line
			}
			lines += line + "\n"
		}
		escaped := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s)
		texts := map[string]string{"a: |2+\n" + lines + "b: 1\n": s + "\n", "a: \"" + escaped + "\"\n": s}
		if !strings.Contains(s, "\n") {
			texts["a: '"+strings.ReplaceAll(s, "'", "''")+"'\n"] = s
		}
		for src, want := range texts {
			if got := ParseYAML(src).Root().Get("a").Text(); got != want {
				t.Errorf("%q is %q, want %q", src, got, want)
			}
		}
	})
}

// #824: an empty block scalar before a comment is refused.
func TestGoccyEmptyBlockScalar(t *testing.T) {
	src := "a:\n  k: |\n\n  # c\n  j: 1\n"
	if _, err := goccyText(src); err == nil {
		t.Error("goccy/go-yaml#824 is mended: this test can go")
	}
	if tree := ParseYAML(src); len(tree.Errors) > 0 || docsText(tree) != `{a: {k: "", j: 1}}` {
		t.Errorf("%s %v", docsText(tree), tree.Errors)
	}
}

// #766: an empty item at the column of the key swallows the next key.
func TestGoccyEmptyItem(t *testing.T) {
	src := "a:\n- x: 1\n-\nb: 1\n"
	if got, err := goccyText(src); err == nil && strings.HasSuffix(nullless(got), "], b: 1}") {
		t.Error("goccy/go-yaml#766 is mended: this test can go")
	}
	if tree := ParseYAML(src); len(tree.Errors) > 0 || docsText(tree) != "{a: [{x: 1}, ], b: 1}" {
		t.Errorf("%s %v", docsText(tree), tree.Errors)
	}
}

// corpusValues are the values.yaml of published packs and of their charts, by path.
func corpusValues(tb testing.TB) map[string]string {
	values := map[string]string{}
	err := filepath.WalkDir(corpus.Packs(tb), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Base(path) == "values.yaml" {
			src, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			values[path] = string(src)
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return values
}

func TestYAMLCorpus(t *testing.T) {
	for path, src := range corpusValues(t) {
		tree := ParseYAML(src)
		for _, e := range tree.Errors {
			t.Errorf("%s: %q: %s", path, e.Of(src), e.Message)
		}
		checkTree(t, tree)
		if strings.ContainsAny(src, "\r\t\ufeff") || len(src) > 100_000 {
			continue // goccy reads these texts wrong, or takes long
		}
		if want, err := goccyText(strings.TrimRight(src, "\n") + "\n"); err == nil {
			if got := docsText(ParseYAML(strings.TrimRight(src, "\n") + "\n")); nullless(got) != nullless(want) {
				a, b := nullless(got), nullless(want)
				i := 0
				for i < len(a) && i < len(b) && a[i] == b[i] {
					i++
				}
				t.Errorf("%s differs from goccy at …%s…, there …%s…", path, a[max(0, i-60):min(len(a), i+60)],
					b[max(0, i-60):min(len(b), i+60)])
			}
		}
	}
}

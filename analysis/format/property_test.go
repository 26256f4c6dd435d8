package format

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/corpus"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// formatUntried formats lines of src without the comparison that YAML makes in the end.
func formatUntried(src string, in text.Range) string {
	t, tree := text.New(src), syntax.ParseYAML(src)
	bad, all := badLines(t, tree)
	if all {
		return src
	}
	edits, _ := yamlEdits(t, tree, in, Options{}, bad)
	for i, e := range edits {
		if e.Of(src) == e.New || i > 0 && e.Start < edits[i-1].End || i > 0 && e.Range == edits[i-1].Range {
			panic(fmt.Sprintf("edit %d of %+v", i, edits))
		}
	}
	return text.Apply(src, edits)
}

func all(src string) text.Range { return text.Range{End: len(src)} }

// checkYAML checks what is true of any text: the result says the same, formatting it again changes nothing, and only
// white space is different.
func checkYAML(t *testing.T, name, src string) string {
	t.Helper()
	out := formatUntried(src, all(src))
	if !same(syntax.ParseYAML(src), syntax.ParseYAML(out)) {
		t.Errorf("%s: the result says something else: %s", name, difference(said(src), said(out)))
	}
	if again := formatUntried(out, all(out)); again != out {
		t.Errorf("%s: formatted again: %s", name, difference(strings.Split(out, "\n"), strings.Split(again, "\n")))
	}
	if squeezed(out) != squeezed(src) {
		t.Errorf("%s: more than white space differs:\n%.2000s", name, out)
	}
	return out
}

// said is what a text says, for people.
func said(src string) (parts []string) {
	tree := syntax.ParseYAML(src)
	for _, e := range tree.Errors {
		parts = append(parts, e.Message)
	}
	for _, c := range tree.Comments {
		parts = append(parts, strings.TrimRight(c.Of(tree.Text), " "))
	}
	for n := range tree.All() {
		parts = append(parts, fmt.Sprintf("%v %v %v %q", n.Path(), n.Kind(), n.Style(), n.Text()))
	}
	return parts
}

// difference is where b begins to differ from a, with what is before it.
func difference(a, b []string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	from := max(i-3, 0)
	return fmt.Sprintf("%d:\n%s\n--- became\n%s", i+1, strings.Join(a[from:min(i+4, len(a))], "\n"),
		strings.Join(b[from:min(i+4, len(b))], "\n"))
}

func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n", r) {
			return -1
		}
		return r
	}, s)
}

// corpusTexts are the YAML files of published packs that can be formatted, by path.
func corpusTexts(t testing.TB) map[string]string {
	s, dirs := packtest.CorpusPacks(t)
	texts := map[string]string{}
	for _, dir := range dirs {
		for _, f := range s.Pack(dir).AnalyzedFiles() {
			if strings.HasSuffix(f.Path, ".yaml") {
				texts[f.Path] = f.Text.String()
			}
		}
	}
	return texts
}

// TestYAMLOfPublishedPacks formats published packs as they are, with other line ends, and with the indentation of some
// entries changed.
func TestYAMLOfPublishedPacks(t *testing.T) {
	formatted := 0
	texts := corpusTexts(t)
	for _, path := range slices.Sorted(maps.Keys(texts)) {
		src := texts[path]
		if out := checkYAML(t, path, src); out != src {
			formatted++
		}
		checkYAML(t, path+" with CR LF", strings.ReplaceAll(src, "\n", "\r\n"))
		if len(src) > 50_000 {
			continue
		}
		random := rand.New(rand.NewPCG(1, uint64(len(src))))
		wide := widened(src, random)
		checkYAML(t, path+" indented otherwise", wide)
		broken := cut(src, random)
		checkYAML(t, path+" with mistakes", broken)
		from := random.IntN(len(src) + 1)
		part := text.Range{Start: from, End: from + random.IntN(len(src)+1-from)}
		checkPart(t, path, wide, part)
	}
	if formatted < 30 {
		t.Errorf("only %d files were changed", formatted)
	}
}

// checkPart formats lines of src: the result says the same, and other lines are what they were.
func checkPart(t *testing.T, name, src string, part text.Range) {
	t.Helper()
	out := formatUntried(src, part)
	if !same(syntax.ParseYAML(src), syntax.ParseYAML(out)) {
		t.Errorf("%s: %v alone: the result says something else: %s", name, part, difference(said(src), said(out)))
	}
	lines := wholeLines(text.New(src), part)
	above, below := src[:lines.Start], strings.TrimLeft(src[lines.End:], "\r\n") // an empty line can go
	if !strings.HasPrefix(out, above) || !strings.HasSuffix(out, below) {
		t.Errorf("%s: %v alone: other lines have changed: %s", name, part,
			difference(strings.Split(src, "\n"), strings.Split(out, "\n")))
	}
}

// widened is src with two more spaces, or twice its spaces, before all lines under some keys.
func widened(src string, random *rand.Rand) string {
	lines := strings.SplitAfter(src, "\n")
	double := random.IntN(2) == 0
	for i := 0; i < len(lines); i++ {
		indent := len(lines[i]) - len(strings.TrimLeft(lines[i], " "))
		if !strings.HasSuffix(strings.TrimSpace(lines[i]), ":") || random.IntN(4) > 0 {
			continue
		}
		for j := i + 1; j < len(lines); j++ {
			in := len(lines[j]) - len(strings.TrimLeft(lines[j], " "))
			if strings.TrimSpace(lines[j]) != "" && in <= indent {
				break
			}
			by := 2
			if double {
				by = in - indent
			}
			lines[j] = strings.Repeat(" ", max(by, 0)) + lines[j]
		}
	}
	return strings.Join(lines, "")
}

// cut is src without some pieces.
func cut(src string, random *rand.Rand) string {
	for range 3 {
		if len(src) < 20 {
			break
		}
		at := random.IntN(len(src) - 10)
		src = src[:at] + src[at+1+random.IntN(8):]
	}
	return src
}

// TestYAMLSuite formats the cases of the YAML test suite.
func TestYAMLSuite(t *testing.T) {
	f, err := os.Open(corpus.YAMLSuite(t))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cases, changed := 0, 0
	for s := bufio.NewScanner(f); s.Scan(); {
		var c struct{ ID, YAML string }
		if err := json.Unmarshal(s.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		cases++
		if checkYAML(t, c.ID, c.YAML) != c.YAML {
			changed++
		}
		for i := range 4 {
			checkPart(t, c.ID, c.YAML, text.Range{Start: i * len(c.YAML) / 4, End: (i + 1) * len(c.YAML) / 4})
		}
	}
	if cases < 300 || changed < 50 {
		t.Errorf("of %d cases %d were changed", cases, changed)
	}
}

func FuzzYAML(f *testing.F) {
	for _, src := range []string{
		"a:\n    b:   1 \n    # c\n\n\n\n    d:\n    - e\n    -   f: [1,2]\n", "a: |+\n  x\n\n\nb: >2\n    y\n",
		"? a\n: b\n", "a: [\n  1, {b: 2}\n]\n", "- - - a\n    - b\n- &x\n  c: *x\n", "a: \"b\n  c\\\n  d\"\n",
		"a:\n\tb: 1\n", "a\nb: 1\n", "---\na: 1\n...\n--- b\n", "<<<<<<< x\na: 1\n=======\na: 2\n>>>>>>> y\n",
		"\ufeffa:\r\n   b: 1\r\n",
	} {
		f.Add(src, 0, len(src))
	}
	f.Fuzz(func(t *testing.T, src string, start, end int) {
		if len(src) > 4000 {
			return
		}
		if tree := syntax.ParseYAML(src); len(tree.Errors) > 0 {
			// What a mistake does to the text around it is hard to foresee. YAML compares, so it is right all the same.
			out := text.Apply(src, YAML(text.New(src), tree, all(src), Options{}))
			if squeezed(out) != squeezed(src) || !same(tree, syntax.ParseYAML(out)) {
				t.Errorf("the result says something else: %s", difference(said(src), said(out)))
			}
			return
		}
		checkYAML(t, "", src)
		start, end = min(max(start, 0), len(src)), min(max(end, 0), len(src))
		checkPart(t, "", src, text.Range{Start: min(start, end), End: max(start, end)})
	})
}

// BenchmarkYAML formats a file of 5,700 lines, of which half are indented by four columns.
func BenchmarkYAML(b *testing.B) {
	part := "charts:\n  demo:\n" + strings.Repeat("    # about a\n    a:\n        b: [1,2]\n        c:\n"+
		"          - d:   1\n"+
		"            e: \"text\"   \n        f: |\n            some text\n\n    g:\n      h:  i\n", 5)
	src := strings.Repeat(part, 5700/strings.Count(part, "\n"))
	t, tree := text.New(src), syntax.ParseYAML(src)
	for b.Loop() {
		if len(YAML(t, tree, all(src), Options{})) == 0 {
			b.Fatal("nothing is changed")
		}
	}
}

package syntax

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/internal/corpus"
)

var update = flag.Bool("update", false, "rewrite generated documentation")

const suitePage = "../../docs/yaml-test-suite.md"

// suiteCase is one case of the YAML test suite: a text, whether it must be rejected, and else its documents as JSON.
type suiteCase struct {
	ID, Name, YAML string
	Error          bool
	JSON           *string
}

func suiteCases(t *testing.T) []suiteCase {
	f, err := os.Open(corpus.YAMLSuite(t))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var cases []suiteCase
	for s := bufio.NewScanner(f); s.Scan(); {
		var c suiteCase
		if err := json.Unmarshal(s.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		cases = append(cases, c)
	}
	return cases
}

// suiteVerdict says how the tree of the case differs from what the suite expects; empty if it does not.
func suiteVerdict(c suiteCase) string {
	tree := ParseYAML(c.YAML)
	switch {
	case c.Error && len(tree.Errors) == 0:
		return "accepted, must be rejected"
	case !c.Error && len(tree.Errors) > 0:
		return "rejected, is valid"
	case c.Error || c.JSON == nil:
		return ""
	}
	var want []any
	dec := json.NewDecoder(strings.NewReader(*c.JSON))
	for dec.More() {
		var v any
		if dec.Decode(&v) != nil {
			return ""
		}
		want = append(want, v)
	}
	var got []any
	for root := range tree.Docs() {
		got = append(got, jsonValue(root))
	}
	if !reflect.DeepEqual(got, want) {
		return "other value"
	}
	return ""
}

// jsonValue is n as encoding/json would read it, scalars taken as YAML 1.2 does.
func jsonValue(n Node) any {
	switch n = n.Resolve(); n.Kind() {
	case Mapping:
		m := map[string]any{}
		for p := range n.Children() {
			m[p.Key().Resolve().Text()] = jsonValue(p.Value())
		}
		return m
	case Sequence:
		s := []any{}
		for c := range n.Children() {
			s = append(s, jsonValue(c))
		}
		return s
	}
	switch s := n.Text(); yaml12(n) {
	case String:
		return s
	case Bool:
		return strings.EqualFold(s, "true")
	case Number:
		if i, err := strconv.ParseInt(s, 0, 64); err == nil {
			return float64(i)
		}
		f, _ := strconv.ParseFloat(s, 64)
		return f
	}
	return nil
}

// suiteReasons says why each case that differs does, in our own words.
var suiteReasons = map[string]string{
	"6CA3":     "A tab indents a bracket at the top: YAML allows it there, Helm's reader does not, and neither do we.",
	"9C9N":     "Items of a list in brackets are at the column of its key: Helm's reader accepts it.",
	"DK95/00":  "A tab is in the indentation of a value: YAML allows it after the spaces, Helm's reader does not.",
	"DK95/01":  "A tab indents the second line of a quoted value: Helm's reader accepts it.",
	"L24T/01":  "The text ends within a block scalar: Helm's reader adds no line end there, YAML does.",
	"MUS6/00":  "A comment touches the version in a directive: Helm's reader accepts it.",
	"P76L":     "A directive redefines a tag: directives are skipped, so the tag keeps its usual meaning.",
	"Q5MG":     "A tab indents a brace at the top: YAML allows it there, Helm's reader does not.",
	"QB6E":     "A quoted value continues at the column of its key: Helm's reader accepts it.",
	"QLJ7":     "A tag uses a prefix that only an earlier document declares: the prefixes of tags are ignored.",
	"VJP3/00":  "Pairs in braces are at the column of their key: indentation in brackets is ignored.",
	"Y79Y/003": "A tab indents an item in brackets: Helm's reader accepts it.",
}

const suiteMark = "<!-- generated: go test ./analysis/syntax -run TestYAMLSuite -update -->\n"

func TestYAMLSuite(t *testing.T) {
	cases := suiteCases(t)
	counts := map[string]int{}
	var rows strings.Builder
	for _, c := range cases {
		verdict := suiteVerdict(c)
		wanted := "valid"
		if c.Error {
			wanted = "invalid"
		}
		counts[wanted]++
		if verdict == "" {
			counts[wanted+" as expected"]++
			if suiteReasons[c.ID] != "" {
				t.Errorf("%s is as expected: its reason can go", c.ID)
			}
			continue
		}
		if suiteReasons[c.ID] == "" {
			t.Errorf("%s is %s, and no reason is given", c.ID, verdict)
		}
		fmt.Fprintf(&rows, "| %s | %s | %s |\n", c.ID, verdict, suiteReasons[c.ID])
	}
	var b strings.Builder
	b.WriteString(suiteMark + "\n| | cases | as expected |\n|---|---:|---:|\n")
	fmt.Fprintf(&b, "| valid texts: accepted, with the value that the suite gives | %d | %d |\n", counts["valid"],
		counts["valid as expected"])
	fmt.Fprintf(&b, "| invalid texts: rejected | %d | %d |\n", counts["invalid"], counts["invalid as expected"])
	b.WriteString("\n| case | what we do | why |\n|---|---|---|\n" + rows.String())
	page, err := os.ReadFile(suitePage)
	if err != nil {
		t.Fatal(err)
	}
	head, generated, _ := strings.Cut(string(page), suiteMark)
	if *update {
		if err := os.WriteFile(suitePage, []byte(head+b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if suiteMark+generated != b.String() {
		t.Errorf("%s is out of date: run this test with -update", suitePage)
	}
}

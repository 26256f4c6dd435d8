package check_test

import (
	"encoding/json"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/docs"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

func settingsTree(checks map[string]string) syntax.Node {
	b, err := json.Marshal(map[string]any{"checks": checks})
	if err != nil {
		panic(err) // a map of strings always encodes
	}
	return syntax.ParseJSON(string(b)).Root()
}

var fileNames = map[pack.Kind]string{
	pack.Meta: pack.MetaName, pack.Values: pack.ValuesName, pack.Schema: pack.SchemaName, pack.Presets: pack.PresetsName,
	pack.Manifest: "manifests", pack.Config: pack.ConfigName,
}

func on(c *check.Check) string {
	var names []string
	for _, k := range c.On {
		names = append(names, fileNames[k])
	}
	return strings.Join(names, ", ")
}

// checkPage is the documentation page of a check, made from its archive. prefer is the folder that it shows as right.
func checkPage(c *check.Check, a *txtar.Archive, prefer string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\nReports %s.\n\n", c.Code, c.Summary)
	fmt.Fprintf(&b, "Severity: %s. In: %s. Quick fix: %s.\n\n", c.Severity, on(c), quickFix(file(a, "expect")))
	if text := strings.TrimSpace(string(a.Comment)); text != "" {
		b.WriteString(text + "\n\n")
	}
	b.WriteString("## Avoid\n\n")
	writeFiles(&b, a, "bad")
	for _, line := range strings.Split(strings.TrimSpace(file(a, "expect")), "\n") {
		if rest, ok := strings.CutPrefix(line, "bad/"); ok {
			name, rest, _ := strings.Cut(rest, ":")
			row, rest, _ := strings.Cut(rest, ":")
			_, message, _ := strings.Cut(rest, ": ")
			fmt.Fprintf(&b, "> %s, line %s: %s\n>\n", name, row, message)
		}
	}
	b.WriteString("\n## Prefer\n\n")
	if !writeFiles(&b, a, prefer) {
		writeFiles(&b, a, "good")
	}
	return strings.TrimRight(strings.ReplaceAll(b.String(), ">\n\n#", "\n#"), "\n") + "\n"
}

// quickFix says which fixes the findings of an archive offer.
func quickFix(expect string) docs.Fix {
	switch {
	case strings.Contains(expect, "\n\tsafe fix: "):
		return docs.SafeFix
	case strings.Contains(expect, "\n\tfix: "):
		return docs.OfferedFix
	}
	return docs.NoFix
}

func writeFiles(b *strings.Builder, a *txtar.Archive, dir string) (any bool) {
	for _, f := range a.Files {
		name, ok := strings.CutPrefix(f.Name, dir+"/")
		if !ok {
			continue
		}
		any = true
		if absent, ok := strings.CutSuffix(name, packtest.Absent); ok {
			fmt.Fprintf(b, "There is no `%s`.\n\n", absent)
			continue
		}
		lang := strings.TrimPrefix(path.Ext(name), ".")
		fmt.Fprintf(b, "`%s`\n```%s\n%s```\n\n", name, lang, withEnd(string(f.Data)))
	}
	return any
}

func file(a *txtar.Archive, name string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

// checkIndex is the page that lists all checks.
func checkIndex() string {
	var b strings.Builder
	b.WriteString("# Checks\n\nEach finding has one of these codes. " +
		"Settings change the severity of a check, or turn it off, by its code or by its\n" +
		"group (`values/*`); one that is off by default needs its own code. " +
		"The page of a check says which quick fixes it has: none, offered (you choose), or safe\n" +
		"(`pack-lsp check --fix` applies them).\n")
	for _, group := range check.Groups() {
		fmt.Fprintf(&b, "\n## %s\n\n| code | severity | reports |\n| --- | --- | --- |\n", group)
		for _, c := range check.All {
			if c.Group() == group {
				fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s |\n", c.Code, c.Code, c.Severity, c.Summary)
			}
		}
	}
	return b.String()
}

// TestContributing: the example of a check in CONTRIBUTING.md is the code of that check.
func TestContributing(t *testing.T) {
	guide := readFile(filepath.Join("..", "..", "CONTRIBUTING.md"))
	guide = strings.NewReplacer("\n       ", "\n", "    ", "\t").Replace(guide)
	source := readFile("pack_lifecycle.go") + readFile("pack.go")
	for _, start := range []string{"{Code: \"pack/eol-past\"", "func endOfLife(", "func eolPast("} {
		_, code, found := strings.Cut(guide, "\n"+start)
		code, _, _ = strings.Cut(code, "\n\n")
		if !found {
			t.Errorf("CONTRIBUTING.md does not show %s", start)
		}
		shown := strings.Join(strings.Fields(start+code), " ")
		if !strings.Contains(strings.Join(strings.Fields(source), " "), shown) {
			t.Errorf("the code is not what CONTRIBUTING.md shows:\n%s", shown)
		}
	}
	_, table, _ := strings.Cut(guide, "### Guards")
	table, _, _ = strings.Cut(table, "\n## ")
	guards := regexp.MustCompile("`(?:p\\.)?([a-z]\\w+)\\(").FindAllStringSubmatch(table, -1)
	if len(guards) < 15 {
		t.Errorf("only %d guards in the table", len(guards))
	}
	files, _ := filepath.Glob("*.go")
	for _, f := range files {
		source += readFile(f)
	}
	for _, g := range guards {
		if !regexp.MustCompile(`func (\(\w+ \*?\w+\) )?` + g[1] + `\(`).MatchString(source) {
			t.Errorf("there is no guard %s", g[1])
		}
	}
}

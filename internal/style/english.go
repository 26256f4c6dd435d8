// Package style holds the tests of what no linter checks: the length of lines, functions and files, and plain English
// in messages, comments and documentation. CONTRIBUTING.md explains the rules.
package style

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// turn is a turn of phrase that we do not use.
type turn struct {
	*regexp.Regexp
	instead string
}

// turns are those that this project once used. Add one when a review finds it.
var turns = []turn{
	old(`\b[Bb]lanks\b|\b[Bb]lank (after|before|behind|at)\b|\bwith an? blank\b`, "space, or white space"),
	old(`\b[Bb]ehind\b`, "after"),
	old(`(^|[^.\w])[Bb]eside\b`, // not VS Code's ViewColumn.Beside
		"next to, or with"),
	old(`\bstands? (at|in|on|before|after|between|below|above|under|among|there|here|alone|already)\b`, "is"),
	old(`\b(can|cannot|may|may not|must) stand\b`, "is allowed, or can be"),
	old(`\bgrave(r|st)?\b`, "severity, more severe"),
	old(`\bcase counts\b|\bthat counts\b|\bone counts\b`, "case-sensitive, takes effect"),
	old(`\bkeys that are the same\b`, "duplicate key"),
	old(`\bno known (key|check|setting)\b`, "unknown key"),
	old(`\b[Ww]ithout a setting:`, "Default:"),
	old(`\bwithout a word\b`, "silently"),
	old(`\b(all that is|all that are|what is) certain\b`, "safe fixes"),
	old(`\battends? to\b`, "checks, handles"),
	old(`\bgets? along\b`, "works with"),
	old(`\b(left|leaves?|leaving) (it |them |others |that )?alone\b`, "ignore"),
	old(`\bwhere (there (is|are)|none|nothing)\b`, "if"),
	old(`\b(nil|empty|absent|false) where\b`, "if"),
	old(`\b(\w+ )?is no (key|mapping|list|string|pack|number|add-on|amount|chart|text|scalar|file|server)\b`, "is not a"),
	old(`\bin earnest\b`, "in practice"),
	old(`\banew\b`, "again"),
	old(`\bthe very (same|place|one|pack|task)\b`, "exact, the same"),
	old(`\bnot looked at\b`, "ignored"),
	old(`\bfor ever\b`, "forever"),
	old(`\bparted by\b`, "separated by"),
	old(`\b[Aa]nalys(e|ed|es|ing)\b`, "analyze"),
	old(`\b[Cc]olour|\b[Bb]ehaviour|\b[Nn]eighbour|\b[Ff]avour|\b[Hh]onour`, "American spelling: color"),
	old(`\b(optimi|recogni|organi|initiali|normali)s(e|ed|es|ing|er)\b`, "American spelling: -ize"),
	old(`\b[Mm]isspelt\b|\b[Ll]earnt\b|\b[Ww]hilst\b`, "misspelled, learned, while"),
	old(`\broot keys?\b`, "top-level key"),
	old(`\b(at|from) the begin\b`, "at the start"),
	old(`\bin the manner of\b`, "like"),
	old(`\bby custom\b`, "usually"),
	old(`\bslips? of the pen\b`, "misspelled"),
	old(`\bnothing is known to\b`, "unknown"),
	old(`\b(read|be) amiss\b`, "misread, wrong"),
	old(`\btold apart by case\b`, "case-sensitive"),
	old(`\bpools? of nodes\b`, "node pool"),
	old(`\b(means|does|say|says|have|has) nothing here\b`, "has no effect here"),
	old(`\bis called like\b`, "has the name of"),
	old(`\bwrong usage\b`, "a usage error"),
	old(`\ban information\b`, "the severity information"),
	old(`\bwell formatted\b`, "formatted"),
	old(`\bReplace by\b`, "Replace with"),
	old(`\bslips? of a\b`, "misspelled"),
	old(`\b(is|are|be) brought up\b|\bbrought (it|them) up\b`, "is updated"),
	old(`\b(an?|the) \w+ a line\b`, "one per line"),
	old(`\bno more than once\b|\b(deployed|used|needed) no more\b`, "no longer"),
	old(`\bhangs? on\b`, "depends on"),
	old(`\b(passed|passes|passing) over\b`, "skipped"),
	old(`\b(is|are) if (an?|the|something|nothing)\b`, "is where, or reports whether"),
	old(`\b[Ss]et-ups?\b|\b[Tt]hrow-away\b`, "setup, throwaway"),
}

func old(pattern, instead string) turn { return turn{regexp.MustCompile(pattern), instead} }

// checkEnglish returns the old turns in a file, a line of text for each. In Go it looks at comments and strings, in
// other files at everything.
func checkEnglish(name, src string) []string {
	if path.Ext(name) != ".go" {
		return turnsIn(name, 1, src)
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return []string{err.Error()}
	}
	var found []string
	line := func(p token.Pos) int { return fset.Position(p).Line }
	for _, group := range file.Comments {
		for _, c := range group.List {
			found = append(found, turnsIn(name, line(c.Pos()), c.Text)...)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			text, err := strconv.Unquote(lit.Value)
			if err == nil && strings.Contains(text, " ") {
				found = append(found, turnsIn(name, line(lit.Pos()), text)...)
			}
		}
		return true
	})
	return found
}

// turnsIn looks at a text that begins on the given line of a file.
func turnsIn(name string, first int, text string) []string {
	var found []string
	for i, line := range strings.Split(text, "\n") {
		for _, t := range turns {
			m := t.FindString(line)
			if m != "" && !strings.HasPrefix(strings.ToLower(m), "there is no ") {
				found = append(found, fmt.Sprintf("%s:%d: %q; write: %s", name, first+i, m, t.instead))
			}
		}
	}
	return found
}

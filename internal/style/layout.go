package style

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"strings"
	"unicode/utf8"
)

// The limits of layout. A tab counts as one column.
const (
	maxColumns       = 120
	maxFunctionLines = 70
	maxFileLines     = 500
)

// checkLayout returns what is too long in a source file, a line of text for each place.
func checkLayout(name, src string) []string {
	var found []string
	lines := strings.Split(src, "\n")
	for i, line := range lines {
		if n := utf8.RuneCountInString(line); n > maxColumns && !(isTest(name) && isTableRow(line)) {
			found = append(found, fmt.Sprintf("%s:%d: %d columns; at most %d", name, i+1, n, maxColumns))
		}
	}
	if path.Ext(name) != ".go" || isTest(name) {
		return found
	}
	if n := strings.Count(src, "\n"); n > maxFileLines {
		found = append(found, fmt.Sprintf("%s: %d lines; at most %d", name, n, maxFileLines))
	}
	return append(found, checkFunctions(name, src)...)
}

func checkFunctions(name, src string) []string {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
	if err != nil {
		return []string{err.Error()}
	}
	var found []string
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		first, last := fset.Position(f.Pos()).Line, fset.Position(f.End()).Line
		if n := last - first + 1; n > maxFunctionLines {
			format := "%s:%d: %s has %d lines; at most %d"
			found = append(found, fmt.Sprintf(format, name, first, f.Name.Name, n, maxFunctionLines))
		}
	}
	return found
}

// isTest reports whether a file holds tests, which may be long and whose tables may be wide.
func isTest(name string) bool {
	return strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, ".test.ts")
}

// isTableRow reports whether a line is a whole row of a table: it begins with { and ends with },.
func isTableRow(line string) bool {
	line = strings.TrimSpace(line)
	return strings.HasPrefix(line, "{") && strings.HasSuffix(line, "},")
}

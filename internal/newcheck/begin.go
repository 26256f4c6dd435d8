package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// fillIn marks what the author has to write. The test of the check fails while its page has the mark.
const fillIn = "FILL IN"

var codeSyntax = regexp.MustCompile(`^([a-z]+)/([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$`)

// begin writes the parts of a check in the repository at root, and returns the files that it wrote or changed. A new
// group gets a table. It writes nothing if the check exists.
func begin(root, code string) ([]string, error) {
	m := codeSyntax.FindStringSubmatch(code)
	if m == nil {
		return nil, fmt.Errorf("%q is not a code; write GROUP/NAME in lower case, with hyphens between words", code)
	}
	group, name := m[1], m[2]
	dir := filepath.Join(root, "analysis", "check")
	t, err := findTable(dir, group)
	if err != nil {
		return nil, err
	}
	var registry *addition
	if t == nil {
		if t, registry, err = newTable(dir, group); err != nil {
			return nil, err
		}
	}
	function := group + camel(name)
	source := filepath.Join(filepath.Dir(t.file), group+"_"+strings.ReplaceAll(name, "-", "_")+".go")
	archive := filepath.Join(dir, "testdata", group, name+".txtar")
	page := filepath.Join(root, "docs", "checks", group, name+".md")
	for _, file := range []string{archive, source, page} {
		if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s exists already; choose another name", file)
		}
	}
	table, err := t.withRow(code, function)
	if err != nil {
		return nil, err
	}
	files := []addition{
		{source, fmt.Sprintf(functionStub, t.pkg, function, fillIn)},
		{archive, fmt.Sprintf(archiveStub, fillIn, t.example())},
		{page, fmt.Sprintf(pageStub, code, fillIn)},
		{t.file, table},
	}
	if registry != nil {
		files = append(files, *registry)
	}
	var written []string
	for _, f := range files {
		if err := os.MkdirAll(filepath.Dir(f.path), 0o755); err != nil {
			return written, err
		}
		if err := os.WriteFile(f.path, []byte(f.content), 0o644); err != nil {
			return written, err
		}
		written = append(written, f.path)
	}
	return written, nil
}

// addition is a file to write.
type addition struct{ path, content string }

// camel is a name such as eol-past as part of an identifier: EolPast.
func camel(name string) string {
	var b strings.Builder
	for _, word := range strings.Split(name, "-") {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

// table is a table of checks: a variable that is a slice of Check.
type table struct {
	file, src, pkg string
	end            int    // byte offset after the comma of the last row
	on             string // the files that the last row reports in, as an expression
}

// findTable finds the table of a group in the Go files of dir and below: the one with a row whose code is a literal of
// that group. It is nil if there is none.
func findTable(dir, group string) (*table, error) {
	var found *table
	err := filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		isCode := filepath.Ext(file) == ".go" && !strings.HasSuffix(file, "_test.go")
		if err != nil || d.IsDir() || !isCode || found != nil {
			return err
		}
		b, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		found, err = tableIn(file, string(b), group)
		return err
	})
	return found, err
}

// newTable is an empty table for a new group, and registry.go with the table.
func newTable(dir, group string) (*table, *addition, error) {
	if _, err := os.Stat(filepath.Join(dir, "testdata", group)); err == nil {
		return nil, nil, fmt.Errorf("the codes of the group %q are not literals, so its table is not found; write the row "+
			"by hand, as CONTRIBUTING.md says", group)
	}
	file := filepath.Join(dir, group+".go")
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("%s exists already; choose another name for the group", file)
	}
	src := fmt.Sprintf(tableStub, filepath.Base(dir), group, fillIn)
	t := &table{file: file, src: src, pkg: filepath.Base(dir), on: "inValues", end: strings.LastIndex(src, "}") - 1}

	name := filepath.Join(dir, "registry.go")
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, nil, err
	}
	before, after, ok := strings.Cut(string(b), "[][]Check{")
	list, after, closed := strings.Cut(after, "} {")
	if !ok || !closed {
		return nil, nil, fmt.Errorf("%s has no list of tables; add %sChecks to it by hand", name, group)
	}
	registry := before + "[][]Check{" + strings.TrimRight(list, "\n\t") + "\n\t\t" + group + "Checks,\n\t} {" + after
	return t, &addition{name, registry}, nil
}

// tableIn is the table of the group in a file; nil if it has none.
func tableIn(file, src, group string) (*table, error) {
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, src, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var found *table
	ast.Inspect(parsed, func(n ast.Node) bool {
		list, ok := n.(*ast.CompositeLit)
		if !ok || found != nil || !isChecks(list.Type) || len(list.Elts) == 0 {
			return found == nil
		}
		for _, row := range list.Elts {
			if code := field(row, "Code"); code != nil && strings.HasPrefix(textOf(fset, src, code), `"`+group+"/") {
				last := list.Elts[len(list.Elts)-1]
				end := fset.Position(last.End()).Offset
				end += strings.IndexByte(src[end:], ',') + 1
				found = &table{file: file, src: src, pkg: parsed.Name.Name, end: end}
				if on := field(last, "On"); on != nil {
					found.on = textOf(fset, src, on)
				}
				return false
			}
		}
		return true
	})
	return found, nil
}

// isChecks says if a type is []Check, of whatever package.
func isChecks(t ast.Expr) bool {
	list, ok := t.(*ast.ArrayType)
	if !ok || list.Len != nil {
		return false
	}
	switch elem := list.Elt.(type) {
	case *ast.Ident:
		return elem.Name == "Check"
	case *ast.SelectorExpr:
		return elem.Sel.Name == "Check"
	}
	return false
}

// field is the value of a field of a row; nil if the row does not set it.
func field(row ast.Expr, name string) ast.Expr {
	lit, ok := row.(*ast.CompositeLit)
	if !ok {
		return nil
	}
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok && key.Name == name {
				return kv.Value
			}
		}
	}
	return nil
}

func textOf(fset *token.FileSet, src string, n ast.Node) string {
	return src[fset.Position(n.Pos()).Offset:fset.Position(n.End()).Offset]
}

// withRow is the file of the table with a row for the check at its end. The check reports in the same files as the row
// before it, which the author may change.
func (t *table) withRow(code, function string) (string, error) {
	const layout = "\n\t{Code: %q, Severity: pack.Warning, On: %s, Run: %s,\n\t\tSummary: %q},"
	row := fmt.Sprintf(layout, code, t.on, function, fillIn+": what it reports, a noun phrase")
	b, err := format.Source([]byte(t.src[:t.end] + row + t.src[t.end:]))
	if err != nil {
		return "", fmt.Errorf("%s with the new row: %w", t.file, err)
	}
	return string(b), nil
}

// example is the name of a file that a check of the table reports in.
func (t *table) example() string {
	for _, f := range []struct{ on, file string }{
		{"Meta", "pack.json"}, {"Schema", "schema.yaml"}, {"Presets", "presets.yaml"},
		{"Manifest", "manifests/app.yaml"}, {"Config", ".pack-lsp.yaml"},
	} {
		if strings.Contains(t.on, f.on) {
			return f.file
		}
	}
	return "values.yaml"
}

const tableStub = `package %s

import "github.com/pack-lsp/pack-lsp/analysis/pack"

// %[2]sChecks are those of %[3]s.
var %[2]sChecks = []Check{
}
`

const functionStub = `package %s

// %[2]s reports %[3]s.
func %[2]s(p *Pass) {
	// %[3]s: find the smallest node that is wrong, and report its range with a message that says what would be right:
	// p.Report(node.Range(), "what is wrong; write what is right")
}
`

const archiveStub = `%[1]s: what a finding means for an author, and why it matters. This becomes the documentation page.

-- bad/%[2]s --
%[1]s: a file that the check reports
-- good/%[2]s --
%[1]s: the same file, corrected
`

const pageStub = `# %s

%s: go test ./analysis/check -update writes this page.

Severity: warning. In: . Quick fix: none.
`

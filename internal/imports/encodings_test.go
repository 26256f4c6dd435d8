package imports

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const (
	serverPath   = module + "server"
	textPath     = module + "analysis/text"
	protocolPath = "go.lsp.dev/protocol"
)

// encodingNames are the names of package text that only the convert files of the server may use. Options.Encoding in
// server.go is the exception: it is for callers.
var encodingNames = map[string]bool{"UTF8": true, "UTF16": true, "Position": true, "Encoding": true}

// Only server/convert*.go know position encodings and make or take apart the protocol's unions. Others may name a union
// where methods of protocol.Server do, and pass on what a convert file has made.
func TestOnlyConvertFilesKnowTheWire(t *testing.T) {
	fset := token.NewFileSet()
	files, info := checkServer(t, fset)
	checked := 0
	for _, file := range files {
		name := filepath.Base(fset.Position(file.Pos()).Filename)
		if strings.HasPrefix(name, "convert") {
			continue
		}
		checked++
		for _, found := range wireKnowledge(file, info) {
			if !(name == "server.go" && found.what == "names text.Encoding") {
				t.Errorf("%s %s", fset.Position(found.at), found.what)
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d files checked", checked)
	}
}

type knowledge struct {
	at   token.Pos
	what string
}

func wireKnowledge(file *ast.File, info *types.Info) (found []knowledge) {
	add := func(n ast.Node, format string, args ...any) {
		found = append(found, knowledge{n.Pos(), fmt.Sprintf(format, args...)})
	}
	makes := func(target types.Type, e ast.Expr) {
		if from := info.TypeOf(e); isUnion(target) && from != nil && !types.IsInterface(from) &&
			!types.Identical(from, types.Typ[types.UntypedNil]) {
			add(e, "makes a %v", target)
		}
	}
	ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			obj := info.Uses[n]
			if v, ok := obj.(*types.Var); ok && v.IsField() && v.Name() == "encoding" {
				add(n, "uses encoding")
			}
			if obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == textPath && encodingNames[obj.Name()] {
				add(n, "names text.%s", obj.Name())
			}
		case *ast.TypeAssertExpr:
			if isUnion(info.TypeOf(n.X)) {
				add(n, "takes a %v apart", info.TypeOf(n.X))
			}
		case *ast.CompositeLit:
			literalValues(n, info, makes)
		case *ast.CallExpr:
			arguments(n, info, makes)
		case *ast.AssignStmt:
			for i := range n.Lhs {
				if len(n.Lhs) == len(n.Rhs) && info.TypeOf(n.Lhs[i]) != nil {
					makes(info.TypeOf(n.Lhs[i]), n.Rhs[i])
				}
			}
		case *ast.ReturnStmt:
			results := resultsOf(stack, info)
			for i, e := range n.Results {
				if len(n.Results) == results.Len() {
					makes(results.At(i).Type(), e)
				}
			}
		}
		return true
	})
	return found
}

// literalValues visits the fields and elements of a composite literal, with the types that they are to have.
func literalValues(n *ast.CompositeLit, info *types.Info, visit func(types.Type, ast.Expr)) {
	for i, e := range n.Elts {
		kv, keyed := e.(*ast.KeyValueExpr)
		if keyed {
			e = kv.Value
		}
		switch of := info.TypeOf(n).Underlying().(type) {
		case *types.Struct:
			if keyed {
				visit(info.TypeOf(kv.Key), e)
			} else {
				visit(of.Field(i).Type(), e)
			}
		case *types.Slice:
			visit(of.Elem(), e)
		case *types.Map:
			visit(of.Elem(), e)
		}
	}
}

// arguments visits the arguments of a call, and the operand of a conversion, with the types that they are to have.
func arguments(n *ast.CallExpr, info *types.Info, visit func(types.Type, ast.Expr)) {
	fun := info.Types[n.Fun]
	if fun.IsType() {
		visit(fun.Type, n.Args[0])
		return
	}
	sig, ok := fun.Type.(*types.Signature)
	for i, e := range n.Args {
		switch {
		case !ok:
		case sig.Variadic() && i >= sig.Params().Len()-1 && !n.Ellipsis.IsValid():
			if s, ok := sig.Params().At(sig.Params().Len() - 1).Type().(*types.Slice); ok {
				visit(s.Elem(), e)
			}
		case i < sig.Params().Len():
			visit(sig.Params().At(i).Type(), e)
		}
	}
}

// resultsOf are the results of the innermost function around a node.
func resultsOf(stack []ast.Node, info *types.Info) *types.Tuple {
	for i := len(stack) - 1; i >= 0; i-- {
		switch f := stack[i].(type) {
		case *ast.FuncLit:
			return info.TypeOf(f).(*types.Signature).Results()
		case *ast.FuncDecl:
			return info.Defs[f.Name].Type().(*types.Signature).Results()
		}
	}
	return types.NewTuple()
}

// isUnion reports whether t is a union of the protocol: an interface that only its own package implements.
func isUnion(t types.Type) bool {
	named, ok := t.(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != protocolPath {
		return false
	}
	iface, ok := named.Underlying().(*types.Interface)
	return ok && iface.NumMethods() == 1 && !iface.Method(0).Exported()
}

// checkServer type-checks the server without its tests.
func checkServer(t *testing.T, fset *token.FileSet) ([]*ast.File, *types.Info) {
	t.Helper()
	out, err := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Export,Dir,GoFiles", serverPath).Output()
	if err != nil {
		t.Fatal(err)
	}
	exports := map[string]string{}
	var files []*ast.File
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath, Export, Dir string
			GoFiles                 []string
		}
		if err := dec.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		exports[p.ImportPath] = p.Export
		for _, name := range p.GoFiles {
			if p.ImportPath != serverPath {
				continue
			}
			f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
	}
	lookup := func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) }
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{},
	}
	conf := types.Config{Importer: importer.ForCompiler(fset, "gc", lookup)}
	if _, err := conf.Check(serverPath, fset, files, info); err != nil {
		t.Fatal(err)
	}
	return files, info
}

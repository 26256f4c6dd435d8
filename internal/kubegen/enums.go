package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// enums are the types of k8s.io/api that are strings with a fixed set of values, and the fields that have such a type.
type enums struct {
	values map[string][]string  // core/v1.Protocol -> SCTP, TCP, UDP
	fields map[[2]string]string // core/v1.ContainerPort, protocol -> core/v1.Protocol
}

func (e *enums) of(def, field string) string { return e.fields[[2]string{def, field}] }

// closed are types that are not marked +enum, though the API server takes none but their constants.
var closed = []string{
	"apiextensions/v1.ConversionStrategyType",
	"apiextensions/v1.ResourceScope",
	"autoscaling/v2.HPAScalingPolicyType",
	"autoscaling/v2.MetricSourceType",
	"autoscaling/v2.MetricTargetType",
	"autoscaling/v2.ScalingPolicySelect",
	"core/v1.ConditionStatus",
	"core/v1.ContainerRestartPolicy",
	"core/v1.ResourceResizeRestartPolicy",
	"flowcontrol/v1.FlowDistinguisherMethodType",
	"flowcontrol/v1.LimitResponseType",
	"flowcontrol/v1.PriorityLevelEnablement",
	"flowcontrol/v1.SubjectKind",
	"meta/v1.LabelSelectorOperator",
	"networking/v1.PathType",
	"storage/v1.FSGroupPolicy",
	"storage/v1.VolumeLifecycleMode",
}

// readEnums reads all packages of k8s.io/api in the directory api, and single packages of other modules. Every string
// type is taken that is marked +enum or closed.
func readEnums(api string, others map[string]string) (*enums, error) {
	e := &enums{values: map[string][]string{}, fields: map[[2]string]string{}}
	for name, dir := range others {
		if err := e.readPackage(dir, name); err != nil {
			return nil, err
		}
	}
	dir := api
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil || strings.Count(rel, string(filepath.Separator)) != 1 {
			return err
		}
		return e.readPackage(path, filepath.ToSlash(rel))
	})
	if err != nil {
		return nil, err
	}
	for k, t := range e.fields {
		if len(e.values[t]) == 0 {
			delete(e.fields, k)
		}
	}
	return e, nil
}

func (e *enums) readPackage(dir, name string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	p := pkg{name: name, structs: map[string]*ast.StructType{}, consts: map[string][]string{}}
	for _, f := range entries {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, f.Name()), nil, parser.ParseComments)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			if g, ok := d.(*ast.GenDecl); ok {
				p.read(g)
			}
		}
	}
	for _, t := range closed {
		if base, ok := strings.CutPrefix(t, name+"."); ok {
			p.marked = append(p.marked, base)
		}
	}
	for _, t := range p.marked {
		values := p.consts[t]
		slices.Sort(values)
		e.values[name+"."+t] = slices.Compact(values)
	}
	for s, body := range p.structs {
		p.collect(e, s, body, 0)
	}
	return nil
}

// pkg is what the sources of one package declare.
type pkg struct {
	name    string
	structs map[string]*ast.StructType
	consts  map[string][]string // type -> values
	marked  []string            // types with +enum
}

func (p *pkg) read(g *ast.GenDecl) {
	for _, s := range g.Specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			if st, ok := s.Type.(*ast.StructType); ok {
				p.structs[s.Name.Name] = st
			}
			for _, doc := range []*ast.CommentGroup{g.Doc, s.Doc} {
				if doc != nil && strings.Contains(doc.Text(), "+enum") {
					p.marked = append(p.marked, s.Name.Name)
				}
			}
		case *ast.ValueSpec:
			p.constant(s)
		}
	}
}

// constant notes X Type = "value" and X = Type("value").
func (p *pkg) constant(s *ast.ValueSpec) {
	if len(s.Values) != 1 {
		return
	}
	typ, value := s.Type, s.Values[0]
	if call, ok := value.(*ast.CallExpr); ok && typ == nil && len(call.Args) == 1 {
		typ, value = call.Fun, call.Args[0]
	}
	t, ok := typ.(*ast.Ident)
	lit, isLit := value.(*ast.BasicLit)
	if !ok || !isLit || lit.Kind != token.STRING {
		return
	}
	if v, err := strconv.Unquote(lit.Value); err == nil && v != "" {
		p.consts[t.Name] = append(p.consts[t.Name], v)
	}
}

// collect notes the fields of a struct, those of structs that are inlined in it too.
func (p *pkg) collect(e *enums, def string, st *ast.StructType, depth int) {
	for _, f := range st.Fields.List {
		t := f.Type
		for {
			switch x := t.(type) {
			case *ast.StarExpr:
				t = x.X
				continue
			case *ast.ArrayType:
				t = x.Elt
				continue
			case *ast.MapType:
				t = x.Value
				continue
			}
			break
		}
		id, ok := t.(*ast.Ident)
		if !ok || f.Tag == nil {
			continue
		}
		tag, _ := strconv.Unquote(f.Tag.Value)
		name, _, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
		if inner := p.structs[id.Name]; name == "" && inner != nil && depth < 8 {
			p.collect(e, def, inner, depth+1)
			continue
		}
		if slices.Contains(p.marked, id.Name) {
			e.fields[[2]string{p.name + "." + def, name}] = p.name + "." + id.Name
		}
	}
}

package chart

import (
	"maps"
	"slices"
	"strings"
	"text/template/parse"
)

const (
	// maxTemplate is how many bytes of a template, and maxActions how many actions, are parsed. Larger templates are only
	// searched, since the parser is recursive.
	maxTemplate = 2 << 20
	maxActions  = 20_000
	// maxVariables is how many variables a parsed template may declare, since the parser goes through all of them for each
	// use. All templates of a published chart together declare at most 461.
	maxVariables = 1000
	// maxSteps is how long the path of a value can be. Deeper values are treated as the value at that depth.
	maxSteps = 32
)

// mark is the use of one path of the values.
type mark struct {
	path []string
	use  Use
}

// fileScan is what one template does with values, and which named templates it defines and includes.
type fileScan struct {
	chart    *Chart
	name     string // path from the chart's folder
	marks    []mark
	defines  []string
	includes []string
	compared []comparison
	kinds    [][]string // paths of values whose kind decides something
	dynamic  bool       // it includes a template with a computed name
}

// asks records that the kind of v decides something.
func (f *fileScan) asks(v value) {
	if v.kind == pathValue {
		f.kinds = append(f.kinds, v.path)
	}
}

// uses reports whether the file uses the value at path, one around it or one below it.
func (f *fileScan) uses(path []string) bool {
	return slices.ContainsFunc(f.marks, func(m mark) bool {
		if len(m.path) < len(path) && m.use != Whole {
			return false
		}
		for i := range min(len(m.path), len(path)) {
			if m.path[i] != path[i] && m.path[i] != wildcard {
				return false
			}
		}
		return len(m.path) > 0
	})
}

func scanTemplate(c *Chart, name, text string) *fileScan {
	f := &fileScan{chart: c, name: name}
	if len(text) > maxTemplate || strings.Count(text, "{{") > maxActions || strings.Count(text, ":=") > maxVariables {
		f.scanText(text)
		return f
	}
	t := parse.New(name)
	t.Mode = parse.SkipFuncCheck
	trees := map[string]*parse.Tree{}
	if _, err := t.Parse(text, "", "", trees); err != nil {
		f.scanText(text)
		return f
	}
	for _, defined := range slices.Sorted(maps.Keys(trees)) {
		tree, w := trees[defined], &walker{file: f}
		if defined == name {
			w.top = value{kind: rootValue}
		} else {
			f.defines = append(f.defines, defined)
		}
		if tree.Root != nil {
			w.list(tree.Root, w.top)
		}
	}
	return f
}

// value is what is known before rendering about a value in a template.
type value struct {
	kind valueKind
	path []string // of a pathValue, from the root of the chart's values
}

type valueKind uint8

const (
	otherValue valueKind = iota // nothing is known; in a named template, the dot it is called with
	rootValue                   // the dot that Helm passes, which holds Values
	pathValue                   // a part of Values
)

// walker walks through a template with the dot and the variables at each point.
type walker struct {
	file *fileScan
	top  value // what $ is
	vars []variable
}

type variable struct {
	name string
	value
}

// consume records that v is used as use says.
func (w *walker) consume(v value, use Use) {
	if v.kind == pathValue {
		w.file.marks = append(w.file.marks, mark{v.path, use})
	}
}

func (w *walker) list(l *parse.ListNode, dot value) {
	if l == nil {
		return
	}
	depth := len(w.vars)
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			if v := w.pipe(n.Pipe, dot, Whole); len(n.Pipe.Decl) == 0 {
				w.consume(v, Whole)
			}
		case *parse.IfNode:
			scope := len(w.vars)
			w.consume(w.pipe(n.Pipe, dot, Tested), Tested)
			w.list(n.List, dot)
			w.list(n.ElseList, dot)
			w.vars = w.vars[:scope]
		case *parse.WithNode:
			scope := len(w.vars)
			v := w.pipe(n.Pipe, dot, Whole)
			w.consume(v, Tested)
			w.list(n.List, v)
			w.list(n.ElseList, dot)
			w.vars = w.vars[:scope]
		case *parse.RangeNode:
			w.rangeOver(n, dot)
		case *parse.TemplateNode:
			w.file.includes = append(w.file.includes, n.Name)
			if n.Pipe != nil {
				w.consume(w.pipe(n.Pipe, dot, Whole), Whole)
			}
		}
	}
	w.vars = w.vars[:depth]
}

func (w *walker) rangeOver(n *parse.RangeNode, dot value) {
	scope := len(w.vars)
	over := w.commands(n.Pipe, dot, Whole)
	w.consume(over, Tested)
	element := over.child(wildcard)
	for i, decl := range n.Pipe.Decl {
		if i == len(n.Pipe.Decl)-1 {
			w.declare(decl, element)
		} else {
			w.declare(decl, value{}) // the key
			w.consume(element, Tested)
		}
	}
	w.list(n.List, element)
	w.list(n.ElseList, dot)
	w.vars = w.vars[:scope]
}

func (w *walker) declare(n *parse.VariableNode, v value) {
	w.vars = append(w.vars, variable{n.Ident[0], v})
}

func (w *walker) variable(name string) value {
	if name == "$" {
		return w.top
	}
	for _, v := range slices.Backward(w.vars) {
		if v.name == name {
			return v.value
		}
	}
	return value{}
}

// pipe evaluates a pipeline; use is how the result is used.
func (w *walker) pipe(p *parse.PipeNode, dot value, use Use) value {
	v := w.commands(p, dot, use)
	if len(p.Decl) > 0 {
		if p.IsAssign { // the variable may be either value afterwards
			w.consume(v, Whole)
		} else {
			w.declare(p.Decl[0], v)
		}
	}
	return v
}

func (w *walker) commands(p *parse.PipeNode, dot value, use Use) value {
	var v value
	for i, cmd := range p.Cmds {
		var piped *value
		if i > 0 {
			prev := v
			piped = &prev
		}
		to := Whole
		if i == len(p.Cmds)-1 {
			to = use
		}
		v = w.command(cmd, dot, piped, to)
	}
	return v
}

func (w *walker) command(cmd *parse.CommandNode, dot value, piped *value, use Use) value {
	if name, ok := cmd.Args[0].(*parse.IdentifierNode); ok {
		args := make([]argument, 0, len(cmd.Args))
		for _, n := range cmd.Args[1:] {
			args = append(args, argument{node: n})
		}
		if piped != nil {
			args = append(args, argument{value: *piped})
		}
		return w.call(name.Ident, args, dot, use)
	}
	v := w.operand(cmd.Args[0], dot, use)
	if len(cmd.Args) == 1 && piped == nil {
		return v
	}
	for _, n := range cmd.Args[1:] { // a method's arguments
		w.consume(w.operand(n, dot, Whole), Whole)
	}
	w.consume(v, Whole)
	return value{}
}

func (w *walker) operand(n parse.Node, dot value, use Use) value {
	switch n := n.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return w.fields(dot, n.Ident)
	case *parse.VariableNode:
		return w.fields(w.variable(n.Ident[0]), n.Ident[1:])
	case *parse.ChainNode:
		return w.fields(w.operand(n.Node, dot, Whole), n.Field)
	case *parse.PipeNode:
		return w.pipe(n, dot, use)
	}
	return value{}
}

// fields follows .a.b from v. Anything with Values is taken for the root that Helm passes: helpers often get it as
// .context or .root.
func (w *walker) fields(v value, names []string) value {
	for _, name := range names {
		switch {
		case name == "Values":
			v = value{kind: pathValue}
		case name == "AsMap" && v.kind == pathValue: // a method that Helm gives its values
			w.consume(v, Whole)
			v = value{}
		default:
			v = v.child(name)
		}
	}
	return v
}

// child is the value of name in v.
func (v value) child(name string) value {
	switch {
	case v.kind != pathValue:
		return value{}
	case len(v.path) == maxSteps:
		return v
	}
	return value{pathValue, append(slices.Clip(v.path), name)}
}

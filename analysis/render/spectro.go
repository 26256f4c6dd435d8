package render

import (
	"sort"
	"strings"
	"text/template/parse"
)

// SpectroRoot is what Palette gives manifests besides .Values (observed): .Spectro.cluster, .Spectro.apiServer and
// others, which only it knows.
const SpectroRoot = "Spectro"

// UsesSpectro reports whether the text of a manifest may use the root .Spectro.
func UsesSpectro(text string) bool { return strings.Contains(text, "."+SpectroRoot) }

// spectro is what a manifest uses of .Spectro.
type spectro struct {
	root *spectroField
	// hangs are the spans of lines, from 0, that depend on its values: whether they are rendered, and whether what they
	// call succeeds.
	hangs [][2]int
}

// spectroField is a field below .Spectro, known by how the manifest uses it.
type spectroField struct {
	fields  map[string]*spectroField
	element *spectroField // of a list; nil if it is none
	depth   int
}

// maxSpectroDepth is how deep fields are told apart.
const maxSpectroDepth = 50

func (f *spectroField) child(names []string) *spectroField {
	for _, name := range names {
		if f.depth == maxSpectroDepth {
			break
		}
		if f.fields == nil {
			f.fields = map[string]*spectroField{}
		}
		if f.fields[name] == nil {
			f.fields[name] = &spectroField{depth: f.depth + 1}
		}
		f = f.fields[name]
	}
	return f
}

// standIn is a value for the field at path that has what the manifest uses.
func (f *spectroField) standIn(path string, m Macros) any {
	switch {
	case f.element != nil:
		return []any{f.element.standIn(path, m)}
	case f.fields == nil:
		return m(path)
	}
	table := map[string]any{}
	for name, field := range f.fields {
		table[name] = field.standIn(path+"."+name, m)
	}
	return table
}

// spectroIn finds what the text of a manifest uses of .Spectro; nil if it uses nothing, or cannot be parsed.
func spectroIn(name, text string) *spectro {
	if !UsesSpectro(text) {
		return nil
	}
	trees, err := parseTemplate(name, text, knownFunctions())
	if err != nil {
		return nil
	}
	s := &spectro{root: &spectroField{}}
	given, spans := map[string]bool{}, map[string][2]int{}
	for _, tree := range trees {
		if tree.Root == nil {
			continue
		}
		w := spectroWalk{spectro: s, lines: lineStarts(text), variables: map[string]*spectroField{}, given: given}
		w.end = int(tree.Root.Position())
		w.list(tree.Root, nil)
		spans[tree.Name] = [2]int{w.line(int(tree.Root.Position())), w.line(w.end)}
	}
	for name := range given {
		if span, defined := spans[name]; defined {
			s.hangs = append(s.hangs, span)
		}
	}
	if s.root.fields == nil {
		return nil
	}
	return s
}

// lineStarts are the byte offsets at which the lines of text begin.
func lineStarts(text string) []int {
	starts := []int{0}
	for i := range len(text) {
		if text[i] == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// hangsAt reports whether what happens at a line, from 0, depends on .Spectro.
func (s *spectro) hangsAt(line int) bool {
	for _, span := range s.hangs {
		if span[0] <= line && line <= span[1] {
			return true
		}
	}
	return false
}

// spectroWalk walks over one template. A field is nil if it is not below .Spectro.
type spectroWalk struct {
	*spectro
	lines     []int
	variables map[string]*spectroField
	given     map[string]bool // names of templates that get something of it
	used      bool            // by the pipeline that was walked over last
	end       int             // byte offset up to which the text was walked over, about
}

func (w *spectroWalk) line(off int) int { return sort.SearchInts(w.lines, off+1) - 1 }

func (w *spectroWalk) list(l *parse.ListNode, dot *spectroField) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		w.node(n, dot)
	}
}

func (w *spectroWalk) node(n parse.Node, dot *spectroField) {
	w.end = max(w.end, int(n.Position()))
	switch n := n.(type) {
	case *parse.TextNode:
		w.end = max(w.end, int(n.Pos)+len(n.Text))
	case *parse.ActionNode:
		w.action(n, n.Pipe, dot, func(*spectroField) {})
	case *parse.TemplateNode:
		w.action(n, n.Pipe, dot, func(*spectroField) { w.given[n.Name] = w.given[n.Name] || w.used })
	case *parse.IfNode:
		w.action(n, n.Pipe, dot, func(*spectroField) {
			w.list(n.List, dot)
			w.list(n.ElseList, dot)
		})
	case *parse.WithNode:
		w.action(n, n.Pipe, dot, func(gives *spectroField) {
			w.list(n.List, gives)
			w.list(n.ElseList, dot)
		})
	case *parse.RangeNode:
		w.action(n, n.Pipe, dot, func(over *spectroField) {
			w.list(n.List, w.elementOf(over, n.Pipe.Decl))
			w.list(n.ElseList, dot)
		})
	}
}

// elementOf is an element of the list over, which the last of the variables is; nil if over is.
func (w *spectroWalk) elementOf(over *spectroField, variables []*parse.VariableNode) *spectroField {
	if over == nil || over.depth == maxSpectroDepth {
		return nil
	}
	if over.element == nil {
		over.element = &spectroField{depth: over.depth + 1}
	}
	if len(variables) > 0 {
		w.variables[variables[len(variables)-1].Ident[0]] = over.element
	}
	return over.element
}

// action walks over an action and, with what its pipeline gives, over what it controls. If the pipeline uses .Spectro,
// it notes the lines of all that.
func (w *spectroWalk) action(n parse.Node, p *parse.PipeNode, dot *spectroField, inside func(*spectroField)) {
	w.used = false
	gives := w.pipe(p, dot)
	used := w.used
	inside(gives)
	if used {
		w.hangs = append(w.hangs, [2]int{w.line(int(n.Position())), w.line(w.end)})
	}
}

// pipe is the field that a pipeline gives, if it is nothing but that.
func (w *spectroWalk) pipe(p *parse.PipeNode, dot *spectroField) *spectroField {
	if p == nil {
		return nil
	}
	var gives *spectroField
	for _, cmd := range p.Cmds {
		gives = nil
		for _, arg := range cmd.Args {
			gives = w.argument(arg, dot)
		}
		if len(cmd.Args) > 1 {
			gives = nil
			if name, ok := cmd.Args[1].(*parse.StringNode); ok && w.used { // of include, perhaps
				w.given[name.Text] = true
			}
		}
	}
	for _, v := range p.Decl {
		w.variables[v.Ident[0]] = gives
	}
	return gives
}

func (w *spectroWalk) argument(n parse.Node, dot *spectroField) *spectroField {
	w.end = max(w.end, int(n.Position()))
	var from *spectroField
	var names []string
	switch n := n.(type) {
	case *parse.FieldNode:
		if from, names = dot, n.Ident; n.Ident[0] == SpectroRoot && dot == nil {
			from, names = w.root, n.Ident[1:]
		}
	case *parse.VariableNode:
		from, names = w.variables[n.Ident[0]], n.Ident[1:]
		if len(n.Ident) > 1 && n.Ident[0] == "$" && n.Ident[1] == SpectroRoot {
			from, names = w.root, n.Ident[2:]
		}
	case *parse.DotNode:
		from = dot
	case *parse.PipeNode:
		from = w.pipe(n, dot)
	}
	if from == nil {
		return nil
	}
	w.used = true
	return from.child(names)
}

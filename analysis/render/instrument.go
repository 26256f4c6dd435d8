package render

import (
	"fmt"
	"strings"
	"text/template/parse"

	"github.com/pack-lsp/pack-lsp/analysis/render/funcs"
)

// text/template cannot be interrupted. So each template gets actions that count: what it takes when it is entered,
// what each turn of a loop takes, and how deep it is. They print nothing, and are not part of any error.
const (
	enterFunc = "_enter" // nodes, depth
	leaveFunc = "_leave" // depth
	turnFunc  = "_turn"  // nodes
	shownFunc = "_shown" // the value of an action that is printed

	staticFunc = "_static" // gives the text of a template without actions
)

const (
	maxTemplate = 5 << 20 // bytes of one template
	maxActions  = 20_000  // of one template; the parser is recursive
)

// parseTemplate reads a template and those it defines; known are the names of all functions.
func parseTemplate(name, text string, known map[string]any) (map[string]*parse.Tree, error) {
	if len(text) > maxTemplate || strings.Count(text, "{{") > maxActions {
		return nil, fmt.Errorf("template: %s:1: %w: more than %d actions in one template", name, funcs.ErrLimit, maxActions)
	}
	return parse.Parse(name, text, "", "", known)
}

// instrument makes a tree count. An empty one stays as it is: text/template tells it apart.
func instrument(t *parse.Tree) {
	if t.Root == nil || parse.IsEmptyTree(t.Root) {
		return
	}
	depth := 0
	nodes := list(t.Root, 1, &depth)
	enter := counter(enterFunc, nodes, depth)
	t.Root.Nodes = append(append([]parse.Node{enter}, t.Root.Nodes...), counter(leaveFunc, depth))
}

// counter is the action {{ name args... }}.
func counter(name string, args ...int) parse.Node {
	text := "{{" + name
	for _, a := range args {
		text += fmt.Sprint(" ", a)
	}
	t := parse.New(name)
	t.Mode = parse.SkipFuncCheck
	if _, err := t.Parse(text+"}}", "", "", map[string]*parse.Tree{}); err != nil {
		panic(err) // the text is fixed but for numbers
	}
	return t.Root.Nodes[0]
}

// list makes the loops in l count and returns how many nodes it has. depth becomes how deep they are, at least at.
func list(l *parse.ListNode, at int, depth *int) int {
	if l == nil {
		return 0
	}
	*depth = max(*depth, at)
	nodes := 0
	for _, n := range l.Nodes {
		nodes++
		switch n := n.(type) {
		case *parse.ActionNode:
			nodes += pipe(n.Pipe, at, depth)
			if len(n.Pipe.Decl) == 0 && !printsText(n.Pipe) {
				n.Pipe.Cmds = append(n.Pipe.Cmds, shown.Cmds[0])
			}
		case *parse.IfNode:
			nodes += branch(&n.BranchNode, at, depth)
		case *parse.WithNode:
			nodes += branch(&n.BranchNode, at, depth)
		case *parse.RangeNode:
			inner := branch(&n.BranchNode, at, depth)
			n.List.Nodes = append([]parse.Node{counter(turnFunc, inner)}, n.List.Nodes...)
			nodes += inner
		case *parse.TemplateNode:
			nodes += pipe(n.Pipe, at, depth)
		}
	}
	return nodes
}

func branch(n *parse.BranchNode, at int, depth *int) int {
	return pipe(n.Pipe, at, depth) + list(n.List, at+1, depth) + list(n.ElseList, at+1, depth)
}

func pipe(p *parse.PipeNode, at int, depth *int) int {
	if p == nil {
		return 0
	}
	*depth = max(*depth, at)
	nodes := 0
	for _, c := range p.Cmds {
		for _, a := range c.Args {
			nodes++
			switch a := a.(type) {
			case *parse.PipeNode:
				nodes += pipe(a, at+1, depth)
			case *parse.ChainNode:
				if inner, ok := a.Node.(*parse.PipeNode); ok {
					nodes += pipe(inner, at+1, depth)
				}
			}
		}
	}
	return nodes
}

// shown is the pipeline that ends in the function which looks at a value before it is printed.
var shown = counter(shownFunc).(*parse.ActionNode).Pipe

// textFuncs give strings, which have been counted.
var textFuncs = map[string]bool{}

func init() {
	for name := range strings.FieldsSeq(`
		include tpl toYaml toYamlPretty toJson toPrettyJson toRawJson toToml quote squote cat indent nindent
		print printf println upper lower trim trunc trimSuffix trimPrefix trimAll replace join b64enc b64dec
		sha256sum toString title semverCompare contains hasPrefix hasSuffix int int64 float64 add sub mul
		div len eq ne randAlphaNum uuidv4 regexReplaceAll`) {
		textFuncs[name] = true
	}
}

// printsText reports whether the value of a pipeline is a string or a number for certain.
func printsText(p *parse.PipeNode) bool {
	last := p.Cmds[len(p.Cmds)-1].Args[0]
	switch n := last.(type) {
	case *parse.IdentifierNode:
		return textFuncs[n.Ident] || strings.HasPrefix(n.Ident, "_")
	case *parse.StringNode, *parse.NumberNode, *parse.BoolNode:
		return true
	}
	return false
}

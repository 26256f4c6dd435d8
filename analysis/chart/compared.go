package chart

import (
	"slices"
	"text/template/parse"
)

// comparison is that of the value at a path with a text.
type comparison struct {
	path []string
	text string
}

// compare evaluates a call of eq or ne, and records which values it compares with which texts.
func (w *walker) compare(args []argument, dot value) {
	var values []value
	var texts []string
	for _, a := range args {
		if text, ok := a.text(); ok {
			texts = append(texts, text)
			continue
		}
		v := w.argument(a, dot, Whole)
		w.consume(v, Whole)
		values = append(values, v)
	}
	w.compared(values, texts)
}

// has evaluates a call of has, which looks for a value in a list.
func (w *walker) has(args []argument, dot value) {
	v := w.argument(args[0], dot, Whole)
	w.consume(v, Whole)
	w.consume(w.argument(args[1], dot, Whole), Whole)
	w.compared([]value{v}, textsOf(args[1].node))
}

func (w *walker) compared(values []value, texts []string) {
	for _, v := range values {
		for _, text := range texts {
			if v.kind == pathValue && len(v.path) > 0 {
				w.file.compared = append(w.file.compared, comparison{v.path, text})
			}
		}
	}
}

// textsOf are the texts in (list "a" "b"); nil for anything else.
func textsOf(n parse.Node) []string {
	pipe, ok := n.(*parse.PipeNode)
	if !ok || len(pipe.Cmds) != 1 || len(pipe.Cmds[0].Args) < 2 {
		return nil
	}
	args := pipe.Cmds[0].Args
	if name, ok := args[0].(*parse.IdentifierNode); !ok || name.Ident != "list" && name.Ident != "tuple" {
		return nil
	}
	var texts []string
	for _, a := range args[1:] {
		if s, ok := a.(*parse.StringNode); ok {
			texts = append(texts, s.Text)
		}
	}
	return texts
}

// Compared are the texts that templates of the chart, or of its subcharts, compare the value at path with, each once,
// in the order of the templates' names: what the chart knows a meaning for. The empty text is not among them.
func (c *Chart) Compared(path []string) []string {
	if c == nil || len(path) == 0 {
		return nil
	}
	var texts []string
	c.ownUses()
	for _, f := range slices.Concat(c.scan(), c.usage.foreign) {
		for _, cmp := range f.compared {
			if cmp.text != "" && cmp.matches(path) && !slices.Contains(texts, cmp.text) {
				texts = append(texts, cmp.text)
			}
		}
	}
	for _, s := range c.Subcharts {
		below := path
		if path[0] != "global" {
			if !slices.Contains(s.sections, path[0]) {
				continue
			}
			below = path[1:]
		}
		for _, text := range s.Compared(below) {
			if !slices.Contains(texts, text) {
				texts = append(texts, text)
			}
		}
	}
	return texts
}

func (c comparison) matches(path []string) bool {
	return slices.EqualFunc(c.path, path, func(a, b string) bool { return a == b || a == wildcard })
}

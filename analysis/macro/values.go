package macro

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// ValuesRef is one use of a value in a Helm-style template: .Values.a.b, $.Values.a, index .Values.a "b", $x.b where
// $x := .Values.a, or .b inside {{ with .Values.a }}.
type ValuesRef struct {
	text.Range           // of the path as written
	Path       []Segment // after Values; empty for .Values alone. Inherited ones are where $x or with got them
	Inherited  int       // how many segments at the start of Path come from a variable or with
	Whole      bool      // everything below the path may be read: it is passed on, gone through, or kept in a variable
	Guarded    bool      // a missing value is handled: default, coalesce, empty, hasKey, dig, ternary, required, ...
	Condition  bool      // it is in the condition of if, else if, with or else with
	Tested     bool      // an enclosing block has the same path, a part of it, or one below it in its condition
	Scoped     bool      // it is .Values inside range, with, block or define, in which the dot may be something else
}

// Limits that keep hostile templates cheap: beyond them ValuesRefs knows less; real templates stay far below.
const (
	maxBlocks = 64
	maxTests  = 64
	maxPath   = 64
	maxVars   = 1000
)

// ValuesRefs returns the uses of values in actions, in the order of the text. Whole errs on the side of true,
// as does Tested.
func ValuesRefs(actions []Action) []ValuesRef {
	v := valuesWalker{}
	for i := range actions {
		v.action(&actions[i])
	}
	return v.refs
}

// origin is what the dot or a variable stands for.
type origin struct {
	known bool      // a value of the values, or the root
	root  bool      // the root of the template, which has Values
	path  []Segment // after Values
}

// scope is an open block.
type scope struct {
	keyword string
	dot     origin
	moved   bool       // the dot need not be the root
	tests   [][]string // paths in the conditions of the block so far
	vars    int        // how many variables were known before it
}

type variable struct {
	name string
	origin
}

type valuesWalker struct {
	refs []ValuesRef
	open []scope
	deep int // open blocks besides these
	vars []variable
}

func (v *valuesWalker) top() scope {
	if len(v.open) == 0 {
		return scope{dot: origin{known: true, root: true}}
	}
	return v.open[len(v.open)-1]
}

func (v *valuesWalker) action(a *Action) {
	if a.Kind == Comment {
		return
	}
	switch a.Keyword {
	case "end":
		v.pop()
		return
	case "else", "else if", "else with":
		v.reopen(a)
		return
	}
	s := v.top()
	s.keyword, s.vars, s.tests = a.Keyword, len(v.vars), nil
	first := len(v.refs)
	v.pipeline(a.Pipeline, a)
	switch a.Keyword {
	case "if":
		s.tests = v.paths(first)
	case "with", "range":
		s.tests, s.dot, s.moved = v.paths(first), v.scopeDot(a), true
	case "block", "define":
		s.dot, s.moved = origin{known: a.Keyword == "define", root: a.Keyword == "define"}, true
	default:
		return
	}
	if len(v.open) == maxBlocks {
		v.deep++
		return
	}
	v.open = append(v.open, s)
}

// reopen continues the block that else, else if or else with belongs to.
func (v *valuesWalker) reopen(a *Action) {
	if len(v.open) == 0 || v.deep > 0 {
		v.pipeline(a.Pipeline, a)
		return
	}
	s := v.open[len(v.open)-1]
	v.pop()
	outer := v.top()
	s.dot, s.moved = outer.dot, outer.moved
	first := len(v.refs)
	v.pipeline(a.Pipeline, a)
	s.tests = append(s.tests, v.paths(first)...)
	s.tests = s.tests[:min(len(s.tests), maxTests)]
	if a.Keyword == "else with" {
		s.dot, s.moved = v.scopeDot(a), true
	}
	v.open = append(v.open, s)
}

func (v *valuesWalker) pop() {
	if v.deep > 0 {
		v.deep--
		return
	}
	if n := len(v.open); n > 0 {
		v.vars = v.vars[:min(v.open[n-1].vars, len(v.vars))]
		v.open = v.open[:n-1]
	}
}

// paths are the paths of the refs from first on.
func (v *valuesWalker) paths(first int) [][]string {
	var out [][]string
	for _, r := range v.refs[first:min(len(v.refs), first+maxTests)] {
		out = append(out, names(r.Path))
	}
	return out
}

func names(path []Segment) []string {
	out := make([]string, len(path))
	for i, s := range path {
		out[i] = s.Name
	}
	return out
}

// scopeDot is what the dot stands for inside the block that a opens.
func (v *valuesWalker) scopeDot(a *Action) origin {
	if a.Keyword == "range" || a.Pipeline == nil || len(a.Pipeline.Commands) != 1 ||
		len(a.Pipeline.Commands[0].Words) != 1 {
		return origin{}
	}
	o, _, _ := v.resolve(&a.Pipeline.Commands[0].Words[0])
	return o
}

// resolve returns what w stands for, how many segments of it come from elsewhere, and whether it depends on
// the dot.
func (v *valuesWalker) resolve(w *Word) (o origin, inherited int, dotted bool) {
	switch w.Kind {
	case Field:
		o, dotted = v.top().dot, true
		if v.top().moved && len(w.Path) > 0 && w.Path[0].Name == "Values" {
			o = origin{known: true, root: true}
		}
	case Variable:
		o = origin{known: w.Text == "$", root: w.Text == "$"}
		for i := len(v.vars) - 1; i >= 0; i-- {
			if v.vars[i].name == w.Text {
				o = v.vars[i].origin
				break
			}
		}
	}
	path := w.Path
	if !o.known {
		return origin{}, 0, false
	}
	if o.root {
		if len(path) == 0 {
			return o, 0, dotted
		}
		if path[0].Name != "Values" {
			return origin{}, 0, false
		}
		return origin{known: true, path: path[1:]}, 0, dotted
	}
	if len(o.path)+len(path) > maxPath {
		return origin{}, 0, false
	}
	inherited = len(o.path)
	if len(path) > 0 {
		o.path = append(slices.Clip(o.path), path...)
	}
	return o, inherited, dotted
}

func (v *valuesWalker) pipeline(pl *Pipeline, a *Action) {
	if pl == nil {
		return
	}
	// The dot inside {{ with f .Values.a }} is not followed.
	with := (a.Keyword == "with" || a.Keyword == "else with") && !v.scopeDot(a).known
	v.walk(pl, a, usage{whole: with || a.Keyword == "range" || a.Keyword == "template" || a.Keyword == "block" ||
		len(pl.Declared) > 0})
	if len(v.vars)+len(pl.Declared) > maxVars {
		return
	}
	if a.Keyword != "range" && len(pl.Declared) == 1 && !pl.Assign {
		nv := variable{name: pl.Declared[0].Text}
		if len(pl.Commands) == 1 && len(pl.Commands[0].Words) == 1 {
			nv.origin, _, _ = v.resolve(&pl.Commands[0].Words[0])
		}
		v.vars = append(v.vars, nv)
	} else {
		for _, d := range pl.Declared { // nothing is known of these, even when a name is used again
			v.vars = append(v.vars, variable{name: d.Text})
		}
	}
}

// usage is what happens to a value.
type usage struct{ whole, guarded bool }

func (v *valuesWalker) walk(pl *Pipeline, a *Action, use usage) {
	later := make([]usage, len(pl.Commands)) // what the commands after each one do with its value
	for i := len(pl.Commands) - 1; i >= 0; i-- {
		later[i] = use
		if i+1 < len(pl.Commands) {
			later[i] = pl.Commands[i+1].use(later[i+1])
		}
	}
	for i := range pl.Commands {
		words := pl.Commands[i].Words
		for k := range words {
			w, u := &words[k], later[i]
			if len(words) > 1 || i > 0 {
				u = pl.Commands[i].use(later[i])
			}
			if w.Paren != nil {
				if len(w.Path) > 0 {
					u.whole = true
				}
				v.walk(w.Paren, a, u)
				continue
			}
			v.word(w, words[k+1:], pl.Commands[i].name() == "index" && k == 1 && i == 0, a, u)
		}
	}
}

// word records w if it is a value. In index, the constant keys after it belong to its path.
func (v *valuesWalker) word(w *Word, rest []Word, index bool, a *Action, u usage) {
	if w.Kind != Field && w.Kind != Variable {
		return
	}
	o, inherited, dotted := v.resolve(w)
	if !o.known {
		return
	}
	ref := ValuesRef{Range: w.Range, Path: o.path, Inherited: inherited, Whole: u.whole, Guarded: u.guarded}
	if o.root { // the root itself, as in {{ include "x" . }}, names no value
		return
	}
	if index {
		for _, key := range rest {
			if key.Kind != String || key.Unclosed {
				ref.Whole = true
				break
			}
			ref.Path = append(slices.Clip(ref.Path), Segment{key.Text, text.Range{Start: key.Start + 1, End: key.End - 1}})
			ref.End = key.End
		}
	}
	switch a.Keyword {
	case "if", "else if", "with", "else with":
		ref.Condition = true
	}
	ref.Scoped = dotted && v.top().moved && inherited == 0
	ref.Tested = v.tested(names(ref.Path))
	v.refs = append(v.refs, ref)
}

func (v *valuesWalker) tested(path []string) bool {
	for _, s := range v.open {
		for _, t := range s.tests {
			n := min(len(t), len(path))
			if n > 0 && slices.Equal(t[:n], path[:n]) {
				return true
			}
		}
	}
	return false
}

// name is the function that c calls.
func (c *Command) name() string {
	if len(c.Words) > 0 && c.Words[0].Kind == Ident {
		return c.Words[0].Text
	}
	return ""
}

// use is what c does with its arguments when use is made of its result.
func (c *Command) use(result usage) usage {
	switch name := c.name(); name {
	case "default", "coalesce", "or", "ternary", "required", "and":
		return usage{result.whole, true}
	case "empty", "not", "hasKey", "kindIs", "typeIs", "kindOf", "any", "all":
		return usage{false, true}
	case "dig", "get", "pluck":
		return usage{true, true}
	case "index":
		return usage{result.whole, false}
	case "eq", "ne", "lt", "le", "gt", "ge", "len", "quote", "squote", "toString", "int", "int64", "float64", "atoi",
		"upper", "lower", "title", "trim", "trimAll", "trimPrefix", "trimSuffix", "trunc", "substr", "replace", "nospace",
		"contains", "hasPrefix", "hasSuffix", "indent", "nindent", "print", "printf", "println", "cat", "b64enc", "b64dec",
		"sha256sum", "add", "sub", "mul", "div", "mod", "max", "min", "semverCompare", "regexMatch", "regexReplaceAll",
		"splitList":
		return usage{false, result.guarded}
	default:
		return usage{name != "" || result.whole, result.guarded}
	}
}

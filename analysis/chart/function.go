package chart

import (
	"strings"
	"text/template/parse"
)

// argument is an argument of a function: one in the source, or the piped value, whose node is nil.
type argument struct {
	node parse.Node
	value
}

// text is the argument if it is a string literal.
func (a argument) text() (string, bool) {
	s, ok := a.node.(*parse.StringNode)
	if !ok {
		return "", false
	}
	return s.Text, true
}

func (w *walker) argument(a argument, dot value, use Use) value {
	if a.node == nil {
		return a.value
	}
	return w.operand(a.node, dot, use)
}

// call evaluates a call of a function of text/template, Sprig or Helm; use is how the result is used. Functions that
// are not known here use their arguments as a whole.
func (w *walker) call(name string, args []argument, dot value, use Use) value {
	eval := func(i int, use Use) value { return w.argument(args[i], dot, use) }
	consumeAll := func(args []argument, use Use) {
		for _, a := range args {
			w.consume(w.argument(a, dot, use), use)
		}
	}
	if v, ok := w.lookup(name, args, dot); ok {
		return v
	}
	last := len(args) - 1
	switch name {
	case "default", "required":
		if last >= 1 {
			consumeAll(args[:last], use)
			return eval(last, use)
		}
	case "deepCopy", "mustDeepCopy":
		if last == 0 {
			return eval(0, use)
		}
	case "set", "unset":
		if last >= 1 {
			consumeAll(args[1:], Whole)
			return eval(0, Whole)
		}
	case "and", "or":
		consumeAll(args, use)
		return value{}
	case "not", "empty", "len":
		consumeAll(args, Tested)
		return value{}
	case "kindOf", "kindIs", "typeOf", "typeIs", "typeIsLike":
		for i := range args {
			v := eval(i, Tested)
			w.consume(v, Tested)
			w.file.asks(v)
		}
		return value{}
	case "eq", "ne":
		w.compare(args, dot)
		return value{}
	case "has":
		if last == 1 {
			w.has(args, dot)
			return value{}
		}
	case "ternary":
		if last == 2 {
			consumeAll(args[:2], use)
			consumeAll(args[2:], Tested)
			return value{}
		}
	case "dict":
		w.dict(args, dot)
		return value{}
	case "include":
		if last >= 0 {
			if template, ok := args[0].text(); ok {
				w.file.includes = append(w.file.includes, template)
			} else {
				w.file.dynamic = true
			}
		}
	}
	consumeAll(args, Whole)
	return value{}
}

// lookup evaluates a call of a function that looks up keys; false if it is another function, or lacks arguments.
func (w *walker) lookup(name string, args []argument, dot value) (value, bool) {
	eval := func(i int, use Use) value { return w.argument(args[i], dot, use) }
	last := len(args) - 1
	switch name {
	case "index", "get":
		if last >= 1 {
			return w.descend(eval(0, Whole), args[1:], dot), true
		}
	case "hasKey":
		if last >= 1 {
			w.consume(w.descend(eval(0, Whole), args[1:], dot), Tested)
			return value{}, true
		}
	case "dig":
		if last >= 2 {
			v := w.descend(eval(last, Whole), args[:last-1], dot)
			w.consume(eval(last-1, Whole), Whole)
			return v, true
		}
	case "pluck":
		if last >= 1 {
			name := w.key(args[0], dot) // once: each step into nested calls would double the work
			for i := range args[1:] {
				w.consume(eval(i+1, Whole).entry(name), Whole)
			}
			return value{}, true
		}
	case "pick":
		if last >= 1 {
			v := eval(0, Whole)
			for i := range args[1:] {
				w.consume(w.descend(v, args[i+1:i+2], dot), Whole)
			}
			return value{}, true
		}
	}
	return value{}, false
}

// descend follows keys, given as arguments, from v.
func (w *walker) descend(v value, keys []argument, dot value) value {
	for _, key := range keys {
		v = v.entry(w.key(key, dot))
	}
	return v
}

// key is the name of a as a key; a wildcard if it is computed.
func (w *walker) key(a argument, dot value) string {
	if name, ok := a.text(); ok {
		return name
	}
	w.consume(w.argument(a, dot, Whole), Whole)
	return wildcard
}

// entry is the value of name in v. Anything with Values is taken for the root that Helm passes: see fields.
func (v value) entry(name string) value {
	if name == "Values" && v.kind != pathValue {
		return value{kind: pathValue}
	}
	return v.child(name)
}

// dict evaluates the creation of a dictionary. Passing .Values on as Values does not use it; the receiver reads
// .Values.x.
func (w *walker) dict(args []argument, dot value) {
	for i, a := range args {
		v := w.argument(a, dot, Whole)
		if i%2 == 1 && v.kind == pathValue && len(v.path) == 0 {
			if key, ok := args[i-1].text(); ok && key == "Values" {
				continue
			}
		}
		w.consume(v, Whole)
	}
}

// scanText searches a text that cannot be parsed as a template for .Values between {{ and }}, and marks it as used as a
// whole.
func (f *fileScan) scanText(text string) {
	for {
		open := strings.Index(text, "{{")
		if open < 0 {
			return
		}
		text = text[open+2:]
		action := text
		if end := strings.Index(text, "}}"); end >= 0 {
			action, text = text[:end], text[end+2:]
		} else {
			text = ""
		}
		f.scanAction(action)
	}
}

func (f *fileScan) scanAction(action string) {
	f.dynamic = f.dynamic || strings.Contains(action, "include") || strings.Contains(action, "template")
	const values = ".Values"
	for {
		at := strings.Index(action, values)
		if at < 0 {
			return
		}
		before := strings.TrimRight(action[:at], " $(")
		rest := action[at+len(values):]
		action = rest
		if rest != "" && isIdent(rest[0]) {
			continue
		}
		var path []string
		for {
			rest = strings.TrimLeft(rest, ")")
			if len(rest) < 2 || rest[0] != '.' || !isIdent(rest[1]) {
				break
			}
			n := 1
			for n < len(rest) && isIdent(rest[n]) {
				n++
			}
			path, rest = append(path, rest[1:n]), rest[n:]
		}
		if strings.HasSuffix(before, "index") || strings.HasSuffix(before, "get") || strings.HasSuffix(before, "hasKey") {
			for {
				rest = strings.TrimLeft(rest, " ")
				end := -1
				if strings.HasPrefix(rest, `"`) {
					end = strings.IndexByte(rest[1:], '"')
				}
				if end < 0 {
					break
				}
				path, rest = append(path, rest[1:end+1]), rest[end+2:]
			}
		}
		f.marks = append(f.marks, mark{path, Whole})
	}
}

func isIdent(b byte) bool {
	return b == '_' || b >= 0x80 || '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'z'
}

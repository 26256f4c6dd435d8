package main

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// kind is a kind of mistake. make makes it at a pair or an item; false if it cannot be made there.
type kind struct {
	name string
	make func(r *rand.Rand, n syntax.Node) (text.Edit, bool)
}

func kinds() []kind { return slices.Concat(typeKinds(), structureKinds(), contentKinds(), fillKinds()) }

// valueOf is the value at a site; absent if an alias or an anchor is involved, or nothing is written.
func valueOf(n syntax.Node) syntax.Node {
	v := n
	if n.Kind() == syntax.Pair {
		v = n.Value()
	}
	if v.Kind() == syntax.Alias || v.Style() == syntax.Literal || v.Style() == syntax.Folded {
		return syntax.Node{}
	}
	return v
}

// keyOf is the key of the value at n; of an item, that of its list.
func keyOf(n syntax.Node) string {
	if n.Kind() != syntax.Pair {
		n = n.Owner()
	}
	return n.Key().Text()
}

// instead puts s in the place of a value.
func instead(v syntax.Node, s string) (text.Edit, bool) {
	return text.Edit{Range: v.Range(), New: s}, v.Exists()
}

// replacing makes a kind that puts one of several texts in the place of values that fit.
func replacing(name string, fits func(n, v syntax.Node) bool, with ...string) kind {
	return kind{name, func(r *rand.Rand, n syntax.Node) (text.Edit, bool) {
		v := valueOf(n)
		if !v.Exists() || !fits(n, v) {
			return text.Edit{}, false
		}
		return instead(v, with[r.IntN(len(with))])
	}}
}

// rewriting makes a kind that rewrites the content of scalars that fit.
func rewriting(name string, fits func(n, v syntax.Node) bool, with ...func(string) string) kind {
	return kind{name, func(r *rand.Rand, n syntax.Node) (text.Edit, bool) {
		v := valueOf(n)
		if !v.IsScalar() || v.Empty() || !fits(n, v) {
			return text.Edit{}, false
		}
		return instead(v, with[r.IntN(len(with))](v.Text()))
	}}
}

func isFilled(v syntax.Node) bool {
	return v.Kind() == syntax.String && v.Text() != "" && !strings.Contains(v.Text(), "\n")
}

func filledText(_, v syntax.Node) bool { return isFilled(v) }

func number(_, v syntax.Node) bool { return v.Kind() == syntax.Number }

func boolean(_, v syntax.Node) bool { return v.Kind() == syntax.Bool }

func emptyList(_, v syntax.Node) bool { return v.Kind() == syntax.Sequence && v.Len() == 0 }

func emptyMapping(_, v syntax.Node) bool { return v.Kind() == syntax.Mapping && v.Len() == 0 }

func quoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, "") + `"` }

// typeKinds are values of another type.
func typeKinds() []kind {
	return []kind{
		replacing("empty list to mapping", emptyList, "{}", "{key: value}", "{enabled: true}"),
		replacing("empty mapping to list", emptyMapping, "[]", "[value]", "[{name: value}]"),
		replacing("empty list to text", emptyList, "value", `""`, "true"),
		replacing("empty mapping to text", emptyMapping, "value", "default", "true"),
		replacing("boolean to word", boolean, "enabled", "disabled", "never", "ture"),
		rewriting("boolean in quotes", boolean, quoted),
		replacing("boolean to number", boolean, "1", "0"),
		replacing("boolean to mapping", boolean, "{enabled: true}"),
		replacing("number to word", number, "many", "two", "unlimited"),
		rewriting("number in quotes", number, quoted),
		rewriting("fraction", number, func(s string) string { return s + ".5" }),
		replacing("number to mapping", number, "{value: 1}"),
		replacing("number to list", number, "[1]"),
		replacing("text to number", filledText, "12345", "1.10", "0x1F", "1e3"),
		replacing("text to boolean", filledText, "true", "no", "on"),
		replacing("text to mapping", filledText, "{value: text}", "{name: text}"),
		rewriting("text to list", filledText, func(s string) string { return "[" + quoted(s) + "]" }),
		rewriting("quotes left out", func(_, v syntax.Node) bool {
			return v.Kind() == syntax.String && v.Style() != syntax.Plain &&
				syntax.ParseYAML(v.Text()).Root().Kind() != syntax.String
		}, func(s string) string { return s }),
		{"mapping to text", func(r *rand.Rand, n syntax.Node) (text.Edit, bool) {
			v := valueOf(n)
			return afterColon(n, " value"), v.Kind() == syntax.Mapping && v.Len() > 0 && n.Kind() == syntax.Pair
		}},
		{"list to text", func(r *rand.Rand, n syntax.Node) (text.Edit, bool) {
			v := valueOf(n)
			return afterColon(n, " value"), v.Kind() == syntax.Sequence && v.Len() > 0 && n.Kind() == syntax.Pair
		}},
		{"mapping to list", mappingToList},
		{"list to mapping", listToMapping},
		{"value deleted", func(r *rand.Rand, n syntax.Node) (text.Edit, bool) {
			return afterColon(n, ""), n.Kind() == syntax.Pair && valueOf(n).Exists() && !n.Value().Empty()
		}},
		replacing("emptied text", filledText, `""`),
		replacing("null in place of a container", func(_, v syntax.Node) bool {
			return v.Len() > 0 && v.Style() == syntax.Flow
		}, "null", "~"),
	}
}

// afterColon puts s in the place of all that is after the colon of a pair.
func afterColon(n syntax.Node, s string) text.Edit {
	start := n.Key().End()
	if v := n.Value(); v.Exists() {
		start += strings.IndexByte(n.Tree().Text[start:], ':') + 1
		return text.Edit{Range: text.Range{Start: start, End: max(start, v.End())}, New: s}
	}
	return text.Edit{Range: text.Range{Start: start, End: start}}
}

// mappingToList makes the mapping at n the item of a list.
func mappingToList(r *rand.Rand, n syntax.Node) (text.Edit, bool) {
	v := valueOf(n)
	if v.Kind() != syntax.Mapping || v.Len() == 0 || v.Style() != syntax.Block || n.Kind() != syntax.Pair {
		return text.Edit{}, false
	}
	return instead(v, "- "+strings.ReplaceAll(v.Source(), "\n", "\n  "))
}

// listToMapping takes the dash off the only item of a list.
func listToMapping(r *rand.Rand, n syntax.Node) (text.Edit, bool) {
	v := valueOf(n)
	if v.Kind() != syntax.Sequence || v.Len() != 1 || v.Style() != syntax.Block || n.Kind() != syntax.Pair {
		return text.Edit{}, false
	}
	item := v.First()
	if item.Kind() != syntax.Mapping {
		return text.Edit{}, false
	}
	if _, found := strings.CutPrefix(v.Source(), "-"); !found {
		return text.Edit{}, false
	}
	return text.Edit{Range: text.Range{Start: v.Start(), End: v.Start() + 1}, New: " "}, true
}

// structureKinds are slips in keys, lines and indentation.
func structureKinds() []kind {
	return []kind{
		{"misspelled key", func(r *rand.Rand, n syntax.Node) (text.Edit, bool) {
			k := n.Key()
			if len(k.Text()) < 4 || k.Style() != syntax.Plain {
				return text.Edit{}, false
			}
			s, i := k.Text(), 1+r.IntN(len(k.Text())-2)
			return instead(k, s[:i]+s[i+1:i+2]+s[i:i+1]+s[i+2:])
		}},
		{"key in another case", func(r *rand.Rand, n syntax.Node) (text.Edit, bool) {
			k := n.Key()
			if k.Style() != syntax.Plain || k.Text() == "" {
				return text.Edit{}, false
			}
			if low := strings.ToLower(k.Text()); low != k.Text() {
				return instead(k, low)
			}
			return instead(k, strings.ToUpper(k.Text()[:1])+k.Text()[1:])
		}},
		{"line deleted", deleteLine(func(n syntax.Node) bool { return n.Kind() == syntax.Pair && n.Value().IsScalar() })},
		{"key of an item deleted", deleteLine(func(n syntax.Node) bool {
			return n.Kind() == syntax.Pair && n.Value().IsScalar() && n.Parent().Parent().Kind() == syntax.Sequence
		})},
		{"block deleted", deleteLine(func(n syntax.Node) bool { return n.Kind() == syntax.Pair && n.Value().Len() > 0 })},
		{"one level deeper", indented(func(line string) (string, bool) { return "  " + line, true })},
		{"one level higher", indented(func(line string) (string, bool) { return strings.CutPrefix(line, "  ") })},
		{"dash before a key", func(r *rand.Rand, n syntax.Node) (text.Edit, bool) {
			at := text.Range{Start: n.Start(), End: n.Start()}
			return text.Edit{Range: at, New: "- "}, n.Kind() == syntax.Pair && n.Parent().Style() == syntax.Block
		}},
		{"item twice", func(r *rand.Rand, n syntax.Node) (text.Edit, bool) {
			if n.Parent().Kind() != syntax.Sequence || n.Parent().Style() != syntax.Block || n.Kind() == syntax.Alias {
				return text.Edit{}, false
			}
			src := n.Tree().Text
			start := text.LineStart(src, n.Start())
			if strings.TrimSpace(src[start:n.Start()]) != "-" || n.Style() == syntax.Literal {
				return text.Edit{}, false
			}
			at := text.Range{Start: n.End(), End: n.End()}
			return text.Edit{Range: at, New: "\n" + src[start:n.End()]}, true
		}},
	}
}

// deleteLine deletes a pair with its lines.
func deleteLine(fits func(syntax.Node) bool) func(*rand.Rand, syntax.Node) (text.Edit, bool) {
	return func(_ *rand.Rand, n syntax.Node) (text.Edit, bool) {
		if !fits(n) || n.Parent().Style() != syntax.Block {
			return text.Edit{}, false
		}
		src := n.Tree().Text
		start := text.LineStart(src, n.Start())
		switch strings.TrimSpace(src[start:n.Start()]) {
		case "":
			return text.Edit{Range: text.Range{Start: start, End: min(text.LineEnd(src, n.End())+1, len(src))}}, true
		case "-":
			next := n.Next()
			return text.Edit{Range: text.Range{Start: n.Start(), End: next.Start()}}, next.Exists()
		}
		return text.Edit{}, false
	}
}

// indented moves all lines of a pair.
func indented(move func(string) (string, bool)) func(*rand.Rand, syntax.Node) (text.Edit, bool) {
	return func(_ *rand.Rand, n syntax.Node) (text.Edit, bool) {
		if n.Kind() != syntax.Pair || n.Parent().Style() != syntax.Block {
			return text.Edit{}, false
		}
		src := n.Tree().Text
		start := text.LineStart(src, n.Start())
		if strings.TrimSpace(src[start:n.Start()]) != "" {
			return text.Edit{}, false
		}
		lines := strings.Split(src[start:n.End()], "\n")
		for i, line := range lines {
			moved, ok := move(line)
			if !ok && strings.TrimSpace(line) != "" {
				return text.Edit{}, false
			}
			lines[i] = moved
		}
		return text.Edit{Range: text.Range{Start: start, End: n.End()}, New: strings.Join(lines, "\n")}, true
	}
}

// key fits pairs, and items of lists, whose key matches, with values that fit, too.
func key(pattern string, fits func(n, v syntax.Node) bool) func(n, v syntax.Node) bool {
	re := regexp.MustCompile(pattern)
	return func(n, v syntax.Node) bool { return re.MatchString(keyOf(n)) && fits(n, v) }
}

// below fits values that are somewhere below a key that matches, with values that fit, too.
func below(pattern string, fits func(n, v syntax.Node) bool) func(n, v syntax.Node) bool {
	re := regexp.MustCompile(pattern)
	return func(n, v syntax.Node) bool {
		path := n.Path()
		return len(path) > 1 && slices.ContainsFunc(path[:len(path)-1], re.MatchString) && fits(n, v)
	}
}

// holding fits texts that match.
func holding(pattern string) func(n, v syntax.Node) bool {
	re := regexp.MustCompile(pattern)
	return func(_, v syntax.Node) bool { return isFilled(v) && re.MatchString(v.Text()) }
}

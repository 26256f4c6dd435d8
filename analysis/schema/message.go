package schema

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// sentence says what is wrong and what would be right. v.Message is what jsonschema says.
func (v Violation) sentence() string {
	name := label(v.Path)
	switch v.Keyword {
	case "required":
		if len(v.Missing) == 1 {
			return fmt.Sprintf("%s lacks the property %q", name, v.Missing[0])
		}
		return fmt.Sprintf("%s lacks the properties %s", name, quotedList(v.Missing, " and "))
	case "type":
		if len(v.Want) > 0 {
			return fmt.Sprintf("%s must be %s, not %s", name, typeList(v.Want), article(v.Node.Kind().String()))
		}
	case "enum", "const":
		if len(v.Want) == 1 {
			return fmt.Sprintf("%s must be %q, not %s", name, v.Want[0], value(v.Node))
		}
		if len(v.Want) > 0 {
			return fmt.Sprintf("%s cannot be %s; write one of %s", name, value(v.Node), strings.Join(v.Want, ", "))
		}
	case "minLength":
		if v.Node.Text() == "" {
			return fmt.Sprintf("%s is empty; write at least one character", name)
		}
	case "additionalProperties", "unevaluatedProperties", "false":
		if len(v.Path) > 0 {
			return fmt.Sprintf("%q is not allowed here", v.Path[len(v.Path)-1])
		}
		return "the schema in force allows nothing here"
	}
	return fmt.Sprintf("%s: %s", name, v.Message)
}

// label names the value at path: its key, with the index after it in an array.
func label(path []string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if _, err := strconv.Atoi(path[i]); err != nil {
			name := path[i]
			for _, index := range path[i+1:] {
				name += "[" + index + "]"
			}
			return name
		}
	}
	if len(path) > 0 {
		return "[" + strings.Join(path, "][") + "]"
	}
	return "the file"
}

// value is n as written, shortened for a message.
func value(n syntax.Node) string {
	const most = 60
	switch n.Kind() {
	case syntax.Mapping, syntax.Sequence:
		return article(n.Kind().String())
	}
	s := []rune(n.Source())
	if len(s) > most {
		return string(s[:most-1]) + "…"
	}
	return string(s)
}

func article(noun string) string {
	switch {
	case noun == "null":
		return noun
	case strings.ContainsRune("aeiou", rune(noun[0])):
		return "an " + noun
	}
	return "a " + noun
}

func typeList(types []string) string {
	nouns := make([]string, len(types))
	for i, t := range types {
		nouns[i] = article(t)
	}
	return strings.Join(nouns, " or ")
}

func quotedList(names []string, last string) string {
	var b strings.Builder
	for i, n := range names {
		switch {
		case i > 0 && i == len(names)-1:
			b.WriteString(last)
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(strconv.Quote(n))
	}
	return b.String()
}

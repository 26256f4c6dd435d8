package schema

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// sentence says what is wrong and what would be right. rule is the value of the keyword in the schema; absent
// if it is not in the schema's text.
func (v Violation) sentence(rule syntax.Node) string {
	name, is, limit := label(v.Path), value(v.Node), shorten(plain(rule))
	if v.ofName {
		name = "the name of this property"
	}
	switch v.Keyword {
	case "required":
		if len(v.Missing) == 1 && !v.more {
			return fmt.Sprintf("%s lacks the property %q", name, v.Missing[0])
		}
		return fmt.Sprintf("%s lacks the properties %s", name, quotedList(v.Missing, v.more))
	case "dependentRequired", "dependencies":
		if rule.Exists() {
			return fmt.Sprintf("%s lacks the property %q, which %q requires", name, limit, rule.Owner().Key().Text())
		}
	case "type":
		if len(v.Want) > 0 {
			return fmt.Sprintf("%s must be %s, not %s", name, typeList(v.Want), article(v.Node.Kind().String()))
		}
	case "enum", "const":
		switch one := rule; {
		case len(v.Want) == 0:
		case len(v.Want) > 1:
			return fmt.Sprintf("%s cannot be %s; write one of %s", name, is, valueList(v.Want))
		case !rule.Exists():
			return fmt.Sprintf("%s must be %q, not %s", name, v.Want[0], is)
		default:
			if v.Keyword == "enum" {
				one = rule.First()
			}
			return fmt.Sprintf("%s must be %s, not %s", name, shorten(one.Source()), is)
		}
	case "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "false":
		switch {
		case len(v.Path) == 0:
			return "the schema in use allows nothing here"
		case v.Node.Parent().Kind() == syntax.Sequence:
			return name + " is not allowed here"
		}
		return fmt.Sprintf("%q is not allowed here", v.Path[len(v.Path)-1])
	case "not":
		return fmt.Sprintf("%s cannot be %s, which the schema forbids", name, is)
	case "oneOf":
		return fmt.Sprintf("%s matches more than one of the forms that the schema allows, and must match exactly one", name)
	case "uniqueItems":
		return fmt.Sprintf("%s contains %s twice; each element may occur once", name, repeated(v.Node))
	case "contains", "minContains":
		if limit == "" || v.Keyword == "contains" {
			limit = "1"
		}
		return fmt.Sprintf("%s needs at least %s of a kind that the schema requires, but has fewer", name,
			count(limit, "element"))
	case "maxContains":
		return fmt.Sprintf("%s may have at most %s of a kind that the schema describes, but has more", name,
			count(limit, "element"))
	}
	if s := v.outOfBounds(name, is, limit, rule); limit != "" && s != "" {
		return s
	}
	return fmt.Sprintf("%s cannot be %s, which breaks the rule %q of the schema", name, is, v.Keyword)
}

// outOfBounds is sentence for keywords that limit the value or its form; empty for others.
func (v Violation) outOfBounds(name, is, limit string, rule syntax.Node) string {
	switch v.Keyword {
	case "minLength", "maxLength":
		length := utf8.RuneCountInString(v.Node.Text())
		switch {
		case length == 0:
			return fmt.Sprintf("%s is empty; write at least %s", name, count(limit, "character"))
		case v.Keyword == "minLength":
			return fmt.Sprintf("%s has %s; write at least %s", name, count(strconv.Itoa(length), "character"), limit)
		}
		return fmt.Sprintf("%s has %s; write at most %s", name, count(strconv.Itoa(length), "character"), limit)
	case "minItems":
		return fmt.Sprintf("%s has %s; write at least %s", name, size(v.Node), limit)
	case "maxItems":
		return fmt.Sprintf("%s has %s; write at most %s", name, size(v.Node), limit)
	case "additionalItems":
		return fmt.Sprintf("%s has %s; write at most %d", name, size(v.Node), rule.Owner().Parent().Get("items").Len())
	case "minProperties":
		return fmt.Sprintf("%s has %s; write at least %s", name, size(v.Node), limit)
	case "maxProperties":
		return fmt.Sprintf("%s has %s; write at most %s", name, size(v.Node), limit)
	case "pattern":
		return fmt.Sprintf("%s cannot be %s; it must match the pattern %s", name, is, limit)
	case "format":
		return fmt.Sprintf("%s cannot be %s; it must have the format %s", name, is, limit)
	case "multipleOf":
		return fmt.Sprintf("%s cannot be %s; write a multiple of %s", name, is, limit)
	case "minimum":
		return fmt.Sprintf("%s cannot be %s; write %s or more", name, is, limit)
	case "maximum":
		return fmt.Sprintf("%s cannot be %s; write %s or less", name, is, limit)
	case "exclusiveMinimum":
		return fmt.Sprintf("%s cannot be %s; write more than %s", name, is, exclusive(rule, "minimum"))
	case "exclusiveMaximum":
		return fmt.Sprintf("%s cannot be %s; write less than %s", name, is, exclusive(rule, "maximum"))
	}
	return ""
}

// exclusive is the limit that rule sets: in draft 4 it is a boolean that refers to the number of the other
// keyword.
func exclusive(rule syntax.Node, other string) string {
	if rule.Kind() == syntax.Bool {
		rule = rule.Owner().Parent().Get(other)
	}
	return plain(rule)
}

// size is how many children an array or object has, with a noun.
func size(n syntax.Node) string {
	if n.Kind() == syntax.Mapping {
		return count(strconv.Itoa(n.Len()), "property")
	}
	return count(strconv.Itoa(n.Len()), "element")
}

// count is a number with its noun.
func count(n, noun string) string {
	switch {
	case n == "1":
		n = "one"
	case strings.HasSuffix(noun, "y"):
		noun = strings.TrimSuffix(noun, "y") + "ies"
	default:
		noun += "s"
	}
	return n + " " + noun
}

// repeated is the first element of an array that occurs twice, as written.
func repeated(array syntax.Node) string {
	seen := map[string]bool{}
	for e := range array.Children() {
		src := e.Source()
		if seen[src] {
			return value(e)
		}
		seen[src] = true
	}
	return "the same value" // in two notations
}

// metaSentence says what is wrong with a schema itself, at the place called name, and e is the error of
// jsonschema.
func metaSentence(e *jsonschema.ValidationError, name string, at syntax.Node) string {
	switch keyword(e) {
	case "type":
		want, _, _ := strings.Cut(strings.TrimPrefix(e.Message, "expected "), ", but got ")
		return fmt.Sprintf("%s must be %s, not %s", name, typeList(strings.Split(want, " or ")), article(at.Kind().String()))
	case "enum":
		return fmt.Sprintf("%s cannot be %s; write %s", name, value(at), strings.TrimPrefix(e.Message, "value must be "))
	case "format":
		_, format, _ := strings.Cut(e.Message, " is not valid ")
		if format = strings.Trim(format, "'"); format == "regex" {
			format = "of a regular expression (RE2)"
		}
		return fmt.Sprintf("%s cannot be %s; it must have the format %s", name, value(at), format)
	}
	return fmt.Sprintf("%s cannot be %s: %s", name, value(at), e.Message)
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
	if n.Kind() == syntax.Mapping || n.Kind() == syntax.Sequence {
		return article(n.Kind().String())
	}
	return shorten(n.Source())
}

func shorten(s string) string {
	const most = 60
	n, cut := 0, 0
	for i := range s {
		if n == most-1 {
			cut = i
		}
		if n++; n > most {
			return s[:cut] + "…"
		}
	}
	return s
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

// valueList names the values that can be at a place, only the first ones if there are very many.
func valueList(values []string) string {
	const most = 40
	var b strings.Builder
	for i, v := range values {
		if i == most {
			fmt.Fprintf(&b, " and %d others", len(values)-most)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		if v = shorten(v); strings.TrimSpace(v) == "" {
			v = strconv.Quote(v)
		}
		b.WriteString(v)
	}
	return b.String()
}

// quotedList is the names in quotes, only the first ones if there are very many; more says that there are others.
func quotedList(names []string, more bool) string {
	end := ""
	switch n := len(names) - maxNames; {
	case n > 0:
		names, end = names[:maxNames], fmt.Sprintf(" and %d others", n)
	case more:
		end = " and others"
	}
	var b strings.Builder
	for i, n := range names {
		switch {
		case i > 0 && i == len(names)-1 && end == "":
			b.WriteString(" and ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(strconv.Quote(n))
	}
	return b.String() + end
}

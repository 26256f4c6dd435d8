package schema

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Sub is what a schema says about the values at one place, from all subschemas that apply there: those in
// allOf and $ref merged, those in anyOf, oneOf, then and else joined.
type Sub struct {
	Title       string
	Description string // Markdown that also reads as plain text
	Types       []string
	Enum        []EnumValue // the values allowed, enum and const alike; nil if any value is allowed
	Examples    []EnumValue // values worth proposing
	Default     string      // JSON text; empty if the schema has none
	Properties  []Property  // in the order of the schema
	// AdditionalProperties is about properties that Properties does not name; nil if the schema says nothing
	// about them.
	AdditionalProperties *Sub
	Items                *Sub // about elements of an array; nil if the schema says nothing
	Deprecated           bool
}

// EnumValue is one value that can appear at a place.
type EnumValue struct {
	Value       string // a string's content, or the JSON text of another value
	JSON        string // JSON text
	Description string
}

// Property is a property that an object can have.
type Property struct {
	Name     string
	Required bool
	Sub      *Sub
}

// subLevels is how many levels of Properties and Items are filled in below the Sub asked for; a schema may
// refer to itself.
const subLevels = 2

// maxSubschemas bounds how many subschemas are looked at for one place.
const maxSubschemas = 256

// maxProperties bounds how many properties of one object are listed.
const maxProperties = 2000

// maxListed bounds how many properties and values are listed for one place, with those below it.
const maxListed = 1 << 16

// maxSubs bounds how many places are kept, and maxPlace their paths in bytes, since a path may hold any key of a file.
const (
	maxSubs  = 1024
	maxPlace = 1024
)

// At is what the schema says about the value at path: keys, and indices in arrays, from the root. nil if it
// says nothing. The result is shared and must not be changed.
func (s *Schema) At(path []string) *Sub {
	place := strings.Join(append([]string{""}, path...), "\x00")
	if sub, ok := s.subs.Load(place); ok {
		return sub.(*Sub)
	}
	sub := s.read(path)
	if len(place) <= maxPlace && s.subCount.Load() < maxSubs {
		s.subCount.Add(1)
		s.subs.Store(place, sub)
	}
	return sub
}

// read is what the schema says about the value at path, the same for all values that the same subschemas are about.
func (s *Schema) read(path []string) *Sub {
	at := []syntax.Node{s.tree.Root()}
	for _, step := range path {
		at = s.step(s.expand(at), step)
	}
	var key strings.Builder
	for _, n := range at {
		fmt.Fprintf(&key, "%d,", n.Start())
	}
	if sub, ok := s.byNodes.Load(key.String()); ok {
		return sub.(*Sub)
	}
	left := maxListed
	sub := s.sub(at, subLevels, &left)
	if s.byNodesCount.Load() < maxSubs {
		s.byNodesCount.Add(1)
		s.byNodes.Store(key.String(), sub)
	}
	return sub
}

// Places are where the schema describes the value at path, in bytes of its text: the key of each property or
// definition, or the subschema if it has no key. References are followed. Nil if it says nothing.
func (s *Schema) Places(path []string) []text.Range {
	at := []syntax.Node{s.tree.Root()}
	for _, step := range path {
		at = s.step(s.expand(at), step)
	}
	var places []text.Range
	for _, n := range at {
		if n.Kind() != syntax.Mapping {
			continue // true or false
		}
		r := keyOf(s.definition(n))
		if !slices.Contains(places, r) {
			places = append(places, r)
		}
	}
	return places
}

// definition follows the reference of a subschema, and those of what it refers to.
func (s *Schema) definition(n syntax.Node) syntax.Node {
	for range maxSubschemas {
		next := s.resolve(n.Get("$ref").Text())
		if !n.Get("$ref").Exists() || next.Kind() != syntax.Mapping {
			break
		}
		n = next
	}
	return n
}

// keyOf is the range of the key whose value n is; of n itself, without what is in it, if it is an element or the root.
func keyOf(n syntax.Node) text.Range {
	if pair := n.Parent(); pair.Kind() == syntax.Pair {
		return pair.Key().Range()
	}
	return text.Range{Start: n.Start(), End: n.Start()}
}

// expand returns the subschemas at and all that apply to the same value through them.
func (s *Schema) expand(at []syntax.Node) []syntax.Node {
	var all []syntax.Node
	var add func(n syntax.Node)
	add = func(n syntax.Node) {
		if n.Kind() != syntax.Mapping || slices.Contains(all, n) || len(all) >= maxSubschemas {
			return
		}
		all = append(all, n)
		if ref := n.Get("$ref"); ref.Kind() == syntax.String {
			add(s.resolve(ref.Text()))
		}
		for _, k := range []string{"allOf", "anyOf", "oneOf"} {
			for c := range n.Get(k).Children() {
				add(c)
			}
		}
		add(n.Get("then"))
		add(n.Get("else"))
	}
	for _, n := range at {
		add(n)
	}
	return all
}

// resolve follows a reference to a place in the schema: a JSON pointer or the name of an anchor.
func (s *Schema) resolve(ref string) syntax.Node {
	file, fragment, _ := strings.Cut(ref, "#")
	if file != "" && file != s.base {
		return syntax.Node{}
	}
	if fragment == "" || fragment[0] == '/' {
		return s.tree.Root().At(pointer(fragment)...)
	}
	for n := range s.tree.All() {
		if n.Kind() == syntax.Mapping && (n.Get("$anchor").Text() == fragment || n.Get("$id").Text() == "#"+fragment) {
			return n
		}
	}
	return syntax.Node{}
}

// step returns the subschemas for the property or element key of values that the subschemas all apply to.
// What is said about additional properties applies only if none of them names the property: authors expect
// that, even next to allOf.
func (s *Schema) step(all []syntax.Node, key string) []syntax.Node {
	var at, others []syntax.Node
	index, err := strconv.Atoi(key)
	for _, n := range all {
		if p := n.Get("properties").Get(key); p.Exists() {
			at = append(at, p)
		}
		for p := range n.Get("patternProperties").Children() {
			if s.matches(p.Key().Text(), key) {
				at = append(at, p.Value())
			}
		}
		if a := n.Get("additionalProperties"); a.Exists() {
			others = append(others, a)
		}
		if e := element(n, index); err == nil && index >= 0 && e.Exists() {
			at = append(at, e)
		}
	}
	if len(at) == 0 {
		return others
	}
	return at
}

// element is the subschema for element index of an array in schema n. In drafts before 2020-12 items can be a
// list of them.
func element(n syntax.Node, index int) syntax.Node {
	first, rest := n.Get("prefixItems"), n.Get("items")
	if rest.Kind() == syntax.Sequence {
		first, rest = rest, n.Get("additionalItems")
	}
	if index < first.Len() {
		return first.Index(index)
	}
	return rest
}

// matchesPattern reports whether a pattern of the subschema matches name.
func (s *Schema) matchesPattern(sub syntax.Node, name string) bool {
	for p := range sub.Get("patternProperties").Children() {
		if s.matches(p.Key().Text(), name) {
			return true
		}
	}
	return false
}

// matches reports whether a pattern of the schema, which is compiled once, matches text.
func (s *Schema) matches(pattern, text string) bool {
	known, ok := s.patterns.Load(pattern)
	if !ok {
		re, _ := regexp.Compile(pattern)
		known, _ = s.patterns.LoadOrStore(pattern, re)
	}
	re := known.(*regexp.Regexp)
	return re != nil && re.MatchString(text)
}

// sub merges the subschemas at; levels is how many levels below are filled in, and left how many more properties and
// values may be listed.
func (s *Schema) sub(at []syntax.Node, levels int, left *int) *Sub {
	all := s.expand(at)
	if len(all) == 0 {
		return nil
	}
	sub := &Sub{}
	required := map[string]bool{}
	for _, n := range all {
		first(&sub.Title, n.Get("title").Text())
		if !n.Get("const").Exists() { // the description of one value
			first(&sub.Description, n.Get("description").Text())
		}
		first(&sub.Default, n.Get("default").Source())
		sub.Deprecated = sub.Deprecated || n.Get("deprecated").Text() == "true"
		for _, t := range texts(n.Get("type")) {
			if !slices.Contains(sub.Types, t) {
				sub.Types = append(sub.Types, t)
			}
		}
		sub.Enum = s.addValues(sub.Enum, n, n.Get("enum"), left)
		sub.Examples = s.addValues(sub.Examples, n, n.Get("examples"), left)
		if c := n.Get("const"); c.Exists() {
			sub.Enum = addConst(sub.Enum, c, n.Get("description").Text())
		}
	}
	if levels <= 0 {
		return sub
	}
	for _, n := range all {
		for name := range n.Get("required").Children() {
			required[plain(name)] = true
		}
	}
	s.addProperties(sub, all, required, levels, left)
	var others, items []syntax.Node
	for _, n := range all {
		if a := n.Get("additionalProperties"); a.Exists() {
			others = append(others, a)
		}
		if e := element(n, 1<<30); e.Exists() {
			items = append(items, e)
		}
	}
	sub.AdditionalProperties = s.sub(others, levels-1, left)
	sub.Items = s.sub(items, levels-1, left)
	return sub
}

// addProperties adds the properties that the subschemas all name.
func (s *Schema) addProperties(sub *Sub, all []syntax.Node, required map[string]bool, levels int, left *int) {
	has := map[string]bool{}
	for _, n := range all {
		for p := range n.Get("properties").Children() {
			name := p.Key().Text()
			if len(sub.Properties) == maxProperties || *left <= 0 {
				break
			}
			if has[name] {
				continue
			}
			has[name] = true
			*left--
			inner := s.sub(s.step(all, name), levels-1, left)
			if inner == nil {
				inner = &Sub{} // "name": true
			}
			sub.Properties = append(sub.Properties, Property{name, required[name], inner})
		}
	}
}

func first(s *string, more string) {
	if *s == "" {
		*s = more
	}
}

// addValues adds those of list, which is in schema. Places with the same list alone share its values.
func (s *Schema) addValues(values []EnumValue, schema, list syntax.Node, left *int) []EnumValue {
	if list.Kind() != syntax.Sequence {
		return values
	}
	listed, ok := s.values.Load(list)
	if !ok {
		listed, _ = s.values.LoadOrStore(list, valuesOf(schema, list))
	}
	more := listed.([]EnumValue)
	if len(values) == 0 {
		return more
	}
	if *left -= len(values) + len(more); *left < 0 {
		return values
	}
	has := make(map[string]bool, len(values)+len(more))
	for _, v := range values {
		has[v.JSON] = true
	}
	for _, v := range more {
		if !has[v.JSON] {
			values = append(values, v)
		}
	}
	return values
}

// valuesOf are the values of list, which is in schema, each once.
func valuesOf(schema, list syntax.Node) []EnumValue {
	about := schema.Get("x-enumDescriptions")
	has := map[string]bool{}
	var values []EnumValue
	for c := range list.Children() {
		if json := c.Source(); !has[json] {
			has[json] = true
			values = append(values, EnumValue{plain(c), json, about.Get(plain(c)).Text()})
		}
	}
	return slices.Clip(values)
}

// addConst adds the one value that a schema allows.
func addConst(values []EnumValue, n syntax.Node, description string) []EnumValue {
	if slices.ContainsFunc(values, func(v EnumValue) bool { return v.JSON == n.Source() }) {
		return values
	}
	return append(values, EnumValue{plain(n), n.Source(), description})
}

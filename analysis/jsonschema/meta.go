package jsonschema

import (
	"encoding/json"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// meta is the schema of pack.json: the one that this program validates with, in draft-07 and with annotations.
func meta() object {
	root := schema.Embedded().Root()
	var out object
	for pair := range root.Children() {
		if key := pair.Key().Text(); key != "$schema" && key != "$defs" {
			out = append(out, member{key, converter{root}.keyword(pair)})
		}
	}
	definitions := object{}
	for pair := range root.Get("$defs").Children() {
		definitions = append(definitions, member{pair.Key().Text(), converter{root}.schema(pair.Value())})
	}
	return append(out, member{"definitions", definitions})
}

// converter turns the schema at root, in draft 2020-12, into draft-07.
type converter struct{ root syntax.Node }

// keyword is the value of a keyword of a schema.
func (c converter) keyword(pair syntax.Node) any {
	v := pair.Value()
	switch pair.Key().Text() {
	case "properties":
		out := object{}
		for p := range v.Children() {
			property := c.schema(p.Value())
			if p.Key().Text() == pack.KeyPackName {
				property = append(property, suggested(knownPacks()))
			}
			out = append(out, member{p.Key().Text(), property})
		}
		return out
	case "items", "additionalProperties":
		if v.Kind() == syntax.Mapping {
			return c.schema(v)
		}
	}
	return raw(v)
}

// schema converts the schema at n. A reference with other keywords next to it, which draft-07 ignores, is replaced by
// what it leads to.
func (c converter) schema(n syntax.Node) object {
	var members []syntax.Node
	for pair := range n.Children() {
		members = append(members, pair)
	}
	if ref := n.Get("$ref"); ref.Exists() {
		if len(members) == 1 {
			return object{{"$ref", "#/definitions/" + c.refName(ref)}}
		}
		for pair := range c.root.At("$defs", c.refName(ref)).Children() {
			if !n.Pair(pair.Key().Text()).Exists() {
				members = append(members, pair)
			}
		}
	}
	var out object
	meanings := syntax.Node{}
	for _, pair := range members {
		switch key := pair.Key().Text(); key {
		case "description":
			out = append(described(pair.Value().Text()), out...)
		case "x-enumDescriptions":
			meanings = pair.Value()
		case "deprecated":
			out = append(out, member{key, raw(pair.Value())}, member{"doNotSuggest", true})
		case "$ref":
		default:
			out = append(out, member{key, c.keyword(pair)})
		}
	}
	if meanings.Exists() {
		out = explain(out, meanings)
	}
	return out
}

// refName is the name of the definition that ref leads to.
func (c converter) refName(ref syntax.Node) string {
	const defs = "#/$defs/"
	return ref.Text()[len(defs):]
}

// explain adds what the values of enum mean. If the schema has only examples, editors offer them with their meaning,
// and other values remain valid.
func explain(s object, meanings syntax.Node) object {
	var choices []choice
	for pair := range meanings.Children() {
		choices = append(choices, choice{pair.Key().Text(), pair.Value().Text()})
	}
	isOpen := s.get("enum") == nil
	s = slices.DeleteFunc(s, func(m member) bool { return m.key == "enum" || m.key == "examples" })
	if isOpen {
		return append(s, suggested(choices))
	}
	return append(s, oneOf(choices)...)
}

// knownPacks are the packs of Palette's registry that others depend on.
func knownPacks() []choice {
	var choices []choice
	for _, p := range palette.Packs() {
		choices = append(choices, choice{p.Name, p.Doc + " (layer `" + p.Layer + "`)"})
	}
	return choices
}

// raw is a value as it is written.
func raw(n syntax.Node) json.RawMessage { return json.RawMessage(n.Source()) }

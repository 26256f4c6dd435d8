package jsonschema

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
)

// object is a JSON object whose members keep their order, since editors show them in it.
type object []member

type member struct {
	key   string
	value any
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := encode(m.key)
		if err != nil {
			return nil, err
		}
		value, err := encode(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// encode is json.Marshal that writes < and & as they are.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// get is the value of key; nil if there is none.
func (o object) get(key string) any {
	for _, m := range o {
		if m.key == key {
			return m.value
		}
	}
	return nil
}

// link is a link of Markdown: its words and its address.
var link = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)

// described is o after what doc, in Markdown, says: as plain text, and as Markdown if that is different.
func described(doc string, o ...member) object {
	plain := strings.ReplaceAll(link.ReplaceAllString(doc, "$1"), "`", "")
	d := object{{"description", plain}}
	if plain != doc {
		d = append(d, member{"markdownDescription", doc})
	}
	return append(d, o...)
}

// typed is the keyword type.
func typed(names ...string) member {
	if len(names) == 1 {
		return member{"type", names[0]}
	}
	return member{"type", names}
}

// choice is a value that an editor offers, and what it means, in Markdown.
type choice struct {
	value any
	doc   string
}

// oneOf is the keyword enum: the value must be one of choices.
func oneOf(choices []choice) object {
	values, docs := make([]any, len(choices)), make([]string, len(choices))
	for i, c := range choices {
		values[i], docs[i] = c.value, c.doc
	}
	return object{{"enum", values}, {"markdownEnumDescriptions", docs}}
}

// suggested lets an editor offer choices, and allows any other value.
func suggested(choices []choice) member {
	return member{"anyOf", []object{oneOf(choices), {}}}
}

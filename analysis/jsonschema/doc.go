// Package jsonschema writes JSON Schemas of the files of packs, for servers and tools that know JSON Schema and not
// packs.
//
// They say what this program knows: the schema of pack.json, the keys of presets.yaml and schema.yaml, the settings and
// the checks. A file in which this program finds nothing wrong is valid; the reverse does not hold, since a schema
// cannot say what depends on other files. They are draft-07, the newest draft that the servers of all editors read.
// Besides, they have annotations of VS Code's JSON server that yaml-language-server reads, too.
//
// Deliberately absent: a schema of values.yaml. What is in it depends on the charts of the pack.
package jsonschema

import (
	"bytes"
	"encoding/json"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// Site is the address of the folder on the web that has the schemas, with a slash at the end.
const Site = "https://pack-lsp.github.io/pack-lsp/schemas/"

const draft = "http://json-schema.org/draft-07/schema#"

// Kind is a kind of file that there is a schema of.
type Kind struct {
	Name   string // of the files, such as pack.json
	File   string // name of the schema's own file, such as pack.schema.json
	schema func() object
}

// Kinds are the kinds of files that there is a schema of.
func Kinds() []Kind {
	return []Kind{
		{pack.MetaName, "pack.schema.json", meta},
		{pack.SchemaName, "schema.schema.json", constraints},
		{pack.PresetsName, "presets.schema.json", presets},
		{pack.ConfigName, "pack-lsp.schema.json", settings},
	}
}

// Text is the schema as JSON, indented, with a line end. It is the same for each call.
func (k Kind) Text() ([]byte, error) {
	whole := append(object{{"$schema", draft}, {"$id", Site + k.File}}, k.schema()...)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	err := enc.Encode(whole)
	return b.Bytes(), err
}

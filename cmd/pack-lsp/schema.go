package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/jsonschema"
)

func schemaCommand() *command {
	return &command{
		name: "schema", args: "[KIND]", summary: "print the JSON Schema of pack.json or another file",
		about: `
Prints the JSON Schema (draft-07) of pack.json, schema.yaml, presets.yaml or .pack-lsp.yaml, for editors and tools that
know JSON Schema and not packs. Without KIND it lists the kinds, and where their schemas are on the web.
`,
		notes: `
Examples:
  pack-lsp schema pack.json > pack.schema.json
  pack-lsp schema .pack-lsp.yaml > pack-lsp.schema.json
`,
		words: schemaKinds, run: runSchema,
	}
}

// schemaKinds are the names of the files that there is a schema of.
func schemaKinds() []string {
	var names []string
	for _, k := range jsonschema.Kinds() {
		names = append(names, k.Name)
	}
	return names
}

func runSchema(names []string, s streams) int {
	kinds := jsonschema.Kinds()
	switch len(names) {
	case 0:
		for _, k := range kinds {
			fmt.Fprintf(s.out, "%-15s %s%s\n", k.Name, jsonschema.Site, k.File)
		}
		return exitOK
	case 1:
	default:
		return usageError(s, "schema takes one kind of file; pack-lsp schema lists them")
	}
	i := slices.IndexFunc(kinds, func(k jsonschema.Kind) bool { return k.Name == names[0] })
	if i < 0 {
		return usageError(s, "schema: unknown kind %q%s", names[0],
			suggest(names[0], schemaKinds(), "", "one of "+strings.Join(schemaKinds(), ", ")))
	}
	text, err := kinds[i].Text()
	if err == nil {
		_, err = s.out.Write(text)
	}
	if err != nil {
		return usageError(s, "schema: cannot write: %v", err)
	}
	return exitOK
}

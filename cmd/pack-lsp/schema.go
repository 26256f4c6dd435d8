package main

import (
	"flag"
	"fmt"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/jsonschema"
)

const schemaHelp = `Usage: pack-lsp schema [KIND]

Prints the JSON Schema (draft-07) of pack.json, schema.yaml, presets.yaml or .pack-lsp.yaml, for editors and tools
that know JSON Schema and not packs. Without KIND it lists the kinds, and where their schemas are on the web.

Examples:
  pack-lsp schema pack.json > pack.schema.json
  pack-lsp schema .pack-lsp.yaml > pack-lsp.schema.json
`

func runSchema(args []string, s streams) int {
	flags := flag.NewFlagSet("schema", flag.ContinueOnError)
	names, exit, ok := parseFlags(flags, args, s, func() { fmt.Fprint(s.out, schemaHelp) })
	if !ok {
		return exit
	}
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
		var known []string
		for _, k := range kinds {
			known = append(known, k.Name)
		}
		return usageError(s, "schema: unknown kind %q; one of %s", names[0], strings.Join(known, ", "))
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

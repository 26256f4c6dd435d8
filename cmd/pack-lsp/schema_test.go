package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/jsonschema"
)

func TestSchema(t *testing.T) {
	_, list, _ := packLSP(t, "schema")
	for _, k := range jsonschema.Kinds() {
		code, stdout, stderr := packLSP(t, "schema", k.Name)
		var schema struct {
			ID          string `json:"$id"`
			Description string
		}
		if err := json.Unmarshal([]byte(stdout), &schema); err != nil || code != exitOK {
			t.Errorf("schema %s: exit code %d, %v\n%s", k.Name, code, err, stderr)
		}
		if schema.ID != jsonschema.Site+k.File || schema.Description == "" {
			t.Errorf("schema %s: %+v", k.Name, schema)
		}
		if !strings.Contains(list, k.Name+" ") || !strings.Contains(list, schema.ID+"\n") {
			t.Errorf("%s is not listed:\n%s", k.Name, list)
		}
	}
	for _, args := range [][]string{{"schema", "values.yaml"}, {"schema", "pack.json", "schema.yaml"}} {
		code, stdout, stderr := packLSP(t, args...)
		if code != exitUsage || stdout != "" || !strings.Contains(stderr, "schema") {
			t.Errorf("%v: exit code %d, %q, %q", args, code, stdout, stderr)
		}
	}
}

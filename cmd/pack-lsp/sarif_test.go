package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/pack-lsp/pack-lsp/analysis/check"
)

func sarifRunOf(t *testing.T, dir string) sarifRun {
	t.Helper()
	_, stdout, _ := packLSP(t, "check", "--format=sarif", dir)
	var value any
	if err := json.Unmarshal([]byte(stdout), &value); err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat = true
	schema, err := compiler.Compile("testdata/sarif-subset.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("%s: %#v", dir, err)
	}
	var log sarifLog
	if err := json.Unmarshal([]byte(stdout), &log); err != nil {
		t.Fatal(err)
	}
	if len(log.Runs) != 1 {
		t.Fatalf("%s: %d runs", dir, len(log.Runs))
	}
	return log.Runs[0]
}

func TestSARIFFollowsItsSchema(t *testing.T) {
	for _, dir := range []string{good, broken} {
		run := sarifRunOf(t, dir)
		rules := run.Tool.Driver.Rules
		if len(rules) != len(check.All) {
			t.Fatalf("%d rules, want %d", len(rules), len(check.All))
		}
		for i, c := range check.All {
			if rules[i].ID != c.Code || !strings.Contains(rules[i].Help.Markdown, c.URL()) {
				t.Errorf("rule %d is %s with the help %q, want %s", i, rules[i].ID, rules[i].Help.Markdown, c.Code)
			}
		}
		if got := len(run.Results); (got > 0) != (dir == broken) {
			t.Errorf("%s: %d results", dir, got)
		}
		for _, r := range run.Results {
			if rules[r.RuleIndex].ID != r.RuleID {
				t.Errorf("%s has the index of %s", r.RuleID, rules[r.RuleIndex].ID)
			}
		}
	}
}

// TestSARIFResult compares the place and level of one finding with those in the other formats.
func TestSARIFResult(t *testing.T) {
	for _, r := range sarifRunOf(t, broken).Results {
		if r.RuleID != "pack/unknown-layer" {
			continue
		}
		where := r.Locations[0].Physical
		if where.Artifact.URI != "../../examples/broken-pack/pack.json" || where.Region != (sarifRegion{5, 12, 5, 20}) {
			t.Errorf("%+v", where)
		}
		if r.Level != "error" || !strings.HasPrefix(r.Message.Text, `unknown layer "addons"`) {
			t.Errorf("%s: %s", r.Level, r.Message.Text)
		}
		return
	}
	t.Error("no pack/unknown-layer")
}

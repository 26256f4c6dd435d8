package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/check"
)

func TestExplain(t *testing.T) {
	_, list, _ := packLSP(t, "explain")
	for _, c := range check.All {
		code, page, stderr := packLSP(t, "explain", c.Code)
		if code != exitOK || !strings.HasPrefix(page, "# "+c.Code+"\n") {
			t.Errorf("explain %s: exit code %d, %s", c.Code, code, stderr)
		}
		if !strings.Contains(list, c.Code+" ") {
			t.Errorf("%s is not listed", c.Code)
		}
	}
}

func TestExplainJSON(t *testing.T) {
	_, stdout, stderr := packLSP(t, "explain", "--format=json")
	var all []catalogueEntry
	if err := json.Unmarshal([]byte(stdout), &all); err != nil {
		t.Fatalf("%v\n%s%s", err, stdout, stderr)
	}
	if len(all) != len(check.All) {
		t.Fatalf("%d checks, want %d", len(all), len(check.All))
	}
	for i, c := range check.All {
		got := all[i]
		if got.Code != c.Code || got.Summary != c.Summary || got.URL != c.URL() || len(got.Files) != len(c.On) {
			t.Errorf("%s: %+v", c.Code, got)
		}
	}

	_, stdout, _ = packLSP(t, "explain", "pack/version-v-prefix", "--format=json")
	var one catalogueEntry
	if err := json.Unmarshal([]byte(stdout), &one); err != nil {
		t.Fatalf("%v\n%s", err, stdout)
	}
	if one.Group != "pack" || one.Severity != "warning" || !slices.Equal(one.Files, []string{"pack.json"}) ||
		!one.Fixable || !one.SafeFix {
		t.Errorf("%+v", one)
	}
	if _, page, _ := packLSP(t, "explain", "pack/version-v-prefix"); one.Page != page {
		t.Errorf("the page differs from that of the text format: %q", one.Page)
	}

	for _, code := range []string{"pack/eol-past", "res/min-limit-ignored"} {
		_, stdout, _ := packLSP(t, "explain", code, "--format=json")
		if !strings.Contains(stdout, `"safeFix": false`) {
			t.Errorf("%s has no safe fix: %s", code, stdout)
		}
	}
}

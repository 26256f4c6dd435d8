package rules_test

import (
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/kube/rules"
)

// TestKinds looks for rules of kinds that no version has. What rules say is tested through kube.
func TestKinds(t *testing.T) {
	known := map[string]bool{}
	for v := kube.Oldest; v <= kube.Newest; v++ {
		for _, k := range kube.Kinds(v) {
			known[k.Group()+"/"+k.Kind] = true
		}
	}
	for id := range rules.RuleTable() {
		if !known[id] {
			t.Errorf("there are rules for %s, which does not exist", id)
		}
	}
}

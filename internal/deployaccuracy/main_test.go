package main

import (
	"testing"

	"github.com/pack-lsp/pack-lsp/internal/corpus"
)

// TestAccuracy holds that changes of published packs that break their deployment are reported at their place, and that
// no other change is. Whether a cluster has a kind that nobody brings is known only at deployment. A part of the
// changes does for a test; make deploy-accuracy tries all.
func TestAccuracy(t *testing.T) {
	m, err := try(corpus.Mutants(t), corpus.Packs(t), 5)
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for stage, n := range m.stages {
		tried += n.fails + n.deploys
		if stage != "k8s:nokind" && n.found < n.fails {
			t.Errorf("%s: %d of %d are reported", stage, n.found, n.fails)
		}
		if n.wrong > 0 {
			t.Errorf("%s: %d are reported, although they deploy", stage, n.wrong)
		}
	}
	if tried == 0 {
		t.Error("no change was tried")
	}
}

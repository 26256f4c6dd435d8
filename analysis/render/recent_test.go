package render

import (
	"context"
	"fmt"
	"testing"
)

// Of very many manifests, only those rendered last are kept ready, and the others are rendered all the same.
func TestFewAreKeptReady(t *testing.T) {
	var all []*Prepared
	for i := range 3 * maxReady {
		p := PrepareManifest(fmt.Sprintf("m%d.yaml", i), "a: {{ .Values.a }}\n", nil, true)
		all = append(all, p)
		if r := p.Render(context.Background(), map[string]any{"a": i}, Options{}); len(r.Errors) > 0 {
			t.Fatal(r.Errors)
		}
	}
	kept := 0
	for _, p := range all {
		if p.isReady() {
			kept++
		}
	}
	if kept > maxReady {
		t.Errorf("%d manifests are kept ready, want %d at most", kept, maxReady)
	}
	if !all[len(all)-1].isReady() || all[0].isReady() {
		t.Error("the manifests that are kept are not those used last")
	}
	r := all[0].Render(context.Background(), map[string]any{"a": 7}, Options{})
	if len(r.Documents) != 1 || r.Documents[0].Text != "a: 7" {
		t.Errorf("%+v", r.Documents)
	}
}

func (p *Prepared) isReady() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.variants) > 0
}

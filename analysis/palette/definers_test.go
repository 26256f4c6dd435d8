package palette_test

import (
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/palette"
)

func TestDefiners(t *testing.T) {
	for _, test := range []struct{ groups, packs, rest string }{
		{"", "", ""},
		{"example.com", "", "example.com"},
		{"kibana.k8s.elastic.co elasticsearch.k8s.elastic.co", "elastic-operator", ""},
		{"k8s.elastic.co", "", "k8s.elastic.co"},
		{"opentelemetry.io", "", "opentelemetry.io"}, // several packs define it
		{"opentelemetry.io cluster.appdynamics.com", "cisco-appdynamics-operators", ""},
		{"monitoring.coreos.com example.com cert-manager.io", "cert-manager prometheus-operator", "example.com"},
	} {
		packs, rest := palette.Definers(strings.Fields(test.groups))
		if got := strings.Join(packs, " "); got != test.packs {
			t.Errorf("%s: packs %s, want %s", test.groups, got, test.packs)
		}
		if got := strings.Join(rest, " "); got != test.rest {
			t.Errorf("%s: left %s, want %s", test.groups, got, test.rest)
		}
	}
}

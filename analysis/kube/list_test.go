package kube_test

import (
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// TestListItems holds that an item of a List that is rejected says nothing about the others, whatever their order.
func TestListItems(t *testing.T) {
	const service = "  - {apiVersion: v1, kind: Service, metadata: {name: a}, " +
		"spec: {type: Loadbalancer, ports: [{port: 1}]}}\n"
	const config = "  - {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: 5}}\n"
	for _, items := range []string{service + config, config + service} {
		c := kube.Cluster{}
		faults := c.Validate(syntax.ParseYAML("apiVersion: v1\nkind: List\nitems:\n" + items).Root())
		if len(faults) != 2 {
			t.Errorf("%s%v", items, faults)
		}
	}
}

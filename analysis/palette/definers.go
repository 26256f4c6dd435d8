package palette

import "strings"

// definer is a pack that defines custom resources.
type definer struct {
	pack string
	// groups are the API groups of kinds that a pack which deploys them needs this one for. One that begins with a period
	// is all groups that end so.
	groups []string
	// also are groups that it defines as well, for which there are other packs.
	also []string
}

// definers are packs that define custom resources which others deploy: those of Palette's public registries, and
// cert-manager, under the name of its project.
var definers = [...]definer{
	{"cert-manager", []string{"cert-manager.io", "acme.cert-manager.io"}, nil},
	{"prometheus-operator", []string{"monitoring.coreos.com"}, nil},
	{"istio", []string{".istio.io"}, nil},
	{"kong", []string{"configuration.konghq.com"}, nil},
	{"external-secrets-operator", []string{"external-secrets.io", "generators.external-secrets.io"}, nil},
	{"gatekeeper", []string{".gatekeeper.sh"}, nil},
	{"lb-metallb-helm", []string{"metallb.io"}, nil},
	{"virtual-machine-orchestrator", []string{"kubevirt.io", ".kubevirt.io"}, nil},
	{"nvidia-gpu-operator", []string{"nvidia.com"}, nil},
	{"cni-multus", []string{"k8s.cni.cncf.io"}, nil},
	{"cni-calico", []string{"projectcalico.org", "crd.projectcalico.org"}, nil},
	{"cni-cilium-oss", []string{"cilium.io"}, nil},
	{"antrea", []string{"crd.antrea.io"}, nil},
	{"elastic-operator", []string{".k8s.elastic.co"}, nil},
	{"cisco-appdynamics-operators", []string{"cluster.appdynamics.com"}, []string{"opentelemetry.io"}},
	{"crossplane", []string{"apiextensions.crossplane.io", "pkg.crossplane.io", "protection.crossplane.io"}, nil},
	{"consul", []string{"consul.hashicorp.com"}, []string{"gateway.networking.k8s.io"}},
	{"karpenter", []string{"karpenter.sh", "karpenter.k8s.aws"}, nil},
	{"kyverno", []string{"kyverno.io"}, []string{"wgpolicyk8s.io"}},
	{"strimzi-kafka", []string{"kafka.strimzi.io", "core.strimzi.io"}, nil},
}

// Definers are the names of packs that define the custom resources of API groups, each once. rest are the groups that
// none of them defines.
func Definers(groups []string) (packs, rest []string) {
	left := groups
	for _, d := range definers {
		if !matchesAny(d.groups, left) {
			continue
		}
		packs, rest = append(packs, d.pack), nil
		for _, group := range left {
			if !matchesAny(d.groups, []string{group}) && !matchesAny(d.also, []string{group}) {
				rest = append(rest, group)
			}
		}
		left = rest
	}
	return packs, left
}

// matchesAny reports whether a pattern, as in definer, matches a group.
func matchesAny(patterns, groups []string) bool {
	for _, p := range patterns {
		for _, group := range groups {
			if group == p || p[0] == '.' && strings.HasSuffix(group, p) {
				return true
			}
		}
	}
	return false
}

package create

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// about is what a Chart.yaml says to people.
type about struct {
	description, home, kubeVersion, icon string
	sources                              []string
	words                                []string // in lower case: keywords, then those of name and description
}

func aboutChart(c *chart.Chart) about {
	text, _ := c.Source("Chart.yaml")
	root := syntax.ParseYAML(text).Root()
	get := func(key string) string {
		if v := root.Get(key); v.IsScalar() && v.Kind() != syntax.Null {
			return strings.TrimSpace(v.Text())
		}
		return ""
	}
	m := about{description: c.Description, kubeVersion: get("kubeVersion"), icon: get("icon")}
	if home := get("home"); isWeb(home) {
		m.home = home
	}
	for n := range root.Get("sources").Children() {
		if isWeb(n.Text()) {
			m.sources = append(m.sources, n.Text())
		}
	}
	for n := range root.Get("keywords").Children() {
		m.words = append(m.words, strings.ToLower(n.Text()))
	}
	fields := func(r rune) bool { return !('a' <= r && r <= 'z' || '0' <= r && r <= '9') }
	m.words = append(m.words, strings.FieldsFunc(strings.ToLower(c.Name+" "+c.Description), fields)...)
	return m
}

func isWeb(address string) bool {
	return (strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://")) &&
		!strings.ContainsAny(address, " \n\"<>")
}

// category is a type of add-on with words that charts of the type use for themselves. What says more comes first: many
// charts are for monitoring, too, or have something to do with security.
type category struct {
	addonType string
	words     []string
}

var categories = []category{
	{"ingress", []string{"ingress", "gateway-api", "reverse-proxy", "api-gateway"}},
	{"load balancer", []string{"load-balancer", "loadbalancer", "load balancer", "metallb", "load-balancing"}},
	{"servicemesh", []string{"service-mesh", "servicemesh", "service mesh", "istio", "linkerd", "consul", "envoy"}},
	{"authentication", []string{
		"authentication", "oauth", "oauth2", "oidc", "sso", "identity", "iam", "ldap", "saml", "keycloak", "dex",
	}},
	{"logging", []string{
		"logging", "logs", "log", "fluentd", "fluent-bit", "fluentbit", "logstash", "loki", "elasticsearch", "kibana",
		"elastic", "splunk", "syslog",
	}},
	{"monitoring", []string{
		"monitoring", "metrics", "prometheus", "grafana", "alerting", "alertmanager", "observability", "tracing", "apm",
		"opentelemetry", "thanos", "kubecost", "cost", "alerts",
	}},
	{"security", []string{
		"security", "policy", "secrets", "secret", "vault", "certificate", "certificates", "tls", "scanning", "scanner",
		"vulnerability", "falco", "compliance", "admission",
	}},
	{"registry", []string{"registry", "harbor", "container-registry", "registries"}},
	{"storage", []string{
		"csi", "csi-driver", "storage", "ceph", "nfs", "backup", "restore", "snapshot", "velero", "object-storage", "minio",
		"volume", "volumes",
	}},
	{"network", []string{"cni", "networking", "network", "sriov", "dns", "vpn", "multus", "bgp"}},
	{"ai", []string{
		"ai", "gpu", "gpus", "machine-learning", "machine learning", "ml", "llm", "nvidia", "inference", "kubeflow",
		"jupyter",
	}},
	{"system app", []string{"infrastructure", "infra", "provisioning", "autoscaling", "autoscaler", "lifecycle"}},
	{"app services", []string{
		"database", "postgresql", "postgres", "mysql", "mariadb", "mongodb", "redis", "kafka", "rabbitmq", "queue",
		"messaging", "cache", "memcached", "cassandra", "sql", "nosql", "cms", "wordpress",
	}},
}

// addonType is the category that words suggest, of which the first weigh most; "system app", the most frequent one of
// published packs, if none does.
func addonType(words []string) string {
	best, most := "system app", 0
	for _, c := range categories {
		score := 0
		for i, w := range words {
			if slices.Contains(c.words, w) {
				score += 1 + max(0, 3-i/2) // keywords come first
			}
		}
		if score > most {
			best, most = c.addonType, score
		}
	}
	return best
}

// sectionKey is the key below charts: of the values of the chart.
func (d *draft) sectionKey() []string { return []string{pack.SectionCharts, d.Chart.Name} }

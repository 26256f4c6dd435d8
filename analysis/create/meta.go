package create

import (
	"regexp"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
)

// maxLine is how many characters a line of pack.json has at most if a list is on it.
const maxLine = 100

// meta is the text of pack.json.
func (d *draft) meta() string {
	var members []string
	add := func(key, value string) { members = append(members, edit.Quote(key)+": "+value) }
	add("name", edit.Quote(d.name))
	add("displayName", edit.Quote(d.one(KeyDisplayName)))
	add("version", edit.Quote(d.version))
	add("layer", edit.Quote(d.one(KeyLayer)))
	if d.one(KeyLayer) == schema.LayerAddon {
		add("addonType", edit.Quote(d.one(KeyAddonType)))
	}
	add("cloudTypes", list(len(`  "cloudTypes": `), d.said[KeyClouds]))
	if group := d.one("group"); group != "" {
		add("group", edit.Quote(group))
	}
	var annotations []string
	for _, a := range d.annotations() {
		annotations = append(annotations, edit.Quote(a[0])+": "+edit.Quote(a[1]))
	}
	add("annotations", object(annotations))
	switch {
	case d.kind == FromChart:
		add(pack.KeyCharts, list(0, []string{d.archivePath()}))
	case d.manifests != nil:
		var paths []string
		for _, m := range d.manifests {
			paths = append(paths, m.Path)
		}
		add(pack.KeyManifests, list(len(`  "kubeManifests": `), paths))
	}
	if dependencies := d.dependencies(); dependencies != nil {
		list := "[\n  " + indent(strings.Join(dependencies, ",\n"), "  ") + "\n]"
		add(pack.KeyConstraints, object([]string{edit.Quote(pack.KeyDependencies) + ": " + list}))
	}
	return object(members) + "\n"
}

// object is a JSON object with a member on each line.
func object(members []string) string {
	return "{\n  " + indent(strings.Join(members, ",\n"), "  ") + "\n}"
}

// list is a JSON array of texts: on one line if it is short, which begins with before characters.
func list(before int, items []string) string {
	quoted := make([]string, len(items))
	for i, item := range items {
		quoted[i] = edit.Quote(item)
	}
	if line := "[" + strings.Join(quoted, ", ") + "]"; before+len(line) <= maxLine || len(items) == 1 {
		return line
	}
	return "[\n  " + strings.Join(quoted, ",\n  ") + "\n]"
}

// indent puts by before all lines of s but the first.
func indent(s, by string) string { return strings.ReplaceAll(s, "\n", "\n"+by) }

// atLeast matches the constraint of a chart that asks for a version of Kubernetes or a later one.
var atLeast = regexp.MustCompile(`^>=\s*v?(1\.[0-9]+)(\.0)?(-0|-alpha|-0-0)?$`)

// leastKubernetes is the lowest version of Kubernetes that the chart is for; "" if it does not name one, or if all
// supported clusters have it.
func (d *draft) leastKubernetes() string {
	if d.Chart == nil {
		return ""
	}
	m := atLeast.FindStringSubmatch(strings.TrimSpace(aboutChart(d.Chart).kubeVersion))
	if m == nil {
		return ""
	}
	if v, ok := kube.ParseVersion(m[1]); !ok || v <= kube.Oldest || v > kube.Default {
		return ""
	}
	return m[1]
}

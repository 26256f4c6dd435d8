package create

import (
	"fmt"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// readme is the text of README.md.
func (d *draft) readme() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", d.one(KeyDisplayName))
	switch d.kind {
	case FromChart:
		d.describeChart(&b)
	case FromImage:
		fmt.Fprintf(&b, "An operating system for the nodes of clusters: %s on %s.\n", d.one("os-name"),
			strings.Join(d.said[KeyClouds], ", "))
	default:
		fmt.Fprintf(&b, "What the pack gives a cluster, and the values that its users should look at.\n")
		d.describeManifests(&b)
	}
	return b.String()
}

func (d *draft) describeChart(b *strings.Builder) {
	m := aboutChart(d.Chart)
	if m.description != "" {
		fmt.Fprintf(b, "%s\n\n", ended(oneLine(m.description)))
	}
	fmt.Fprintf(b, "The pack installs version %s of the Helm chart `%s`", d.Chart.Version, d.Chart.Name)
	if app := d.Chart.AppVersion; app != "" && app != d.Chart.Version {
		fmt.Fprintf(b, ", which deploys version %s", oneLine(app))
	}
	fmt.Fprintf(b, ", into the namespace `%s`.\n", d.one(KeyNamespace))
	d.describeRequirements(b, m)
	d.describeParameters(b)
	var links []string
	if m.home != "" {
		links = append(links, m.home)
	}
	for _, s := range m.sources {
		if s != m.home {
			links = append(links, s)
		}
	}
	if links != nil {
		b.WriteString("\n## References\n\n")
		for _, link := range links {
			fmt.Fprintf(b, "- <%s>\n", link)
		}
	}
}

func (d *draft) describeRequirements(b *strings.Builder, m about) {
	for i, need := range d.requirements(m) {
		if i == 0 {
			b.WriteString("\n## Requirements\n\n")
		}
		fmt.Fprintf(b, "- %s\n", need)
	}
}

// requirements is what a cluster needs before the pack is installed.
func (d *draft) requirements(m about) []string {
	var needs []string
	if m.kubeVersion != "" {
		needs = append(needs, fmt.Sprintf("Kubernetes `%s`", oneLine(m.kubeVersion)))
	}
	if d.lastServing != 0 {
		needs = append(needs, fmt.Sprintf("Kubernetes %s or older, which serves %s", d.lastVersion(), kindWords(d.removed)))
	}
	if d.definers != nil {
		packs := "pack"
		if len(d.definers) > 1 {
			packs = "packs"
		}
		needs = append(needs, fmt.Sprintf("The %s `%s`, since custom resources are deployed: %s", packs,
			strings.Join(d.definers, "` and `"), d.foreignWords()))
	}
	for _, n := range d.asked() {
		needs = append(needs, fmt.Sprintf("A value for `%s`, for which Palette asks", d.fullPath(n)))
	}
	return needs
}

func (d *draft) describeParameters(b *strings.Builder) {
	all := d.matters()
	if all == nil {
		return
	}
	fmt.Fprintf(b, "\n## Parameters\n\nAll values of the chart can be set in the pack's values, below `%s.%s`. Often "+
		"changed are:\n\n| Parameter | Description | Default |\n|---|---|---|\n", pack.SectionCharts, d.Chart.Name)
	for _, m := range all {
		path := strings.Join(append(d.sectionKey(), m.path...), ".")
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", path, cell(m.doc), defaultCell(m.pair.Value()))
	}
}

// longestDefault is how many characters a default in a table has at most.
const longestDefault = 60

// defaultCell is a default value in a table.
func defaultCell(v syntax.Node) string {
	v = v.Resolve()
	s := v.Source()
	switch {
	case !v.Exists() || v.Empty():
		return ""
	case v.Kind() == syntax.Mapping && v.First().Exists(), v.Kind() == syntax.Sequence && v.First().Exists(),
		strings.ContainsAny(s, "\n`|"), len(s) > longestDefault:
		return "see the chart"
	}
	return "`" + s + "`"
}

// cell is a text as the content of a cell of a table in Markdown.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "<", `\<`).Replace(oneLine(s))
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// ended is a sentence with its period.
func ended(s string) string {
	if strings.ContainsAny(s[len(s)-1:], ".!?:") {
		return s
	}
	return s + "."
}

func (d *draft) describeManifests(b *strings.Builder) {
	b.WriteString("\n## Manifests\n\n")
	for _, m := range d.manifests {
		fmt.Fprintf(b, "- `%s`\n", m.Path)
	}
	fmt.Fprintf(b, "\nThey are installed into the namespace `%s`.\n", d.one(KeyNamespace))
	d.describeRequirements(b, about{})
}

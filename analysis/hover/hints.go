package hover

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Hint is a fact that an editor shows between two characters of a text.
type Hint struct {
	Offset  int    // of the byte that the hint is before
	Label   string // a few words on one line
	Tooltip string // where the label comes from, as plain text
}

// Hints returns hints for a file in a range of bytes, in their order. In pack.json each is after a reference: the
// newest version in the workspace that satisfies a dependency, the value of a parameter reference and what all replicas
// need together, and what the name of an archive does not say of its chart. In values.yaml they are the defaults of charts that differ from
// the values there, if the settings ask for them. It is nil for other files, and if the settings turn hints off.
func Hints(s *pack.Snapshot, file string, in text.Range) []Hint {
	p, f := s.PackOf(file)
	switch {
	case f == nil || !p.Settings.InlayHints():
		return nil
	case f == p.Values && p.Settings.DefaultHints():
		return defaultHints(p, in)
	case f.Kind != pack.Meta:
		return nil
	}
	var hints []Hint
	add := func(n syntax.Node, label, tooltip string) {
		if label != "" && in.Touches(n.End()) {
			hints = append(hints, Hint{n.End(), label, tooltip})
		}
	}
	dependencyHints(s, p, add)
	referenceHints(p, in, add)
	for n := range f.Root().Get(pack.KeyCharts).Children() {
		if c, err := p.Chart(n.Text()); err == nil && n.Kind() == syntax.String && in.Touches(n.End()) {
			label, tooltip := chartHint(n.Text(), c)
			add(n, label, tooltip)
		}
	}
	slices.SortStableFunc(hints, func(a, b Hint) int { return cmp.Compare(a.Offset, b.Offset) })
	return hints
}

// chartHint says of the chart in an archive what the name of that does not say: its name and version, if they are
// others, and the version of its application, if that has one of its own.
func chartHint(archive string, c *chart.Chart) (label, tooltip string) {
	bare := func(v string) string { return strings.TrimPrefix(v, "v") }
	var what, about []string
	says := strings.TrimSuffix(path.Base(archive), ".tgz")
	if says != c.Name+"-"+bare(c.Version) && says != c.Name+"-v"+bare(c.Version) {
		what, about = append(what, c.Name+" "+c.Version), append(about, "name and version of the chart in this archive")
	}
	if c.AppVersion != "" && bare(c.AppVersion) != bare(c.Version) {
		what, about = append(what, "app "+c.AppVersion), append(about, "version of the application that it installs")
	}
	return markdown.Line(strings.TrimSpace(strings.Join(what, ", "))), strings.Join(about, ", ")
}

// maxHinted is how many dependencies get hints. Published packs have a handful.
const maxHinted = 200

func dependencyHints(s *pack.Snapshot, p *pack.Pack, add func(n syntax.Node, label, tooltip string)) {
	x := s.Index()
	if x == nil {
		return
	}
	own := p.Entry()
	nodes := slices.Collect(p.Root().At(pack.KeyConstraints, pack.KeyDependencies).Children())
	for _, d := range own.Dependencies[:min(len(own.Dependencies), maxHinted)] {
		if d.Name == own.Name || d.Type != pack.Required && d.Type != pack.Optional {
			continue
		}
		var fit []*pack.Entry
		for _, e := range x.Named(d.Name).Entries() {
			if e.Parsed.Exists() && (d.Layer == "" || d.Layer == e.Layer) && d.Allows(e.Parsed) {
				fit = append(fit, e)
			}
		}
		if len(fit) > 0 {
			tooltip := fmt.Sprintf("the newest of %s in the workspace that satisfy this dependency",
				markdown.Plural(len(fit), "version"))
			add(nodes[d.Index].Get(pack.KeyPackName), fit[0].Version, tooltip)
		}
	}
}

// maxNeeds is how many components get hints, since each may read all of values.yaml. Published packs have at most six.
const maxNeeds = 50

// referenceHints adds the values that the components of resources refer to, and what they need.
func referenceHints(p *pack.Pack, in text.Range, add func(n syntax.Node, label, tooltip string)) {
	looked := 0
	for resource := range pack.ResourceNodes(p.Root()) {
		kind := resource.Get(pack.KeyType).Text()
		for component := range pack.ComponentNodes(resource) {
			if component.Start() > in.End || component.End() < in.Start || looked == maxNeeds {
				continue
			}
			looked++
			d := needOf(p, component, kind)
			request, replicas := component.Get(pack.KeyRequestRef), component.Get(pack.KeyReplicaRef)
			if d.request != "" {
				add(request, "= "+markdown.Line(d.request), "what one replica needs, by the value that this refers to")
			}
			switch {
			case !replicas.Exists() || d.replicas == "":
			case d.known:
				total := formatAmount(d.total, d.kind, d.suffix)
				tooltip := d.replicas + " × " + d.request + ", by the values that the component refers to"
				add(replicas, "= "+d.replicas+", "+total+" in all", tooltip)
			default:
				add(replicas, "= "+markdown.Line(d.replicas), "the value that this refers to")
			}
		}
	}
}

package check

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// valuesChecks are those of values.yaml.
var valuesChecks = slices.Concat(valuesStructureChecks, valuesChartChecks,
	valuesRootChecks, valuesNamespaceChecks, valuesReleaseChecks, valuesImagesChecks, valuesDeployedChecks,
	valuesContentChecks, valuesShapeChecks, valuesRetypedChecks, valuesSourceChecks)

var sections = pack.Sections()

// rootKeys are the sections, and other top-level keys of published packs.
var rootKeys = append(slices.Clone(sections), "readinessCheck", "postReadinessHooks", "kubeadmconfig")

// at is the value at a path from the root of the file, aliases and merge keys followed; absent if there is none.
func (p *Pass) at(path ...string) syntax.Node { return p.Root().At(path...) }

// pairAt is the pair at a path from the root of the file; absent if there is none.
func (p *Pass) pairAt(path ...string) syntax.Node {
	return p.at(path[:len(path)-1]...).Pair(path[len(path)-1])
}

// anchorFor is the place to report that something is missing at a path: the deepest key of the path that exists, or
// else the file's first key.
func (p *Pass) anchorFor(path ...string) text.Range {
	r := p.Root().Resolve().First().Key().Range()
	for i := range path {
		pair := p.pairAt(path[:i+1]...)
		if !pair.Exists() {
			break
		}
		r = pair.Key().Range()
	}
	return r
}

// incomplete says if a syntax error may have swallowed members of the root or of the mappings on a path.
func (p *Pass) incomplete(path ...string) bool {
	n := p.Root().Resolve()
	if n.Kind() == syntax.Invalid && n.Exists() || n.Broken() {
		return true
	}
	if !n.Exists() && len(p.File.Tree().Errors) > 0 {
		return true
	}
	for i := range path {
		pair := p.pairAt(path[:i+1]...)
		if !pair.Exists() {
			return false
		}
		if v := pair.Value().Resolve(); pair.Broken() || v.Broken() || v.Kind() == syntax.Invalid {
			return true
		}
	}
	return false
}

// holdsMacro says if a value holds a macro or template, so that nobody knows it before deployment. One whose braces are
// split is meant to be one, and has its own report.
func holdsMacro(n syntax.Node) bool {
	src := n.Source()
	return macro.Contains(src) || strings.Contains(src, "{ {") && splitAction.MatchString(src)
}

// isText says if n is a string without a macro.
func isText(n syntax.Node) bool { return n.Kind() == syntax.String && !holdsMacro(n) }

// packChart is a chart of the pack with the path of its archive, as pack.json gives it.
type packChart struct {
	*chart.Chart
	archive string
	several bool // whether another archive holds a chart of that name, so that their values are both in one section
}

// charts are the charts of the pack; complete is false if the list in pack.json or one of its archives cannot be read,
// so that there may be more.
func (p *Pass) charts() (charts []packChart, complete bool) {
	root := p.Pack.Root()
	list := root.Get(pack.KeyCharts)
	complete = !root.Broken() && !list.Broken() && !misspelled(p, root, pack.KeyCharts) &&
		(list.Kind() == syntax.Sequence || !root.Pair(pack.KeyCharts).Exists())
	seen := map[string]bool{}
	for _, rel := range p.Pack.Facts().Charts {
		if seen[rel] {
			continue // files/duplicate-entry
		}
		seen[rel] = true
		c, err := p.Pack.Chart(rel)
		if err != nil {
			complete = false
			continue
		}
		charts = append(charts, packChart{Chart: c, archive: rel})
	}
	return charts, complete
}

func chartNames(charts []packChart) []string {
	var names []string
	seen := map[string]bool{}
	for _, c := range charts {
		if !seen[c.Name] {
			seen[c.Name] = true
			names = append(names, c.Name)
		}
	}
	return names
}

// byName are the charts by name: the first one, if several have it.
func byName(charts []packChart) map[string]*packChart {
	named := map[string]*packChart{}
	for i := range charts {
		if first := named[charts[i].Name]; first != nil {
			first.several = true
		} else {
			named[charts[i].Name] = &charts[i]
		}
	}
	return named
}

// manifestKeys are the keys that the pack's manifests have below manifests:.
func (p *Pass) manifestKeys() []string {
	var keys []string
	for _, rel := range p.Pack.Facts().Manifests {
		keys = append(keys, pack.ManifestKey(rel))
	}
	return keys
}

// keysOf are the keys of a mapping, merge keys left out.
func keysOf(mapping syntax.Node) []string {
	var keys []string
	if mapping.Kind() != syntax.Mapping {
		return nil
	}
	for pair := range mapping.Entries() {
		keys = append(keys, pair.Key().Text())
	}
	return keys
}

// missing are the ones of wanted that are not in have.
func missing(wanted, have []string) []string {
	has := set(have)
	var left []string
	for _, w := range wanted {
		if !has[w] {
			left = append(left, w)
		}
	}
	return left
}

// maxRenames is how many findings of one check in one file offer to rename a key, as each looks through the key's
// mapping.
const maxRenames = 1000

// rename offers to give a key another name, unless its mapping has that one already.
func (d *Diagnostic) rename(p *Pass, key syntax.Node, to string) *Diagnostic {
	if to == "" || len(p.found) > maxRenames || key.Parent().Parent().Pair(to).Exists() {
		return d
	}
	return d.Fix(p.File, "Rename to "+to, edit.Rewrite(key, to))
}

var packReferences pack.Memo[map[string]bool]

// referredTo says if a macro in the pack's own files uses the value at a path of one or two keys, or one below it, as
// .spectro.pack.<own name>.<path>.
func (p *Pass) referredTo(path ...string) bool {
	used := packReferences.Of(p.Pack, p.Pack.Values, func() map[string]bool {
		prefix := ".spectro.pack." + p.Pack.Facts().Name + "."
		used := map[string]bool{}
		for _, f := range append([]*pack.File{p.Pack.Values, p.Pack.Presets}, p.Pack.ManifestFiles()...) {
			if f == nil {
				continue
			}
			_, rest, found := strings.Cut(f.Text.String(), prefix)
			for ; found; _, rest, found = strings.Cut(rest, prefix) {
				if end := strings.IndexAny(rest, " \t\r\n}|)\"'"); end >= 0 {
					keys := strings.SplitN(rest[:end], ".", 3)
					used[keys[0]] = true
					used[strings.Join(keys[:min(2, len(keys))], ".")] = true
				}
			}
		}
		return used
	})
	return used[strings.Join(path, ".")]
}

// usedAnchor is where an anchor begins, and where the last alias of its name does.
type usedAnchor struct{ start, lastUse int }

var usedAnchors pack.Memo[[]usedAnchor]

// stores says if an alias outside n uses an anchor inside n, which may be the only reason for n.
func (p *Pass) stores(n syntax.Node) bool {
	used := usedAnchors.Of(p.Pack, p.File, func() []usedAnchor {
		tree := p.File.Tree()
		if len(tree.Anchors()) == 0 {
			return nil
		}
		last := map[string]int{}
		for m := range tree.All() {
			if m.Kind() == syntax.Alias {
				last[m.Text()] = m.Start()
			}
		}
		var used []usedAnchor
		for _, a := range tree.Anchors() {
			if last[a.Name] > a.Start {
				used = append(used, usedAnchor{a.Start, last[a.Name]})
			}
		}
		return used
	})
	i, _ := slices.BinarySearchFunc(used, n.Start(), func(a usedAnchor, start int) int { return a.start - start })
	for ; i < len(used) && used[i].start < n.End(); i++ {
		if used[i].lastUse >= n.End() {
			return true
		}
	}
	return false
}

// set is names to be looked up.
func set(names []string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, name := range names {
		m[name] = true
	}
	return m
}

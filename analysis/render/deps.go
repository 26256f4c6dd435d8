package render

import (
	"fmt"
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/pack-lsp/pack-lsp/analysis/render/funcs"
)

// node is a chart among those that are rendered together: a subchart has one node for each alias.
type node struct {
	name   string // the alias, or the chart's own name
	meta   metadata
	src    *source
	values map[string]any // defaults, those imported from subcharts included
	deps   []*node
	root   bool
}

// newNode makes the tree of s. What Helm changes in Chart.yaml as it goes is copied.
func newNode(s *source, root bool) *node {
	n := &node{name: s.meta.Name, meta: s.meta, src: s, values: s.values, root: root}
	n.copyDependencies()
	for _, sub := range s.subcharts {
		n.deps = append(n.deps, newNode(sub, false))
	}
	return n
}

func (n *node) copyDependencies() {
	if n.meta.Dependencies == nil {
		return
	}
	list := make([]*dependency, len(n.meta.Dependencies))
	for i, d := range n.meta.Dependencies {
		copied := *d
		list[i] = &copied
	}
	n.meta.Dependencies = list
}

// dep is the subchart of that name; nil if there is none.
func (n *node) dep(name string) *node {
	for _, d := range n.deps {
		if d.name == name {
			return d
		}
	}
	return nil
}

// enable drops the subcharts that conditions and tags in the values switch off, and gives aliases their names, in
// n and below (chartutil.processDependencyEnabled). vals gives the values of the chart around n, in which prefix
// leads to those of n.
func (n *node) enable(vals func() (map[string]any, error), prefix string) error {
	if n.meta.Dependencies == nil {
		return nil
	}
	n.resolve()
	var merged map[string]any
	own := func() (map[string]any, error) { // worked out only if something depends on it: it takes a copy of all values
		if merged != nil {
			return merged, nil
		}
		outer, err := vals()
		if err == nil {
			merged, err = coalesceValues(n, outer)
		}
		return merged, err
	}
	if n.conditional() {
		values, err := own()
		if err != nil {
			return err
		}
		n.flag(values, prefix)
	}
	off := map[string]bool{}
	var kept []*dependency
	for _, d := range n.meta.Dependencies {
		if d.Enabled {
			kept = append(kept, d)
		} else {
			off[d.Name] = true
		}
	}
	var deps []*node
	for _, d := range n.deps {
		if !off[d.name] {
			deps = append(deps, d)
		}
	}
	var list []*dependency
	for _, d := range kept {
		if !off[d.Name] {
			list = append(list, d)
		}
	}
	for _, d := range deps {
		if err := d.enable(own, prefix+d.name+"."); err != nil {
			return err
		}
	}
	n.meta.Dependencies, n.deps = list, deps
	return nil
}

// resolve pairs subcharts with the entries of Chart.yaml that ask for them. One that is not asked for stays as well.
func (n *node) resolve() {
	var deps []*node
	for _, d := range n.deps {
		asked := false
		for _, req := range n.meta.Dependencies {
			if d.name == req.Name && compatible(req.Version, d.meta.Version) {
				asked = true
				break
			}
		}
		if !asked {
			deps = append(deps, d)
		}
	}
	for _, req := range n.meta.Dependencies {
		if d := n.alias(req); d != nil {
			deps = append(deps, d)
		}
		if req.Alias != "" {
			req.Name = req.Alias
		}
		req.Enabled = true
	}
	n.deps = deps
}

func (n *node) alias(req *dependency) *node {
	for _, d := range n.deps {
		if d.name != req.Name || !compatible(req.Version, d.meta.Version) {
			continue
		}
		out := newNode(d.src, false)
		if req.Alias != "" {
			out.name, out.meta.Name = req.Alias, req.Alias
		}
		return out
	}
	return nil
}

func (n *node) conditional() bool {
	for _, d := range n.meta.Dependencies {
		if d.Condition != "" || len(d.Tags) > 0 {
			return true
		}
	}
	return false
}

// flag switches dependencies on or off: by tags, and then by conditions, which win.
func (n *node) flag(values map[string]any, prefix string) {
	tags, _ := values["tags"].(map[string]any)
	for _, d := range n.meta.Dependencies {
		on, off := false, false
		for _, tag := range d.Tags {
			if b, ok := tags[tag].(bool); ok {
				on, off = on || b, off || !b
			}
		}
		d.Enabled = on || !off
		for condition := range strings.SplitSeq(strings.TrimSpace(d.Condition), ",") {
			if condition == "" {
				continue
			}
			v, _ := funcs.ScalarAt(values, prefix+condition)
			if b, ok := v.(bool); ok {
				d.Enabled = b
				break
			}
		}
	}
}

// compatible is chartutil.IsCompatibleRange.
func compatible(constraint, version string) bool {
	v, err := semver.NewVersion(version)
	if err != nil {
		return false
	}
	c, err := semver.NewConstraint(constraint)
	return err == nil && c.Check(v)
}

// importValues makes values of subcharts defaults of n where its Chart.yaml says so, innermost charts first
// (chartutil.processDependencyImportValues).
func (n *node) importValues() error {
	for _, d := range n.deps {
		if err := d.importValues(); err != nil {
			return err
		}
	}
	if n.meta.Dependencies == nil {
		return nil
	}
	values, err := mergeValues(n, nil)
	if err != nil {
		return err
	}
	imported := map[string]any{}
	for _, d := range n.meta.Dependencies {
		var listed []any
		for _, entry := range d.ImportValues {
			child, parent := "", "."
			switch entry := entry.(type) {
			case map[string]any:
				child, parent = fmt.Sprintf("%v", entry["child"]), fmt.Sprintf("%v", entry["parent"])
			case string:
				child = "exports." + entry
			default:
				continue
			}
			listed = append(listed, map[string]string{"child": child, "parent": parent})
			if table, ok := funcs.TableAt(values, d.Name+"."+child); ok {
				if table == nil {
					table = map[string]any{}
				}
				imported = coalesceTables(imported, nest(parent, table), true)
			}
		}
		d.ImportValues = listed
	}
	n.values = coalesceTables(funcs.CopyMap(values), imported, true)
	return nil
}

// nest puts table at a dotted path; "." is the root.
func nest(dotted string, table map[string]any) map[string]any {
	if dotted == "." {
		return table
	}
	steps := strings.Split(dotted, ".")
	for i := len(steps) - 1; i >= 0; i-- {
		table = map[string]any{steps[i]: table}
	}
	return table
}

// signature names the charts of the tree: two trees of one source with the same signature are equal, before values
// are imported.
func (n *node) signature(b *strings.Builder) {
	b.WriteString(n.name)
	b.WriteByte('(')
	for _, d := range n.deps {
		d.signature(b)
	}
	b.WriteByte(')')
}

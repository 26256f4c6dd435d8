package chart

import (
	"iter"
	"path"
	"slices"
	"strings"
	"sync"
)

// Use is how the templates of a chart use the value at a path.
type Use uint8

const (
	Unused Use = iota // nothing uses it, as far as is known
	Prefix            // only values below it are used
	Tested            // whether it is set, and nothing else, decides something
	Whole             // it is used as a whole, alone or as part of a value around it
)

// wildcard is a step of a path that means any key: an element that a template ranges over, or a computed key.
const wildcard = "*"

// useNode is a step of the paths that templates use.
type useNode struct {
	next map[string]*useNode
	use  Use // Unused, Tested or Whole
}

func (n *useNode) add(path []string, use Use) {
	for _, step := range path {
		if n.use == Whole {
			return
		}
		if n.next == nil {
			n.next = map[string]*useNode{}
		}
		child := n.next[step]
		if child == nil {
			child = &useNode{}
			n.next[step] = child
		}
		n = child
	}
	if n.use = max(n.use, use); n.use == Whole {
		n.next = nil // it covers what is below
	}
}

func (n *useNode) find(path []string) Use {
	if n == nil {
		return Unused
	}
	if n.use == Whole {
		return Whole
	}
	if len(path) == 0 {
		if n.use == Unused && len(n.next) > 0 {
			return Prefix
		}
		return n.use
	}
	found := n.next[path[0]].find(path[1:])
	if path[0] != wildcard && found != Whole {
		found = max(found, n.next[wildcard].find(path[1:]))
	}
	return found
}

// usage is what a chart's templates use, computed when first needed.
type usage struct {
	scanOnce sync.Once
	scans    []*fileScan

	usesOnce sync.Once
	uses     *useNode
	foreign  []*fileScan // helpers of other charts of the archive that c's templates include

	definesOnce sync.Once
	defines     map[string][]*fileScan // of the whole archive; in its outermost chart
}

// Uses is how the chart and its subcharts use the value at path in its merged values. It may report too much use, but
// never too little: a template that cannot be analyzed uses everything that it mentions. A value that only Helm itself
// reads, such as the condition of a dependency, is Tested.
func (c *Chart) Uses(path []string) Use {
	if c == nil {
		return Unused
	}
	found := c.ownUses().find(path)
	if len(path) == 0 || found == Whole {
		return found
	}
	for _, s := range c.Subcharts {
		if path[0] == "global" {
			found = max(found, s.Uses(path))
		}
		if !slices.Contains(s.sections, path[0]) {
			continue
		}
		if len(path) == 1 {
			found = max(found, Prefix)
			continue
		}
		found = max(found, s.Uses(path[1:]), c.usesImported(s, path[1:]))
	}
	return found
}

// AsksKind reports whether a template decides something by the kind of the value at path, as those do that take a list
// or a mapping, or a mapping or a string.
func (c *Chart) AsksKind(path []string) bool {
	if c == nil || len(path) == 0 {
		return false
	}
	c.ownUses()
	same := func(step, want string) bool { return step == want || step == wildcard }
	for _, f := range slices.Concat(c.scan(), c.usage.foreign) {
		if slices.ContainsFunc(f.kinds, func(kind []string) bool { return slices.EqualFunc(kind, path, same) }) {
			return true
		}
	}
	return slices.ContainsFunc(c.Subcharts, func(s *Chart) bool {
		return path[0] == "global" && s.AsksKind(path) || slices.Contains(s.sections, path[0]) && s.AsksKind(path[1:])
	})
}

// ReadKeys are the keys that templates are known to read below the value at path, sorted; none if they read it as a
// whole.
func (c *Chart) ReadKeys(path []string) []string {
	var keys []string
	n := c.ownUses()
	for _, step := range path {
		if n == nil {
			break
		}
		n = n.next[step]
	}
	if n != nil {
		for key := range n.next {
			if key != wildcard {
				keys = append(keys, key)
			}
		}
	}
	for _, s := range c.Subcharts {
		switch {
		case len(path) == 0:
			keys = append(keys, s.sections...)
		case slices.Contains(s.sections, path[0]):
			keys = append(keys, s.ReadKeys(path[1:])...)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// UsesAll reports whether the templates use the values as a whole, so that any key may matter.
func (c *Chart) UsesAll() bool { return c.Uses(nil) == Whole }

// usesImported reports how far c uses the value at path of the subchart s through import-values.
func (c *Chart) usesImported(s *Chart, path []string) Use {
	found := Unused
	for _, imp := range c.importsOf(s) {
		child := splitPath(imp.Child)
		if n := min(len(child), len(path)); !slices.Equal(child[:n], path[:n]) {
			continue
		}
		if len(path) <= len(child) {
			found = max(found, Prefix)
			continue
		}
		found = max(found, c.ownUses().find(append(splitPath(imp.Parent), path[len(child):]...)))
	}
	return found
}

// UsedIn returns the templates that use the value at path, a value around it as a whole, or a value below it: paths
// from the chart's folder, sorted. values.yaml is among them if a default is itself a template.
func (c *Chart) UsedIn(path []string) []string {
	var names []string
	c.usedIn(path, "", func(name string) { names = append(names, name) })
	slices.Sort(names)
	return slices.Compact(names)
}

func (c *Chart) usedIn(keys []string, prefix string, found func(string)) {
	c.ownUses()
	for _, f := range slices.Concat(c.scan(), c.usage.foreign) {
		if f.uses(keys) {
			name := path.Join(prefix, f.name)
			if f.chart != c {
				name = path.Join(prefix, strings.TrimPrefix(f.chart.Path, c.Path+"/"), f.name)
			}
			found(name)
		}
	}
	if len(keys) == 0 {
		return
	}
	for _, s := range c.Subcharts {
		at := path.Join(prefix, strings.TrimPrefix(s.Path, c.Path+"/"))
		if keys[0] == "global" {
			s.usedIn(keys, at, found)
		}
		if len(keys) > 1 && slices.Contains(s.sections, keys[0]) {
			s.usedIn(keys[1:], at, found)
		}
	}
}

// ownUses are the values that the chart's own templates use, those that the helpers they include use, and those that
// Helm reads itself.
func (c *Chart) ownUses() *useNode {
	u := &c.usage
	u.usesOnce.Do(func() {
		u.uses = &useNode{}
		files := c.scan()
		u.foreign = c.included(files)
		for _, f := range slices.Concat(files, u.foreign) {
			for _, m := range f.marks {
				u.uses.add(m.path, m.use)
			}
		}
		for _, d := range c.Dependencies {
			for condition := range strings.SplitSeq(d.Condition, ",") {
				if condition = strings.TrimSpace(condition); condition != "" {
					u.uses.add(splitPath(condition), Tested)
				}
			}
			for _, tag := range d.Tags {
				u.uses.add([]string{"tags", tag}, Tested)
			}
		}
	})
	return u.uses
}

// scan reads the chart's own templates.
func (c *Chart) scan() []*fileScan {
	u := &c.usage
	u.scanOnce.Do(func() {
		for name, f := range c.files {
			switch name {
			case metadataName, requirementsName, SchemaName:
				continue
			case valuesName: // strings in it may be templates, rendered by tpl
				scan := &fileScan{chart: c, name: name}
				scan.scanText(f.text)
				scan.marks = slices.DeleteFunc(scan.marks, func(m mark) bool { return len(m.path) == 0 })
				u.scans = append(u.scans, scan)
				continue
			}
			if f.text != "" && !f.inert {
				u.scans = append(u.scans, scanTemplate(c, name, f.text))
			}
		}
		slices.SortFunc(u.scans, func(a, b *fileScan) int { return strings.Compare(a.name, b.name) })
	})
	return u.scans
}

// included are the files of other charts in the archive whose helpers the given files of c include: all charts of an
// archive share one set of named templates, and library charts contain nothing else.
func (c *Chart) included(files []*fileScan) []*fileScan {
	own := map[string]bool{}
	var wanted []string
	dynamic := false
	for _, f := range files {
		for _, name := range f.defines {
			own[name] = true
		}
		wanted = append(wanted, f.includes...)
		dynamic = dynamic || f.dynamic
	}
	wanted = slices.DeleteFunc(wanted, func(name string) bool { return own[name] })
	if c.parent == nil && len(c.Subcharts) == 0 || len(wanted) == 0 && !dynamic {
		return nil
	}
	defines := c.top().allDefines()
	if dynamic { // the name is computed: it can be any helper
		for name := range defines {
			wanted = append(wanted, name)
		}
		slices.Sort(wanted)
	}
	var out []*fileScan
	seen := map[*fileScan]bool{}
	asked := map[string]bool{}
	for i := 0; i < len(wanted); i++ {
		if asked[wanted[i]] {
			continue
		}
		asked[wanted[i]] = true
		for _, f := range defines[wanted[i]] {
			if f.chart != c && !seen[f] {
				seen[f] = true
				out = append(out, f)
				wanted = append(wanted, f.includes...)
			}
		}
	}
	return out
}

func (c *Chart) top() *Chart {
	for c.parent != nil {
		c = c.parent
	}
	return c
}

func (c *Chart) allDefines() map[string][]*fileScan {
	u := &c.usage
	u.definesOnce.Do(func() {
		u.defines = map[string][]*fileScan{}
		for d := range c.all() {
			for _, f := range d.scan() {
				for _, name := range f.defines {
					u.defines[name] = append(u.defines[name], f)
				}
			}
		}
	})
	return u.defines
}

// all yields the chart and all those inside it.
func (c *Chart) all() iter.Seq[*Chart] {
	return func(yield func(*Chart) bool) { c.each(yield) }
}

func (c *Chart) each(yield func(*Chart) bool) bool {
	if !yield(c) {
		return false
	}
	for _, s := range c.Subcharts {
		if !s.each(yield) {
			return false
		}
	}
	return true
}

func splitPath(dotted string) []string {
	if dotted == "" {
		return nil
	}
	return strings.Split(dotted, ".")
}

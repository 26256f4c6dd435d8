package analysis

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// packNamed is the name of the pack at the start of path, which stands behind .spectro.pack in a file of p: that of p, of one that p depends
// on, or of one of the workspace; else the first segment.
func packNamed(s *pack.Snapshot, p *pack.Pack, path []macro.Segment) string {
	known := append([]string{p.Facts().Name}, p.Facts().Dependencies...)
	for _, name := range known {
		if name != "" && startsWith(path, strings.Split(name, ".")) {
			return name
		}
	}
	if x := s.Index(); x != nil {
		for n := min(len(path), maxNesting); n > 1; n-- {
			if name := macro.Names(path[:n]); x.Named(name) != nil {
				return name
			}
		}
	}
	return path[0].Name
}

// valuesIn are the values of p at a path (see thing.path): those in values.yaml or, where there are none, those that presets add.
func valuesIn(p *pack.Pack, path []string) []syntax.Node {
	dotted := strings.ReplaceAll(strings.Join(path, "."), pack.EachElement, "0") // any element will do
	for _, root := range valueRoots(p) {
		if found := pack.ValuesAt(root, dotted); len(found) > 0 {
			return found
		}
	}
	return nil
}

// atHome is the pack that has the value t, which a macro in another pack names, and t as it is called there; p and t where t is no such
// value or no pack of the workspace has it.
func (t thing) atHome(s *pack.Snapshot, p *pack.Pack) (*pack.Pack, thing) {
	if t.kind == valueThing && t.name != "" {
		for _, q := range s.PacksNamed(t.name) {
			if len(valuesIn(q, t.path)) > 0 {
				return q, valueAtPath(t.path...)
			}
		}
	}
	return p, t
}

// packs adds the packs of the workspace of a name, newest first, by their names.
func (d *definer) packs(name string) {
	for _, p := range d.snapshot.PacksNamed(name) {
		if p.JSON != nil {
			d.add(p.JSON, p.Root().Get("name").Range())
		}
	}
}

// valueOf adds the value at a path of the newest pack of a name that has it.
func (d *definer) valueOf(name string, path []string) {
	for _, p := range d.snapshot.PacksNamed(name) {
		if found := valuesIn(p, path); len(found) > 0 {
			own := definer{pack: p}
			for _, n := range found {
				own.value(n)
			}
			d.found = append(d.found, own.found...)
			return
		}
	}
}

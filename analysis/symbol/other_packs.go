package symbol

import (
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// atHome is the pack that has the value t, which a macro in another pack names, and t as it is called there; p and t where t is no such
// value or no pack of the workspace has it.
func (t symbol) atHome(s *pack.Snapshot, p *pack.Pack) (*pack.Pack, symbol) {
	if t.kind == valueSymbol && t.name != "" {
		for _, q := range s.PacksNamed(t.name) {
			if len(value.In(q, t.path)) > 0 {
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
		if found := value.In(p, path); len(found) > 0 {
			own := definer{pack: p}
			for _, n := range found {
				own.value(n)
			}
			d.found = append(d.found, own.found...)
			return
		}
	}
}

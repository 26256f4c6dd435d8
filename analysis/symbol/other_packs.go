package symbol

import (
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// home is the pack that defines sym, a symbol in a file of p, and sym as that pack names it. They are p and sym
// itself unless sym is a value of another pack of the workspace.
func home(s *pack.Snapshot, p *pack.Pack, sym symbol) (*pack.Pack, symbol) {
	if sym.kind == valueSymbol && sym.name != "" {
		for _, q := range s.PacksNamed(sym.name) {
			if len(value.In(q, sym.path)) > 0 {
				return q, valueAtPath(sym.path...)
			}
		}
	}
	return p, sym
}

// packs adds the packs of the workspace that have a name, newest first.
func (d *definer) packs(name string) {
	for _, p := range d.snapshot.PacksNamed(name) {
		if p.JSON != nil {
			d.add(p.JSON, p.Root().Get("name").Range())
		}
	}
}

// valueOf adds the value at a path in the newest pack of a name that has it.
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

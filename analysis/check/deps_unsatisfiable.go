package check

import (
	"fmt"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// depsUnsatisfiable adds the required dependencies of the pack to a profile one by one, and reports those that can no
// longer be added.
func depsUnsatisfiable(p *Pass) {
	own := p.Pack.Entry()
	r := newResolver(p)
	nodes := map[*pack.Dependency]syntax.Node{}
	var others, required, held []*pack.Dependency
	for d, n := range otherPacks(p) {
		nodes[d] = n
		if d.Type != pack.Required {
			others = append(others, d)
		} else if len(r.versions(d)) > 0 {
			required = append(required, d)
		}
	}
	for _, d := range required {
		deps := append(append(append([]*pack.Dependency{}, others...), d), held...)
		c := r.resolve(own, deps)
		if c == nil {
			held = append(held, d)
			continue
		}
		if c.by == own && (c.other.by == nil || c.other.by == own) {
			continue // the pack contradicts itself, which others report
		}
		in := r.versions(d)
		lead := fmt.Sprintf("%s %s, the only version in range,", d.Name, in[0].Version)
		if len(in) > 1 {
			lead = fmt.Sprintf("none of the %d versions of %s in range", len(in), quote(d.Name))
		}
		goes := "does not go"
		if len(in) > 1 {
			goes = "goes"
		}
		report := p.Report(nodes[d].Get(pack.KeyPackName).Range(),
			"%s %s with this pack's other constraints: %s", lead, goes, c.words(own))
		for _, w := range append(c.chain, c.want, c.other) {
			if w.by != nil && w.by != own {
				p.relateTo(report, w.by, dependencyAt(w.dep.Index), "%s", w.words(own))
			}
		}
	}
}

// words is the message for c.
func (c *conflict) words(own *pack.Entry) string {
	var parts []string
	for _, w := range c.chain {
		if w.by != own {
			parts = append(parts, fmt.Sprintf("%s requires %s", packWords(w.by, own), w.dep.Name))
		}
	}
	switch {
	case c.met == nil:
		parts = append(parts, c.want.words(own)+", but "+c.other.words(own))
	case c.met == own:
		parts = append(parts, fmt.Sprintf("%s, and this pack is %s", c.want.words(own), own.Version))
	case c.other.by != nil:
		parts = append(parts, fmt.Sprintf("%s, but %s", c.other.words(own), c.want.words(own)))
	default:
		parts = append(parts, fmt.Sprintf("%s, but the profile has %s %s", c.want.words(own), c.met.Name, c.met.Version))
	}
	return strings.Join(parts, ", ")
}

// words are what w says, as a clause.
func (w want) words(own *pack.Entry) string {
	verb, versions := "requires", " in versions "+w.dep.Words()
	switch {
	case w.dep.Type == pack.NotSupported:
		verb = "does not support"
	case w.dep.Bounds.Unbounded():
		versions = ""
	case w.dep.Type == pack.Optional:
		verb, versions = "allows", " only"+versions
	}
	name := w.dep.Name
	if name == own.Name {
		name = "this pack"
	}
	return packWords(w.by, own) + " " + verb + " " + name + versions
}

// packWords is e for a sentence.
func packWords(e, own *pack.Entry) string {
	if e == own {
		return "this pack"
	}
	return e.Name + " " + e.Version
}

package check

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// What one mistake in values.yaml hides is not missing: checks that look there for something ask here first.

// unsettled says if the content of values.yaml is in doubt: it is absent, has syntax errors, or has a duplicate key
// that hides what is under the earlier one. A duplicate key whose earlier value is a scalar hides nothing.
func unsettled(values *pack.File) bool {
	return values == nil || len(values.Tree().Errors) > 0 ||
		slices.ContainsFunc(repeatsIn(values), func(r repeat) bool { return r.earlier.Value().First().Exists() })
}

// twice says if values.yaml has a section twice, so that its parts may be in the wrong one.
func (p *Pass) twice(section string) bool {
	root := p.Pack.Values.Root()
	return slices.ContainsFunc(repeatsIn(p.Pack.Values), func(r repeat) bool {
		return r.pair.Parent() == root && r.pair.Key().Text() == section
	})
}

// sectionElsewhere says if the section of values.yaml that a path begins with may be there and not be found, since a
// key is misspelled or misplaced, or a value no mapping. That has its own report.
func (p *Pass) sectionElsewhere(steps []string) bool {
	name := steps[0]
	if name != pack.SectionCharts && name != pack.SectionManifests {
		return false
	}
	root := p.Pack.Values.Root().Resolve()
	switch section := root.Get(name); section.Kind() {
	case syntax.Mapping:
		return len(steps) > 1 && !section.Pair(steps[1]).Exists() && p.strange(name, section)
	case syntax.Null, syntax.Invalid:
	default:
		return true
	}
	return root.At(pack.SectionPack, name).Exists() || slices.ContainsFunc(keysOf(root), func(key string) bool {
		return key != name &&
			(len(steps) > 1 && key == steps[1] || !slices.Contains(rootKeys, key) && nearest(key, []string{name}) != "")
	})
}

// strange says if the chart does not know the pair at path; child is what the chart has there.
func (p *Pass) strange(name string, section syntax.Node) bool {
	known := p.manifestKeys()
	if name == pack.SectionCharts {
		charts, complete := p.charts()
		if !complete {
			return true
		}
		known = chartNames(charts)
	}
	return len(missing(keysOf(section), known)) > 0
}

// repeat is a key that an earlier one of its mapping has already.
type repeat struct{ earlier, pair syntax.Node }

var repeats pack.View[[]repeat]

// repeatsIn are the duplicate keys of a file, in the order of the text.
func repeatsIn(f *pack.File) []repeat {
	return repeats.Of(f, func() []repeat { return repeatedKeys(f.Tree()) })
}

func repeatedKeys(t *syntax.Tree) (repeats []repeat) {
	var seen firsts[string]
	for mapping := range t.All() {
		if !mapping.RepeatsKeys() {
			continue
		}
		seen.reset()
		for pair := range mapping.Children() {
			key := pair.Key()
			if key.Kind() == syntax.Invalid || key.Broken() || pair.IsMerge() {
				continue // a missing or broken key has its report; several merge keys are legal
			}
			if earlier := seen.first(key.Text(), pair); earlier != pair {
				repeats = append(repeats, repeat{earlier, pair})
			}
		}
	}
	return repeats
}

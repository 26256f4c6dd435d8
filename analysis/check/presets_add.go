package check

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/embedded"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// additions yields what presets add, each text once, if it is a string.
func additions(p *Pass, yield func(*embedded.Content)) {
	seen := map[*embedded.Content]bool{}
	for _, preset := range p.Pack.PresetList() {
		if f := preset.Add; f != nil && !seen[f] && !f.Node().Broken() && !preset.Node.Broken() {
			seen[f] = true
			yield(f)
		}
	}
}

func presetsAddYAML(p *Pass) {
	additions(p, func(f *embedded.Content) {
		in := f
		for _, e := range f.Tree.Errors {
			if string(e.Code) == codeMacroUnquoted {
				continue
			}
			d := p.Report(in.OuterRange(e.Range), "%s", e.Message)
			if len(e.Fix) > 0 {
				d.SafeFix(p.File, e.FixTitle, in.OuterEdits(e.Fix)...)
			}
		}
		for _, r := range repeatedKeys(f.Tree) {
			reportDuplicate(p, in, r)
		}
	})
}

func presetsAddRoot(p *Pass) {
	charts, complete := p.charts()
	additions(p, func(f *embedded.Content) {
		root := f.Tree.Root().Resolve()
		if len(f.Tree.Errors) > 0 || !root.Exists() {
			return
		}
		in := f
		if root.Kind() != syntax.Mapping {
			if !holdsMacro(root) {
				p.Report(in.OuterRange(root.Range()), "add holds a %s; write YAML as in values.yaml, from its root", kindName(root))
			}
			return
		}
		for pair := range root.Entries() {
			switch name := pair.Key().Text(); name {
			case pack.SectionPack:
			case pack.SectionCharts:
				if complete && len(charts) > 0 {
					additionSection(p, in, pair, chartNames(charts), "no chart of the pack is named %s")
				}
			case pack.SectionManifests:
				if keys := p.manifestKeys(); len(keys) > 0 {
					additionSection(p, in, pair, keys, "no manifest of the pack is named %s")
				}
			default:
				additionRoot(p, in, pair, charts)
			}
		}
	})
}

// additionSection reports the keys of the section charts or manifests that name nothing the pack has.
func additionSection(p *Pass, in *embedded.Content, section syntax.Node, known []string, message string) {
	for pair := range section.Value().Resolve().Entries() {
		key := pair.Key()
		if slices.Contains(known, key.Text()) || holdsMacro(key) ||
			section.Key().Text() == pack.SectionManifests && undeclared(p, key.Text()) {
			continue
		}
		s := p.slip(key.Text(), known)
		d := p.Report(in.OuterRange(key.Range()), message+"%s", quote(s.word), s.fewChoices())
		to := s.meant
		if to == "" && len(known) == 1 {
			to = known[0]
		}
		renameIn(d, p, in, key, to)
	}
}

// additionRoot reports a key at the root of an addition that means nothing there, unless values.yaml has it too.
func additionRoot(p *Pass, in *embedded.Content, pair syntax.Node, charts []packChart) {
	key := pair.Key()
	name := key.Text()
	if slices.Contains(rootKeys, name) || holdsMacro(key) || p.Pack.Values.Root().Get(name).Exists() ||
		p.referredTo(name) {
		return
	}
	if slices.Contains(chartNames(charts), name) {
		p.Report(in.OuterRange(key.Range()), "no chart reads %s here; put the section of a chart under charts", quote(name))
		return
	}
	s := p.slip(name, sections)
	renameIn(p.Report(in.OuterRange(key.Range()), "unknown top-level key %s%s", quote(name), s.hint()),
		p, in, key, s.meant)
}

// renameIn offers to give a key of an addition another name, unless its mapping has that one already.
func renameIn(d *Diagnostic, p *Pass, in *embedded.Content, key syntax.Node, to string) {
	if to != "" && !key.Parent().Parent().Pair(to).Exists() {
		d.Fix(p.File, "Rename to "+to, in.OuterEdits([]text.Edit{edit.Rewrite(key, to)})...)
	}
}

func presetsAddType(p *Pass) {
	values := p.Pack.Values
	if unsettled(values) {
		return
	}
	old, removed := map[syntax.Node]map[string]syntax.Node{}, removedBeside(p.Pack)
	for _, added := range p.Pack.PresetChanges().Added {
		if len(added.Tree.Errors) == 0 {
			w := typeWalker{p: p, in: added, removed: removed[added], old: old}
			w.walk(added.Tree.Root().Resolve(), values.Root().Resolve(), "")
		}
	}
}

// removedBeside are, by what a preset adds, the sets of the paths that each of the presets with that addition removes.
func removedBeside(p *pack.Pack) map[*embedded.Content][]map[string]bool {
	beside := map[*embedded.Content][]map[string]bool{}
	sets := map[*syntax.Node]map[string]bool{} // by the first path of the list, which presets may share
	type pair struct {
		added *embedded.Content
		list  *syntax.Node
	}
	seen := map[pair]bool{}
	for _, preset := range p.PresetList() {
		var list *syntax.Node
		if len(preset.Remove) > 0 {
			list = &preset.Remove[0]
		}
		if seen[pair{preset.Add, list}] {
			continue
		}
		seen[pair{preset.Add, list}] = true
		if sets[list] == nil {
			sets[list] = map[string]bool{}
			for _, n := range preset.Remove {
				sets[list][n.Text()] = true
			}
		}
		beside[preset.Add] = append(beside[preset.Add], sets[list])
	}
	return beside
}

// typeWalker compares what a preset adds with what values.yaml has in the same places.
type typeWalker struct {
	p       *Pass
	in      *embedded.Content
	removed []map[string]bool                      // paths that presets remove before they add this
	old     map[syntax.Node]map[string]syntax.Node // pairs by their keys of mappings of values.yaml met so far
	depth   int
}

func (w *typeWalker) walk(added, old syntax.Node, path string) {
	if w.depth++; w.depth > value.MaxDepth {
		return
	}
	defer func() { w.depth-- }()
	if added.Kind() != syntax.Mapping || old.Kind() != syntax.Mapping {
		return
	}
	have, met := w.old[old]
	if !met {
		have = pairsByKey(old)
		w.old[old] = have
	}
	for pair := range added.Children() {
		before, ok := have[pair.Key().Text()]
		at := strings.TrimPrefix(path+"."+pair.Key().Text(), ".")
		kept := func(removed map[string]bool) bool { return !removed[at] }
		if !ok || !slices.ContainsFunc(w.removed, kept) {
			continue
		}
		v, was := pair.Value().Resolve(), before.Value().Resolve()
		if path == "" && slices.Contains(sections, at) && was.Kind() != syntax.Mapping {
			continue // values/section-not-map
		}
		if clashes(v, was) {
			w.p.Report(w.in.OuterRange(pair.Key().Range()),
				"the preset replaces a %[2]s in values.yaml by a %[1]s", kindName(v), kindName(was)).
				Relate(w.p.Pack.Values, before.Key().Range(), "the value in values.yaml")
			continue
		}
		w.walk(v, was, at)
	}
}

// pairsByKey are the pairs of a mapping by their keys.
func pairsByKey(mapping syntax.Node) map[string]syntax.Node {
	pairs := map[string]syntax.Node{}
	for pair := range mapping.Children() {
		pairs[pair.Key().Text()] = pair
	}
	return pairs
}

// clashes says if one of the two is a mapping and the other a scalar or list that holds something.
func clashes(added, old syntax.Node) bool {
	filled := func(n syntax.Node) bool {
		switch n.Kind() {
		case syntax.Sequence:
			return n.First().Exists()
		case syntax.String:
			return n.Text() != "" && !holdsMacro(n)
		}
		return n.Kind() == syntax.Bool || n.Kind() == syntax.Number
	}
	if added.Kind() == syntax.Mapping {
		return filled(old)
	}
	return old.Kind() == syntax.Mapping && old.First().Exists() && filled(added)
}

package check

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

func familyNames() []string {
	var names []string
	for _, f := range macro.Families() {
		names = append(names, f.Name)
	}
	return names
}

func macroUnknownFamily(p *Pass) {
	macroMisspelledRoot(p)
	for a, ref := range p.macroRefs() {
		name := ref.FamilyAt.Name
		if ref.Family != macro.UnknownFamily || name == "" {
			continue
		}
		names := familyNames()
		if variable := macro.Names(append([]macro.Segment{ref.FamilyAt}, ref.Path...)); isSystemVariable(variable) {
			p.Report(a.RangeOf(ref.FamilyAt.Range),
				"unknown macro family %s; did you mean .spectro.system.%s?", quote(name), variable).
				Fix(p.File, "Insert system",
					a.Edits(text.Edit{Range: text.Range{Start: ref.FamilyAt.Start, End: ref.FamilyAt.Start}, New: "system."})...)
			continue
		}
		s := p.slip(name, names)
		p.Report(a.RangeOf(ref.FamilyAt.Range), "unknown macro family %s%s", quote(name), s.choices()).
			replace(p, a, ref.FamilyAt.Range, s.meant)
	}
}

// familyAfter matches the word in an action that is in the place of spectro, before a family and its dot.
var familyAfter = regexp.MustCompile(`(?:^|[\s{(|$,])\.(\w{3,12})\.(?:` + strings.Join(familyNames(), "|") + `)\.`)

// misspelledRoot is the range in an action of a misspelled root of a macro; false if there is none.
func misspelledRoot(action string) (r text.Range, ok bool) {
	for _, m := range familyAfter.FindAllStringSubmatchIndex(action, -1) {
		r = text.Range{Start: m[2], End: m[3]}
		if root := r.Of(action); root != template.Root && nearest(root, []string{template.Root}) != "" {
			return r, true
		}
	}
	return text.Range{}, false
}

// mayMisspell says if a text has the name of a family at all, which saves a search.
func mayMisspell(source string) bool {
	if !macro.Contains(source) {
		return false
	}
	names := familyNames()
	for { // one walk over the dots, of which a text has many, instead of one for each name
		_, rest, ok := strings.Cut(source, ".")
		if !ok {
			return false
		}
		for _, name := range names {
			if after, ok := strings.CutPrefix(rest, name); ok && strings.HasPrefix(after, ".") {
				return true
			}
		}
		source = rest
	}
}

var misspelledMacros pack.View[[]template.Action]

// macroMisspelledRoot reports macros whose first name is close to spectro. Nothing else reads them.
func macroMisspelledRoot(p *Pass) {
	all := misspelledMacros.Of(p.File, func() []template.Action {
		return template.Find(p.Pack,
			p.File, mayMisspell, func(action string) bool { _, ok := misspelledRoot(action); return ok })
	})
	for i := range all {
		a := &all[i]
		r, _ := misspelledRoot(a.Of(a.In.Text))
		r = text.Range{Start: a.Start + r.Start, End: a.Start + r.End}
		p.Report(a.RangeOf(r), "no macro begins with .%s; did you mean .%s?", r.Of(a.In.Text), template.Root).
			replace(p, a, r, template.Root)
	}
}

func isSystemVariable(name string) bool {
	_, ok := macro.SystemVariableNamed(name)
	return ok
}

// span is the range from the first to the last of segments.
func span(path []macro.Segment) text.Range {
	return text.Range{Start: path[0].Start, End: path[len(path)-1].End}
}

// systemNames are the names of the system variables: those of cluster profiles, and all.
var systemNames = sync.OnceValues(func() (names, all []string) {
	for _, v := range macro.SystemVariables() {
		if all = append(all, v.Name); !v.AppOnly {
			names = append(names, v.Name)
		}
	}
	return names, all
})

func macroUnknownSystem(p *Pass) {
	names, all := systemNames()
	for a, ref := range p.macroRefs() {
		if ref.Family != macro.System {
			continue
		}
		if len(ref.Path) == 0 {
			p.Report(a.RangeOf(ref.Range),
				"the macro does not name a system variable; write one, such as .spectro.system.cluster.name")
			continue
		}
		name := macro.Names(ref.Path)
		v, ok := macro.SystemVariableNamed(name)
		switch {
		case ok && !v.AppOnly:
		case ok:
			d := p.Report(a.RangeOf(span(ref.Path)),
				"%s is a variable of app profiles; it is empty in the packs of a cluster profile", name)
			if p.severity == p.check.Severity {
				d.Severity = pack.Information // the pack may be for app profiles
			}
		default:
			s := p.slip(name, names)
			hint, to := s.hint(), s.meant
			if hint == "" { // one of app profiles, which would be reported, too
				hint = p.slip(name, all).hint()
			}
			p.Report(a.RangeOf(span(ref.Path)), "unknown system variable %s%s", quote(name), hint).
				replace(p, a, span(ref.Path), to)
		}
	}
}

// ofOwnPack cuts the pack's own name off the path of a macro .spectro.pack.<name>.<path>; false if it names another
// pack.
func ofOwnPack(p *Pass, ref macro.Reference) ([]macro.Segment, bool) {
	own := p.Pack.Facts().Name
	if ref.Family != macro.Pack || own == "" {
		return nil, false
	}
	n := 1 + strings.Count(own, ".") // a pack's name may hold dots
	if len(ref.Path) < n || macro.Names(ref.Path[:n]) != own {
		return nil, false
	}
	return ref.Path[n:], true
}

func macroPackUnresolved(p *Pass) {
	values := p.Pack.Values
	if unsettled(values) || !p.looksUp(len(p.macros())) {
		return
	}
	for a, ref := range p.macroRefs() {
		path, ok := ofOwnPack(p, ref)
		if !ok || len(path) == 0 || provided(a, ref) || len(path) > value.MaxDepth {
			continue
		}
		name := macro.Names(path)
		if value.Has(p.Pack, name) {
			continue
		}
		steps := strings.Split(name, ".")
		if unknownBelow(values.Root(), steps) || p.sectionElsewhere(steps) {
			continue
		}
		hint := ""
		corrected := p.correctDotted(values.Root(), steps)
		if corrected != nil {
			hint = didYouMean(quotePath(strings.Join(corrected, ".")))
		}
		d := p.Report(a.RangeOf(span(path)), "the pack has no value %s, so the macro is empty%s", quotePath(name), hint)
		if corrected != nil {
			d.replace(p, a, span(path), strings.Join(corrected, "."))
		}
	}
}

// provided says if the action has a value for the case that the macro is empty.
func provided(a *template.Action, ref macro.Reference) bool {
	if a.Kind == macro.Control {
		return true
	}
	for _, c := range ref.Pipeline.Commands {
		if len(c.Words) > 0 && c.Words[0].Kind == macro.Ident &&
			slices.Contains([]string{"default", "coalesce", "empty", "or", "ternary"}, c.Words[0].Text) {
			return true
		}
	}
	return false
}

func macroPackUnknown(p *Pass) {
	known := append([]string{p.Pack.Facts().Name}, p.Pack.Facts().Dependencies...)
	for a, ref := range p.macroRefs() {
		if ref.Family != macro.Pack || len(ref.Path) == 0 || ref.Path[0].Name == "" {
			continue
		}
		path := macro.Names(ref.Path)
		if slices.ContainsFunc(known, func(name string) bool { return path == name || strings.HasPrefix(path, name+".") }) {
			continue
		}
		s := p.slip(ref.Path[0].Name, known)
		p.Report(a.RangeOf(ref.Path[0].Range),
			"pack %s is neither this pack nor a dependency of it%s", quote(s.word), s.hint()).
			replace(p, a, ref.Path[0].Range, s.meant)
	}
}

// kubevipClouds are the clouds whose clusters have a virtual IP address that Palette manages, under the names that
// cloudTypes has for them.
var kubevipClouds = []string{"all", "edge-native", "edge", "vsphere"}

func macroKubevip(p *Pass) {
	clouds := p.Pack.Facts().CloudTypes
	if len(clouds) == 0 || slices.ContainsFunc(clouds, func(c string) bool { return slices.Contains(kubevipClouds, c) }) {
		return
	}
	for a, ref := range p.macroRefs() {
		if ref.Family == macro.System && macro.Names(ref.Path) == "cluster.kubevip" {
			p.Report(a.RangeOf(span(ref.Path)),
				"cluster.kubevip exists only on Edge and vSphere clusters, but this pack is for %s", strings.Join(clouds, ", "))
		}
	}
}

func macroVarInContent(p *Pass) {
	for a, ref := range p.macroRefs() {
		if ref.Family != macro.ProfileVar || !below(a.Scalar, pack.SectionPack, palette.AttrContent) {
			continue
		}
		p.Report(a.RangeOf(ref.Range), "a profile variable cannot be used under pack.content; write the value itself")
	}
}

// below says if n lies below a path of two keys from the root.
func below(n syntax.Node, first, second string) bool {
	path := n.Path()
	return len(path) > 2 && path[0] == first && path[1] == second
}

package check

import (
	"unicode/utf8"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// valuesReleaseChecks are those of the names of Helm releases.
var valuesReleaseChecks = []Check{
	{Code: "values/release-name-override", Severity: pack.Warning, On: inValues, Run: releaseNameOverride,
		Summary: "a release name for an unknown chart"},
	{Code: "values/release-name-length", Severity: pack.Information, On: inValues, Run: releaseNameLength,
		Summary: "a release name that is too long for Helm"},
}

func releaseNameOverride(p *Pass) {
	override := p.at(pack.SectionPack, palette.AttrReleaseNameOverride)
	if override.Broken() {
		return
	}
	if override.IsScalar() && override.Kind() != syntax.Null && !holdsMacro(override) ||
		override.Kind() == syntax.Sequence {
		p.Report(firstLine(p, override),
			"releaseNameOverride must map chart names to release names, not be a %s", kindName(override))
		return
	}
	charts, complete := p.charts()
	if override.Kind() != syntax.Mapping || !complete {
		return
	}
	names := chartNames(charts)
	given := keysOf(override)
	known, free := set(names), missing(names, given)
	for pair := range override.Entries() {
		key := pair.Key()
		if known[key.Text()] || holdsMacro(key) || pair.Broken() {
			continue
		}
		if len(names) == 0 {
			p.Report(key.Range(), "the pack has no chart %s; pack.json lists none", quote(key.Text()))
			continue
		}
		s := p.slip(key.Text(), names)
		to := s.meant
		if to == "" && len(free) == 1 && len(given) <= len(names) {
			to = free[0]
		}
		p.Report(key.Range(), "no chart of the pack is named %s%s", quote(s.word), s.fewChoices()).rename(p, key, to)
	}
}

// maxReleaseName is how long the name of a release may be (Helm: "release name ... length must not be longer than 53").
const maxReleaseName = 53

func releaseNameLength(p *Pass) {
	override := p.at(pack.SectionPack, palette.AttrReleaseNameOverride)
	charts, _ := p.charts()
	for _, name := range chartNames(charts) {
		if v := override.Get(name); v.Exists() {
			if n := utf8.RuneCountInString(v.Text()); isText(v) && n > maxReleaseName {
				p.Report(v.Range(), "the release name %s is %d characters long; Helm allows %d", quote(v.Text()), n, maxReleaseName)
			}
			continue
		}
		release := p.Pack.Facts().Name + "-" + name
		n := utf8.RuneCountInString(release)
		if n <= maxReleaseName || p.Pack.Facts().Name == "" || override.Exists() && override.Kind() != syntax.Mapping ||
			p.incomplete(pack.SectionPack, palette.AttrReleaseNameOverride) {
			continue
		}
		r := p.anchorFor(pack.SectionPack, palette.AttrReleaseNameOverride)
		if section := p.pairAt(pack.SectionCharts, name); section.Exists() {
			r = section.Key().Range()
		}
		d := p.Report(r,
			"release name %s is %d characters long, and Helm allows %d; set a name for %s in pack.releaseNameOverride",
			release, n, maxReleaseName, quote(name))
		if utf8.RuneCountInString(name) > maxReleaseName {
			continue
		}
		entry := edit.Scalar(name) + ": " + edit.Scalar(name)
		switch owner := p.pairAt(pack.SectionPack); {
		case override.Exists():
			d.Fix(p.File, "Add releaseNameOverride",
				edit.AppendEntry(p.pairAt(pack.SectionPack, palette.AttrReleaseNameOverride), entry)...)
		case owner.Exists():
			d.Fix(p.File, "Add releaseNameOverride", edit.AppendEntry(owner, palette.AttrReleaseNameOverride+":\n  "+entry)...)
		}
	}
}

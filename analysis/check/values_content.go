package check

import (
	"hash/maphash"
	"math/bits"
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// valuesContentChecks are those of the sources of charts, and of chart values in general.
var valuesContentChecks = []Check{
	{Code: "values/content-chart", Severity: pack.Information, On: inValues, Run: contentChart,
		Summary: "an entry of pack.content.charts that does not say where a chart comes from"},
	{Code: "values/content-chart-drift", Severity: pack.Hint, On: inValues, Run: contentChartDrift,
		Summary: "an entry of pack.content.charts that differs from the packaged chart"},
	{Code: "values/duplicate-item", Severity: pack.Information, On: inValues, Run: duplicateItem,
		Summary: "duplicate items in a list under charts"},
	{Code: "values/secret", Severity: pack.Warning, On: inValues, Text: true, Run: secretValue,
		Summary: "a value that looks like a real credential"},
}

// contentCharts yields the entries of pack.content.charts.
func (p *Pass) contentCharts(yield func(entry syntax.Node) bool) {
	list := p.at(pack.SectionPack, palette.AttrContent, palette.AttrContentCharts)
	if list.Kind() != syntax.Sequence {
		return
	}
	for entry := range list.Children() {
		if !entry.Broken() && !entry.Resolve().Broken() && !yield(entry) {
			return
		}
	}
}

func contentChart(p *Pass) {
	list := p.at(pack.SectionPack, palette.AttrContent, palette.AttrContentCharts)
	if (list.IsScalar() && list.Kind() != syntax.Null || list.Kind() == syntax.Mapping) && !list.Broken() &&
		!holdsMacro(list) {
		p.Report(firstLine(p, list),
			"pack.content.charts must be a list of mappings with the keys repo, name, version, not a %s", kindName(list))
	}
	for entry := range p.contentCharts {
		v := entry.Resolve()
		if v.Kind() == syntax.Mapping {
			contentChartKeys(p, v)
		} else if v.IsScalar() && !holdsMacro(v) {
			p.Report(dash(entry), "an entry must be a mapping with the keys repo, name, version, not a %s", kindName(v))
		}
	}
}

func contentChartKeys(p *Pass, entry syntax.Node) {
	wanted := palette.AttributeNames(palette.AttributeAt(palette.AttrContent, palette.AttrContentCharts).Children)
	absent := missing(wanted, keysOf(entry))
	holds := func(pair syntax.Node) bool { return holdsMacro(pair.Key()) }
	if entry.Pair(syntax.MergeKey).Exists() || slices.ContainsFunc(slices.Collect(entry.Children()), holds) {
		absent = nil
	}
	var left []string
	for _, name := range absent {
		if other := slipOf(entry, name, wanted); other.Exists() {
			p.Report(other.Key().Range(), "unknown key %s%s", quote(other.Key().Text()), didYouMean(quote(name))).
				rename(p, other.Key(), name)
			continue
		}
		left = append(left, name)
	}
	if len(left) > 0 {
		p.Report(entry.First().Key().Range(), "this entry has no %s", strings.Join(left, " and no "))
	}
	repo := entry.Get("repo")
	if !isText(repo) || repo.Broken() {
		return
	}
	address := repo.Text()
	for _, scheme := range []string{"https://", "http://", "oci://"} {
		if strings.HasPrefix(address, scheme) {
			return
		}
	}
	d := p.Report(repo.Range(),
		"%s is not the address of a chart repository; it must begin with https:// or oci://", quote(address))
	if repositoryHost.MatchString(address) {
		d.Fix(p.File, "Replace with https://"+address, edit.Rewrite(repo, "https://"+address))
	}
}

// repositoryHost matches an address that begins with a host name.
var repositoryHost = regexp.MustCompile(`^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[0-9]+)?(/\S*)?$`)

// slipOf is the pair of entry whose key was likely meant to be name: an unknown key that is near it.
func slipOf(entry syntax.Node, name string, known []string) syntax.Node {
	for pair := range entry.Children() {
		key := pair.Key().Text()
		if slices.Contains(known, key) {
			continue
		}
		if key == "repository" && name == "repo" || key == "url" && name == "repo" || nearest(key, []string{name}) != "" {
			return pair
		}
	}
	return syntax.Node{}
}

func contentChartDrift(p *Pass) {
	charts, complete := p.charts()
	if !complete || len(charts) == 0 {
		return
	}
	names, named := chartNames(charts), byName(charts)
	for entry := range p.contentCharts {
		name, version := entry.Get("name"), entry.Get("version")
		if !isText(name) {
			continue
		}
		c := named[name.Text()]
		if c == nil && hasSubchart(charts, name.Text()) {
			continue
		}
		if c == nil {
			d := p.Report(name.Range(), "no chart of the pack is named %s %s", quote(name.Text()), among(names))
			if len(names) == 1 {
				d.Fix(p.File, "Replace with "+names[0], edit.Rewrite(name, names[0]))
			}
			continue
		}
		if version.IsScalar() && version.Kind() != syntax.Null && !holdsMacro(version) &&
			strings.TrimPrefix(version.Source(), "v") != strings.TrimPrefix(c.Version, "v") &&
			strings.TrimPrefix(version.Text(), "v") != strings.TrimPrefix(c.Version, "v") && c.Version != "" &&
			len(names) == len(charts) {
			p.Report(version.Range(), "the packaged chart %s has version %s, not %s", quote(c.Name), c.Version, version.Text()).
				Fix(p.File, "Replace with "+c.Version, edit.Rewrite(version, c.Version))
		}
	}
}

// hasSubchart says if one of charts has a subchart of that name, at any depth.
func hasSubchart(charts []packChart, name string) bool {
	var has func(c *chart.Chart) bool
	has = func(c *chart.Chart) bool { return c.Name == name || slices.ContainsFunc(c.Subcharts, has) }
	return slices.ContainsFunc(charts, func(c packChart) bool { return has(c.Chart) })
}

func duplicateItem(p *Pass) {
	section := p.at(pack.SectionCharts)
	if section.Kind() != syntax.Mapping {
		return
	}
	h := hasher{seed: maphash.MakeSeed(), found: func(item, before syntax.Node) {
		p.Report(firstLine(p, item), "duplicate item").
			Relate(p.File, firstLine(p, before), "the first one").
			Fix(p.File, "Delete it", edit.RemoveEntry(item)...)
	}}
	end := 0
	for n := range section.All() {
		if n.Kind() == syntax.Sequence && n.Start() >= end && n.First() != n.Last() { // those inside are found on the way
			h.sum(n)
			end = n.End()
		}
	}
}

// hasher finds equal items of sequences in one walk over a tree.
type hasher struct {
	seed   maphash.Seed
	strict bool // all items count, not only those that are likely a mistake
	found  func(item, before syntax.Node)
	free   []*firsts[uint64] // for the next sequence
}

// sum is the hash of what n says, comments and white space apart.
func (h *hasher) sum(n syntax.Node) uint64 {
	sum := uint64(n.Kind()) + 1
	const odd = 0x9e3779b97f4a7c15 // the golden ratio, which spreads the bits
	add := func(s uint64) { sum = (bits.RotateLeft64(sum, 5) ^ s) * odd }
	if !n.First().Exists() {
		add(maphash.String(h.seed, n.Text()))
		return sum
	}
	var seen *firsts[uint64]
	if n.Kind() == syntax.Sequence && n.First() != n.Last() && (h.strict || !isCommandLine(n)) {
		seen = h.list()
		defer func() { h.free = append(h.free, seen) }()
	}
	for c := range n.Children() {
		s := h.sum(c)
		add(s)
		if seen == nil || !h.strict && !comparable(c) {
			continue
		}
		if before := seen.first(s, c); before != c {
			h.found(c, before)
		}
	}
	return sum
}

// list is an empty list for the items of a sequence.
func (h *hasher) list() *firsts[uint64] {
	n := len(h.free)
	if n == 0 {
		return &firsts[uint64]{}
	}
	list := h.free[n-1]
	h.free = h.free[:n-1]
	list.reset()
	return list
}

// comparable says if an item of that kind is likely a mistake if it is twice in a list. Numbers and empty items have a
// meaning by their place.
func comparable(item syntax.Node) bool {
	switch item.Kind() {
	case syntax.String:
		return item.Text() != "" && !holdsMacro(item)
	case syntax.Mapping:
		return item.First().Exists() && !holdsMacro(item)
	}
	return false
}

// isCommandLine says if a list holds the words of a command, which may repeat.
func isCommandLine(list syntax.Node) bool {
	switch key := strings.ToLower(list.Owner().Key().Text()); {
	case strings.HasSuffix(key, "args"), strings.HasSuffix(key, "command"), key == "cmd", key == "entrypoint":
		return true
	}
	for item := range list.Children() {
		if item.Kind() == syntax.String && strings.HasPrefix(item.Text(), "-") {
			return true
		}
	}
	return false
}

// credentials are the shapes of tokens that are never anything else.
var credentials = []struct {
	what    string
	mark    string // what a text must hold to be looked at
	pattern *regexp.Regexp
}{
	{"a Slack token", "xox", regexp.MustCompile(`\bxox[abeprs]-(?:[0-9]+-){1,3}[0-9A-Za-z]{16,}\b`)},
	{"a Slack webhook", "hooks.slack.com",
		regexp.MustCompile(`https://hooks\.slack\.com/services/T[0-9A-Z]{8,}/B[0-9A-Z]{8,}/[0-9A-Za-z]{24}\b`)},
	{"an AWS access key id", "IA", regexp.MustCompile(`\b(?:AKIA|ASIA)[A-Z2-7]{16}\b`)},
	{"a private key", "PRIVATE KEY",
		regexp.MustCompile(`-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+(?:[A-Za-z0-9+/=]{32,}\s*){2,}`)},
}

// sampleToken matches what documentation writes in place of a credential.
var sampleToken = regexp.MustCompile(`(?i)example|x{6,}|1234567890`)

func secretValue(p *Pass) {
	if !holdsMark(p.File.Text.String()) {
		return
	}
	for n := range p.File.Tree().All() {
		if n.Kind() != syntax.String || n.Broken() {
			continue
		}
		for _, c := range credentials {
			if !strings.Contains(n.Text(), c.mark) {
				continue
			}
			if token := c.pattern.FindString(n.Text()); token != "" && !sampleToken.MatchString(token) && !published(p, token) {
				p.Report(firstLine(p, n),
					"this looks like %s; a pack is public, so take it from a secret or a profile variable", c.what)
			}
		}
	}
}

// published says if the defaults of a chart hold the token, so that it is a sample from the chart's author.
func published(p *Pass, token string) bool {
	charts, _ := p.charts()
	return slices.ContainsFunc(charts, func(c packChart) bool {
		defaults, _ := c.File("values.yaml")
		return strings.Contains(defaults, token)
	})
}

// holdsMark says if a text may hold a credential, which saves a walk over its tree.
func holdsMark(src string) bool {
	for _, mark := range []string{"xox", "hooks.slack.com", "AKIA", "ASIA", "PRIVATE KEY"} {
		if strings.Contains(src, mark) {
			return true
		}
	}
	return false
}

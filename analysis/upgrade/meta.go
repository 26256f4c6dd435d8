package upgrade

import (
	"regexp"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// meta brings pack.json up: its version, the archive in charts, and annotations that name the old version.
func (u *upgrade) meta() {
	root := u.p.Root()
	var edits []text.Edit
	set := func(n syntax.Node, to string) {
		if n.Kind() == syntax.String && n.Text() != to {
			edits = append(edits, edit.Replace(n, edit.Quote(to)))
		}
	}
	for n := range root.Get(pack.KeyCharts).Children() {
		if n.Text() == u.entry {
			set(n, u.newEntry)
		}
	}
	if version := root.Get("version"); u.lead {
		u.report.Pack.To, u.report.Pack.Guessed = u.newVersion(version.Text())
		set(version, u.report.Pack.To)
	}
	for pair := range root.Get("annotations").Entries() {
		if !strings.Contains(strings.ToLower(pair.Key().Text()), "version") {
			continue
		}
		if to, ok := u.sameVersion(pair.Value().Text()); ok {
			set(pair.Value(), to)
		}
	}
	u.dependencies()
	u.set(pack.MetaName, text.Apply(u.p.JSON.Text.String(), edits))
}

// dependencies notes bounds of other packs that look like the old version: those of packs that are released together.
func (u *upgrade) dependencies() {
	if u.old.Version == u.new.Version || u.p.Entry() == nil {
		return
	}
	release := func(v string) string {
		if m := numbers.FindStringSubmatch(v); m != nil {
			if parts := strings.Split(m[2], "."); len(parts) > 1 {
				return parts[0] + "." + parts[1]
			}
		}
		return ""
	}
	old := release(u.old.Version)
	for _, d := range u.p.Entry().Dependencies {
		if old != "" && old != release(u.new.Version) && (release(d.Min) == old || release(d.Max) == old) {
			u.note("constraints.dependencies has " + d.Name + " " + d.Words() +
				", which looks like the version of the old chart; it stays")
		}
	}
}

// versions are an old version, and the new one that follows it.
type versions struct{ from, to string }

// versionsOf are those of a chart, and of the application in it.
func versionsOf(old, new *chart.Chart) []versions {
	return []versions{{old.Version, new.Version}, {old.AppVersion, new.AppVersion}}
}

// follows is the version that follows v, in the form in which v is written; "" if v is none of the old ones.
func follows(v string, all []versions) string {
	bare := func(s string) string { return strings.TrimPrefix(s, "v") }
	prefix := v[:len(v)-len(bare(v))]
	for _, pair := range all {
		if bare(v) != "" && bare(v) == bare(pair.from) && pair.to != "" {
			return prefix + bare(pair.to)
		}
	}
	return ""
}

// sameVersion is the version that follows one of the old chart, or of the application in it; false if v is neither.
func (u *upgrade) sameVersion(v string) (string, bool) {
	if u.manifests != nil {
		return u.manifests.manifestVersion(v)
	}
	to := follows(v, versionsOf(u.old, u.new))
	return to, to != ""
}

var numbers = regexp.MustCompile(`^(v?)(\d+(?:\.\d+)*)`)

// Version is the version that the new pack gets; "" if the pack has no chart of that name.
func Version(p *pack.Pack, r Request) string {
	if len(r.Archives) == 0 {
		return versionOfManifests(p, r)
	}
	lead := r.Archives[leading(p, r.Archives)]
	old := p.ChartNamed(lead.Chart.Name)
	if old == nil {
		return ""
	}
	u := &upgrade{p: p, version: r.Version, old: old, new: lead.Chart}
	v, _ := u.newVersion(p.Root().Get("version").Text())
	return v
}

// newVersion is the version of the new pack. One that does not follow the chart grows in the number in which the
// chart's has grown, and is guessed.
func (u *upgrade) newVersion(v string) (to string, guessed bool) {
	if u.version != "" {
		return u.version, false
	}
	if u.old.Version == u.new.Version {
		return v, false
	}
	if to, ok := u.sameVersion(v); ok && to != v {
		return to, false
	}
	parts := func(s string) []string {
		if m := numbers.FindStringSubmatch(s); m != nil {
			return strings.Split(m[2], ".")
		}
		return nil
	}
	own, before, after := parts(v), parts(u.old.Version), parts(u.new.Version)
	if own == nil {
		return u.new.Version, true
	}
	at := 0
	for at < len(before)-1 && at < len(after)-1 && before[at] == after[at] {
		at++
	}
	return grown(v, min(at, len(own)-1)), true
}

// grown is a version with the number at an index increased; those after it are 0.
func grown(v string, at int) string {
	m := numbers.FindStringSubmatch(v)
	if m == nil {
		return v
	}
	own := strings.Split(m[2], ".")
	own[at] = increment(own[at])
	for i := at + 1; i < len(own); i++ {
		own[i] = "0"
	}
	return m[1] + strings.Join(own, ".")
}

// increment is the decimal number after s, whatever its length.
func increment(s string) string {
	b := []byte(s)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i]++; b[i] <= '9' {
			return string(b)
		}
		b[i] = '0'
	}
	return "1" + string(b)
}

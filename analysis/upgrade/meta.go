package upgrade

import (
	"regexp"
	"strings"

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
	version := root.Get("version")
	u.report.Pack.To = u.newVersion(version.Text())
	set(version, u.report.Pack.To)
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
	if u.request.same(u.old) || u.p.Entry() == nil {
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

// sameVersion is the version that follows one of the old chart, or of the application in it, in the form in which it
// was written; false if v is neither.
func (u *upgrade) sameVersion(v string) (string, bool) {
	bare := func(s string) string { return strings.TrimPrefix(s, "v") }
	prefix := v[:len(v)-len(bare(v))]
	switch {
	case bare(v) == "":
	case bare(v) == bare(u.old.Version) && u.new.Version != "":
		return prefix + bare(u.new.Version), true
	case bare(v) == bare(u.old.AppVersion) && u.new.AppVersion != "":
		return prefix + bare(u.new.AppVersion), true
	}
	return "", false
}

var numbers = regexp.MustCompile(`^(v?)(\d+(?:\.\d+)*)`)

// Version is the version that the new pack gets; "" if the pack has no chart of that name.
func Version(p *pack.Pack, r Request) string {
	old := p.ChartNamed(r.Chart.Name)
	if old == nil {
		return ""
	}
	u := &upgrade{p: p, request: r, old: old, new: r.Chart, report: &Report{}}
	return u.newVersion(p.Root().Get("version").Text())
}

// newVersion is the version of the new pack. A version that does not follow the chart grows in the number in which the
// chart's has grown.
func (u *upgrade) newVersion(v string) string {
	if u.request.Version != "" {
		return u.request.Version
	}
	if u.request.same(u.old) {
		return v
	}
	if to, ok := u.sameVersion(v); ok && to != v {
		return to
	}
	u.report.Pack.Guessed = true
	parts := func(s string) []string {
		if m := numbers.FindStringSubmatch(s); m != nil {
			return strings.Split(m[2], ".")
		}
		return nil
	}
	own, before, after := parts(v), parts(u.old.Version), parts(u.new.Version)
	if own == nil {
		return u.new.Version
	}
	grown := 0
	for grown < len(before)-1 && grown < len(after)-1 && before[grown] == after[grown] {
		grown++
	}
	grown = min(grown, len(own)-1)
	own[grown] = increment(own[grown])
	for i := grown + 1; i < len(own); i++ {
		own[i] = "0"
	}
	return numbers.FindStringSubmatch(v)[1] + strings.Join(own, ".")
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

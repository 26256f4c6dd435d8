package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/upgrade"
)

// upgradeFormats write a report on the pack that is in a folder, "" if it has not been written.
var upgradeFormats = map[string]func(r *upgrade.Report, dir string) string{
	"text":     func(r *upgrade.Report, dir string) string { return upgradeReport(r, dir, plainWriter{}) },
	"markdown": func(r *upgrade.Report, dir string) string { return upgradeReport(r, dir, markdownWriter{}) },
	"json":     upgradeJSON,
}

func upgradeJSON(r *upgrade.Report, dir string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	// Texts, numbers and lists of them always encode.
	_ = enc.Encode(struct {
		Dir string `json:"dir,omitempty"`
		*upgrade.Report
	}{dir, r})
	return escapeJSON(b.String())
}

// reportWriter is how a report is written.
type reportWriter interface {
	title(text string) string
	heading(text string) string
	item(depth int, text string) string
	code(text string) string
	plain(text string) string // text that others have written
}

type plainWriter struct{}

func (plainWriter) title(text string) string   { return visible(text) + "\n" }
func (plainWriter) heading(text string) string { return "\n" + visible(text) + ":\n" }
func (plainWriter) code(text string) string    { return visible(text) }
func (plainWriter) plain(text string) string   { return visible(text) }
func (plainWriter) item(depth int, text string) string {
	return strings.Repeat("  ", depth) + text + "\n"
}

type markdownWriter struct{}

func (w markdownWriter) title(text string) string { return "## " + w.plain(text) + "\n" }
func (markdownWriter) heading(text string) string { return "\n### " + text + "\n\n" }
func (markdownWriter) item(depth int, text string) string {
	return strings.Repeat("  ", depth-1) + "- " + text + "\n"
}

// unsafe are the characters that begin markup.
var unsafe = strings.NewReplacer("<", "&lt;", "&", "&amp;", "[", "\\[", "*", "\\*", "_", "\\_", "`", "\\`", "|", "\\|")

func (markdownWriter) plain(text string) string { return unsafe.Replace(visible(text)) }

// code is a text as a code span, whatever backticks are in it.
func (markdownWriter) code(text string) string {
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		return fence + " " + visible(text) + " " + fence
	}
	return fence + visible(text) + fence
}

// upgradeReport is the report for people.
func upgradeReport(r *upgrade.Report, dir string, w reportWriter) string {
	b := &reportBuilder{reportWriter: w, several: len(r.Charts) > 1}
	var what []string
	for _, c := range r.Charts {
		what = append(what, fmt.Sprintf("chart %s %s -> %s", c.Name, c.From, c.To))
	}
	replaced := slices.DeleteFunc(slices.Clone(r.Manifests), func(m upgrade.ManifestChange) bool {
		return m.Change == "same" || m.Change == "kept"
	})
	switch {
	case len(replaced) > 0:
		what = append(what, plural(len(replaced), "manifest"))
	case len(r.Manifests) > 0:
		what = append(what, "no new manifests")
	}
	b.WriteString(w.title(fmt.Sprintf("%s %s -> %s: %s", r.Pack.Name, r.Pack.From, r.Pack.To, strings.Join(what, ", "))))
	if dir != "" {
		b.section("Written", []string{w.code(dir)})
	}
	b.section("To look at", b.warnings(r))
	b.section("Manifests", b.manifests(r))
	for _, kind := range valueKinds {
		title := kind.title
		if kind.kind == upgrade.Followed && len(r.Charts) == 0 {
			title = "Values that follow"
		}
		b.section(title, b.values(r, kind.kind))
	}
	b.section("References that follow", b.references(r))
	b.section("pack.content.images", b.images(r))
	b.section("Objects", b.objects(r))
	b.section("Kubernetes", b.kubernetes(r))
	var notes []string
	if len(r.Filled) > 0 {
		var names []string
		for _, name := range r.Filled {
			names = append(names, b.code(name))
		}
		notes = append(notes, b.plain("users of the pack must set these values; here, a text in their place shows what "+
			"is deployed then: ")+strings.Join(names, ", "))
	}
	for _, note := range r.Notes {
		notes = append(notes, b.plain(note))
	}
	b.section("Notes", notes)
	return b.String()
}

// valueKinds are the kinds of changes of values, in the order of the report. Those to look at are elsewhere.
var valueKinds = []struct {
	kind  upgrade.ChangeKind
	title string
}{
	{upgrade.Moved, "Values that moved"},
	{upgrade.Kept, "Values of yours whose default has changed"},
	{upgrade.Followed, "Values that follow the default"},
	{upgrade.Added, "New values"},
	{upgrade.Removed, "Values that are gone with their default"},
	{upgrade.Unset, "Values that only the new manifests use, and that the pack does not set"},
	{upgrade.Default, "Defaults that have changed, and that the pack does not set"},
}

type reportBuilder struct {
	strings.Builder
	reportWriter
	several bool // charts
}

// path is the path of a value: from the root of the values of the chart, if it can be only one.
func (b *reportBuilder) path(v upgrade.ValueChange, path []string) string {
	switch {
	case v.Manifest != "":
		path = slices.Concat([]string{pack.SectionManifests, v.Manifest}, path)
	case b.several:
		path = slices.Concat([]string{pack.SectionCharts, v.Chart}, path)
	}
	return b.code(dotted(path))
}

// section writes a heading with items, if there are any. An item's lines after the first are items below it.
func (b *reportBuilder) section(title string, items []string) {
	if len(items) == 0 {
		return
	}
	b.WriteString(b.heading(title))
	for _, item := range items {
		first, rest, _ := strings.Cut(item, "\n")
		b.WriteString(b.item(1, first))
		for rest != "" {
			first, rest, _ = strings.Cut(rest, "\n")
			b.WriteString(b.item(2, first))
		}
	}
}

// warnings are what the author has to look at.
func (b *reportBuilder) warnings(r *upgrade.Report) []string {
	var all []string
	add := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	if r.Pack.Guessed {
		add("The version of the pack does not follow the chart's; %s is a guess", b.code(r.Pack.To))
	}
	for _, f := range r.Failures {
		add("Does not deploy: %s", b.code(f))
	}
	for _, f := range r.Findings {
		add("New problem: %s:%d: %s (%s)", b.plain(f.File), f.Line, b.plain(f.Message), b.plain(f.Code))
	}
	for _, m := range r.Manifests {
		for _, c := range m.Conflicts {
			if c.Line == 0 {
				add("%s: the new version has no place for %s", b.code(m.File), b.code(c.Text))
				continue
			}
			add("%s:%d: your lines stay, where the new version has others: %s", b.plain(m.File), c.Line,
				b.code(strings.TrimSpace(c.Text)))
		}
	}
	for _, v := range r.Values {
		switch {
		case v.Kind == upgrade.Pinned:
			add("%s is %s, the version of the old chart; the new one is for %s", b.path(v, v.Path), b.code(v.Value),
				b.code(v.New))
		case v.Kind == upgrade.Unknown && v.To != nil:
			add("%s is not a value of the new chart; it may be %s now", b.path(v, v.Path), b.path(v, v.To))
		case v.Kind == upgrade.Unknown && v.Manifest != "":
			add("%s is not used by the new manifest", b.path(v, v.Path))
		case v.Kind == upgrade.Unknown:
			add("%s is not a value of the new chart", b.path(v, v.Path))
		}
	}
	for _, ref := range r.References {
		if ref.To == "" {
			add("%s names %s, which nothing has or uses now", ref.File, b.code(ref.From))
		}
	}
	for _, o := range r.Objects {
		if len(o.Immutable) > 0 {
			add("%s cannot change in place; delete it first: %s", b.code(o.Kind+" "+o.Name),
				b.code(strings.Join(o.Immutable, ", ")))
		}
	}
	for _, c := range r.CRDs {
		at := strings.TrimSpace(c.Version + " " + c.Path)
		if at != "" {
			at = " " + b.code(at)
		}
		add("CustomResourceDefinition %s%s: %s", b.code(c.Name), at, b.plain(c.Message))
	}
	return all
}

func (b *reportBuilder) values(r *upgrade.Report, kind upgrade.ChangeKind) []string {
	var all []string
	for _, v := range r.Values {
		if v.Kind != kind {
			continue
		}
		path := b.path(v, v.Path)
		if v.Preset {
			path = "in a preset: " + path
		}
		switch {
		case kind == upgrade.Moved:
			path += " -> " + b.path(v, v.To)
		case kind == upgrade.Kept && v.Manifest != "" && v.Old == "":
			path += fmt.Sprintf(" is %s; the new manifest has %s there", b.code(v.Value), b.code(v.New))
		case kind == upgrade.Kept:
			path += fmt.Sprintf(" is %s; the default was %s and is %s", b.code(v.Value), b.code(v.Old), b.code(v.New))
		case kind == upgrade.Followed || kind == upgrade.Default:
			path += ": " + b.code(v.Old) + " -> " + b.code(v.New)
		case kind == upgrade.Added:
			path += ": " + b.code(v.New)
		}
		all = append(all, path)
	}
	return all
}

func (b *reportBuilder) manifests(r *upgrade.Report) []string {
	words := map[string]string{"replaced": "is the new one", "merged": "is the new one, with your templates and changes",
		"added": "is added to pack.json", "same": "has not changed", "kept": "stays; no new one was named"}
	var all []string
	for _, m := range r.Manifests {
		all = append(all, b.code(m.File)+" "+words[m.Change])
	}
	return all
}

func (b *reportBuilder) references(r *upgrade.Report) []string {
	var all []string
	for _, ref := range r.References {
		if ref.To != "" {
			all = append(all, fmt.Sprintf("%s: %s -> %s", ref.File, b.code(ref.From), b.code(ref.To)))
		}
	}
	return all
}

func (b *reportBuilder) images(r *upgrade.Report) []string {
	var all []string
	for _, i := range r.Images {
		switch {
		case i.From == "":
			all = append(all, "added "+b.code(i.To))
		case i.To == "":
			all = append(all, "removed "+b.code(i.From))
		default:
			all = append(all, b.code(i.From)+" -> "+b.code(i.To))
		}
	}
	return all
}

func (b *reportBuilder) objects(r *upgrade.Report) []string {
	var all []string
	relabeled := 0
	for _, o := range r.Objects {
		switch {
		case o.Change == "relabeled" && len(o.Immutable) == 0:
			relabeled++
		case len(o.Fields) > 0 && o.Kind != "CustomResourceDefinition": // its fields are those of schemas
			all = append(all, fmt.Sprintf("%s %s\n%s", o.Change, b.code(o.Kind+" "+o.Name),
				b.code(strings.Join(outsideLists(o.Fields), ", "))))
		default:
			all = append(all, o.Change+" "+b.code(o.Kind+" "+o.Name))
		}
	}
	if relabeled > 0 {
		all = append(all, plural(relabeled, "object")+" with other labels of versions only")
	}
	return all
}

var numberedItem = regexp.MustCompile(`\[\d+\].*`)

// outsideLists are fields with the lists in place of what is in their items, if these have no names: a new item has
// changed all that follow it.
func outsideLists(fields []string) []string {
	var all []string
	for _, f := range fields {
		if f = numberedItem.ReplaceAllString(f, ""); !slices.Contains(all, f) {
			all = append(all, f)
		}
	}
	return all
}

func (b *reportBuilder) kubernetes(r *upgrade.Report) []string {
	var all []string
	k := r.Kubernetes
	for _, c := range r.Charts {
		or := func(s string) string {
			if s == "" {
				return "any version"
			}
			return b.code(s)
		}
		switch {
		case c.KubeFrom == "" && c.KubeTo == "":
		case b.several:
			all = append(all, "chart "+b.code(c.Name)+" asks for "+or(c.KubeTo)+"; it asked for "+or(c.KubeFrom)+" before")
		default:
			all = append(all, "the chart asks for "+or(c.KubeTo)+"; it asked for "+or(c.KubeFrom)+" before")
		}
	}
	if k.Before == nil && k.After == nil {
		return append(all, "with the values that it has, the pack deploys to no version, before and after: it leaves values "+
			"to whoever uses it, or needs APIs that are gone")
	}
	words := func(versions []string) string {
		if versions == nil {
			return "no version"
		}
		return strings.Join(versions, ", ")
	}
	return append(all, "deploys to "+words(k.After)+"; before: "+words(k.Before))
}

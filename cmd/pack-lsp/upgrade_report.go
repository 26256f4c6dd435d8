package main

import (
	"encoding/json"
	"fmt"
	"strings"

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
	b := &reportBuilder{reportWriter: w}
	b.WriteString(w.title(fmt.Sprintf("%s %s -> %s: chart %s %s -> %s", r.Pack.Name, r.Pack.From, r.Pack.To, r.Chart.Name,
		r.Chart.From, r.Chart.To)))
	if dir != "" {
		b.section("Written", []string{w.code(dir)})
	}
	b.section("To look at", b.warnings(r))
	for _, kind := range valueKinds {
		b.section(kind.title, b.values(r, kind.kind))
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
	{upgrade.Default, "Defaults that have changed, and that the pack does not set"},
}

type reportBuilder struct {
	strings.Builder
	reportWriter
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
	for _, v := range r.Values {
		switch {
		case v.Kind == upgrade.Pinned:
			add("%s is %s, the version of the old chart; the new one is for %s", b.code(dotted(v.Path)), b.code(v.Value),
				b.code(v.New))
		case v.Kind == upgrade.Unknown && v.To != nil:
			add("%s is not a value of the new chart; it may be %s now", b.code(dotted(v.Path)), b.code(dotted(v.To)))
		case v.Kind == upgrade.Unknown:
			add("%s is not a value of the new chart", b.code(dotted(v.Path)))
		}
	}
	for _, ref := range r.References {
		if ref.To == "" {
			add("%s names %s, which the new chart does not have", ref.File, b.code(ref.From))
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
		path := b.code(dotted(v.Path))
		switch kind {
		case upgrade.Moved:
			path += " -> " + b.code(dotted(v.To))
		case upgrade.Kept:
			path += fmt.Sprintf(" is %s; the default was %s and is %s", b.code(v.Value), b.code(v.Old), b.code(v.New))
		case upgrade.Followed, upgrade.Default:
			path += ": " + b.code(v.Old) + " -> " + b.code(v.New)
		case upgrade.Added:
			path += ": " + b.code(v.New)
		}
		all = append(all, path)
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
				b.code(strings.Join(o.Fields, ", "))))
		default:
			all = append(all, o.Change+" "+b.code(o.Kind+" "+o.Name))
		}
	}
	if relabeled > 0 {
		all = append(all, plural(relabeled, "object")+" with other labels of versions only")
	}
	return all
}

func (b *reportBuilder) kubernetes(r *upgrade.Report) []string {
	var all []string
	k := r.Kubernetes
	if k.From != "" || k.To != "" {
		or := func(s string) string {
			if s == "" {
				return "any version"
			}
			return b.code(s)
		}
		all = append(all, "the chart asks for "+or(k.To)+"; it asked for "+or(k.From)+" before")
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

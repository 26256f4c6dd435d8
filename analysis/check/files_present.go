package check

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// filesPresentChecks are those of the files that every pack has.
var filesPresentChecks = []Check{
	{Code: "files/values-missing", Severity: pack.Error, On: inMeta, Run: filesValuesMissing,
		Summary: "a pack without values.yaml"},
	{Code: "files/logo-missing", Severity: pack.Information, On: inMeta, Run: filesLogoMissing,
		Summary: "a pack without logo.png"},
	{Code: "files/logo-format", Severity: pack.Information, On: inMeta, Run: filesLogoFormat,
		Summary: "a logo.png that is not a PNG image"},
	{Code: "files/readme-missing", Severity: pack.Hint, On: inMeta, Run: filesReadmeMissing,
		Summary: "a pack without README.md"},
}

// inOtherCase is a clause for a message that says how a file is called instead; empty if there is none in any case.
func inOtherCase(p *pack.Pack, name string) string {
	if found := p.Find(name); found != "" {
		return "; this pack has " + found + ", but file names are case-sensitive"
	}
	return ""
}

func filesValuesMissing(p *Pass) {
	if p.Pack.Has(pack.ValuesName) || p.Pack.Values != nil && p.Pack.Values.Open {
		return
	}
	other := inOtherCase(p.Pack, pack.ValuesName)
	d := p.Report(whole(p), "values.yaml is missing; every pack needs one, even if it is empty%s", other)
	if other == "" {
		d.FixCreate(filepath.Join(p.Pack.Dir, pack.ValuesName), "Create values.yaml", firstValues(p))
	}
}

var dnsLabel = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$`)

// firstValues is the values.yaml that a pack begins with: the namespace, and a section for each chart and manifest.
func firstValues(p *Pass) string {
	facts := p.Pack.Facts()
	if len(facts.Charts)+len(facts.Manifests) == 0 { // as of an operating system
		return ""
	}
	var b strings.Builder
	if dnsLabel.MatchString(facts.Name) {
		fmt.Fprintf(&b, "pack:\n  namespace: %s\n", yamlKey(facts.Name))
	}
	section := func(name string, keys []string) {
		seen := map[string]bool{}
		for _, key := range keys {
			if len(seen) == 0 {
				b.WriteString(name + ":\n")
			}
			if !seen[key] {
				fmt.Fprintf(&b, "  %s: {}\n", yamlKey(key))
			}
			seen[key] = true
		}
	}
	var charts, manifests []string
	for _, c := range p.Pack.Charts() {
		charts = append(charts, c.Name)
	}
	for _, rel := range facts.Manifests {
		manifests = append(manifests, pack.ManifestKey(rel))
	}
	section(pack.SectionCharts, charts)
	section(pack.SectionManifests, manifests)
	return b.String()
}

var plainKey = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]+$`)

// yamlKey is s as a string of YAML, in quotes unless it is plainly one.
func yamlKey(s string) string {
	switch strings.ToLower(s) {
	case "true", "false", "yes", "no", "on", "off", "null":
		return edit.Quote(s)
	}
	if plainKey.MatchString(s) {
		return s
	}
	return edit.Quote(s)
}

func filesLogoMissing(p *Pass) {
	if !p.Pack.Has(pack.LogoName) {
		p.Report(whole(p), "logo.png is missing; it is optional, but Palette shows it next to the pack%s",
			inOtherCase(p.Pack, pack.LogoName))
	}
}

func filesLogoFormat(p *Pass) {
	if !p.Pack.Has(pack.LogoName) {
		return
	}
	head, err := p.Pack.Head(pack.LogoName)
	if err != nil || strings.HasPrefix(head, pngSignature) {
		return
	}
	p.Report(whole(p), "logo.png is not a PNG image%s", imageFormat(head))
}

// pngSignature begins every PNG image (PNG specification, "PNG signature").
const pngSignature = "\x89PNG\r\n\x1a\n"

// imageFormat is a clause that says what a file that begins with head is instead of a PNG image; empty if that cannot
// be told.
func imageFormat(head string) string {
	trimmed := strings.TrimSpace(strings.TrimPrefix(head, "\ufeff"))
	switch {
	case head == "":
		return ", but an empty file"
	case strings.HasPrefix(head, "\xff\xd8\xff"):
		return ", but a JPEG image"
	case strings.HasPrefix(head, "GIF8"):
		return ", but a GIF image"
	case strings.HasPrefix(head, "RIFF") && len(head) >= 12 && head[8:12] == "WEBP":
		return ", but a WebP image"
	case strings.HasPrefix(trimmed, "<svg"), strings.HasPrefix(trimmed, "<?xml"):
		return ", but an SVG image"
	case strings.HasPrefix(head, "version https://git-lfs"):
		return ", but a Git LFS pointer; run `git lfs pull`"
	}
	return ""
}

func filesReadmeMissing(p *Pass) {
	if p.Pack.Has(pack.ReadmeName) {
		return
	}
	other := inOtherCase(p.Pack, pack.ReadmeName)
	d := p.Report(whole(p), "README.md is missing; it is optional, but tells users what this pack needs%s", other)
	if other == "" {
		d.FixCreate(filepath.Join(p.Pack.Dir, pack.ReadmeName), "Create README.md", firstReadme(p.Pack.Facts()))
	}
}

// firstReadme is the README.md that a pack begins with, with the headings that the community's packs have.
func firstReadme(facts *pack.Facts) string {
	title := facts.DisplayName
	if title == "" {
		title = facts.Name
	}
	return "# " + title + "\n\nWhat this pack deploys, and what for.\n\n" +
		"## Prerequisites\n\nWhat a cluster needs before this pack can be deployed.\n\n" +
		"## Parameters\n\n| Parameter | Description | Default |\n| --- | --- | --- |\n\n" +
		"## Usage\n\nHow to use this pack.\n\n## References\n"
}

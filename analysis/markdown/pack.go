package markdown

import (
	"fmt"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
)

// Pack says what is known of packs that have one name. There is at least one, and the newest is the first.
func Pack(packs []*pack.Entry) string {
	newest := packs[0]
	doc := Strong(newest.Name) + " · layer " + Literal(newest.Layer)
	if newest.DisplayName != "" {
		doc += "\n\n" + Literal(newest.DisplayName)
	}
	return doc + "\n\nIn this workspace: " + Versions(packs) + "."
}

// KnownPack says what is known of a pack that Palette ships.
func KnownPack(k palette.Pack) string {
	return Strong(k.Name) + " · layer " + k.Layer + " · ships with Palette\n\n" + Sentence(k.Doc)
}

// Versions lists the versions of packs, each once and at most eight.
func Versions(packs []*pack.Entry) string {
	const most = 8
	var words []string
	seen := map[string]bool{"": true}
	for _, e := range packs {
		if !seen[e.Version] {
			seen[e.Version] = true
			words = append(words, Code(e.Version))
		}
	}
	if more := len(words) - most; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(words[:most], ", "), more)
	}
	return strings.Join(words, ", ")
}

// Chart says what the Chart.yaml of a chart says.
func Chart(c *chart.Chart) string {
	words := Strong(c.Name) + " · chart " + Literal(c.Version)
	if c.AppVersion != "" {
		words += " · app " + Literal(c.AppVersion)
	}
	if c.Description != "" {
		words += "\n\n" + Untrusted(c.Description)
	}
	return words
}

// ChartOfPack says that c is a chart of the pack.
func ChartOfPack(c *chart.Chart) string {
	return "The chart " + Literal(c.Name+" "+c.Version) + " of this pack."
}

// Attribute documents a key that Palette reads under pack.
func Attribute(a *palette.Attribute) string { return a.Doc + "\n\n" + Fenced("yaml", a.Example) }

// Function documents a function that template actions can call.
func Function(f macro.Function) string {
	doc := f.Doc + "\n\n" + f.Source.String() + " function"
	if f.Deprecated != "" {
		doc += ", deprecated: use `" + f.Deprecated + "`"
	}
	return doc + "."
}

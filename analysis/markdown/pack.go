package markdown

import (
	"fmt"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// Pack says what is known of the packs of one name, newest first.
func Pack(packs []*pack.Entry) string {
	newest := packs[0]
	doc := "**" + newest.Name + "** · layer " + newest.Layer
	if newest.DisplayName != "" {
		doc += "\n\n" + newest.DisplayName
	}
	return doc + "\n\nIn this workspace: " + Versions(packs) + "."
}

// KnownPack says what is known of a pack that Palette ships.
func KnownPack(k pack.KnownPack) string {
	return "**" + k.Name + "** · layer " + k.Layer + " · ships with Palette\n\n" + Sentence(k.Doc)
}

// Versions lists the versions of packs, each once, at most a few.
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

// Chart says what the metadata of a chart do.
func Chart(c *chart.Chart) string {
	words := "**" + c.Name + "** · chart " + c.Version
	if c.AppVersion != "" {
		words += " · app " + c.AppVersion
	}
	if c.Description != "" {
		words += "\n\n" + c.Description
	}
	return words
}

// Attribute documents a key that Palette reads below pack.
func Attribute(a *pack.Attribute) string { return a.Doc + "\n\n" + Fenced("yaml", a.Example) }

// Function documents a function that actions can call.
func Function(f macro.Function) string {
	doc := f.Doc + "\n\n" + f.Source.String() + " function"
	if f.Deprecated != "" {
		doc += ", deprecated: use `" + f.Deprecated + "`"
	}
	return doc + "."
}

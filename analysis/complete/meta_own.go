package complete

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/version"
)

// suggestion is a name or version for the pack, with what it is taken from.
type suggestion struct{ text, from, doc string }

var (
	// versionedFolder matches <name>-<version>, as the folders of published packs are named.
	versionedFolder = regexp.MustCompile(`^(.+?)[-_]v?([0-9]+\.[0-9].*)$`)
	// packName matches the names of all published packs.
	packName = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$`)
)

// suggestions are what the property of pack.json called name can be, from the folder of the pack and from its charts,
// each once; none for properties other than name, displayName and version.
func (c *metaCompleter) suggestions(name string) []suggestion {
	var found []suggestion
	add := func(text, from, doc string) {
		if text != "" && !slices.ContainsFunc(found, func(s suggestion) bool { return s.text == text }) {
			found = append(found, suggestion{text, from, doc})
		}
	}
	version := func(text, from, doc string) {
		text = strings.TrimLeft(text, "vV")
		if v, ok := version.Parse(text); ok && v.Exists() {
			add(text, from, doc)
		}
	}
	folder := filepath.Base(c.pack.Dir)
	parts := versionedFolder.FindStringSubmatch(folder)
	switch name {
	case "name":
		if parts != nil {
			folder = parts[1]
		}
		if folder = strings.ToLower(folder); packName.MatchString(folder) {
			add(folder, "folder", "From the name of the pack's folder.")
		}
		for _, ch := range c.charts() {
			if packName.MatchString(ch.Name) {
				add(ch.Name, "chart", "The name of a chart in the pack's folder.")
			}
		}
	case "displayName":
		for _, s := range c.suggestions("name") {
			add(palette.DisplayName(s.text), s.from, s.doc)
		}
	case "version":
		if parts != nil {
			version(parts[2], "folder", "From the name of the pack's folder.")
		}
		for _, ch := range c.charts() {
			of := "the chart " + markdown.Code(ch.Name) + "."
			version(ch.Version, "chart", "The version of "+of)
			version(ch.AppVersion, "app", "The version of the app in "+of)
		}
	}
	return found
}

// maxSuggestedCharts is how many archives are read to suggest names and versions.
const maxSuggestedCharts = 5

// charts are the charts that pack.json lists or, while it lists none, those in the folder of the pack.
func (c *metaCompleter) charts() []*chart.Chart {
	if listed := c.pack.Charts(); len(listed) > 0 {
		return listed[:min(len(listed), maxSuggestedCharts)]
	}
	files := c.pack.Files(".", pack.IsArchiveName)
	slices.SortFunc(files, nearestFirst)
	var found []*chart.Chart
	for _, rel := range files[:min(len(files), maxSuggestedCharts)] {
		if ch, err := c.pack.Chart(rel); err == nil {
			found = append(found, ch)
		}
	}
	return found
}

// initial is what a new property of pack.json called name begins with; "" for what the schema says.
func (c *metaCompleter) initial(name string) string {
	if found := c.suggestions(name); len(found) > 0 {
		return found[0].text
	}
	return ""
}

// suggested are the suggestions for the value at the cursor.
func (c *metaCompleter) suggested() []Item {
	if len(c.cursor.Path) > 0 || !c.cursor.Pair.Exists() {
		return nil
	}
	var items []Item
	for _, s := range c.suggestions(c.cursor.Pair.Key().Text()) {
		item := Item{Label: s.text, Kind: Value, Detail: s.from, Doc: s.doc, Preselect: len(items) == 0}
		c.insertLiteral(&item, edit.Quote(s.text))
		items = append(items, item)
	}
	return items
}

// keyAnnotations is the property of pack.json that holds annotations.
const keyAnnotations = "annotations"

// imageAnnotations are the annotations with which OS packs describe their image, with the clouds that they are for
// (Palette's documentation, "Add a Custom Pack").
var imageAnnotations = map[string][]string{
	"imageId":            {"aws", "vsphere"},
	"imageOwner":         {"aws"},
	"imageOffer":         {"azure"},
	"imagePublisher":     {"azure"},
	"imageSKU":           {"azure"},
	"cloudRegion":        {"aws"},
	"folder":             {"vsphere"},
	"osName":             {"aws", "azure", "vsphere"},
	"os_spectro_version": {"aws", "azure", "vsphere"},
	"sshUsername":        {"aws", "azure", "vsphere"},
	"sshPassword":        {"vsphere"},
	"skipK8sInstall":     {"aws", "azure", "vsphere"},
}

// annotationRank is the rank of an annotation that the schema names: in OS packs, those of their clouds come first. It
// is false for those that other packs do not have.
func (c *metaCompleter) annotationRank(name string) (rank int, ok bool) {
	clouds, ofImage := imageAnnotations[name]
	facts := c.pack.Facts()
	switch {
	case !ofImage:
		return 1, true
	case facts.Layer == "":
		return 2, true
	case facts.Layer != "os":
		return 0, false
	}
	for _, cloud := range facts.CloudTypes {
		if slices.Contains(clouds, cloud) || !imageClouds[cloud] {
			return 0, true
		}
	}
	return 0, len(facts.CloudTypes) == 0
}

// imageClouds are the clouds that imageAnnotations knows.
var imageClouds = map[string]bool{"aws": true, "azure": true, "vsphere": true}

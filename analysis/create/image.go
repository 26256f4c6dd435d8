package create

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/schema"
)

// imageAnnotations are the annotations by which a cloud finds the image of an operating system, after those that all
// clouds need (Palette's documentation, "Add a Custom Pack").
var imageAnnotations = map[string][]string{
	"aws":     {"imageId", "imageOwner", "cloudRegion"},
	"azure":   {"imagePublisher", "imageOffer", "imageSKU"},
	"vsphere": {"imageId", "folder"},
}

// imageClouds are the clouds with images that annotations can name.
var imageClouds = []string{"aws", "azure", "vsphere"}

// commonAnnotations are those of every operating system, with their defaults.
var commonAnnotations = []struct{ name, def string }{
	{"osName", "ubuntu"}, {"os_spectro_version", "0"}, {"sshUsername", ""}, {"skipK8sInstall", "false"},
}

// titles are the names of annotations for people.
var titles = map[string]string{
	"imageId": "Image", "imageOwner": "Image owner", "cloudRegion": "Region", "imagePublisher": "Image publisher",
	"imageOffer": "Image offer", "imageSKU": "Image SKU", "folder": "Folder", "osName": "Operating system",
	"os_spectro_version": "Image revision", "sshUsername": "SSH user", "skipK8sInstall": "Skip Kubernetes",
}

// annotationKey is the key of the question for an annotation.
func annotationKey(name string) string {
	var b strings.Builder
	for _, word := range splitCamel(name) {
		if b.Len() > 0 {
			b.WriteByte('-')
		}
		b.WriteString(strings.ToLower(word))
	}
	return b.String()
}

// splitCamel splits a name such as imageSKU or os_spectro_version into its words; a digit belongs to the word before.
func splitCamel(name string) []string {
	var words []string
	start := 0
	for i := 1; i < len(name); i++ {
		switch lower := 'a' <= name[i-1] && name[i-1] <= 'z' || '0' <= name[i-1] && name[i-1] <= '9'; {
		case name[i] == '_':
			words = append(words, name[start:i])
			start = i + 1
		case 'A' <= name[i] && name[i] <= 'Z' && lower && i > start:
			words = append(words, name[start:i])
			start = i
		}
	}
	return append(words, name[start:])
}

// askImage asks for the clouds of an operating system and what they need to find its image.
func (a *asking) askImage() {
	var choices []Choice
	for _, c := range cloudChoices() {
		if slices.Contains(imageClouds, c.Value) {
			choices = append(choices, c)
		}
	}
	clouds := a.askClouds(choices)
	a.ask(Question{Key: "group", Title: "Group", Text: textOf("group"), Rare: true})
	for _, name := range imageNames(clouds) {
		def := ""
		for _, common := range commonAnnotations {
			if common.name == name {
				def = common.def
			}
		}
		a.askAnnotation(name, def)
	}
}

// imageNames are the annotations of an operating system for some clouds, each once.
func imageNames(clouds []string) []string {
	var names []string
	for _, cloud := range imageClouds {
		if slices.Contains(clouds, cloud) {
			for _, name := range imageAnnotations[cloud] {
				if !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
	}
	if names == nil {
		return nil
	}
	for _, common := range commonAnnotations {
		names = append(names, common.name)
	}
	return names
}

func (a *asking) askAnnotation(name, def string) {
	sub := annotation(name)
	q := Question{
		Key: annotationKey(name), Title: titles[name], Text: plain(sub.Description), Required: def == "",
		Rare: name == "os_spectro_version",
	}
	if name == "skipK8sInstall" {
		q.Choices = choicesOf(sub.Examples)
	}
	a.ask(q, some(def)...)
}

// annotations are the annotations of the pack in their order, with their values.
func (d *draft) annotations() [][2]string {
	list := [][2]string{{"source", d.one(KeySource)}, {"contributor", d.one(KeyContributor)}}
	if d.kind == FromImage {
		for _, name := range imageNames(d.said[KeyClouds]) {
			list = append(list, [2]string{name, d.one(annotationKey(name))})
		}
	}
	if d.Chart != nil {
		if home := aboutChart(d.Chart).home; home != "" {
			list = append(list, [2]string{"docsURL", home})
		}
	}
	return list
}

// deploys reports whether the pack has something that is installed in a namespace.
func (d *draft) deploys() bool { return d.kind != FromImage && d.one(KeyLayer) != schema.LayerOS }

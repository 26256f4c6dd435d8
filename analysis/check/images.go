package check

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// Images are the container images that the manifests of p, the values of its charts and the charts' own defaults name, with their
// registry hosts, each once.
func Images(p *pack.Pack) []string {
	if p.Values == nil {
		return nil
	}
	return imagesIn(&Pass{Pack: p, File: p.Values})
}

// UnlistedImages are the container images that the manifests of p name and its pack.content.images does not list, with their registry
// hosts, each once.
func UnlistedImages(p *pack.Pack) []string {
	listed, open := listedImages(p)
	var found []string
	for _, f := range p.ManifestFiles() {
		source := f.Text.String()
		in := &Pass{Pack: p, File: f}
		for _, m := range imageLine.FindAllStringSubmatchIndex(source, maxCollected) {
			name := source[m[2]:m[3]]
			full := wholeRef(name)
			if listed[full] || len(found) == maxCollected || imageProblem(name) != "" || in.inBlockScalar(m[2]) && !strings.Contains(name, "/") ||
				slices.ContainsFunc(open, func(prefix string) bool { return strings.HasPrefix(full, prefix) }) {
				continue
			}
			if full := withRegistry(name); !slices.Contains(found, full) {
				found = append(found, full)
			}
		}
	}
	return found
}

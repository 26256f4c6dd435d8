package check

import (
	"slices"

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
		in := &Pass{Pack: p, File: f}
		for _, name := range in.unlistedImages(listed, open) {
			if full := withRegistry(name); len(found) < maxCollected && !slices.Contains(found, full) {
				found = append(found, full)
			}
		}
	}
	return found
}

package image

import (
	"slices"

	"github.com/distribution/reference"

	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// Deployed is an image that a pack deploys, with all objects that run it.
type Deployed struct {
	Ref     string         // as the first source has it, with its registry host
	Full    string         // as Whole gives it
	Sources []deploy.Image // never empty
	named   reference.Named
	// repository is the reference without tag and digest, with the registry host.
	repository string
}

// Known reports whether the image is deployed for certain, with some preset at least.
func (d *Deployed) Known() bool {
	return slices.ContainsFunc(d.Sources, func(i deploy.Image) bool { return i.Known() })
}

// Default reports whether the image is deployed for certain without any preset.
func (d *Deployed) Default() bool {
	return slices.ContainsFunc(d.Sources, func(i deploy.Image) bool { return i.Known() && i.Presets == nil })
}

// Custom reports whether only fields of custom resources name the image.
func (d *Deployed) Custom() bool {
	return !slices.ContainsFunc(d.Sources, func(i deploy.Image) bool { return !i.Custom })
}

// Deployment is all images that a pack deploys, each once.
type Deployment struct {
	Images       []Deployed
	Whole, Exact bool // as in deploy.Images
}

// DeployedBy is what p deploys, with every preset, as far as it is known without rendering; false if nothing is.
func DeployedBy(p *pack.Pack) (Deployment, bool) {
	known, ok := deploy.KnownImages(p)
	return Collect(known), ok
}

// Collect puts together what is the same image. What is not a valid reference is left out.
func Collect(images deploy.Images) Deployment {
	d := Deployment{Whole: images.Whole, Exact: images.Exact}
	at := map[string]int{}
	for _, i := range images.List {
		named := Parse(i.Ref)
		if named == nil {
			continue
		}
		full := reference.TagNameOnly(named).String()
		n, seen := at[full]
		if !seen {
			n = len(d.Images)
			at[full] = n
			d.Images = append(d.Images, Deployed{
				Ref: WithRegistry(i.Ref), Full: full, named: reference.TagNameOnly(named), repository: named.Name(),
			})
		}
		d.Images[n].Sources = append(d.Images[n].Sources, i)
	}
	return d
}

// refs are the images that are deployed for certain, with their registry hosts.
func (d Deployment) refs() []string {
	var refs []string
	for _, i := range d.Images {
		if i.Known() {
			refs = append(refs, i.Ref)
		}
	}
	return refs
}

// Same reports whether two references are to the same image, as far as can be told: if one has only a tag and the other
// one only a digest, nobody knows.
func Same(a, b reference.Named) bool {
	if a.Name() != b.Name() {
		return false
	}
	tagA, tagB := TagOf(a), TagOf(b)
	da, okA := a.(reference.Digested)
	db, okB := b.(reference.Digested)
	if okA && okB && da.Digest() != db.Digest() {
		return false
	}
	return tagA == tagB || (tagA == "" || tagB == "") && (okA || okB)
}

// TagOf is the tag of an image: "latest" if it has neither tag nor digest, "" if it has only a digest.
func TagOf(named reference.Named) string {
	if tagged, ok := reference.TagNameOnly(named).(reference.Tagged); ok {
		return tagged.Tag()
	}
	return ""
}

// repositoryOf is a reference without tag and digest; the reference itself if it is not valid.
func repositoryOf(ref string) string {
	if named := Parse(ref); named != nil {
		return named.Name()
	}
	return ref
}

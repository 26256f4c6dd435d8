package kube

import (
	"github.com/pack-lsp/pack-lsp/analysis/kube/rules"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Image is the image of one container.
type Image struct {
	// Node is the image as it is written.
	Node syntax.Node
	// Steps and Path lead to it, as in Fault.
	Steps []string
	Path  string
	// Container is the name of the container.
	Container string
}

// Images returns the images of all containers of an object, in the order init containers, containers, ephemeral
// containers: of a Pod, of the pod template of any built-in workload, or of what a List holds. It is empty for all
// other objects.
func Images(obj syntax.Node) []Image {
	c := newChecker(&Cluster{})
	defer c.Free()
	root := c.Read(obj)
	var images []Image
	c.images(root, &images)
	return images
}

func (c *checker) images(v *value, images *[]Image) {
	id := ID{APIVersion: v.Str("apiVersion"), Kind: v.Str("kind")}
	if id.Kind == "List" {
		for _, item := range v.Items("items") {
			c.images(item, images)
		}
		return
	}
	spec := rules.PodSpecOf(v, id)
	for _, list := range rules.ContainerLists {
		for _, ctr := range spec.Items(list) {
			if image := ctr.Get("image"); image.Filled() {
				*images = append(*images, Image{image.Node, image.Steps(nil), image.Path(nil), ctr.Str("name")})
			}
		}
	}
}

package kube

import (
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
	defer c.arena.free()
	root := c.read(obj)
	var images []Image
	c.images(root, &images)
	return images
}

func (c *checker) images(v *value, images *[]Image) {
	id := ID{v.str("apiVersion"), v.str("kind")}
	if id.Kind == "List" {
		for _, item := range v.items("items") {
			c.images(item, images)
		}
		return
	}
	spec := podSpecOf(v, id)
	for _, list := range containerLists {
		for _, ctr := range spec.items(list) {
			if image := ctr.get("image"); image.filled() {
				*images = append(*images, Image{image.node, image.steps(nil), image.path(nil), ctr.str("name")})
			}
		}
	}
}

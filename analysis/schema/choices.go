package schema

import "slices"

// Layers of a cluster profile that code refers to.
const (
	LayerAddon  = "addon"
	LayerOS     = "os"
	LayerKernel = "kernel" // accepted by the schema, but not documented
)

// AllClouds is the cloud type that includes all others.
const AllClouds = "all"

// addonTypes are the categories in Palette's documentation (2026).
var addonTypes = []string{
	"logging", "monitoring", "load balancer", "authentication", "ingress", "security", "ai", "app services", "network",
	"storage", "registry", "servicemesh", "system app",
}

// undocumentedClouds are accepted by the schema that the community's registry validates with, but not in Palette's
// documentation (2026).
var undocumentedClouds = []string{"custom", "tencent", "tke", "libvirt"}

// AddonTypeNames are the types of add-ons that Palette documents. The slice is shared.
func AddonTypeNames() []string { return addonTypes }

// UndocumentedCloud reports whether a cloud type that the schema accepts is missing in Palette's documentation.
func UndocumentedCloud(name string) bool { return slices.Contains(undocumentedClouds, name) }

// Layers are the layers that a new pack can be for, with their meanings: those that are documented, that of most packs
// first.
func Layers() []EnumValue {
	layers := slices.DeleteFunc(slices.Clone(Embedded().At([]string{"layer"}).Enum),
		func(v EnumValue) bool { return v.Value == LayerKernel })
	i := slices.IndexFunc(layers, func(v EnumValue) bool { return v.Value == LayerAddon })
	return slices.Concat(layers[i:i+1], layers[:i], layers[i+1:])
}

// CloudTypes are the documented cloud types with their meanings, AllClouds first.
func CloudTypes() []EnumValue {
	return slices.DeleteFunc(slices.Clone(Embedded().At([]string{"cloudTypes"}).Items.Enum),
		func(v EnumValue) bool { return UndocumentedCloud(v.Value) })
}

// AddonTypes are the documented types of add-ons with their meanings.
func AddonTypes() []EnumValue {
	known := Embedded().At([]string{"addonType"}).Examples
	types := make([]EnumValue, len(addonTypes))
	for i, name := range addonTypes {
		types[i] = EnumValue{Value: name}
		if at := slices.IndexFunc(known, func(v EnumValue) bool { return v.Value == name }); at >= 0 {
			types[i] = known[at]
		}
	}
	return types
}

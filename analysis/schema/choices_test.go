package schema_test

import (
	"slices"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/schema"
)

// What a new pack can choose from is what Palette documents, and each choice says what it means.
func TestChoices(t *testing.T) {
	names := func(values []schema.EnumValue) (names []string) {
		for _, v := range values {
			if v.Description == "" {
				t.Errorf("%q has no description", v.Value)
			}
			names = append(names, v.Value)
		}
		return names
	}
	if got, want := names(schema.Layers()), []string{"addon", "os", "k8s", "cni", "csi"}; !slices.Equal(got, want) {
		t.Errorf("layers %q, want %q", got, want)
	}
	if got := names(schema.AddonTypes()); !slices.Equal(got, schema.AddonTypeNames()) {
		t.Errorf("add-on types %q, want %q", got, schema.AddonTypeNames())
	}
	clouds := names(schema.CloudTypes())
	if clouds[0] != schema.AllClouds || !slices.Contains(clouds, "edge-native") || slices.Contains(clouds, "tencent") {
		t.Errorf("cloud types %q", clouds)
	}
}

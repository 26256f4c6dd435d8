package deploy_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/internal/corpus"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestImagesAreThoseOfHelm compares what the containers of published packs run with what Helm renders.
func TestImagesAreThoseOfHelm(t *testing.T) {
	rendered := corpus.ImagesByPack(t)
	s, dirs := packtest.CorpusPacks(t)
	compared := 0
	for _, dir := range dirs {
		want, ok := rendered[filepath.Base(dir)]
		if !ok {
			continue
		}
		compared++
		images, err := deploy.ImagesOf(context.Background(), s, s.Pack(dir), nil)
		if err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for _, image := range images.List {
			if !image.Custom {
				got = append(got, image.Ref)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if got = slices.Compact(got); !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", filepath.Base(dir), got, want)
		}
		if !images.Whole {
			t.Errorf("%s: %q", filepath.Base(dir), images.Unknown)
		}
	}
	if compared < len(rendered) || compared == 0 {
		t.Errorf("%d of %d packs compared", compared, len(rendered))
	}
}

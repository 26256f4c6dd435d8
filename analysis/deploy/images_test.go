package deploy_test

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/internal/corpus"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestImagesAreThoseOfHelm compares what the containers of published packs run with what Helm renders.
func TestImagesAreThoseOfHelm(t *testing.T) {
	file, err := os.Open(corpus.Images(t))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	s, dirs := packtest.CorpusPacks(t)
	byName := map[string]string{}
	for _, dir := range dirs {
		byName[filepath.Base(dir)] = dir
	}
	compared := 0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var want struct {
			Pack   string
			Images []string
		}
		if err := json.Unmarshal(lines.Bytes(), &want); err != nil {
			t.Fatal(err)
		}
		dir, ok := byName[want.Pack]
		if !ok {
			continue
		}
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
		slices.Sort(want.Images)
		if got = slices.Compact(got); !slices.Equal(got, want.Images) {
			t.Errorf("%s:\n got %q\nwant %q", want.Pack, got, want.Images)
		}
		if !images.Whole {
			t.Errorf("%s does not render whole", want.Pack)
		}
		compared++
	}
	if compared < 50 {
		t.Errorf("only %d packs compared", compared)
	}
}

package check_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

const (
	imagePod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: "
	imageMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n"
	oneImage = "pack:\n  content:\n    images:\n      - image: docker.io/example/other:1.0.0\n"
	noImages = "pack:\n  namespace: demo\n"
)

// imagePack is a pack with a manifest.
func imagePack(values, manifest, settings string) *pack.Snapshot {
	return packtest.OnDisk(packtest.Complete("demo", []txtar.File{
		{Name: ".pack-lsp.yaml", Data: []byte(settings)},
		{Name: "demo/values.yaml", Data: []byte(values)},
		{Name: "demo/manifests/app.yaml", Data: []byte(manifest)},
	}))
}

// imageCodes are the codes of the findings about images in all files of the pack.
func imageCodes(t *testing.T, s *pack.Snapshot, p *pack.Pack) string {
	t.Helper()
	var codes []string
	for _, f := range p.AnalyzedFiles() {
		found, err := check.DiagnoseFile(context.Background(), s, p, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range found.Diagnostics {
			if strings.Contains(d.Code, "image") {
				codes = append(codes, d.Code)
			}
		}
	}
	slices.Sort(codes)
	return strings.Join(codes, " ")
}

// TestOneReportOfAnImage says which check reports an image before it is known what is deployed, and after.
func TestOneReportOfAnImage(t *testing.T) {
	drifted := strings.Replace(oneImage, "other:1.0.0", "web", 1)
	for _, tt := range []struct{ name, values, manifest, settings, before, after string }{
		{"not listed", oneImage, imagePod + "example/web:1.0.0\n", "", "manifest/image-unlisted", "values/image-not-listed"},
		{"not listed, switched off", oneImage, imagePod + "example/web:1.0.0\n", "checks: {values/image-not-listed: off}",
			"manifest/image-unlisted", "manifest/image-unlisted"},
		{"a macro for the tag of a short name", strings.Replace(oneImage, "docker.io/example/other:1.0.0",
			"\"example/web:{{ .spectro.var.tag }}\"", 1), imagePod + "example/web:1.0.0\n", "", "", ""},
		{"no list", noImages, imagePod + "example/web:1.0.0\n", "", "values/images-missing", "values/image-not-listed"},
		{"no list, switched off", noImages, imagePod + "example/web:1.0.0\n", "checks: {values/image-not-listed: off}",
			"values/images-missing", "values/images-missing"},
		{"no list, no images", noImages, imageMap, "", "values/images-missing", ""},
		{"another tag", strings.Replace(oneImage, "other", "web", 1), imagePod + "example/web:1.1.0\n", "",
			"manifest/image-unlisted", "values/image-tag-drift"},
		{"no tag", drifted, imagePod + "example/web:1.1.0\n", "",
			"manifest/image-unlisted values/image-no-tag", "values/image-tag-drift"},
		{"no tag, switched off", drifted, imagePod + "example/web:1.1.0\n", "checks: {values/image-tag-drift: off}",
			"manifest/image-unlisted values/image-no-tag", "manifest/image-unlisted values/image-no-tag"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := imagePack(tt.values, tt.manifest, tt.settings)
			p := s.Pack(packtest.Path("demo"))
			if got := imageCodes(t, s, p); got != tt.before {
				t.Errorf("before: got %q, want %q", got, tt.before)
			}
			if _, err := check.Deploy(context.Background(), s, p); err != nil {
				t.Fatal(err)
			}
			if got := imageCodes(t, s, p); got != tt.after {
				t.Errorf("after: got %q, want %q", got, tt.after)
			}
		})
	}
}

// TestImagesWhileTyping edits a pack whose images are known: the list in values.yaml, which they do not depend on, and
// the manifest, on which they do.
func TestImagesWhileTyping(t *testing.T) {
	s := imagePack(oneImage, imagePod+"example/web:1.0.0\n", "")
	dir := packtest.Path("demo")
	values, manifest := filepath.Join(dir, "values.yaml"), filepath.Join(dir, "manifests", "app.yaml")
	fixesOf := func(s *pack.Snapshot) (fixes int, found bool) {
		p := s.Pack(dir)
		all, err := check.DiagnoseFile(context.Background(), s, p, p.Values)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range all.Diagnostics {
			if d.Code == "values/image-not-listed" {
				return len(d.Fixes), true
			}
		}
		return 0, false
	}
	s = s.WithOpen(values, 1, text.New(oneImage)).WithOpen(manifest, 1, text.New(imagePod+"example/web:1.0.0\n"))
	if _, err := check.Deploy(context.Background(), s, s.Pack(dir)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, path, text string
		fixes            int
		found            bool
	}{
		{"nothing", values, oneImage, 1, true},
		{"another image is added", values, oneImage + "      - image: docker.io/example/new:1.0.0\n", 1, true},
		{"the image is added", values, oneImage + "      - image: docker.io/example/web:1.0.0\n", 0, false},
		{"the text is broken", values, oneImage + "      - image: \"docker.io\n", 0, false},
		{"the manifest changes", manifest, imagePod + "example/web:2.0.0\n", 0, true},
	} {
		fixes, found := fixesOf(s.WithOpen(tt.path, 2, text.New(tt.text)))
		if fixes != tt.fixes || found != tt.found {
			t.Errorf("%s: %d fixes, reported: %v; want %d, %v", tt.name, fixes, found, tt.fixes, tt.found)
		}
	}
}

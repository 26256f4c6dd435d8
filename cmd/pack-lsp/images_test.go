package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/image"
	"github.com/pack-lsp/pack-lsp/internal/corpus"
)

// deployingPack writes a pack with a manifest that is a template, and a preset.
func deployingPack(t *testing.T, values string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "web")
	for name, content := range map[string]string{
		"pack.json":   `{"name": "web", "version": "1.0.0", "layer": "addon", "kubeManifests": ["manifests/app.yaml"]}`,
		"values.yaml": values,
		"manifests/app.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n" +
			"    - name: web\n      image: nginx:{{ .Values.tag }}\n" +
			"    {{- if .Values.proxy }}\n    - name: proxy\n      image: quay.io/a/proxy:1.0.0\n    {{- end }}\n",
		"presets.yaml": "presets:\n  - name: proxy\n    displayName: Proxy\n    group: net\n    add: |\n" +
			"      manifests:\n        app:\n          proxy: true\n",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestImages(t *testing.T) {
	const nginx, proxy = "docker.io/library/nginx:1.27.0\n", "quay.io/a/proxy:1.0.0\n"
	plain := deployingPack(t, "manifests:\n  app:\n    tag: 1.27.0\n    proxy: false\n")
	open := deployingPack(t, "manifests:\n  app:\n    tag: \"{{ .spectro.var.tag }}\"\n    proxy: true\n")
	broken := deployingPack(t, "manifests:\n  app:\n    tag: \"1.27.0\n")
	twice := deployingPack(t, "manifests:\n  app:\n    tag: 1.27.0\n    proxy: false\n")
	const preset = "  - {name: dev, displayName: Dev, group: %s, add: \"manifests: {app: {tag: 1.28.0}}\"}\n"
	write(t, filepath.Join(twice, "presets.yaml"), "presets:\n"+fmt.Sprintf(preset, "one")+fmt.Sprintf(preset, "two"))
	for _, tt := range []struct {
		args           []string
		code           int
		stdout, stderr string // stderr: part of it
	}{
		{[]string{plain}, exitOK, nginx, ""},
		{[]string{filepath.Join(plain, "values.yaml"), plain, plain}, exitOK, nginx, ""},
		{[]string{"--preset=proxy", plain}, exitOK, nginx + proxy, ""},
		{[]string{"--preset", "net:proxy", plain}, exitOK, nginx + proxy, ""},
		{[]string{"--all-presets", plain}, exitOK, nginx + proxy, ""},
		{[]string{open}, exitFindings, proxy, "image of Pod web depends on a macro"},
		{[]string{broken}, exitFindings, "", "values.yaml has a syntax error"},
		{[]string{"--preset=dev", twice}, exitUsage, "", `several presets are named "dev"; use one of one:dev, two:dev`},
		{[]string{"--preset=none", plain}, exitUsage, "", `no pack has a preset "none"`},
		{[]string{"--preset=proxy", "--all-presets", plain}, exitUsage, "", "either --preset or --all-presets"},
		{[]string{"--format=sarif", plain}, exitUsage, "", `unknown format "sarif"`},
		{[]string{filepath.Join(plain, "none")}, exitUsage, "", "no such file or folder"},
		{nil, exitUsage, "", "name a pack"},
	} {
		code, stdout, stderr := packLSP(t, append([]string{"images"}, tt.args...)...)
		if code != tt.code || tt.stderr != "" && !strings.Contains(stderr, tt.stderr) || tt.stderr == "" && stderr != "" {
			t.Errorf("%v: exit code %d, %q; want %d, %q", tt.args, code, stderr, tt.code, tt.stderr)
		}
		if stdout != tt.stdout {
			t.Errorf("%v: got %q, want %q", tt.args, stdout, tt.stdout)
		}
	}
}

func TestImagesJSON(t *testing.T) {
	dir := deployingPack(t, "manifests:\n  app:\n    tag: 1.27.0\n")
	_, stdout, _ := packLSP(t, "images", "--format=json", "--all-presets", dir)
	want := `[
 {"image":"docker.io/library/nginx:1.27.0","certain":true,"from":[{"pack":"DIR","manifest":"app.yaml",` +
		`"object":"Pod web","container":"web"}]},
 {"image":"quay.io/a/proxy:1.0.0","certain":true,"from":[{"pack":"DIR","manifest":"app.yaml",` +
		`"object":"Pod web","container":"proxy","presets":["net:proxy"]}]}
]
`
	if got := strings.ReplaceAll(stdout, filepath.ToSlash(dir), "DIR"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestImagesOfPublishedPacks has images print what Helm renders. Besides, it prints what custom resources name.
func TestImagesOfPublishedPacks(t *testing.T) {
	rendered := corpus.ImagesByPack(t)
	_, stdout, _ := packLSP(t, "images", "--format=json", corpus.Packs(t))
	var images []jsonImage
	if err := json.Unmarshal([]byte(stdout), &images); err != nil {
		t.Fatal(err)
	}
	printed := map[string][]string{}
	for _, i := range images {
		for _, from := range i.From {
			if name := filepath.Base(from.Pack); from.Container != "" && !slices.Contains(printed[name], image.Whole(i.Image)) {
				printed[name] = append(printed[name], image.Whole(i.Image))
			}
		}
	}
	for name, refs := range rendered {
		var want []string
		for _, ref := range refs {
			want = append(want, image.Whole(ref))
		}
		slices.Sort(want)
		slices.Sort(printed[name])
		if !slices.Equal(printed[name], slices.Compact(want)) {
			t.Errorf("%s:\n got %q\nwant %q", name, printed[name], want)
		}
	}
}

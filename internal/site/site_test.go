package main

import (
	"context"
	"html"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/jsonschema"
)

const root = "../.."

// siteOf builds the site of sources, and returns its folder.
func siteOf(t *testing.T, sources ...source) string {
	t.Helper()
	out := t.TempDir()
	if err := build(out, sources); err != nil {
		t.Fatal(err)
	}
	return out
}

var (
	links = regexp.MustCompile(`(?:href|src)="([^"]*)"`)
	ids   = regexp.MustCompile(`id="([^"]*)"`)
)

// checkLinks reports links in the site that lead nowhere, and resources from elsewhere. It returns how many it looked
// at.
func checkLinks(t *testing.T, out string) (checked int) {
	t.Helper()
	pages := map[string]string{} // by address
	err := filepath.WalkDir(out, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != "index.html" {
			return err
		}
		b, err := os.ReadFile(file)
		rel, _ := filepath.Rel(out, filepath.Dir(file))
		pages["/"+strings.TrimPrefix(filepath.ToSlash(rel)+"/", "./")] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	fragments := map[string]map[string]bool{}
	for at, text := range pages {
		fragments[at] = map[string]bool{}
		for _, m := range ids.FindAllStringSubmatch(text, -1) {
			if fragments[at][m[1]] {
				t.Errorf("%s has the id %s twice", at, m[1])
			}
			fragments[at][m[1]] = true
		}
	}
	for at, text := range pages {
		for _, m := range links.FindAllStringSubmatch(text, -1) {
			u, err := url.Parse(html.UnescapeString(m[1]))
			if err != nil {
				t.Errorf("%s: %v", at, err)
				continue
			}
			checked++
			if u.Scheme != "" || u.Host != "" {
				if strings.HasPrefix(m[0], "src") || strings.Contains(text, `<link rel="stylesheet" href="`+m[1]) {
					t.Errorf("%s loads %s", at, m[1])
				}
				continue
			}
			to := at
			if u.Path != "" {
				to = path.Join(at, u.Path)
				if strings.HasSuffix(u.Path, "/") && to != "/" {
					to += "/"
				}
			}
			if _, isPage := pages[to]; !isPage {
				if info, err := os.Stat(filepath.Join(out, filepath.FromSlash(to))); err != nil || info.IsDir() {
					t.Errorf("%s: the link %s leads to nothing", at, m[1])
				}
				continue
			}
			if u.Fragment != "" && !fragments[to][u.Fragment] {
				t.Errorf("%s: the link %s leads to no place of its page", at, m[1])
			}
		}
	}
	return checked
}

func TestSite(t *testing.T) {
	out := siteOf(t, source{"main", os.DirFS(root)})
	if n := checkLinks(t, out); n < 1000 {
		t.Errorf("only %d links", n)
	}
	// The addresses that the program knows.
	const address = "https://pack-lsp.github.io/pack-lsp/"
	for _, c := range check.All {
		at, ok := strings.CutPrefix(c.URL(), address)
		b, err := os.ReadFile(filepath.Join(out, filepath.FromSlash(at), "index.html"))
		if !ok || err != nil || !strings.Contains(string(b), "<title>"+c.Code+" ") {
			t.Errorf("%s is not the page of %s: %v", c.URL(), c.Code, err)
		}
	}
	for _, k := range jsonschema.Kinds() {
		want, err := k.Text()
		if err != nil {
			t.Fatal(err)
		}
		at, _ := strings.CutPrefix(jsonschema.Site+k.File, address)
		if got, err := os.ReadFile(filepath.Join(out, at)); string(got) != string(want) {
			t.Errorf("%s is not the schema: %v", at, err)
		}
	}
	for _, name := range []string{"install.sh", "gitlab-ci.yaml", "pack_lsp.lua"} {
		if _, err := os.Stat(filepath.Join(out, name)); err != nil {
			t.Error(err)
		}
	}
}

// past is a version of the repository with a check that is gone since.
func past(t *testing.T) fs.FS {
	t.Helper()
	const readme = "# pack-lsp\n\n[Checks](docs/checks/README.md), [the code](cmd), [a file](LICENSE)\n"
	files := fstest.MapFS{
		"README.md":                {Data: []byte(readme)},
		"LICENSE":                  {Data: []byte("Do as you like.\n")},
		"cmd/main.go":              {Data: []byte("package main\n")},
		"docs/checks/README.md":    {Data: []byte("# Checks\n\n[pack/gone](pack/gone.md)\n")},
		"docs/checks/pack/gone.md": {Data: []byte("# pack/gone\n\nOnce there. [All](../README.md)\n")},
	}
	return files
}

func TestVersions(t *testing.T) {
	newest := fstest.MapFS{}
	for name, f := range past(t).(fstest.MapFS) {
		newest[name] = f
	}
	delete(newest, "docs/checks/pack/gone.md")
	newest["docs/checks/README.md"] = &fstest.MapFile{Data: []byte("# Checks\n\n[pack/schema](pack/schema.md)\n")}
	newest["docs/checks/pack/schema.md"] = &fstest.MapFile{Data: []byte("# pack/schema\n\nNew.\n")}
	out := siteOf(t, source{"v0.2.0", newest}, source{"v0.1.0", past(t)}, source{"main", os.DirFS(root)})
	checkLinks(t, out)
	for file, want := range map[string]string{
		"checks/pack/schema/index.html":        "New.",
		"v0.2.0/checks/pack/schema/index.html": "New.",
		"main/checks/pack/schema/index.html":   "<title>pack/schema ",
		"v0.1.0/checks/pack/gone/index.html":   "older version, v0.1.0",
		"checks/pack/gone/index.html":          `url=../../../v0.1.0/checks/pack/gone/`,
		"v0.1.0/index.html":                    "https://github.com/pack-lsp/pack-lsp/tree/v0.1.0/cmd",
		"main/install/index.html":              "<h1 id=\"install-pack-lsp\">",
	} {
		if b, err := os.ReadFile(filepath.Join(out, file)); !strings.Contains(string(b), want) {
			t.Errorf("%s does not have %s: %v\n%s", file, want, err, b)
		}
	}
	if _, err := os.Stat(filepath.Join(out, "checks/pack/eol-past")); err == nil {
		t.Error("a check that is not released has a page at the root")
	}
}

func TestLinksThatLeadNowhere(t *testing.T) {
	for _, dest := range []string{"no.md", "../no.md", "docs/"} {
		files := past(t).(fstest.MapFS)
		files["README.md"] = &fstest.MapFile{Data: []byte("# pack-lsp\n\n[x](" + dest + ")\n")}
		err := build(t.TempDir(), []source{{"v0.1.0", files}, {"main", os.DirFS(root)}})
		if (err == nil) != (dest == "docs/") || err != nil && !strings.Contains(err.Error(), "README.md: the link "+dest) {
			t.Errorf("%s: %v", dest, err)
		}
	}
}

// A whole site takes the place of an old one, and nothing is left next to it.
func TestRun(t *testing.T) {
	t.Chdir(root)
	dir := t.TempDir()
	out := filepath.Join(dir, "site")
	for range 2 {
		if err := run(out, false); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(out, "old"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := run(out, false); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(out, "old")); err == nil {
		t.Error("a file of the old site is still there")
	}
	if entries, err := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
}

// dump is the page as Chromium shows it, with all that scripts have made of it.
func dump(t *testing.T, address string) string {
	t.Helper()
	const chromium = "/usr/bin/chromium"
	if _, err := os.Stat(chromium); err != nil {
		t.Skip("skipped: no " + chromium)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--user-data-dir="+t.TempDir(), "--dump-dom", address).Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestSearch(t *testing.T) {
	out := siteOf(t, source{"main", os.DirFS(root)})
	text := dump(t, "file://"+out+"/install/index.html?q=unknown-layer")
	m := regexp.MustCompile(`<ol id="results"[^>]*><li[^>]*><a href="([^"]*)"`).FindStringSubmatch(text)
	if want := "../checks/pack/unknown-layer/"; m == nil || m[1] != want {
		t.Errorf("the first result is %q, want %s", m, want)
	}
}

package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/jsonschema"
)

// source is a version of the repository.
type source struct {
	name  string // a tag such as v1.2.3, or main
	files fs.FS
}

// page is a page of the site.
type page struct {
	file  string // its Markdown in the repository
	path  string // its address below the root of its version, such as checks/pack/schema/; "" for the first page
	title string
	html  template.HTML
	parts []part // for search
}

// entry is a link in the menu.
type entry struct {
	Title, Path string
	Current     bool
	Sub         bool
}

// listed are the pages of the menu, in its order, with the words of the menu.
var listed = []struct{ file, path, title string }{
	{"README.md", "", "Overview"},
	{"docs/install.md", "install/", "Install"},
	{"editors/README.md", "editors/", "Editors"},
	{"editors/vscode/README.md", "editors/vscode/", "VS Code"},
	{"docs/command-line.md", "command-line/", "Command line"},
	{"docs/settings.md", "settings/", "Settings"},
	{"docs/new-packs.md", "new-packs/", "New packs"},
	{"docs/upgrade.md", "upgrade/", "Upgrades"},
	{"docs/format.md", "format/", "Formatting"},
	{"docs/ci.md", "ci/", "CI"},
	{"docs/ci-github.md", "ci/github/", "GitHub"},
	{"docs/ci-gitlab.md", "ci/gitlab/", "GitLab"},
	{"docs/ci-pre-commit.md", "ci/pre-commit/", "pre-commit"},
	{"docs/pack-central.md", "pack-central/", "Palette's public packs"},
	{"docs/checks/README.md", "checks/", "Checks"},
	{"docs/deploy-accuracy.md", "accuracy/", "How accurate it is"},
	{"docs/performance.md", "performance/", "How fast it is"},
	{"docs/reliability.md", "reliability/", "How reliable it is"},
	{"docs/yaml-test-suite.md", "yaml/", "YAML"},
	{"ARCHITECTURE.md", "architecture/", "Architecture"},
	{"CONTRIBUTING.md", "contributing/", "Contributing"},
	{"docs/release.md", "releases/", "Releases"},
	{".github/SECURITY.md", "security/", "Security"},
	{"CHANGELOG.md", "changelog/", "Changelog"},
}

//go:embed page.html
var pageHTML string

//go:embed style.css
var styleCSS []byte

//go:embed search.js
var searchJS []byte

var layout = template.Must(template.New("page").Parse(pageHTML))

// version is a version of the site.
type version struct {
	source
	root  string // "" or a folder such as v1.2.3/
	pages []*page
}

// build writes the site of sources into the folder out: the first at the root, and all of them in folders of their own
// if there are several.
func build(out string, sources []source) error {
	var versions []*version
	for i, s := range sources {
		pages, err := readPages(s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		if i == 0 {
			versions = append(versions, &version{s, "", pages})
		}
		if len(sources) > 1 {
			versions = append(versions, &version{s, s.name + "/", pages})
		}
	}
	for _, v := range versions {
		if err := v.write(out, versions); err != nil {
			return fmt.Errorf("%s: %w", v.name, err)
		}
	}
	return writeExtras(out, versions[0], sources)
}

// readPages reads the pages of a version: those of the menu, those of checks, and others in docs.
func readPages(s source) ([]*page, error) {
	var pages []*page
	for _, l := range listed {
		if _, err := fs.Stat(s.files, l.file); errors.Is(err, fs.ErrNotExist) && s.name != "main" {
			continue // older versions have fewer pages
		}
		pages = append(pages, &page{file: l.file, path: l.path})
	}
	for _, pattern := range []string{"docs/*.md", "docs/checks/*/*.md"} {
		names, err := fs.Glob(s.files, pattern)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if !slices.ContainsFunc(pages, func(p *page) bool { return p.file == name }) {
				p := strings.TrimSuffix(strings.TrimPrefix(name, "docs/"), ".md") + "/"
				pages = append(pages, &page{file: name, path: p})
			}
		}
	}
	r := renderer{source: s, paths: map[string]string{}}
	for _, p := range pages {
		r.paths[p.file] = p.path
	}
	for _, p := range pages {
		if err := r.render(p); err != nil {
			return nil, fmt.Errorf("%s: %w", p.file, err)
		}
	}
	return pages, nil
}

// write writes the pages of v, and what they need.
func (v *version) write(out string, all []*version) error {
	var index []part
	for _, p := range v.pages {
		if err := v.writePage(out, p, all); err != nil {
			return err
		}
		index = append(index, p.parts...)
	}
	pictures, err := fs.Glob(v.files, "docs/pictures/*")
	if err != nil {
		return err
	}
	for _, name := range pictures {
		data, err := fs.ReadFile(v.files, name)
		if err != nil {
			return err
		}
		if err := writeFile(out, v.root+"pictures/"+path.Base(name), data); err != nil {
			return err
		}
	}
	// A script and not JSON, so that search also works in pages that are opened as files.
	data, err := json.Marshal(index)
	if err != nil {
		return err
	}
	return writeFile(out, v.root+"search-index.js", slices.Concat([]byte("searchIndex = "), data, []byte(";\n")))
}

// writePage writes p as it is below the root of v.
func (v *version) writePage(out string, p *page, all []*version) error {
	here := v.root + p.path
	var menu []entry
	for _, l := range listed {
		if slices.ContainsFunc(v.pages, func(p *page) bool { return p.path == l.path }) {
			current := p.path == l.path || l.path == "checks/" && strings.HasPrefix(p.path, l.path)
			sub := strings.Count(l.path, "/") > 1
			menu = append(menu, entry{l.title, relative(here, v.root+l.path), current, sub})
		}
	}
	var versions []entry
	for _, other := range all {
		if other.root == "" {
			continue
		}
		target := other.root
		if slices.ContainsFunc(other.pages, func(q *page) bool { return q.path == p.path }) {
			target += p.path
		}
		versions = append(versions, entry{other.name, relative(here, target), other.name == v.name, false})
	}
	var b bytes.Buffer
	err := layout.Execute(&b, map[string]any{
		"Title": p.title, "Body": p.html, "Menu": menu, "Versions": versions, "Version": v.name,
		"Root": relative(here, ""), "Base": relative(here, v.root), "Edit": repository + "/blob/main/" + p.file,
		"IsOld": v.root != "" && v.name != "main" && v.name != all[0].name,
		"Newer": relative(here, p.path),
	})
	if err != nil {
		return err
	}
	return writeFile(out, here+"index.html", b.Bytes())
}

// writeExtras writes what the site has once: style, script, schemas, the files that others download, and pages of
// checks that newest no longer has.
func writeExtras(out string, newest *version, sources []source) error {
	files := map[string][]byte{"style.css": styleCSS, "search.js": searchJS, ".nojekyll": nil}
	for _, k := range jsonschema.Kinds() {
		text, err := k.Text()
		if err != nil {
			return err
		}
		files["schemas/"+k.File] = text
	}
	for name, file := range map[string]string{
		"install.sh": ".github/install.sh", "gitlab-ci.yaml": "examples/gitlab-ci.yaml",
		"icon.png": "editors/vscode/media/icon.png", "pack_lsp.lua": "editors/neovim/lsp/pack_lsp.lua",
	} {
		data, err := fs.ReadFile(newest.files, file)
		if errors.Is(err, fs.ErrNotExist) && newest.name != "main" {
			data, err = fs.ReadFile(sources[len(sources)-1].files, file)
		}
		if err != nil {
			return err
		}
		files[name] = data
	}
	for name, data := range files {
		if err := writeFile(out, name, data); err != nil {
			return err
		}
	}
	return keepChecks(out, newest, sources)
}

// keepChecks writes a page at the root for each check that only older versions have: links in their diagnostics lead
// there.
func keepChecks(out string, newest *version, sources []source) error {
	for i, s := range sources[1:] {
		if s.name == "main" {
			continue // has checks that are not released yet
		}
		names, err := fs.Glob(s.files, "docs/checks/*/*.md")
		if err != nil {
			return err
		}
		for _, name := range names {
			at := strings.TrimSuffix(strings.TrimPrefix(name, "docs/"), ".md") + "/"
			if _, err := os.Stat(filepath.Join(out, filepath.FromSlash(at))); err == nil {
				continue
			}
			target := relative(at, sources[i+1].name+"/"+at)
			const form = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>%s</title>\n" +
				"<meta http-equiv=\"refresh\" content=\"0; url=%s\">\n" +
				"<p>This check is no longer there. <a href=\"%[2]s\">Its page in %[3]s</a></p>\n"
			code := strings.TrimSuffix(strings.TrimPrefix(at, "checks/"), "/")
			redirect := fmt.Sprintf(form, template.HTMLEscapeString(code), template.HTMLEscapeString(target), s.name)
			if err := writeFile(out, at+"index.html", []byte(redirect)); err != nil {
				return err
			}
		}
	}
	return nil
}

// relative is the address of a folder or file of the site, as a link in the page of the folder from. Both are below the
// root; folders end with a slash, and "" is the root.
func relative(from, to string) string {
	dir, file := path.Split(to)
	rel, err := filepath.Rel(filepath.FromSlash("/"+from), filepath.FromSlash("/"+dir))
	if err != nil {
		panic(err) // both are absolute
	}
	rel = filepath.ToSlash(rel) + "/" + file
	return strings.TrimSuffix(rel, "index.html")
}

func writeFile(out, name string, data []byte) error {
	file := filepath.Join(out, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o644)
}

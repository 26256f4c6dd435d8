package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// section is a version in CHANGELOG.md.
type section struct {
	version string // such as 1.2.3
	date    string // yyyy-MM-dd, or unreleased
	notes   string // Markdown
}

var heading = regexp.MustCompile(`^## (\d+\.\d+\.\d+(?:-[0-9A-Za-z.]+)?) - (\d{4}-\d\d-\d\d|unreleased)$`)

// readChangelog reads the sections of a changelog, the newest first, at least one.
func readChangelog(path string) ([]section, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var sections []section
	for i, part := range strings.Split("\n"+string(b), "\n## ") {
		if i == 0 {
			continue // the introduction
		}
		first, notes, _ := strings.Cut(part, "\n")
		m := heading.FindStringSubmatch("## " + first)
		if m == nil {
			return nil, fmt.Errorf("%s: the heading %q is not of the form \"## 1.2.3 - 2006-01-02\"", path, "## "+first)
		}
		sections = append(sections, section{m[1], m[2], strings.TrimSpace(notes)})
	}
	if len(sections) == 0 {
		return nil, fmt.Errorf("%s: there is no section", path)
	}
	return sections, nil
}

// inStep returns an error if something in the repository at root has another version than newest.
func inStep(root string, newest section) error {
	for _, name := range []string{"package.json", "package-lock.json"} {
		b, err := os.ReadFile(filepath.Join(root, "editors/vscode", name))
		if err != nil {
			return err
		}
		var manifest struct{ Version string }
		if err := json.Unmarshal(b, &manifest); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if manifest.Version != newest.version {
			return fmt.Errorf("editors/vscode/%s has version %q, and CHANGELOG.md has %q; write the same", name,
				manifest.Version, newest.version)
		}
	}
	return nil
}

// checkTag returns an error if tag cannot release newest.
func checkTag(root string, newest section, tag string) error {
	switch {
	case tag != "v"+newest.version:
		return fmt.Errorf("the tag is %s, and the newest section of CHANGELOG.md is %s", tag, newest.version)
	case newest.date == "unreleased":
		return fmt.Errorf("the section %s of CHANGELOG.md has no date", newest.version)
	case newest.notes == "":
		return fmt.Errorf("the section %s of CHANGELOG.md says nothing", newest.version)
	}
	return inStep(root, newest)
}

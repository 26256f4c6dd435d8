// Package docs holds the documentation that the binary carries.
package docs

import (
	"embed"
	"path"
	"strings"
)

//go:embed checks
var pages embed.FS

// Check is the page, in Markdown, of the check with the given code. The error is fs.ErrNotExist where there is none.
func Check(code string) (string, error) {
	b, err := pages.ReadFile(path.Join("checks", code+".md"))
	return string(b), err
}

// Meaning is what the page of the check with the given code says in prose, Markdown without headings: what a finding means for an author
// and why it matters. The error is fs.ErrNotExist where there is no page.
func Meaning(code string) (string, error) {
	page, err := Check(code)
	if err != nil {
		return "", err
	}
	_, prose, _ := strings.Cut(page, "\nSeverity: ")
	_, prose, _ = strings.Cut(prose, "\n")
	prose, _, _ = strings.Cut(prose, "\n## ")
	return strings.TrimSpace(prose), nil
}

// Package docs holds the documentation that the binary carries.
package docs

import (
	"embed"
	"path"
)

//go:embed checks
var pages embed.FS

// Check is the page, in Markdown, of the check with the given code. The error is fs.ErrNotExist where there is none.
func Check(code string) (string, error) {
	b, err := pages.ReadFile(path.Join("checks", code+".md"))
	return string(b), err
}

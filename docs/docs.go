// Package docs holds the documentation that the binary carries.
package docs

import (
	"embed"
	"errors"
	"path"
	"strings"
)

//go:embed checks
var pages embed.FS

// Check is the page, in Markdown, of the check with the given code. The error is fs.ErrNotExist if there is none.
func Check(code string) (string, error) {
	b, err := pages.ReadFile(path.Join("checks", code+".md"))
	return string(b), err
}

// Fix says how far a check's findings can be fixed.
type Fix string

// What the line of facts in a page says after "Quick fix: ".
const (
	NoFix      Fix = "none"
	OfferedFix Fix = "offered" // the author chooses
	SafeFix    Fix = "safe"    // some fixes are always right: check --fix applies them
)

// Facts reads the line of facts below the title of a check's page: the files that the check reports in, and its fixes.
// The catalogue's test in analysis/check writes that line from what the check does.
func Facts(page string) (files []string, fix Fix, err error) {
	_, facts, _ := strings.Cut(page, "\nSeverity: ")
	facts, _, _ = strings.Cut(facts, "\n")
	_, facts, ok := strings.Cut(facts, ". In: ")
	in, quick, found := strings.Cut(strings.TrimSuffix(facts, "."), ". Quick fix: ")
	if !ok || !found {
		return nil, "", errors.New("no line with severity, files and quick fix")
	}
	return strings.Split(in, ", "), Fix(quick), nil
}

// Meaning is what the page of the check with the given code says in prose, Markdown without headings: what a
// finding means for an author and why it matters. The error is fs.ErrNotExist if there is no page.
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

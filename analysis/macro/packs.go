package macro

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/internal/intern"
)

// PackNames are the names of packs in the macros of texts, each with what follows it up to the end of the macro's path;
// sorted, each once.
func PackNames(texts ...string) []string {
	var found []string
	for _, text := range texts {
		found = appendPackNames(found, text)
	}
	slices.Sort(found)
	return slices.Clip(slices.Compact(found))
}

// appendPackNames adds what follows .spectro.pack. in text: the name of a pack, which may hold dots, and a path.
func appendPackNames(found []string, text string) []string {
	const before = "spectro.pack."
	for {
		_, rest, ok := strings.Cut(text, before)
		if !ok {
			return found
		}
		end := strings.IndexAny(rest, " \t\r\n}|)\"'`")
		if end < 0 {
			end = len(rest)
		}
		if end > 0 {
			found = append(found, intern.String(rest[:end]))
		}
		text = rest[end:]
	}
}

package schema

import (
	"slices"
	"strings"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// certainKeys are keys of Palette's pack.json that the pack.json of other programs does not have.
var certainKeys = []string{"layer", "addonType", "addonSubType", "cloudTypes", "cloudType", "kubeManifests",
	"ansibleRoles"}

// ownKeys are the keys of Palette's pack.json: those of its schema, and former ones.
var ownKeys = sync.OnceValue(func() map[string]bool {
	keys := map[string]bool{}
	for _, p := range Embedded().At(nil).Properties {
		keys[p.Name] = true
	}
	for _, key := range certainKeys {
		keys[key] = true
	}
	return keys
})

// manyKeys is how many of Palette's keys make a pack.json one of Palette's. Published packs have four or more.
const manyKeys = 4

// IsPack reports whether a pack.json, or the beginning of one, is one of Palette's, or may become one: other programs
// have files called pack.json, too. root is the root of text, and open says that an author has it in an editor.
func IsPack(root syntax.Node, text string, open bool) bool {
	switch root.Kind() {
	case syntax.Mapping:
	case syntax.Sequence:
		return !root.First().Exists()
	default:
		return beginning(text)
	}
	own, strange, texts := 0, 0, true
	for pair := range root.Children() {
		key, v := pair.Key().Text(), pair.Value()
		switch {
		case slices.Contains(certainKeys, key):
			return true
		case ownKeys()[key]:
			own++
		case key != "$schema" && v.Exists() && !v.Empty() && !pair.Key().Broken() && !resemblesKey(key):
			strange++
			texts = texts && v.Kind() == syntax.String
		}
	}
	// Who has the file open may be about to write the keys that decide.
	return own >= manyKeys || strange == 0 || open && strange == 1 && own > 0 && texts
}

// beginning reports whether a text that is no JSON object may become a pack.json: nothing, a first word, or the fields
// of one without their brace.
func beginning(text string) bool {
	return len(strings.Fields(text)) <= 1 ||
		slices.ContainsFunc(certainKeys, func(key string) bool { return strings.Contains(text, `"`+key+`"`) })
}

// resemblesKey reports whether key is one of Palette's apart from case, its end, and one letter or two neighbors.
func resemblesKey(key string) bool {
	key = strings.ToLower(key)
	for known := range ownKeys() {
		known = strings.ToLower(known)
		if strings.HasPrefix(known, key) {
			return true
		}
		short := min(len(known), len(key))
		prefix := 0
		for prefix < short && known[prefix] == key[prefix] {
			prefix++
		}
		suffix := 0
		for suffix < short-prefix && known[len(known)-1-suffix] == key[len(key)-1-suffix] {
			suffix++
		}
		left, more := len(key)-prefix-suffix, len(known)-prefix-suffix
		swapped := left == 2 && more == 2 && key[prefix] == known[prefix+1] && key[prefix+1] == known[prefix]
		if left <= 1 && more <= 1 || swapped {
			return true
		}
	}
	return false
}

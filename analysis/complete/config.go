package complete

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// configCompleter completes in .pack-lsp.yaml.
type configCompleter struct{ yamlCompleter }

func config(f *pack.File, off int, opts Options) []Item {
	return withDash(f.Tree(), off, func(t *syntax.Tree, off int) []Item {
		c := configCompleter{newYAMLCompleter(t, off, opts)}
		return c.items()
	})
}

func (c *configCompleter) items() []Item {
	path := c.cursor.Path
	inChecks := len(path) == 1 && path[0] == "checks" ||
		len(path) == 3 && path[0] == "overrides" && path[2] == "checks"
	switch {
	case c.nowhere():
		return nil
	case c.cursor.InValue && inChecks:
		return c.severities()
	case c.cursor.InValue && len(path) == 0:
		return c.settingValues()
	case c.cursor.InValue:
		return nil
	case inChecks:
		return c.codes()
	case len(path) == 0:
		return c.settings(check.Settings())
	case len(path) == 2 && path[0] == "overrides":
		return c.settings(check.OverrideKeys())
	}
	return nil
}

// settings are the keys of known that the mapping at the cursor does not have.
func (c *configCompleter) settings(known []check.Setting) []Item {
	present := c.present()
	var items []Item
	for _, s := range known {
		if !present[s.Name] {
			items = append(items, c.key(key{name: s.Name, kind: Property, detail: s.Type, doc: s.Doc, value: s.Snippet}))
		}
	}
	return items
}

// codes are the codes and groups of checks that the mapping at the cursor does not have.
func (c *configCompleter) codes() []Item {
	present := c.present()
	var items []Item
	for _, code := range codes(pack.Other) {
		if !present[code.name] {
			code.value = " $1"
			items = append(items, c.key(code))
		}
	}
	return items
}

func (c *configCompleter) severities() []Item {
	var items []Item
	for i, name := range pack.SeverityNames {
		item := c.value(name, name)
		item.Kind, item.Doc, item.Rank = Enum, check.SeverityDoc(name), i
		if own := check.ByCode(c.cursor.Key); own != nil && own.Severity.String() == name {
			item.Detail = "default"
		}
		items = append(items, item)
	}
	return items
}

// settingValues are the values of the setting at the cursor.
func (c *configCompleter) settingValues() []Item {
	i := slices.IndexFunc(check.Settings(), func(s check.Setting) bool { return s.Name == c.cursor.Key })
	if i < 0 {
		return nil
	}
	setting := check.Settings()[i]
	values := setting.Values
	if setting.Name == pack.KeyKubernetes {
		for v := kube.Newest; v >= kube.Oldest; v-- {
			values = append(values, v.String())
		}
	}
	var items []Item
	for rank, v := range values {
		item := c.value(v, v)
		if setting.Name == pack.KeyKubernetes {
			item = c.scalar(v) // 1.30 without quotes is 1.3
		}
		item.Kind, item.Doc, item.Rank = Enum, setting.Doc, rank
		items = append(items, item)
	}
	return items
}

// codes are the codes of the checks of files of a kind, then the groups of them; pack.Other stands for all files.
func codes(kind pack.Kind) []key {
	var keys []key
	groups := map[string]bool{}
	for _, c := range check.All {
		if kind != pack.Other && !slices.Contains(c.On, kind) {
			continue
		}
		keys = append(keys, key{name: c.Code, kind: Enum, detail: c.Severity.String(), doc: c.Words()})
		groups[c.Group()] = true
	}
	for _, g := range check.Groups() {
		if groups[g] {
			keys = append(keys, key{name: g + "/*", kind: Module, detail: "group", doc: "All checks of the group " + g + ".",
				rank: 1})
		}
	}
	return keys
}

// ignoring are the codes that can be at the cursor in a comment that ignores checks; in is false if it is in none.
func ignoring(f *pack.File, off int) (items []Item, in bool) {
	if f.Kind == pack.Meta {
		return nil, false
	}
	src := f.Text.String()
	for _, c := range f.Tree().Comments {
		if !c.Touches(off) {
			continue
		}
		d, ok := check.ReadDirective(src, c.Range)
		if !ok || off <= d.After {
			return directiveWords(src, c.Start, off)
		}
		word := wordAt(src, off)
		end := d.After
		present := map[string]bool{}
		for _, r := range d.Codes {
			if end = r.End; r.Start != word.Start {
				present[r.Of(src)] = true
			}
		}
		if word.Start > end+1 && word.Len() > 0 && word.Start < c.End && !isNext(src, end, word.Start) {
			return nil, true // in the reason
		}
		for _, k := range codes(f.Kind) {
			if !present[k.name] && !strings.HasPrefix(k.name, "ignore/") {
				items = append(items, Item{Label: k.name, Kind: k.kind, Detail: k.detail, Doc: k.doc, Rank: k.rank,
					Edit: text.Edit{Range: word, New: k.name}})
			}
		}
		return items, true
	}
	return nil, false
}

// beginning matches a comment up to the word that says what it does.
var beginning = regexp.MustCompile(`^#+[ \t]*pack-lsp:[ \t]*[a-z-]*$`)

// directiveWords are the words for what a comment that begins at start does; in is false if the cursor is not there.
func directiveWords(src string, start, off int) (items []Item, in bool) {
	if !beginning.MatchString(src[start:off]) {
		return nil, false
	}
	word := wordAt(src, off)
	if colon := strings.IndexByte(src[word.Start:off], ':'); colon >= 0 {
		word.Start += colon + 1
	}
	for i, w := range [][2]string{
		{"ignore", "Silences the checks named after it on this line or, on a line of its own, on the next one."},
		{"ignore-file", "Silences the checks named after it in the whole file, from a line above its first key."},
	} {
		items = append(items,
			Item{Label: w[0], Kind: Enum, Doc: w[1], Rank: i, Edit: text.Edit{Range: word, New: w[0] + " "}})
	}
	return items, true
}

// isNext says if only spaces and commas are between two offsets.
func isNext(src string, from, to int) bool {
	for i := from; i < to; i++ {
		if src[i] != ' ' && src[i] != ',' && src[i] != '\t' {
			return false
		}
	}
	return true
}

// wordAt is the text around off up to white space and commas.
func wordAt(src string, off int) text.Range {
	r := text.Range{Start: off, End: off}
	for r.Start > 0 && !isNext(src, r.Start-1, r.Start) && src[r.Start-1] != '\n' {
		r.Start--
	}
	for r.End < len(src) && !isNext(src, r.End, r.End+1) && src[r.End] != '\n' && src[r.End] != '\r' {
		r.End++
	}
	return r
}

package complete

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// macros completes in a macro of Palette.
func macros(s *pack.Snapshot, p *pack.Pack, m template.Cursor, opts Options) []Item {
	c := macroCompleter{snapshot: s, pack: p, place: m, opts: opts}
	c.macroPaths()
	c.functions()
	return c.items
}

// macroCompleter collects the items for a place in an action.
type macroCompleter struct {
	snapshot *pack.Snapshot
	pack     *pack.Pack
	place    template.Cursor
	opts     Options
	items    []Item
}

// add adds an item that replaces r with with. If closes, nothing has to follow, and the item closes the action too if
// it is open.
func (c *macroCompleter) add(item Item, r text.Range, with string, closes bool) {
	m, a := &c.place, c.place.Action
	item.Filter = with
	rest := strings.TrimSpace(m.In.Text[r.End:max(r.End, a.Inner.End)])
	if strings.HasSuffix(m.In.Text[:r.Start], "{{") || strings.HasSuffix(m.In.Text[:r.Start], "|") {
		with = " " + with
	}
	switch {
	case !a.Closed && !m.Bare && closes && rest == "":
		with += " }}"
	case strings.HasPrefix(m.In.Text[r.End:], "}}"):
		with += " "
	}
	if !m.Bare {
		item.Edit = text.Edit{Range: m.RangeOf(r), New: with}
		c.items = append(c.items, item)
		return
	}
	item.Filter = m.In.Text[:r.Start] + item.Filter
	item.Edit.Range = m.RangeOf(a.Range)
	rest = m.In.Text[r.End:a.End]
	if !a.Closed {
		rest = strings.TrimRight(rest, " ") + " }}"
	}
	before, after := `"`+text.DoubleQuoted.Escape(m.In.Text[:r.Start]+with), text.DoubleQuoted.Escape(rest)+`"`
	item.Edit.New = before + after
	if item.Snippet = c.opts.Snippets && !closes; item.Snippet { // one goes on typing before the braces
		item.Edit.New = escapeSnippet(before) + "$0" + escapeSnippet(after)
	}
	c.items = append(c.items, item)
}

// macroPaths adds the paths of macros.
func (c *macroCompleter) macroPaths() {
	names, whole, ok := c.place.Path()
	if !ok {
		return
	}
	switch {
	case len(names) <= 1 && (len(names) == 0 || names[0] == template.Root):
		c.families(whole)
		c.systemVariables(whole)
	case names[0] != template.Root:
	case macro.FamilyNamed(names[1]).Family == macro.System:
		c.systemVariables(whole)
	case macro.FamilyNamed(names[1]).Family == macro.Pack:
		c.packs(names[2:], whole)
	default:
		c.usedNames(names[1], whole)
	}
}

func (c *macroCompleter) families(whole text.Range) {
	for _, f := range macro.Families() {
		path := "." + template.Root + "." + f.Name
		c.add(Item{Label: path, Kind: Module, Detail: f.Form, Doc: f.Doc, Rank: 1}, whole, path+".", false)
	}
}

func (c *macroCompleter) systemVariables(whole text.Range) {
	for _, v := range macro.SystemVariables() {
		item := Item{Label: "." + template.Root + ".system." + v.Name, Kind: Variable, Detail: "system variable", Doc: v.Doc}
		if v.AppOnly {
			item.Detail, item.Rank = "app profiles only", 3
		}
		c.add(item, whole, item.Label, true)
	}
}

// packs adds the names of packs and, after the name of a pack, its values, one level at a time.
func (c *macroCompleter) packs(names []string, whole text.Range) {
	own := c.pack.Facts().Name
	parts := strings.Split(own, ".") // a pack's name may hold dots
	prefix := "." + template.Root + ".pack."
	if own != "" && len(names) >= len(parts) && slices.Equal(names[:len(parts)], parts) {
		path := names[len(parts):]
		c.valuePaths(c.pack, path, prefix+strings.Join(names, ".")+".", whole)
		return
	}
	for n := range len(names) {
		if packs := c.snapshot.PacksNamed(strings.Join(names[:n+1], ".")); len(packs) > 0 {
			c.valuePaths(packs[0], names[n+1:], prefix+strings.Join(names, ".")+".", whole)
			return
		}
	}
	if len(names) > 0 {
		return
	}
	if own != "" {
		c.add(Item{Label: own, Kind: Module, Detail: "this pack", Doc: "Values of this pack."}, whole, prefix+own+".", false)
	}
	seen := map[string]bool{"": true, own: true}
	for dep := range pack.DependencyNodes(c.pack.Root()) {
		if name := dep.Get(pack.KeyPackName).Text(); !seen[name] {
			seen[name] = true
			item := Item{Label: name, Kind: Module, Detail: "dependency", Doc: "Values of a pack that this one depends on."}
			c.add(item, whole, prefix+name+".", false)
		}
	}
	if x := c.snapshot.Index(); x != nil {
		for _, name := range x.Names() {
			if !seen[name] {
				seen[name] = true
				item := Item{Label: name, Kind: Module, Detail: "pack of the workspace", Rank: 1}
				item.DocOf = func() string { return markdown.Pack(x.Named(name).Entries()) }
				c.add(item, whole, prefix+name+".", false)
			}
		}
	}
	for _, k := range palette.Packs() {
		if !seen[k.Name] {
			item := Item{Label: k.Name, Kind: Module, Detail: k.Layer, Rank: 2}
			item.DocOf = func() string { return markdown.KnownPack(k) }
			c.add(item, whole, prefix+k.Name+".", false)
		}
	}
}

// pathName matches keys that can be part of a path in an action.
var pathName = regexp.MustCompile(`^[A-Za-z_][\w-]*$`)

// valuePaths adds the values of p directly below path, each as prefix and key.
func (c *macroCompleter) valuePaths(p *pack.Pack, path []string, prefix string, whole text.Range) {
	seen := map[string]bool{}
	for root := range value.Roots(p) {
		for pair := range root.At(path...).Children() {
			name := pair.Key().Text()
			if pair.Kind() != syntax.Pair || seen[name] || !pathName.MatchString(name) ||
				c.place.Manifest && strings.Contains(name, "-") {
				continue
			}
			seen[name] = true
			item := Item{Label: name, Kind: Property, Detail: markdown.Short(pair.Value()), Doc: markdown.Value(pair)}
			c.add(item, whole, prefix+name, pair.Value().Resolve().Kind() != syntax.Mapping)
		}
	}
}

// maxNames is how many names of profile variables or user macros are offered.
const maxNames = 100

// usedNames adds the names of a family that files of the pack use already; no other source has them.
func (c *macroCompleter) usedNames(family string, whole text.Range) {
	pattern := regexp.MustCompile(`\.spectro\.` + regexp.QuoteMeta(family) + `\.([\w-]+(?:\.[\w-]+)*)`)
	typed := strings.TrimLeft(whole.Of(c.place.In.Text), "$.")
	seen := map[string]int{}
	var names []string
	for _, f := range append([]*pack.File{c.pack.Values, c.pack.Presets}, c.pack.ManifestFiles()...) {
		if f == nil {
			continue
		}
		for _, m := range pattern.FindAllStringSubmatch(f.Text.String(), maxNames) {
			if seen[m[1]]++; seen[m[1]] == 1 && len(names) < maxNames {
				names = append(names, m[1])
			}
		}
	}
	for _, name := range names {
		path := "." + template.Root + "." + family + "." + name
		if path[1:] == typed && seen[name] == 1 { // the one being typed
			continue
		}
		c.add(Item{Label: path, Kind: Variable, Doc: "Used elsewhere in the pack."}, whole, path, true)
	}
}

// functions adds the functions that can be called at the cursor.
func (c *macroCompleter) functions() {
	m := &c.place
	if !m.Callable() {
		return
	}
	if m.Place == macro.AtFunction {
		for ref := range m.Action.References {
			if ref.Family == macro.ProfileVar { // Palette applies no functions to them
				return
			}
		}
	}
	for _, f := range macro.Functions() {
		if f.Source == macro.Helm && !m.Manifest || f.NotInHelm && m.Manifest {
			continue
		}
		item := Item{Label: f.Name, Kind: Function, Detail: f.Signature, Doc: markdown.Function(f), Rank: 2}
		item.Deprecated = f.Deprecated != ""
		c.add(item, m.Replace, f.Name, false)
	}
}

package create

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// need is a value that has to be set.
type need struct {
	manifest string   // the key of the manifest that has it; "" for the chart
	path     []string // below the section of the manifest or chart
	secret   bool
	format   string // in schema.yaml; "" for a string
	fill     string // a value in its place; "" if any text can be
	// holder says that it is a mapping which only has to be there, since templates look into it. Of other values, whoever
	// uses the pack is asked.
	holder bool
}

// stand-in for a value that is needed, while only what the pack deploys then is of interest.
const filledIn = "filled-in"

// requireValues has Palette ask for the values that an attempt has shown to be needed.
func (d *draft) requireValues(ctx context.Context, t attempt) (bool, error) {
	if d.Chart == nil {
		return d.requireManifestValues(ctx, t), ctx.Err()
	}
	known, _ := deploy.Known(t.pack)
	before := len(d.needed)
	for _, f := range known {
		if f.Code != deploy.NeedsValue || len(f.Needs) <= 2 {
			continue
		}
		path := f.Needs[2:]
		odd := func(key string) bool { return !plainKey.MatchString(key) }
		if !d.needs(path) && !slices.ContainsFunc(path, odd) && isText(t.pack, f.Needs) {
			d.needed = append(d.needed, need{path: path})
		}
	}
	return len(d.needed) > before, nil
}

// isNeeded reports whether a value is known to be needed.
func (d *draft) isNeeded(n need) bool {
	return slices.ContainsFunc(d.needed, func(known need) bool {
		return known.manifest == n.manifest && slices.Equal(known.path, n.path)
	})
}

// isText reports whether the value at a path can be a text, as far as the chart's values.schema.json says. Nobody knows
// what else to begin with.
func isText(p *pack.Pack, path []string) bool {
	at, ok := value.ChartAt(p, path)
	if !ok {
		return false
	}
	sub := at.Schema()
	return sub == nil || len(sub.Types) == 0 || slices.Contains(sub.Types, "string")
}

// plainKey matches the keys that a path in schema.yaml can have.
var plainKey = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*$`)

// needs reports whether the value of the chart at a path is known to be needed.
func (d *draft) needs(path []string) bool { return d.isNeeded(need{path: path}) }

// maskValues makes Palette mask the values that a check takes for secrets.
func (d *draft) maskValues(t attempt) bool {
	changed := false
	for _, f := range t.findings {
		if f.Code != "schema/secret-not-masked" || t.pack.Schema == nil {
			continue
		}
		name := t.pack.Schema.Tree().NodeAt(f.Start)
		for n := name; n.Exists(); n = n.Parent() {
			name = n
			if n.Kind() == syntax.Pair && n.Parent() == t.pack.Schema.Root() {
				break
			}
		}
		for i, n := range d.needed {
			if !n.secret && d.fullPath(n) == name.Key().Text() {
				d.needed[i].secret = true
				changed = true
			}
		}
	}
	return changed
}

// fullPath is the dotted path of a value that is needed, from the root of the pack's values.
func (d *draft) fullPath(n need) string {
	section := []string{pack.SectionManifests, n.manifest}
	if n.manifest == "" {
		section = d.sectionKey()
	}
	return strings.Join(append(section, n.path...), ".")
}

// schema is the text of schema.yaml: Palette asks for what is needed.
func (d *draft) schema() string {
	var b strings.Builder
	for _, n := range d.asked() {
		format := cmp.Or(n.format, "string")
		if n.secret {
			format = "password"
		}
		template := fmt.Sprintf(`{{ required | format "${%s}" | hints %s }}`, format, edit.Quote(d.hint(n)))
		fmt.Fprintf(&b, "%s:\n  %s: '%s'\n", d.fullPath(n), pack.SchemaKey, text.SingleQuoted.Escape(template))
	}
	return b.String()
}

// hint is what Palette says about a value that is needed.
func (d *draft) hint(n need) string {
	if n.manifest != "" {
		return "The manifest needs " + strings.Join(n.path, ".")
	}
	if doc := sentence(d.Chart.Lookup(n.path).Doc()); doc != "" && !strings.ContainsAny(doc, "{}\"\\") {
		return doc
	}
	return "The chart needs " + strings.Join(n.path, ".")
}

// asked are the values that whoever uses the pack is asked for.
func (d *draft) asked() []need {
	return slices.DeleteFunc(slices.Clone(d.needed), func(n need) bool { return n.holder })
}

// valueOf is the value of what is needed in values.yaml.
func (d *draft) valueOf(n need) string {
	switch {
	case n.holder:
		return "{}"
	case d.filled:
		return cmp.Or(n.fill, filledIn)
	}
	return `""`
}

// matters are the values that are shown: those that are needed, and what is changed most often.
func (d *draft) matters() []matter {
	var all []matter
	for _, n := range d.needed {
		scope := d.Chart.Lookup(n.path)
		all = append(all, matter{path: n.path, pair: scope.Pair(), doc: sentence(scope.Doc()), set: d.valueOf(n)})
	}
	for _, m := range matters(d.Chart) {
		apart := func(n need) bool { return startsWith(n.path, m.path) || startsWith(m.path, n.path) }
		if !slices.ContainsFunc(d.needed, apart) {
			all = append(all, m)
		}
	}
	return all
}

func startsWith(path, prefix []string) bool {
	return len(path) >= len(prefix) && slices.Equal(path[:len(prefix)], prefix)
}

// withNeeded is the text of the chart's values with those that are needed.
func (d *draft) withNeeded(whole string) string {
	for _, n := range d.needed {
		t := syntax.ParseYAML(whole)
		at, depth := t.Root(), 0
		for depth < len(n.path) && at.Pair(n.path[depth]).Exists() {
			at, depth = at.Pair(n.path[depth]).Value(), depth+1
		}
		if depth == len(n.path) {
			if d.filled && !n.holder || n.holder && at.Kind() == syntax.Null {
				whole = text.Apply(whole, []text.Edit{edit.SetValue(at.Owner(), d.valueOf(n))})
			}
			continue
		}
		entry := ""
		for i, key := range n.path[depth:] {
			entry += strings.Repeat("  ", i) + edit.Scalar(key) + ":"
			if depth+i+1 < len(n.path) {
				entry += "\n"
			}
		}
		entry += " " + d.valueOf(n)
		if depth == 0 {
			whole = text.Apply(whole, edit.AppendRoot(t, entry))
		} else {
			whole = text.Apply(whole, edit.AppendEntry(at.Owner(), entry))
		}
	}
	return whole
}

// docOf is the first sentence of the documentation of a value.
func docOf(pair syntax.Node) string { return sentence(chart.Doc(pair)) }

package check

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

const (
	codeKeyCase    = "pack/key-case"
	codeUnknownKey = "pack/unknown-key"
)

// oddKey is a key of pack.json that the schema in force does not know.
type oddKey struct {
	pair   syntax.Node
	meant  string // the known key that it is likely a misspelling of; "" for none
	byCase bool   // it differs from that key only in case
	beside bool   // the object has that key, too
}

// oddKeys are the keys of pack.json that the schema in force does not know, in the order of the text, and what they are
// misspelled for.
type oddKeys struct {
	all   []oddKey
	keys  map[syntax.Node]oddKey
	meant map[field]oddKey
}

var oddKeysRead pack.Memo[*oddKeys]

func readKeys(p *Pass) *oddKeys {
	return oddKeysRead.Of(p.Pack, p.Pack.JSON, func() *oddKeys {
		keys := &oddKeys{keys: map[syntax.Node]oddKey{}, meant: map[field]oddKey{}}
		w := keyWalk{keys, p.Pack.Settings.PackSchema(), map[string]*schema.Sub{}}
		w.walk(p.Pack.Root(), nil)
		return keys
	})
}

// keyWalk looks for odd keys.
type keyWalk struct {
	*oddKeys
	schema *schema.Schema
	subs   map[string]*schema.Sub // by path
}

// walk looks at n, which is at path, and at everything under it. It assumes that the schema says the same of all
// elements of an array.
func (w *keyWalk) walk(n syntax.Node, path []string) {
	switch n.Kind() {
	case syntax.Sequence:
		element := append(slices.Clip(path), "0")
		for c := range n.Children() {
			w.walk(c, element)
		}
	case syntax.Mapping:
		if sub := w.sub(path); sub != nil && len(sub.Properties) > 0 {
			w.object(n, path, sub)
		}
	}
}

func (w *keyWalk) sub(path []string) *schema.Sub {
	place := strings.Join(path, "\x00")
	sub, ok := w.subs[place]
	if !ok {
		sub = w.schema.At(path)
		w.subs[place] = sub
	}
	return sub
}

// object looks at the keys of an object, whose properties are those of sub, and at the objects below it.
func (w *keyWalk) object(object syntax.Node, path []string, sub *schema.Sub) {
	var known []string
	for _, property := range sub.Properties {
		known = append(known, property.Name)
	}
	present := map[string]bool{}
	for pair := range object.Children() {
		present[pair.Key().Text()] = true
	}
	for pair := range object.Children() {
		key := pair.Key()
		switch {
		case slices.Contains(known, key.Text()):
			w.walk(pair.Value(), append(slices.Clip(path), key.Text()))
		case key.Kind() != syntax.String || sub.AdditionalProperties != nil:
		case len(path) == 0 && key.Text() == "$schema": // editors read it
		case w.schema.At(append(slices.Clip(path), key.Text())) == nil: // else a pattern allows it
			w.add(object, readOddKey(pair, known, present))
		}
	}
}

func (o *oddKeys) add(object syntax.Node, k oddKey) {
	// A broken key has a report already, which also explains why the key that it is meant for is missing.
	if key := k.pair.Key(); !key.Broken() && !holdsMacro(key) {
		o.all = append(o.all, k)
		o.keys[key] = k
	}
	if k.meant != "" && !k.beside {
		o.meant[field{object, k.meant}] = k
	}
}

// readOddKey says what the key of pair, which is not one of known, is likely meant for. present are the keys of the
// same object.
func readOddKey(pair syntax.Node, known []string, present map[string]bool) oddKey {
	name := pair.Key().Text()
	var free []string
	for _, k := range known {
		switch {
		case strings.EqualFold(k, name):
			return oddKey{pair: pair, meant: k, byCase: true, beside: present[k]}
		case !present[k]:
			free = append(free, k)
		}
	}
	return oddKey{pair: pair, meant: nearest(name, free)}
}

// misspelled reports whether object has a key that is likely meant for key. Then that key is reported, not that key is
// missing.
func misspelled(p *Pass, object syntax.Node, key string) bool {
	k, ok := readKeys(p).meant[field{object, key}]
	return ok && k.on(p)
}

// on reports whether settings let the key be reported.
func (k oddKey) on(p *Pass) bool {
	code := codeUnknownKey
	if k.byCase {
		code = codeKeyCase
	}
	return p.Pack.Settings.Severity(code, p.Pack.JSON.Path, ByCode(code).Severity) != pack.Off
}

func keyCase(p *Pass) {
	for _, k := range readKeys(p).all {
		key := k.pair.Key()
		switch {
		case !k.byCase:
		case k.beside:
			raise(p, k, p.Report(key.Range(),
				"key %s is ignored, since keys are case-sensitive; only %s takes effect", quote(key.Text()), quote(k.meant)))
		default:
			reportSlip(p, k, "key %s is ignored, since keys are case-sensitive; write %s")
		}
	}
}

func unknownKey(p *Pass) {
	for _, k := range readKeys(p).all {
		switch {
		case k.byCase:
		case belongsInAnnotations(p, k):
		case k.meant == "":
			raise(p, k, p.Report(k.pair.Key().Range(), "unknown key %s", quote(k.pair.Key().Text())))
		default:
			reportSlip(p, k, "unknown key %s; did you mean %s?")
		}
	}
}

// reportSlip reports a misspelled key.
func reportSlip(p *Pass, k oddKey, format string) {
	key := k.pair.Key()
	raise(p, k, p.Report(key.Range(), format, quote(key.Text()), quote(k.meant))).
		Fix(p.File, "Rename to "+quote(k.meant), edit.Replace(key, edit.Quote(k.meant)))
}

// raise gives d, about the key k, the severity of what follows from the slip and is not reported: that the schema
// forbids the key, or that the key that was meant is missing. A severity from the settings has priority.
func raise(p *Pass, k oddKey, d *Diagnostic) *Diagnostic {
	if p.severity != p.check.Severity {
		return d
	}
	verdict, object := judge(p), k.pair.Parent()
	_, meant := readKeys(p).meant[field{object, k.meant}]
	switch {
	case verdict.violated[k.pair.Key()], meant && verdict.missing[field{object, k.meant}]:
		d.Severity = pack.Error
	case meant && object == p.Root() &&
		(k.meant == "cloudTypes" || k.meant == "addonType" && p.Pack.Facts().Layer == schema.LayerAddon):
		d.Severity = max(d.Severity, pack.Warning)
	}
	return d
}

package kube

import (
	"iter"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// value is a value as the API server sees it: aliases and merge keys are resolved, of duplicate keys the last one is
// there. A nil *value is an absent one, and all methods take it.
type value struct {
	node  syntax.Node
	up    *value
	first *value
	last  *value
	next  *value
	key   string      // in a mapping
	index int32       // in a sequence
	n     int32       // number of children
	kind  syntax.Kind // Null to Sequence; Invalid if nothing is known of it
}

// maxValues bounds what aliases can blow an object up to.
const maxValues = 1 << 18

// arena hands out values in slabs, since an object has hundreds. It is used for one object after the other.
type arena struct {
	slabs [][]value
	made  int // values handed out, and other work that aliases can blow up
	used  int // values handed out
}

const slabSize = 512

// maxKept is how many slabs an arena keeps for the next object.
const maxKept = 64

var arenas = sync.Pool{New: func() any { return new(arena) }}

func (a *arena) new(n syntax.Node, up *value) *value {
	slab := a.used / slabSize
	if slab == len(a.slabs) {
		a.slabs = append(a.slabs, make([]value, slabSize))
	}
	v := &a.slabs[slab][a.used%slabSize]
	a.made++
	a.used++
	v.node, v.up = n, up
	return v
}

// free makes the arena ready for the next object; no value of this one may be used any more.
func (a *arena) free() {
	a.slabs = a.slabs[:min(len(a.slabs), maxKept)]
	for i, s := range a.slabs {
		if i*slabSize < a.used {
			clear(s[:min(slabSize, a.used-i*slabSize)])
		}
	}
	a.made, a.used = 0, 0
	arenas.Put(a)
}

// read makes the value tree of an object; nil if there is none, or it is too large.
func (c *checker) read(n syntax.Node) *value {
	if n = n.Resolve(); !n.Exists() || n.Kind() == syntax.Null {
		return nil
	}
	v := c.value(n, nil, "", 0)
	if c.arena.made > maxValues {
		return nil
	}
	return v
}

// value makes the value of a node that stands in up at a key or an index.
func (c *checker) value(n syntax.Node, up *value, key string, i int32) *value {
	v := c.arena.new(n, up)
	v.key, v.index = key, i
	if c.arena.made > maxValues {
		return v
	}
	n = n.Resolve()
	v.kind = n.Kind()
	switch {
	case v.kind == syntax.Mapping:
		c.members(v, n, &index{}, false)
	case v.kind == syntax.Sequence:
		for item := range n.Children() {
			v.append(c.value(item, v, "", v.n))
		}
	case v.kind >= syntax.Null && v.kind <= syntax.String:
		if c.cluster.unknown(n) {
			v.kind = syntax.Invalid
		}
	default:
		v.kind = syntax.Invalid
	}
	if n.Broken() || v.kind == syntax.Invalid && !n.IsScalar() {
		c.broken = true
	}
	return v
}

// members adds the pairs of the mapping n to v. Those that are merged in do not win over what is there.
func (c *checker) members(v *value, n syntax.Node, keys *index, merged bool) {
	var merges []syntax.Node
	for p := range n.Children() {
		if c.arena.made > maxValues {
			return
		}
		k := p.Key()
		if k.Text() == "<<" && k.Style() == syntax.Plain && n.Tree().Lang == syntax.YAML {
			merges = append(merges, p.Value().Resolve())
			continue
		}
		name := keyText(k.Resolve())
		old := keys.find(v, name)
		if old != nil && merged {
			c.arena.made++ // merges alone can blow up
			continue
		}
		w := c.value(p.Value(), v, name, 0)
		if old == nil {
			v.append(w)
			keys.add(w)
			continue
		}
		c.report(w, DuplicateKey, "duplicate-key", k, "the key %q stands twice here, and only the last one counts",
			name)
		old.node, old.kind, old.first, old.last, old.n = w.node, w.kind, w.first, w.last, w.n
		for x := old.first; x != nil; x = x.next {
			x.up = old
		}
	}
	for _, m := range merges {
		switch m.Kind() {
		case syntax.Mapping:
			c.members(v, m, keys, true)
		case syntax.Sequence:
			for item := range m.Children() {
				if c.arena.made++; item.Resolve().Kind() == syntax.Mapping && c.arena.made <= maxValues {
					c.members(v, item.Resolve(), keys, true)
				}
			}
		}
	}
}

// index finds the members of a mapping that is being read, by key once there are many.
type index struct{ byKey map[string]*value }

func (x *index) find(v *value, key string) *value {
	if x.byKey == nil {
		return v.child(key)
	}
	return x.byKey[key]
}

func (x *index) add(w *value) {
	if x.byKey == nil && w.up.n > 32 {
		x.byKey = map[string]*value{}
		for k, m := range w.up.members() {
			x.byKey[k] = m
		}
	}
	if x.byKey != nil {
		x.byKey[w.key] = w
	}
}

// keyText is the key of JSON that a key of YAML becomes.
func keyText(k syntax.Node) string {
	switch k.Kind() {
	case syntax.Bool:
		return strconv.FormatBool(truth(k.Text()))
	case syntax.Number:
		if f, ok := parseNumber(k.Text()); ok {
			return f.json()
		}
	case syntax.Null:
		return "null"
	}
	return k.Text()
}

func truth(s string) bool {
	switch strings.ToLower(s) {
	case "y", "yes", "true", "on":
		return true
	}
	return false
}

func (v *value) append(w *value) {
	if v.last == nil {
		v.first = w
	} else {
		v.last.next = w
	}
	v.last = w
	v.n++
}

// child is the value of a key, null too.
func (v *value) child(key string) *value {
	if v == nil || v.kind != syntax.Mapping {
		return nil
	}
	for w := v.first; w != nil; w = w.next {
		if w.key == key {
			return w
		}
	}
	return nil
}

// get is the value of a key; nil if it is absent or null, which is the same to the API server.
func (v *value) get(key string) *value {
	if w := v.child(key); w != nil && w.kind != syntax.Null {
		return w
	}
	return nil
}

// at follows keys.
func (v *value) at(keys ...string) *value {
	for _, k := range keys {
		v = v.get(k)
	}
	return v
}

// list yields the items of a sequence.
func (v *value) list() iter.Seq2[int, *value] {
	return func(yield func(int, *value) bool) {
		if v == nil || v.kind != syntax.Sequence {
			return
		}
		i := 0
		for w := v.first; w != nil && yield(i, w); w = w.next {
			i++
		}
	}
}

// item is the i-th item of a sequence.
func (v *value) item(i int) *value {
	for k, w := range v.list() {
		if k == i {
			return w
		}
	}
	return nil
}

// items yields the items of the sequence at key.
func (v *value) items(key string) iter.Seq2[int, *value] { return v.get(key).list() }

// members yields the members of a mapping.
func (v *value) members() iter.Seq2[string, *value] {
	return func(yield func(string, *value) bool) {
		if v == nil || v.kind != syntax.Mapping {
			return
		}
		for w := v.first; w != nil && yield(w.key, w); w = w.next {
		}
	}
}

// len is the number of items or members.
func (v *value) len() int {
	if v == nil {
		return 0
	}
	return int(v.n)
}

// text is the content of a string; empty if it is absent, of another kind or not known.
func (v *value) text() string {
	if v == nil || v.kind != syntax.String {
		return ""
	}
	return v.node.Resolve().Text()
}

// str is the text of the field at key.
func (v *value) str(key string) string { return v.get(key).text() }

// known reports whether v is there with a content that is known.
func (v *value) known() bool { return v != nil && v.kind != syntax.Invalid && v.kind != syntax.Null }

// filled reports whether v is there and not the empty string.
func (v *value) filled() bool {
	return v != nil && v.kind != syntax.Null && (v.kind != syntax.String || v.text() != "")
}

// has reports whether the field at key is there and not the empty string.
func (v *value) has(key string) bool { return v.get(key).filled() }

// is reports whether v is true.
func (v *value) is() bool { return v != nil && v.kind == syntax.Bool && truth(v.node.Resolve().Text()) }

// int is a whole number; ok is false for all else.
func (v *value) int() (n int64, ok bool) {
	if v == nil || v.kind != syntax.Number {
		return 0, false
	}
	x, ok := parseNumber(v.node.Resolve().Text())
	return x.i, ok && x.whole
}

// number is a number as YAML writes it.
type number struct {
	f     float64
	i     int64
	whole bool // i holds it
}

func parseNumber(s string) (x number, ok bool) {
	s = strings.ReplaceAll(s, "_", "")
	if i, err := strconv.ParseInt(s, 0, 64); err == nil {
		return number{float64(i), i, true}, true
	}
	if u, err := strconv.ParseUint(s, 0, 64); err == nil {
		return number{f: float64(u)}, true
	}
	f, err := strconv.ParseFloat(strings.TrimPrefix(s, "+"), 64)
	if err != nil {
		switch strings.ToLower(strings.TrimLeft(s, "+-")) {
		case ".inf":
			return number{f: math.Inf(1)}, true
		case ".nan":
			return number{f: math.NaN()}, true
		}
		return number{}, false
	}
	if f == math.Trunc(f) && math.Abs(f) < 1<<63 {
		return number{f, int64(f), true}, true
	}
	return number{f: f}, true
}

// json is the number as JSON writes it.
func (x number) json() string {
	if x.whole {
		return strconv.FormatInt(x.i, 10)
	}
	return strconv.FormatFloat(x.f, 'g', -1, 64)
}

// steps is the way from the object to v.
func (v *value) steps(base *value) []string {
	n := 0
	for w := v; w != base && w.up != nil; w = w.up {
		n++
	}
	steps := make([]string, n)
	for w := v; n > 0; w = w.up {
		n--
		if w.up.kind == syntax.Sequence {
			steps[n] = strconv.Itoa(int(w.index))
		} else {
			steps[n] = w.key
		}
	}
	return steps
}

// path is the way from the object to v as the API server prints it.
func (v *value) path(base *value) string {
	if v == base || v.up == nil {
		return ""
	}
	up := v.up.path(base)
	if v.up.kind == syntax.Sequence {
		return up + "[" + strconv.Itoa(int(v.index)) + "]"
	}
	return joinKey(up, v.key)
}

// joinKey adds a key to a path.
func joinKey(up, key string) string {
	if key == "" || strings.ContainsAny(key, "./[] ") {
		return up + "[" + key + "]"
	}
	if up == "" {
		return key
	}
	return up + "." + key
}

// describe says what v is, for a message: "the text \"x\"", "a list".
func (v *value) describe() string {
	switch v.kind {
	case syntax.Mapping:
		return "a mapping"
	case syntax.Sequence:
		return "a list"
	case syntax.Null:
		return "null"
	case syntax.String:
		if v.text() == "" {
			return "an empty text"
		}
		return "the text " + quote(v.text())
	case syntax.Bool:
		return "the boolean " + strconv.FormatBool(v.is())
	}
	return "the number " + v.node.Resolve().Text()
}

// quote is s in quotes, cut if it is long.
func quote(s string) string {
	const most = 60
	if len(s) > most {
		cut := most
		for cut > 0 && s[cut]&0xC0 == 0x80 {
			cut--
		}
		s = s[:cut] + "…"
	}
	return strconv.Quote(s)
}

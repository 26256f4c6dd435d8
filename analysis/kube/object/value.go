package object

import (
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Value is a value as the API server sees it: aliases and merge keys are resolved, of duplicate keys the last one is
// there. A nil *Value is an absent one, and all methods take it.
type Value struct {
	Node  syntax.Node
	Up    *Value
	First *Value
	last  *Value
	Next  *Value
	Key   string      // in a mapping
	index int32       // in a sequence
	n     int32       // number of children
	Kind  syntax.Kind // Null to Sequence; Invalid if nothing is known of it
}

// maxValues bounds what aliases can blow an object up to.
const maxValues = 1 << 18

// arena hands out values in slabs, since an object has hundreds. It is used for one object after the other.
type arena struct {
	slabs [][]Value
	made  int // values handed out, and other work that aliases can blow up
	used  int // values handed out
}

const slabSize = 512

// maxKept is how many slabs an arena keeps for the next object.
const maxKept = 64

var arenas = sync.Pool{New: func() any { return new(arena) }}

func (a *arena) new(n syntax.Node, up *Value) *Value {
	slab := a.used / slabSize
	if slab == len(a.slabs) {
		a.slabs = append(a.slabs, make([]Value, slabSize))
	}
	v := &a.slabs[slab][a.used%slabSize]
	a.made++
	a.used++
	v.Node, v.Up = n, up
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

// Read makes the value tree of an object; nil if there is none, or it is too large.
func (c *Checker) Read(n syntax.Node) *Value {
	if n = n.Resolve(); !n.Exists() || n.Kind() == syntax.Null {
		return nil
	}
	v := c.value(n, nil, "", 0)
	if c.arena.made > maxValues {
		return nil
	}
	return v
}

// value makes the value of a node that is in up at a key or an index.
func (c *Checker) value(n syntax.Node, up *Value, key string, i int32) *Value {
	v := c.arena.new(n, up)
	v.Key, v.index = key, i
	if c.arena.made > maxValues {
		return v
	}
	n = n.Resolve()
	v.Kind = n.Kind()
	switch {
	case v.Kind == syntax.Mapping:
		c.members(v, n, &index{}, false)
	case v.Kind == syntax.Sequence:
		for item := range n.Children() {
			v.append(c.value(item, v, "", v.n))
		}
	case v.Kind >= syntax.Null && v.Kind <= syntax.String:
		if Unseen(n, c.Unknown) {
			v.Kind = syntax.Invalid
		}
	default:
		v.Kind = syntax.Invalid
	}
	if n.Broken() || v.Kind == syntax.Invalid && !n.IsScalar() {
		c.Broken = true
	}
	return v
}

// Members adds the pairs of the mapping n to v. Those that are merged in do not win over what is there.
func (c *Checker) members(v *Value, n syntax.Node, keys *index, merged bool) {
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
		name := KeyText(k.Resolve())
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
		c.Report(w, DuplicateKey, "duplicate-key", k, "the key %q is here twice; only the last one takes effect",
			name)
		old.Node, old.Kind, old.First, old.last, old.n = w.Node, w.Kind, w.First, w.last, w.n
		for x := old.First; x != nil; x = x.Next {
			x.Up = old
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
type index struct{ byKey map[string]*Value }

func (x *index) find(v *Value, key string) *Value {
	if x.byKey == nil {
		return v.Child(key)
	}
	return x.byKey[key]
}

func (x *index) add(w *Value) {
	if x.byKey == nil && w.Up.n > 32 {
		x.byKey = map[string]*Value{}
		for k, m := range w.Up.Members() {
			x.byKey[k] = m
		}
	}
	if x.byKey != nil {
		x.byKey[w.Key] = w
	}
}

// KeyText is the key of JSON that a key of YAML becomes.
func KeyText(k syntax.Node) string {
	switch k.Kind() {
	case syntax.Bool:
		return strconv.FormatBool(Truth(k.Text()))
	case syntax.Number:
		if f, ok := ParseNumber(k.Text()); ok {
			return f.JSON()
		}
	case syntax.Null:
		return "null"
	}
	return k.Text()
}

func Truth(s string) bool {
	switch strings.ToLower(s) {
	case "y", "yes", "true", "on":
		return true
	}
	return false
}

func (v *Value) append(w *Value) {
	if v.last == nil {
		v.First = w
	} else {
		v.last.Next = w
	}
	v.last = w
	v.n++
}

// Child is the value of a key, null too.
func (v *Value) Child(key string) *Value {
	if v == nil || v.Kind != syntax.Mapping {
		return nil
	}
	for w := v.First; w != nil; w = w.Next {
		if w.Key == key {
			return w
		}
	}
	return nil
}

// Get is the value of a key; nil if it is absent or null, which is the same to the API server.
func (v *Value) Get(key string) *Value {
	if w := v.Child(key); w != nil && w.Kind != syntax.Null {
		return w
	}
	return nil
}

// At follows keys.
func (v *Value) At(keys ...string) *Value {
	for _, k := range keys {
		v = v.Get(k)
	}
	return v
}

// List yields the items of a sequence.
func (v *Value) List() iter.Seq2[int, *Value] {
	return func(yield func(int, *Value) bool) {
		if v == nil || v.Kind != syntax.Sequence {
			return
		}
		i := 0
		for w := v.First; w != nil && yield(i, w); w = w.Next {
			i++
		}
	}
}

// Item is the i-th item of a sequence.
func (v *Value) Item(i int) *Value {
	for k, w := range v.List() {
		if k == i {
			return w
		}
	}
	return nil
}

// Items yields the items of the sequence at key.
func (v *Value) Items(key string) iter.Seq2[int, *Value] { return v.Get(key).List() }

// Members yields the members of a mapping.
func (v *Value) Members() iter.Seq2[string, *Value] {
	return func(yield func(string, *Value) bool) {
		if v == nil || v.Kind != syntax.Mapping {
			return
		}
		for w := v.First; w != nil && yield(w.Key, w); w = w.Next {
		}
	}
}

// Len is the number of items or members.
func (v *Value) Len() int {
	if v == nil {
		return 0
	}
	return int(v.n)
}

// Text is the content of a string; empty if it is absent, of another kind or not known.
func (v *Value) Text() string {
	if v == nil || v.Kind != syntax.String {
		return ""
	}
	return v.Node.Resolve().Text()
}

// Str is the text of the field at key.
func (v *Value) Str(key string) string { return v.Get(key).Text() }

// Known reports whether v is there with a content that is known.
func (v *Value) Known() bool { return v != nil && v.Kind != syntax.Invalid && v.Kind != syntax.Null }

// Filled reports whether v is there and not the empty string.
func (v *Value) Filled() bool {
	return v != nil && v.Kind != syntax.Null && (v.Kind != syntax.String || v.Text() != "")
}

// Has reports whether the field at key is there and not the empty string.
func (v *Value) Has(key string) bool { return v.Get(key).Filled() }

// Is reports whether v is true.
func (v *Value) Is() bool { return v != nil && v.Kind == syntax.Bool && Truth(v.Node.Resolve().Text()) }

// Int is a whole number; ok is false for all else.
func (v *Value) Int() (n int64, ok bool) {
	if v == nil || v.Kind != syntax.Number {
		return 0, false
	}
	x, ok := ParseNumber(v.Node.Resolve().Text())
	return x.Int, ok && x.Whole
}

// Number is a number as YAML writes it.
type Number struct {
	Float float64
	Int   int64
	Whole bool // i holds it
}

func ParseNumber(s string) (x Number, ok bool) {
	s = strings.ReplaceAll(s, "_", "")
	if i, err := strconv.ParseInt(s, 0, 64); err == nil {
		return Number{float64(i), i, true}, true
	}
	if u, err := strconv.ParseUint(s, 0, 64); err == nil {
		return Number{Float: float64(u)}, true
	}
	f, err := strconv.ParseFloat(strings.TrimPrefix(s, "+"), 64)
	if err != nil {
		switch strings.ToLower(strings.TrimLeft(s, "+-")) {
		case ".inf":
			return Number{Float: math.Inf(1)}, true
		case ".nan":
			return Number{Float: math.NaN()}, true
		}
		return Number{}, false
	}
	if f == math.Trunc(f) && math.Abs(f) < 1<<63 {
		return Number{f, int64(f), true}, true
	}
	return Number{Float: f}, true
}

// JSON is the number as JSON writes it.
func (x Number) JSON() string {
	if x.Whole {
		return strconv.FormatInt(x.Int, 10)
	}
	return strconv.FormatFloat(x.Float, 'g', -1, 64)
}

// Steps is the way from the object to v.
func (v *Value) Steps(base *Value) []string {
	n := 0
	for w := v; w != base && w.Up != nil; w = w.Up {
		n++
	}
	steps := make([]string, n)
	for w := v; n > 0; w = w.Up {
		n--
		if w.Up.Kind == syntax.Sequence {
			steps[n] = strconv.Itoa(int(w.index))
		} else {
			steps[n] = w.Key
		}
	}
	return steps
}

// Path is the way from the object to v as the API server prints it.
func (v *Value) Path(base *Value) string {
	if v == base || v.Up == nil {
		return ""
	}
	up := v.Up.Path(base)
	if v.Up.Kind == syntax.Sequence {
		return up + "[" + strconv.Itoa(int(v.index)) + "]"
	}
	return JoinKey(up, v.Key)
}

// JoinKey adds a key to a path.
func JoinKey(up, key string) string {
	if key == "" || strings.ContainsAny(key, "./[] ") {
		return up + "[" + key + "]"
	}
	if up == "" {
		return key
	}
	return up + "." + key
}

// Describe says what v is, for a message: "the text \"x\"", "a list".
func (v *Value) Describe() string {
	switch v.Kind {
	case syntax.Mapping:
		return "a mapping"
	case syntax.Sequence:
		return "a list"
	case syntax.Null:
		return "null"
	case syntax.String:
		if v.Text() == "" {
			return "an empty text"
		}
		return "the text " + Quote(v.Text())
	case syntax.Bool:
		return "the boolean " + strconv.FormatBool(v.Is())
	}
	return "the number " + v.Node.Resolve().Text()
}

// Quote is s in quotes, cut if it is long.
func Quote(s string) string {
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

// Canonical is a text that is the same for equal values.
func (v *Value) Canonical() string {
	if v == nil {
		return "-"
	}
	switch v.Kind {
	case syntax.Mapping:
		var parts []string
		for k, w := range v.Members() {
			parts = append(parts, k+":"+w.Canonical())
		}
		slices.Sort(parts)
		return "{" + strings.Join(parts, ",") + "}"
	case syntax.Sequence:
		var b strings.Builder
		for _, w := range v.List() {
			b.WriteString(w.Canonical() + ",")
		}
		return "[" + b.String() + "]"
	case syntax.Bool:
		if v.Is() {
			return "true"
		}
		return "false"
	case syntax.Number:
		if x, ok := ParseNumber(v.Node.Resolve().Text()); ok {
			return x.JSON()
		}
	case syntax.Null:
		return "null"
	}
	return strconv.Quote(v.Node.Resolve().Text())
}

// Article is what with an indefinite article.
func Article(what string) string {
	if strings.ContainsAny(what[:1], "aeiouAEIOU") {
		return "an " + what
	}
	return "a " + what
}

// Short is the text of v in quotes, for a message.
func (v *Value) Short() string {
	if v.Text() == "" {
		return "an empty text"
	}
	return Quote(v.Text())
}

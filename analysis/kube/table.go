package kube

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the table
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed types.gz
var packed []byte

// table is the table that internal/kubegen makes. It is unpacked when first asked for, in about a millisecond; a
// definition is read when its fields are first asked for.
type table struct {
	versions string // the first and the last minor version
	kinds    []kindEntry
	byID     map[ID]*kindEntry
	groups   map[string]bool
	enums    map[string][]string

	mu   sync.Mutex
	text map[string]defText // what is not read yet
	defs map[string]*typ
}

// kindEntry is a kind that can be created.
type kindEntry struct {
	ID
	def        string
	namespaced bool
	span       span
}

// span is the versions in which something exists, bit 0 for Oldest.
type span uint32

const always span = 1<<(Newest-Oldest+1) - 1

func (s span) has(v Version) bool { return s&(1<<(v.Known()-Oldest)) != 0 }

// since is the first version, and until the first one after the last; 0 if it begins or ends outside the table.
func (s span) bounds() (since, until Version) {
	for v := Oldest; v <= Newest; v++ {
		switch {
		case s.has(v) && since == 0 && until == 0:
			since = v
		case !s.has(v) && since != 0 && s&^(1<<(v-Oldest)-1) == 0 && until == 0:
			until = v
		}
	}
	if since == Oldest {
		since = 0
	}
	return since, until
}

// defText is the lines of a definition.
type defText struct {
	lines string
	span  span
}

var builtin = sync.OnceValue(unpack)

func unpack() *table {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic("kube: embedded table: " + err.Error())
	}
	var b strings.Builder
	b.Grow(192 << 10)
	if _, err := io.Copy(&b, r); err != nil {
		panic("kube: embedded table: " + err.Error())
	}
	return newTable(b.String())
}

func newTable(text string) *table {
	t := &table{byID: map[ID]*kindEntry{}, groups: map[string]bool{"extensions": true}, enums: map[string][]string{},
		text: make(map[string]defText, 1100), defs: map[string]*typ{}}
	head, defs, _ := strings.Cut(text, "\ndef ")
	for line := range strings.SplitSeq(head, "\n") {
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "versions":
			t.versions = rest
		case "kind":
			f := strings.Fields(rest)
			id := ID{APIVersion: strings.TrimPrefix(f[0], "/"), Kind: f[1]}
			k := kindEntry{ID: id, def: f[2], namespaced: f[3] == "N", span: readSpan(f[4:])}
			t.kinds = append(t.kinds, k)
			t.groups[k.Group()] = true
		case "enum":
			name, values, _ := strings.Cut(rest, " ")
			t.enums[name] = strings.Split(values, "|")
		}
	}
	for i := range t.kinds {
		t.byID[t.kinds[i].ID] = &t.kinds[i]
	}
	for def := range strings.SplitSeq(defs, "\ndef ") {
		head, lines, _ := strings.Cut(def, "\n")
		name, span, _ := strings.Cut(head, " ")
		t.text[name] = defText{lines, readSpan(strings.Fields(span))}
	}
	return t
}

// readSpan reads +minor and -minor, by which kubegen says since when and until when.
func readSpan(words []string) span {
	s := always
	if len(words) > 0 && words[0][0] == '+' {
		s = 0
	}
	for _, w := range words {
		n, err := strconv.Atoi(w[1:])
		if err != nil || w[0] != '+' && w[0] != '-' {
			continue
		}
		from := always &^ (1<<(Version(n)-Oldest) - 1)
		if w[0] == '+' {
			s |= from
		} else {
			s &^= from
		}
	}
	return s
}

// def returns the type of a definition; its fields are read by typ.fields.
func (t *table) def(name string) *typ {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.defLocked(name)
}

func (t *table) defLocked(name string) *typ {
	d := t.defs[name]
	if d == nil {
		d = &typ{kind: Object, name: name}
		d.load = sync.OnceFunc(func() { t.load(d) })
		t.defs[name] = d
	}
	return d
}

func (t *table) load(d *typ) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for line := range strings.Lines(t.text[d.name].lines) {
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		f := field{name: words[0], span: always}
		f.typ = t.read(words[1])
		for i, w := range words[2:] {
			switch {
			case w == "!":
				f.required = true
			case w == "set":
				f.typ = f.typ.with(nil, true)
			case strings.HasPrefix(w, "k="):
				f.typ = f.typ.with(strings.Split(w[2:], ","), false)
			default:
				f.span = readSpan(words[2+i:])
			}
			if w[0] == '+' || w[0] == '-' {
				break
			}
		}
		d.own = append(d.own, f)
	}
}

var basicTypes = map[string]*typ{
	"string": {kind: String}, "bool": {kind: Boolean},
	"int32": {kind: Integer, bits: 32}, "int64": {kind: Integer, bits: 64},
	"float": {kind: Number}, "quantity": {kind: Quantity}, "intstr": {kind: IntOrString}, "time": {kind: Time},
	"microtime": {kind: Time}, "bytes": {kind: Bytes}, "any": {kind: Any},
}

// read reads a type as kubegen prints it.
func (t *table) read(s string) *typ {
	switch {
	case strings.HasPrefix(s, "[]"):
		return &typ{kind: List, elem: t.read(s[2:])}
	case strings.HasPrefix(s, "{}"):
		return &typ{kind: Map, elem: t.read(s[2:])}
	case s[0] == '#':
		return t.defLocked(s[1:])
	case strings.HasPrefix(s, "schema|"):
		return t.readEither(s)
	case s[0] == '@':
		return &typ{kind: String, name: s[1:], enum: t.enums[s[1:]]}
	}
	if b := basicTypes[s]; b != nil {
		return b
	}
	return basicTypes["any"]
}

// readEither reads the type of a part of a schema, which is a schema or what is after the bar.
func (t *table) readEither(s string) *typ {
	e := &either{mapping: t.defLocked("apiextensions/v1.JSONSchemaProps")}
	switch s {
	case "schema|bool":
		e.strict = true
	case "schema|schemas":
		e.list = &typ{kind: List, elem: e.mapping}
	case "schema|strings":
		e.list = &typ{kind: List, elem: basicTypes["string"]}
	}
	return &typ{kind: Any, either: e}
}

// serves reports whether version v has kinds of an apiVersion.
func (t *table) serves(apiVersion string, v Version) bool {
	return slices.ContainsFunc(t.kinds, func(k kindEntry) bool { return k.APIVersion == apiVersion && k.span.has(v) })
}

// versionsOf returns the apiVersions of a group in which a kind is served by version v, stable ones first.
func (t *table) versionsOf(group, kind string, v Version) []string {
	var found []string
	for _, k := range t.kinds {
		if k.Group() == group && k.Kind == kind && k.span.has(v) {
			found = append(found, k.APIVersion)
		}
	}
	stability := func(version string) int { return strings.Count(version, "alpha")*2 + strings.Count(version, "beta") }
	slices.SortStableFunc(found, func(a, b string) int { return stability(a) - stability(b) })
	return found
}

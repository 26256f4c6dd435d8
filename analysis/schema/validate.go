package schema

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Violation is a rule of a schema that a file breaks.
type Violation struct {
	// Node is the smallest node to look at: the value; the key of a forbidden property; the object or array
	// that lacks something.
	Node    syntax.Node
	Path    []string // keys and indices from the validated node to the value
	Keyword string   // of JSON Schema: "required", "enum", "type", "minLength", "additionalProperties", ...
	Message string   // one sentence
	Want    []string // "type": the types allowed; "enum" and "const": the values allowed, strings without quotes
	JSON    []string // "enum" and "const": Want as JSON
	Missing []string // "required": the properties that are missing
	ofName  bool     // the rule is about the name of the property at Path, which is Node
	allowed *enum    // Want and JSON, which many violations share; nil if there are none
	more    bool     // Missing has only some of the properties
}

// Validate returns what is wrong with n, in the order of the text. It says nothing about what a syntax error
// touches: a broken scalar is treated as valid, a broken object or array as complete. complete is false if there is too
// much to look at, and some or all was not.
func (s *Schema) Validate(n syntax.Node) (found []Violation, complete bool) {
	if surely(s.compiled, n, maxRefs) {
		return nil, true
	}
	in := &instance{left: maxValues, levels: maxScope / s.nesting, kept: map[syntax.Node][]keptElement{},
		members: map[syntax.Node]map[string]syntax.Node{}, broken: map[syntax.Node]bool{}}
	v, ok := in.value(n, s.compiled)
	complete = in.left >= 0 && !in.cut
	if !ok {
		return nil, complete
	}
	var invalid *jsonschema.ValidationError
	err := s.run(v, forScope(stepsFor(maxValues-in.left), in.depth*s.nesting))
	if !errors.As(err, &invalid) {
		return nil, complete && err != errSteps
	}
	c := &collector{schema: s, in: in, root: n, names: maxMissing, enums: map[syntax.Node]*enum{},
		joined: map[string]*enum{}}
	c.add(invalid)
	slices.SortStableFunc(c.found, func(a, b Violation) int {
		if d := a.Node.Start() - b.Node.Start(); d != 0 {
			return d
		}
		if d := strings.Compare(a.Keyword, b.Keyword); d != 0 {
			return d
		}
		return strings.Compare(a.Message, b.Message)
	})
	return slices.CompactFunc(c.found, func(a, b Violation) bool {
		return a.Node == b.Node && a.Message == b.Message
	}), complete
}

// collector turns the tree of causes into violations.
type collector struct {
	schema *Schema
	in     *instance
	root   syntax.Node
	found  []Violation
	names  int                   // how many more missing properties are named, after which each violation names one
	enums  map[syntax.Node]*enum // those that values have violated so far, by their lists in the schema
	joined map[string]*enum      // those of several alternatives together, by what they have
}

// maxMissing is how many missing properties all violations together name.
const maxMissing = 1 << 16

// enum is what an enum allows: as texts, and as JSON.
type enum struct{ texts, json []string }

// enum reads a list once, however many values violate it.
func (c *collector) enum(list syntax.Node) *enum {
	e, read := c.enums[list]
	if !read {
		e = &enum{slices.Clip(texts(list)), slices.Clip(sources(list))}
		c.enums[list] = e
	}
	return e
}

// join is all that several enums allow, each value once. It is made once, however many values violate them.
func (c *collector) join(parts []*enum) *enum {
	var key strings.Builder
	for _, e := range parts {
		fmt.Fprintf(&key, "%p,", e)
	}
	if e, made := c.joined[key.String()]; made {
		return e
	}
	e := &enum{}
	seen := map[string]bool{}
	for _, part := range parts {
		for i, w := range part.texts {
			if !seen[w] {
				seen[w] = true
				e.texts = append(e.texts, w)
				if part.json != nil {
					e.json = append(e.json, part.json[i])
				}
			}
		}
	}
	c.joined[key.String()] = e
	return e
}

func (c *collector) add(e *jsonschema.ValidationError) {
	switch {
	// the causes say why each element does not match, which it need not
	case len(e.Causes) == 0, keyword(e) == "minContains":
		c.leaf(e)
	case e.Message == "anyOf failed" || e.Message == "oneOf failed":
		c.alternatives(e)
	default:
		for _, cause := range inOrder(e.Causes) {
			c.add(cause)
		}
	}
}

// inOrder are the causes in the order of jsonschema, which applies const and enum first, and rules last.
func inOrder(causes []*jsonschema.ValidationError) []*jsonschema.ValidationError {
	i := slices.IndexFunc(causes, func(e *jsonschema.ValidationError) bool {
		return len(e.Causes) == 0 && strings.HasSuffix(e.AbsoluteKeywordLocation, "/enum")
	})
	if i < 1 {
		return causes
	}
	enum, to := causes[i], 0
	if causes[0].AbsoluteKeywordLocation == strings.TrimSuffix(enum.AbsoluteKeywordLocation, "enum")+"const" {
		to = 1
	}
	return slices.Insert(slices.Delete(slices.Clone(causes), i, i+1), to, enum)
}

// alternatives sums up what several subschemas say: all values and types that they allow if nothing else is
// wrong, otherwise what the closest one says.
func (c *collector) alternatives(e *jsonschema.ValidationError) {
	outer := len(c.found)
	var best, merged []Violation
	simple, depth := true, -1
	for _, cause := range e.Causes {
		c.add(cause)
		found := slices.Clone(c.found[outer:])
		c.found = c.found[:outer]
		if len(found) == 0 {
			return // the only problem is that something could not be read
		}
		here := len(pointer(e.InstanceLocation))
		for _, v := range found {
			simple = simple && len(v.Path) == here && (v.Keyword == "type" || v.Keyword == "enum" || v.Keyword == "const")
		}
		merged = append(merged, found...)
		if d := closeness(found, here); d > depth || d == depth && len(found) < len(best) {
			best, depth = found, d
		}
	}
	if simple {
		best = c.merge(merged)
	}
	c.found = append(c.found, best...)
}

// closeness is how well the alternative that yields found fits: the deeper its first mistake the better, and
// a wrong type or value at the top not at all.
func closeness(found []Violation, here int) int {
	depth := 1 << 20
	for _, v := range found {
		d := len(v.Path) - here + 1
		if len(v.Path) == here && (v.Keyword == "type" || v.Keyword == "enum" || v.Keyword == "const") {
			d = 0
		} else if len(v.Path) == here+1 && v.Keyword == "const" {
			d = 1 // a property that tells the alternatives apart
		}
		depth = min(depth, d)
	}
	return depth
}

// merge joins several violations about one value into one: its type is wrong for each, or its value.
func (c *collector) merge(all []Violation) []Violation {
	v := all[0]
	if i := slices.IndexFunc(all, func(v Violation) bool { return v.Keyword != "type" }); i >= 0 {
		v = all[i]
		all = slices.DeleteFunc(all, func(v Violation) bool { return v.Keyword == "type" })
		v.Keyword = "enum"
	}
	parts := make([]*enum, len(all))
	for i := range all {
		parts[i] = all[i].allowed
	}
	v.allow(c.join(parts))
	v.Message = v.sentence(syntax.Node{})
	return []Violation{v}
}

// allow sets what would be right.
func (v *Violation) allow(e *enum) { v.Want, v.JSON, v.allowed = e.texts, e.json, e }

// leaf adds a mistake that has no further cause.
func (c *collector) leaf(e *jsonschema.ValidationError) {
	var v Violation
	v.Node, v.Path = c.in.node(c.root, pointer(e.InstanceLocation))
	if v.ofName = aboutName(e); v.ofName {
		v.Node = v.Node.Parent().Key()
	}
	rule := c.rule(e.AbsoluteKeywordLocation)
	v.Keyword = keyword(e)
	switch v.Keyword {
	case "required", "dependentRequired", "dependencies", "minProperties", "minItems", "contains", "minContains":
		if v.Node.Broken() || c.in.broken[v.Node] {
			return
		}
	}
	switch v.Keyword {
	case "required":
		if c.missing(&v, rule); len(v.Missing) == 0 {
			return
		}
	case "type", "enum", "const":
		v.allow(c.choices(v.Keyword, rule))
	case "additionalProperties":
		if v.Node.Kind() == syntax.Mapping && !strings.HasPrefix(e.Message, "not allowed") {
			c.additional(v, rule.Parent().Parent())
			return
		}
		v.Node = v.Node.Parent().Key()
	case "unevaluatedProperties", "false":
		if key := v.Node.Parent().Key(); key.Exists() {
			v.Node = key
		}
	}
	v.Message = v.sentence(rule)
	c.found = append(c.found, v)
}

// missing adds to v which of the required properties its node does not have.
func (c *collector) missing(v *Violation, required syntax.Node) {
	for name := range required.Children() {
		if v.Node.Pair(name.Text()).Exists() {
			continue
		}
		if c.names <= 0 && len(v.Missing) > 0 {
			v.more = true
			return
		}
		c.names--
		v.Missing = append(v.Missing, name.Text())
	}
}

// additional adds each property of v.Node that the subschema does not name.
func (c *collector) additional(v Violation, sub syntax.Node) {
	path := v.Path
	for p := range v.Node.Children() {
		name := p.Key().Text()
		if sub.Get("properties").Pair(name).Exists() || c.schema.matchesPattern(sub, name) {
			continue
		}
		v := Violation{Node: p.Key(), Path: append(slices.Clone(path), name), Keyword: v.Keyword}
		v.Message = v.sentence(syntax.Node{})
		c.found = append(c.found, v)
	}
}

// rule is the value of the keyword at an absolute location in the schema; absent if it is not in its text.
func (c *collector) rule(location string) syntax.Node {
	base, fragment, _ := strings.Cut(location, "#")
	if base != c.schema.base {
		return syntax.Node{}
	}
	return c.schema.tree.Root().At(pointer(fragment)...)
}

// aboutName reports whether e is about the name of a property, which propertyNames is about, rather than its
// value.
func aboutName(e *jsonschema.ValidationError) bool {
	steps := pointer(e.KeywordLocation)
	for i, step := range steps {
		if step == "propertyNames" && (i == 0 || steps[i-1] != "properties" && steps[i-1] != "patternProperties") {
			return true
		}
	}
	return false
}

// keyword is the keyword that e is about.
func keyword(e *jsonschema.ValidationError) string {
	path := pointer(e.AbsoluteKeywordLocation[strings.IndexByte(e.AbsoluteKeywordLocation, '#')+1:])
	if len(path) == 0 {
		return "false"
	}
	for _, k := range []string{"dependentRequired", "dependencies"} {
		// else it is the schema of a property of that name
		if n := len(path); n >= 3 && path[n-3] == k && (n == 3 || path[n-4] != "properties") {
			return k
		}
	}
	last := path[len(path)-1]
	if e.Message == "not allowed" && last != "additionalProperties" && last != "unevaluatedProperties" {
		return "false"
	}
	return last
}

// pointer is the steps of a JSON pointer that jsonschema wrote, with each step escaped for a URL.
func pointer(s string) []string {
	if s == "" || s == "/" {
		return nil
	}
	steps := strings.Split(strings.TrimPrefix(s, "/"), "/")
	for i, step := range steps {
		if raw, err := url.PathUnescape(step); err == nil {
			step = raw
		}
		steps[i] = strings.ReplaceAll(strings.ReplaceAll(step, "~1", "/"), "~0", "~")
	}
	return steps
}

// choices are the types or values that a keyword allows.
func (c *collector) choices(keyword string, rule syntax.Node) *enum {
	if keyword == "enum" {
		return c.enum(rule)
	}
	e, read := c.enums[rule]
	if !read {
		e = &enum{texts: texts(rule)}
		if keyword == "const" {
			e.texts, e.json = []string{plain(rule)}, []string{rule.Source()}
		}
		c.enums[rule] = e
	}
	return e
}

// texts is the plain text of each element of a list, or of the one value.
func texts(n syntax.Node) []string {
	if n.Kind() != syntax.Sequence {
		if !n.Exists() {
			return nil
		}
		return []string{plain(n)}
	}
	list := make([]string, 0, n.Len())
	for c := range n.Children() {
		list = append(list, plain(c))
	}
	return list
}

// sources is the JSON of each element of a list.
func sources(list syntax.Node) []string {
	all := make([]string, 0, list.Len())
	for c := range list.Children() {
		all = append(all, c.Source())
	}
	return all
}

// plain is a string's content, or the JSON of anything else.
func plain(n syntax.Node) string {
	if n.Kind() == syntax.String {
		return n.Text()
	}
	return n.Source()
}

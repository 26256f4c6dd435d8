package schema

import (
	"errors"
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
}

// Validate returns what is wrong with n, in the order of the text. It says nothing about what a syntax error
// touches: a broken scalar is treated as valid, a broken object or array as complete.
func (s *Schema) Validate(n syntax.Node) []Violation {
	if surely(s.compiled, n, maxRefs) {
		return nil
	}
	in := &instance{left: maxValues, kept: map[syntax.Node][]keptElement{},
		members: map[syntax.Node]map[string]syntax.Node{}, broken: map[syntax.Node]bool{}}
	v, ok := in.value(n, s.compiled)
	if !ok {
		return nil
	}
	var invalid *jsonschema.ValidationError
	if !errors.As(s.run(v, stepsFor(maxValues-in.left)), &invalid) {
		return nil // valid, or a schema that takes too long
	}
	c := &collector{schema: s, in: in, root: n}
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
	return slices.CompactFunc(c.found, func(a, b Violation) bool { return a.Node == b.Node && a.Message == b.Message })
}

// collector turns the tree of causes into violations.
type collector struct {
	schema *Schema
	in     *instance
	root   syntax.Node
	found  []Violation
	enums  map[syntax.Node]enum // those that values have violated so far
}

// enum is what an enum allows: as texts, and as JSON.
type enum struct{ texts, json []string }

// enum reads a list once, however many values violate it.
func (c *collector) enum(list syntax.Node) enum {
	e, read := c.enums[list]
	if !read {
		if c.enums == nil {
			c.enums = map[syntax.Node]enum{}
		}
		e = enum{slices.Clip(texts(list)), slices.Clip(sources(list))}
		c.enums[list] = e
	}
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
		for _, cause := range e.Causes {
			c.add(cause)
		}
	}
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
		best = merge(merged)
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
func merge(all []Violation) []Violation {
	v := all[0]
	if i := slices.IndexFunc(all, func(v Violation) bool { return v.Keyword != "type" }); i >= 0 {
		v = all[i]
		all = slices.DeleteFunc(all, func(v Violation) bool { return v.Keyword == "type" })
		v.Keyword = "enum"
	}
	var want, json []string
	seen := map[string]bool{}
	for _, o := range all {
		for i, w := range o.Want {
			if !seen[w] {
				seen[w] = true
				want = append(want, w)
				if o.JSON != nil {
					json = append(json, o.JSON[i])
				}
			}
		}
	}
	v.Want, v.JSON = want, json
	v.Message = v.sentence(syntax.Node{})
	return []Violation{v}
}

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
		for name := range rule.Children() {
			if !v.Node.Pair(name.Text()).Exists() {
				v.Missing = append(v.Missing, name.Text())
			}
		}
		if len(v.Missing) == 0 {
			return
		}
	case "type":
		v.Want = texts(rule)
	case "enum":
		v.Want, v.JSON = c.enum(rule).texts, c.enum(rule).json
	case "const":
		v.Want, v.JSON = []string{plain(rule)}, []string{rule.Source()}
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

// additional adds each property of v.Node that the subschema does not name.
func (c *collector) additional(v Violation, sub syntax.Node) {
	path := v.Path
	for p := range v.Node.Children() {
		name := p.Key().Text()
		if sub.Get("properties").Pair(name).Exists() || matchesPattern(sub, name) {
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

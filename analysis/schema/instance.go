package schema

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// maxValues is how many nodes of a file are converted; the rest is treated as absent.
const maxValues = 1 << 20

// instance is a tree as the values that jsonschema takes, without what could not be read and without elements
// that are known to be valid.
type instance struct {
	left   int  // how many nodes may still be converted
	levels int  // how many levels may still be converted
	level  int  // of the node that is being converted, from 1
	depth  int  // of the deepest one
	cut    bool // something was too deep
	// kept are the elements of each array that were converted, so that indices among them lead to the right nodes.
	kept map[syntax.Node][]keptElement
	// members are the values of the objects that node went through, by key: a file may break as many rules as
	// it has members.
	members map[syntax.Node]map[string]syntax.Node
	// broken are the arrays and objects that lost something which could not be read.
	broken map[syntax.Node]bool
}

type keptElement struct {
	node  syntax.Node
	index int // in the array as written
}

// value converts n, and s, if not nil, is all that the schema says about it. It reports false for broken
// text, an alias, and a number that is out of range.
func (in *instance) value(n syntax.Node, s *jsonschema.Schema) (any, bool) {
	if in.left--; in.left < 0 {
		return nil, false
	}
	if in.level == in.levels {
		in.cut = true
		return nil, false
	}
	in.level++
	defer func() { in.level-- }()
	in.depth = max(in.depth, in.level)
	switch n.Kind() {
	case syntax.Mapping:
		m := make(map[string]any, n.Len())
		for p := range n.Children() {
			if v, ok := in.value(p.Value(), propertyRule(s, p.Key().Text())); ok && p.Key().Kind() != syntax.Invalid {
				m[p.Key().Text()] = v
			}
		}
		return m, true
	case syntax.Sequence:
		return in.list(n, elementRule(s)), true
	}
	if n.Broken() {
		return nil, false
	}
	switch n.Kind() {
	case syntax.Null:
		return nil, true
	case syntax.Bool:
		return n.Text() == "true", true
	case syntax.String:
		return n.Text(), true
	case syntax.Number:
		return number(n.Text())
	}
	return nil, false
}

// list converts the elements of n, and s, if not nil, is all that the schema says about each.
func (in *instance) list(n syntax.Node, s *jsonschema.Schema) []any {
	var list []any
	var kept []keptElement
	index, lost := -1, false
	for e := range n.Children() {
		index++
		if s != nil && surely(s, e, maxRefs) {
			continue
		}
		v, ok := in.value(e, s)
		if !ok {
			lost = true
			continue
		}
		list = append(list, v)
		kept = append(kept, keptElement{e, index})
	}
	if lost {
		in.broken[n] = true
	}
	in.kept[n] = kept
	if list == nil {
		return []any{}
	}
	return list
}

// number keeps short decimals exact and gives up on those out of range: jsonschema computes with big.Rat, for
// which 1e999999999 is far too large.
func number(s string) (any, bool) {
	if !json.Valid([]byte(s)) {
		return nil, false
	}
	if _, err := strconv.ParseInt(s, 10, 64); err == nil {
		return json.Number(s), true
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(f, 0) || f != 0 && (math.Abs(f) < 1e-300 || math.Abs(f) > 1e300) {
		return nil, false
	}
	return f, true
}

// member is the value of the last pair of object whose key is key; absent if there is none.
func (in *instance) member(object syntax.Node, key string) syntax.Node {
	values, ok := in.members[object]
	if !ok {
		values = make(map[string]syntax.Node, object.Len())
		for p := range object.Children() {
			values[p.Key().Text()] = p.Value()
		}
		in.members[object] = values
	}
	return values[key]
}

// node follows path, which counts only what was converted, from n. It also returns the path in n as written.
// A key leads to the value of the last pair that has it, as it does when the file is read.
func (in *instance) node(n syntax.Node, path []string) (syntax.Node, []string) {
	written := slices.Clone(path)
	for k, step := range path {
		if n.Kind() == syntax.Mapping {
			n = in.member(n, step)
			continue
		}
		i, err := strconv.Atoi(step)
		if err != nil || n.Kind() != syntax.Sequence {
			return syntax.Node{}, path
		}
		kept := in.kept[n]
		if i < 0 || i >= len(kept) {
			return syntax.Node{}, path
		}
		n, written[k] = kept[i].node, strconv.Itoa(kept[i].index)
	}
	return n, written
}

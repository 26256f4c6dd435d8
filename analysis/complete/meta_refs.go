package complete

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/quantity"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// amount is a value that is a quantity or a number.
type amount struct {
	path     string // dotted, from the root it was looked for under
	text     string // as written
	quantity quantity.Quantity
	number   bool // not a string
}

// last is the last key of the path.
func (a *amount) last() string { return a.path[strings.LastIndexByte(a.path, '.')+1:] }

const (
	maxAmounts     = 2000 // that are offered
	maxAmountDepth = 40   // keys of a path
)

// amountsIn are the quantities and numbers in mappings below n, in order.
func amountsIn(n syntax.Node) []amount {
	var found []amount
	var walk func(n syntax.Node, prefix string, depth int)
	walk = func(n syntax.Node, prefix string, depth int) {
		for pair := range n.Children() {
			key, v := pair.Key().Text(), pair.Value()
			switch {
			case pair.Kind() != syntax.Pair || key == "" || depth > maxAmountDepth || len(found) == maxAmounts:
			case v.Kind() == syntax.Mapping:
				walk(v, prefix+key+".", depth+1)
			case v.Kind() == syntax.Number || v.Kind() == syntax.String && len(v.Text()) < 32:
				if q, err := quantity.Parse(v.Text()); err == nil {
					found = append(found, amount{prefix + key, v.Text(), q, v.Kind() == syntax.Number})
				}
			}
		}
	}
	if n = n.Resolve(); n.Kind() == syntax.Mapping {
		walk(n, "", 0)
	}
	return found
}

var amounts pack.View[[]amount]

// paramRefs are the paths of values that the reference key can name.
func (c *metaCompleter) paramRefs(key string) []Item {
	var items []Item
	seen := map[string]bool{}
	add := func(a *amount, path, from string) {
		rank := requestRank(a, c.resourceType())
		if key == pack.KeyReplicaRef {
			rank = replicaRank(a)
		}
		if rank < 0 || seen[path] {
			return
		}
		seen[path] = true
		doc := markdown.Code(path) + " is " + markdown.Code(a.text) + " " + from + "."
		item := Item{Label: path, Kind: Variable, Detail: a.text, Doc: doc, Rank: rank}
		c.insertLiteral(&item, edit.Quote(path))
		items = append(items, item)
	}
	if f := c.pack.Values; f != nil {
		found := amounts.Of(f, func() []amount { return amountsIn(f.Root()) })
		for i := range found {
			add(&found[i], found[i].path, "in values.yaml")
		}
	}
	for _, ch := range c.pack.Charts() {
		amounts := amountsIn(ch.Defaults().Value())
		for i := range amounts {
			add(&amounts[i], "charts."+ch.Name+"."+amounts[i].path, "by default in the chart "+ch.Name+" "+ch.Version)
		}
	}
	return items[:min(len(items), maxAmounts)]
}

// resourceType is the type of the resource around the component at the cursor; "" if it has none.
func (c *metaCompleter) resourceType() string {
	return pack.ResourceOf(c.cursor.Container).Get(pack.KeyType).Text()
}

// requestRank is how likely a is the request of a resource, 0 for most likely; -1 if it cannot be.
func requestRank(a *amount, kind string) int {
	if kind == "cpu" && a.quantity.Binary() || kind != "cpu" && kind != "" && a.quantity.Fraction() ||
		a.quantity.Value < 0 {
		return -1
	}
	names := []string{kind}
	switch kind {
	case "diskSize":
		names = []string{"storage", "size", "diskSize", "ephemeral-storage"}
	case "":
		names = []string{"cpu", "memory"}
	}
	steps := strings.Split(a.path, ".")
	switch named := slices.Contains(names, a.last()); {
	case named && slices.Contains(steps, "requests"):
		return 0
	case named && !slices.Contains(steps, "limits"):
		return 1
	case named:
		return 2
	case a.number: // ports, counts, time-outs
		return -1
	case kind == "cpu" && !strings.Contains(strings.ToLower(a.path), "cpu") && !slices.Contains(steps, "requests"):
		return -1 // elsewhere, 30m is mostly minutes
	}
	return 3
}

// replicaRank is how likely a is a replica count, 0 for most likely; -1 if it cannot be.
func replicaRank(a *amount) int {
	n, err := strconv.Atoi(a.text)
	switch name := strings.ToLower(a.last()); {
	case err != nil || n < 0:
		return -1
	case strings.Contains(name, "replica"):
		return 0
	case strings.Contains(name, "count") || strings.Contains(name, "instances"):
		return 1
	case strings.Contains(name, "port"):
		return 3
	}
	return 2
}

package check

import (
	"math"
	"strconv"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// resourceUnit is the unit that Palette takes minLimit in, and the one that an author may have thought of.
type resourceUnit struct {
	unit     string
	bigger   string  // "" if none is likely
	factor   float64 // of bigger
	low      float64 // below this bigger is likelier
	high     float64 // above this something smaller is likelier
	smaller  string  // "" if none is likely
	fraction float64 // of smaller: so many make one unit
}

// resourceUnits has limits from published packs, which ask for 100 to 512 millicores and 128 to 1,636 Mi.
var resourceUnits = map[string]resourceUnit{
	resourceCPU:    {unit: "millicores", bigger: "cores", factor: 1000, low: 10, high: 128_000},
	resourceMemory: {unit: "Mi", bigger: "Gi", factor: 1024, low: 16, high: 1 << 20, smaller: "bytes", fraction: 1 << 20},
	resourceDisk:   {unit: "GB", high: 10_000},
}

// minLimit is the minLimit of a resource if it is a number; ignored says that components make Palette ignore it.
func minLimit(resource syntax.Node) (pair syntax.Node, value float64, ignored, ok bool) {
	pair = resource.Pair("minLimit")
	n := pair.Value()
	value, err := strconv.ParseFloat(n.Text(), 64)
	list := resource.Get("components")
	ignored = list.Kind() == syntax.Sequence && list.First().Exists()
	return pair, value, ignored, err == nil && n.Kind() == syntax.Number && !n.Broken()
}

func resUnitSuspect(p *Pass) {
	for r := range pack.ResourceNodes(p.Root()) {
		kind, _ := literal(r.Get("type"))
		u, known := resourceUnits[kind]
		pair, v, ignored, ok := minLimit(r)
		if !known || !ok || ignored || v == 0 {
			continue
		}
		n := pair.Value()
		switch {
		case v < 0:
			p.Report(n.Range(), "minLimit is negative; write the minimum %s of each node pool, in %s", kind, u.unit)
		case v < u.low:
			d := p.Report(n.Range(),
				"minLimit of %s is in %s; for %s %s, write %s", kind, u.unit, n.Source(), u.bigger, amount(v*u.factor))
			offerAmount(p, d, n, v*u.factor)
		case v > u.high && u.smaller != "":
			d := p.Report(n.Range(), "minLimit of %s is in %s, so this is %s %s; if you meant %s, write %s",
				kind, u.unit, n.Source(), u.unit, u.smaller, amount(math.Ceil(v/u.fraction)))
			offerAmount(p, d, n, math.Ceil(v/u.fraction))
		case v > u.high:
			p.Report(n.Range(), "minLimit of %s is in %s, so this is more than a node pool is likely to have", kind, u.unit)
		case v != math.Trunc(v):
			p.Report(n.Range(), "minLimit of %s is in %s; a fraction is unusual", kind, u.unit)
		}
	}
}

func offerAmount(p *Pass, d *Diagnostic, n syntax.Node, v float64) {
	if v == math.Trunc(v) {
		d.Fix(p.File, "Change to "+amount(v), edit.Replace(n, amount(v)))
	}
}

// amount is v as JSON and a reader write it.
func amount(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func resMinLimitIgnored(p *Pass) {
	for r := range pack.ResourceNodes(p.Root()) {
		if pair, _, ignored, ok := minLimit(r); ok && ignored {

			p.Report(pair.Range(), "minLimit is ignored, since this resource has components; only their requests are added up").
				Fix(p.File, "Remove minLimit", edit.Remove(pair))
		}
	}
}

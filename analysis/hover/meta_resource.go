package hover

import (
	"math"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/quantity"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// need is what the component at the cursor needs.
func (h *hoverer) need() need {
	component := pack.ObjectOf(h.Node)
	return needOf(h.pack, component, pack.ResourceOf(component).Get(pack.KeyType).Text())
}

// refWords says which value a parameter reference means.
func refWords(p *pack.Pack, ref string) string {
	targets := value.Param(p, ref)
	switch v := value.Sole(targets); {
	case len(targets) == 0:
		return markdown.Code(ref) + " leads to no value."
	case !v.Exists():
		return markdown.Code(ref) + " can mean several values: " + targetList(p, targets) + ". Write the whole path of one."
	case !v.IsScalar():
		return markdown.Code(ref) + " is a " + v.Kind().String() + ", not an amount."
	case len(targets) > 1:
		return markdown.Code(ref) + " is set by several presets: " + targetList(p, targets) + "."
	default:
		return markdown.Code(ref) + " is " + markdown.Code(v.Source()) + ", " + markdown.Origin(p, v) + "."
	}
}

// targetList lists the values that a reference can mean, at most six.
func targetList(p *pack.Pack, targets []value.Target) string {
	const most = 6
	var words []string
	for _, t := range targets[:min(len(targets), most)] {
		words = append(words, markdown.Code(strings.Join(t.Path(), "."))+", "+markdown.Origin(p, t))
	}
	if len(targets) > most {
		words = append(words, "…")
	}
	return strings.Join(words, "; ")
}

// need is what a component needs.
type need struct {
	kind     string // the resource's type
	schedule string
	request  string  // for one replica, as written; "" if it is not known
	replicas string  // as written; "1" if there is no reference, "" if it is not known
	total    float64 // for all replicas, in the base unit of the resource
	known    bool    // whether total is known
	suffix   string  // of request: its unit
}

func needOf(p *pack.Pack, component syntax.Node, kind string) need {
	d := need{kind: kind, schedule: component.Get(pack.KeySchedule).Text(), replicas: "1"}
	request := value.Sole(value.Param(p, component.Get(pack.KeyRequestRef).Text()))
	count := 1.0
	countKnown := true
	if ref := component.Get(pack.KeyReplicaRef).Text(); ref != "" {
		d.replicas = ""
		v := value.Sole(value.Param(p, ref))
		n, err := strconv.ParseFloat(v.Text(), 64)
		if countKnown = v.Known() && err == nil && n >= 0; countKnown {
			d.replicas, count = v.Text(), n
		}
	}
	if q, err := quantity.Parse(request.Text()); request.Known() && err == nil {
		d.request, d.suffix = request.Text(), q.Suffix
		d.total, d.known = q.Value*count, countKnown && !math.IsInf(q.Value*count, 0)
	}
	return d
}

// schedules are the values of scheduleType in words.
var schedules = map[string]string{
	"all": "on every node pool", "master": "on control plane nodes", "worker": "on worker nodes",
}

// words puts the need into a sentence.
func (d need) words() string {
	kind, where := " of "+markdown.Literal(d.kind), ""
	if s := schedules[d.schedule]; s != "" {
		where = " " + s
	}
	switch {
	case d.request == "":
		return "The request" + where + " is not known before deployment."
	case !d.known:
		return "Needs " + markdown.Code(d.request) + kind + " for each replica" + where +
			"; the number of replicas is not known before deployment."
	}
	total := markdown.Strong(formatAmount(d.total, d.kind, d.suffix))
	return "Needs " + markdown.Literal(d.replicas) + " × " + markdown.Code(d.request) + " = " + total + kind + where + "."
}

// formatAmount writes an amount in the unit of its type: millicores or Mi, or else the unit of suffix.
func formatAmount(v float64, kind, suffix string) string {
	switch kind {
	case "cpu":
		suffix = "m"
	case "memory":
		suffix = "Mi"
	}
	return quantity.Format(v, suffix)
}

// resourceWords lists the needs of all components of a resource, and their sum for each kind of node; "" if it has no
// components.
func resourceWords(p *pack.Pack, resource syntax.Node) string {
	const most = 20
	kind := resource.Get(pack.KeyType).Text()
	sums, unknown := map[string]float64{}, map[string]bool{}
	var lines []string
	suffix := ""
	for c := range pack.ComponentNodes(resource) {
		if len(lines) == most {
			break
		}
		d := needOf(p, c, kind)
		words := d.words()
		lines = append(lines, "- "+markdown.Code(c.Get(pack.KeyRequestRef).Text())+": "+strings.ToLower(words[:1])+words[1:])
		sums[d.schedule] += d.total
		unknown[d.schedule] = unknown[d.schedule] || !d.known
		suffix = d.suffix
	}
	if len(lines) == 0 {
		return ""
	}
	var totals []string
	for _, schedule := range []string{"all", "master", "worker"} {
		if _, any := sums[schedule]; any && !unknown[schedule] {
			totals = append(totals, markdown.Strong(formatAmount(sums[schedule], kind, suffix))+" "+schedules[schedule])
		}
	}
	if len(totals) > 0 && len(lines) > 1 {
		lines = append(lines, "\nTogether "+strings.Join(totals, ", ")+".")
	}
	return strings.Join(lines, "\n")
}

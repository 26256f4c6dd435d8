package hover

import (
	"math"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// need is what the component needs that the cursor is in.
func (h *hoverer) need() need {
	component := pack.ObjectOf(h.Node)
	return needOf(h.pack, component, pack.ResourceOf(component).Get(pack.KeyType).Text())
}

// refWords says what a reference leads to.
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
		return markdown.Code(ref) + " is " + markdown.Code(v.Source()) + targetWords(p, v) + "."
	}
}

// targetList lists the values that a reference can mean, at most a few.
func targetList(p *pack.Pack, targets []value.Target) string {
	const most = 6
	var words []string
	for _, t := range targets[:min(len(targets), most)] {
		words = append(words, markdown.Code(strings.Join(t.Path(), "."))+targetWords(p, t))
	}
	if len(targets) > most {
		words = append(words, "…")
	}
	return strings.Join(words, "; ")
}

// targetWords says where a value stands.
func targetWords(p *pack.Pack, t value.Target) string {
	if t.Chart != nil {
		return ", the default of the chart " + t.Chart.Name + " " + t.Chart.Version
	}
	if preset, ok := value.PresetOf(p, t.Node); ok {
		return ", as the preset " + markdown.Code(preset.ID()) + " sets it"
	}
	return " (values.yaml, line " + strconv.Itoa(p.Values.Text.LineAt(t.Start())+1) + ")"
}

// need is what a component needs.
type need struct {
	kind     string // the resource's type
	schedule string
	request  string // as written; "" where it cannot be told
	replicas string // likewise; "1" where none is referred to
	total    float64
	known    bool // total is
	suffix   string
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
	if q, err := pack.ParseQuantity(request.Text()); request.Known() && err == nil {
		d.request, d.suffix = request.Text(), q.Suffix
		d.total, d.known = q.Value*count, countKnown && !math.IsInf(q.Value*count, 0)
	}
	return d
}

// schedules are the values of scheduleType in words.
var schedules = map[string]string{"all": "on every pool of nodes", "master": "on the nodes of the control plane", "worker": "on worker nodes"}

// words are the need with its parts.
func (d need) words() string {
	where := ""
	if s := schedules[d.schedule]; s != "" {
		where = " " + s
	}
	switch {
	case d.request == "":
		return "What it needs" + where + " cannot be told: the request is not known before deployment."
	case !d.known:
		return "Needs " + markdown.Code(d.request) + " of " + d.kind + " for each replica" + where + "; how many there are is not known before deployment."
	}
	return "Needs " + d.replicas + " × " + markdown.Code(d.request) + " = **" + formatAmount(d.total, d.kind, d.suffix) + "** of " + d.kind + where + "."
}

// formatAmount writes an amount of a resource in the unit of its type (millicores, Mi), of another in that of suffix.
func formatAmount(v float64, kind, suffix string) string {
	switch kind {
	case "cpu":
		suffix = "m"
	case "memory":
		suffix = "Mi"
	}
	return pack.FormatQuantity(v, suffix)
}

// resourceWords are the needs of all components of a resource and, for each kind of nodes, their sum; "" where it has no components.
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
			totals = append(totals, "**"+formatAmount(sums[schedule], kind, suffix)+"** "+schedules[schedule])
		}
	}
	if len(totals) > 0 && len(lines) > 1 {
		lines = append(lines, "\nTogether "+strings.Join(totals, ", ")+".")
	}
	return strings.Join(lines, "\n")
}

package check

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/embedded"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// valuesRetypedChecks are those of text that YAML 1.1, which Helm reads, takes for something else.
var valuesRetypedChecks = []Check{
	{Code: "values/retyped", Severity: pack.Warning, On: inValues, Run: retypedValue,
		Summary: "a string without quotes that Helm reads as a number or boolean"},
	{Code: codeRetypedKey, Severity: pack.Warning, On: inValues, Run: retypedKey,
		Summary: "a key without quotes that Helm reads as another key"},
}

const codeRetypedKey = "values/retyped-key"

func retypedValue(p *Pass) {
	charts, _ := p.charts()
	w := retypedWalk{p: p, steps: maxChartSteps, faults: map[syntax.Node]bool{}}
	for _, f := range p.schemaFaults() {
		w.faults[f.pair] = true
	}
	w.mismatched = mismatchedValues(p)
	named := byName(charts)
	for _, name := range chartNames(charts) {
		section := p.at(pack.SectionCharts, name)
		if c := named[name]; section.Kind() == syntax.Mapping && !c.several {
			w.mapping(section, c.Defaults(), nil)
		}
	}
	for _, section := range []string{pack.SectionCharts, pack.SectionManifests} {
		for n := range p.at(section).All() {
			if n.Style() == syntax.Plain && isNotJSON(n.Source()) {
				p.Report(n.Range(), "Helm cannot read %s, and refuses all values; quote it", n.Source()).
					Fix(p.File, "Quote "+n.Source(), edit.QuoteScalar(n))
			}
		}
	}
}

// isNotJSON reports whether s is a number of YAML that JSON does not have; Helm reads values by way of it. Every plain
// scalar is looked at, so this is not a regular expression.
func isNotJSON(s string) bool {
	if s == "" || len(s) > len("+.inf") || s[0] != '.' && s[0] != '-' && s[0] != '+' {
		return false
	}
	switch s {
	case ".nan", ".NaN", ".NAN":
		return true
	}
	switch strings.TrimLeft(s[:1], "+-") + s[1:] {
	case ".inf", ".Inf", ".INF":
		return true
	}
	return false
}

// retypedWalk compares the kinds of values with those of the defaults of a chart.
type retypedWalk struct {
	p      *Pass
	steps  int                  // that may yet be taken
	faults map[syntax.Node]bool // pairs that the chart's schema rejects
	// mismatched has the offsets, in bytes, of values that schema.yaml rejects.
	mismatched map[int]bool
}

func (w *retypedWalk) mapping(mapping syntax.Node, scope chart.Scope, path []string) {
	for pair := range mapping.Entries() {
		if w.steps--; w.steps < 0 || len(path) > maxChartDepth {
			return
		}
		v := pair.Value()
		switch v.Kind() {
		case syntax.Number, syntax.Bool, syntax.Mapping:
		default:
			continue
		}
		child := scope.Child(pair.Key().Text())
		if child.Status != chart.Known {
			continue
		}
		if v.Kind() == syntax.Mapping {
			w.mapping(v, child, pathTo(path, pair.Key().Text()))
			continue
		}
		w.scalar(pair, v, child.Value())
	}
}

// scalar reports the value v of pair if the default is a text and templates print v other than it is written.
func (w *retypedWalk) scalar(pair, v, def syntax.Node) {
	if w.faults[pair] || w.mismatched[v.Start()] {
		return
	}
	if printed, ok := retypedText(pair, def); ok {
		w.p.Report(v.Range(), retypedMessage, v.Source(), printed).Fix(w.p.File, "Quote "+v.Source(), edit.QuoteScalar(v))
	}
}

const retypedMessage = "Helm reads %s as %s; the chart expects a string here, so quote the value"

// retypedText is what Helm makes of the value of pair, whose default is def; false unless def is a text and templates
// print another one than is written.
func retypedText(pair, def syntax.Node) (printed string, ok bool) {
	v := pair.Value()
	if def.Kind() != syntax.String || v.Style() != syntax.Plain || v.Broken() || pair.Broken() ||
		v.Source() != strings.TrimSpace(v.Source()) {
		return "", false
	}
	printed, ok = printedByHelm(v)
	if v.Kind() == syntax.Bool && printed == v.Source() && textKey.MatchString(pair.Key().Text()) {
		printed = "a boolean"
	}
	return printed, ok && printed != v.Source()
}

// textKey matches keys whose values are never true or false, unlike those of flags.
var textKey = regexp.MustCompile(`(?i)(?:tag|version|revision|digest|branch)$`)

// printedByHelm is what a template prints for a number or boolean of YAML, which are a float64 and a bool to it. False
// if that cannot be told.
func printedByHelm(n syntax.Node) (string, bool) {
	switch n.Kind() {
	case syntax.Bool:
		return strconv.FormatBool(isTrue(n)), true
	case syntax.Number:
		f, ok := numberOfYAML(n.Source())
		return strconv.FormatFloat(f, 'g', -1, 64), ok
	}
	return "", false
}

// numberOfYAML is the number that YAML 1.1 reads, as go-yaml v2 does.
func numberOfYAML(s string) (float64, bool) {
	plain := strings.ReplaceAll(s, "_", "")
	if i, err := strconv.ParseInt(plain, 0, 64); err == nil {
		return float64(i), true
	}
	if u, err := strconv.ParseUint(plain, 0, 64); err == nil {
		return float64(u), true
	}
	f, err := strconv.ParseFloat(plain, 64)
	return f, err == nil
}

// keyReadByHelm is the key that Helm reads in place of a key without quotes; ok is false if it reads the same. A null
// key, for which read is "", is an error.
func keyReadByHelm(key syntax.Node) (read string, ok bool) {
	if key.Style() != syntax.Plain || key.Broken() {
		return "", false
	}
	switch key.Kind() {
	case syntax.Null:
		return "", !key.Empty()
	case syntax.Bool:
		read = strconv.FormatBool(isTrue(key))
	case syntax.Number:
		f, known := numberOfYAML(key.Source())
		if !known {
			return "", false
		}
		read = strconv.FormatFloat(f, 'g', -1, 32)
		if !strings.ContainsAny(key.Source(), ".eE") || strings.HasPrefix(key.Source(), "0x") {
			read = strconv.FormatFloat(f, 'f', -1, 64) // whole numbers keep all of their digits
		}
	default:
		return "", false
	}
	return read, read != key.Text()
}

func retypedKey(p *Pass) {
	section := p.at(pack.SectionCharts)
	if section.Kind() != syntax.Mapping {
		return
	}
	for n := range section.All() {
		reportRetypedKey(p, nil, n)
	}
}

// reportRetypedKey reports a pair whose key Helm reads as another one; in is the text that has it, nil for the file.
func reportRetypedKey(p *Pass, in *embedded.Content, pair syntax.Node) {
	if pair.Kind() != syntax.Pair {
		return
	}
	key := pair.Key()
	read, ok := keyReadByHelm(key)
	if !ok || pair.Parent().Pair(read).Exists() && read != "" {
		return
	}
	message, args := "Helm reads the key %s as null and fails; quote the key", []any{key.Source()}
	if read != "" {
		message, args = "Helm reads the key %s as %s; quote the key", append(args, quote(read))
	}
	p.Report(in.OuterRange(key.Range()), message, args...).
		Fix(p.File, "Quote "+key.Source(), in.OuterEdits([]text.Edit{edit.QuoteScalar(key)})...)
}

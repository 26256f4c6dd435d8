package check

import (
	"slices"
	"strings"
	"unicode"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// defaultValues are the defaults in one mapping of a chart's values.
type defaultValues struct {
	names  []string
	values []syntax.Node
	index  map[string]int // of names; nil if there are few
}

func defaultsIn(scope chart.Scope) (d defaultValues) {
	v := scope.Value()
	if v.Kind() != syntax.Mapping {
		return d
	}
	for pair := range v.Entries() {
		d.names = append(d.names, pair.Key().Text())
		d.values = append(d.values, pair.Value().Resolve())
	}
	if len(d.names) > 16 {
		d.index = make(map[string]int, len(d.names))
		for i, name := range d.names {
			d.index[name] = i
		}
	}
	return d
}

func (d *defaultValues) len() int { return len(d.names) }

// of is the default of name; absent if there is none.
func (d *defaultValues) of(name string) syntax.Node {
	i, ok := d.index[name]
	if d.index == nil {
		i = slices.Index(d.names, name)
		ok = i >= 0
	}
	if !ok {
		return syntax.Node{}
	}
	return d.values[i]
}

// pathTo is the path of key below path, which stays as it is.
func pathTo(path []string, key string) []string { return append(path[:len(path):len(path)], key) }

// otherKind reports whether a template that expects def most likely cannot do with v.
func otherKind(v, def syntax.Node) bool {
	switch v.Kind() {
	case syntax.Mapping, syntax.Sequence:
		switch def.Kind() {
		case syntax.Mapping, syntax.Sequence:
			return v.Kind() != def.Kind() && v.First().Exists()
		case syntax.Number, syntax.Bool:
			return true
		case syntax.String: // an empty one stands for nothing, and one of several lines is a text for tpl
			return def.Text() != "" && !strings.Contains(def.Text(), "\n")
		}
	case syntax.Number, syntax.Bool:
		return def.Kind() == syntax.Mapping || def.Kind() == syntax.Sequence
	case syntax.String:
		if v.Style() != syntax.Plain || v.Text() == "" || holdsMacro(v) {
			return false // a text for tpl or a quoted number, or nobody knows
		}
		switch def.Kind() {
		case syntax.Mapping, syntax.Sequence:
			return true
		case syntax.Number, syntax.Bool:
			return wordlike(v.Text())
		}
	}
	return false
}

// wordlike reports whether s has letters and no digits: 500m, 10s and 50% are numbers to Kubernetes.
func wordlike(s string) bool {
	return strings.ContainsFunc(s, unicode.IsLetter) && !strings.ContainsFunc(s, unicode.IsDigit)
}

// kindFree reports whether the value at a path can be of several kinds, whatever the default is.
func kindFree(at chartPlace) bool {
	name := strings.ToLower(at.path[len(at.path)-1])
	if at.pair.Value().Resolve().Kind() == syntax.String && strings.HasSuffix(name, "port") {
		return true // a port can have a name
	}
	if rules := value.ChartSchema(at.chart); rules != nil {
		if s := rules.At(at.path); s != nil && len(s.Types)+len(s.Enum) > 0 {
			return true // and values/chart-schema has looked
		}
	}
	return at.chart.AsksKind(at.path)
}

func valueKind(p *Pass) {
	places := p.chartPlaces()
	if len(places.kinds) == 0 {
		return
	}
	mismatched, quiet := mismatchedValues(p), places.reported()
	if p.reports(codeChartSchema) {
		for _, f := range p.schemaFaults() {
			for n := f.pair; n.Kind() == syntax.Pair; n = n.Parent().Parent() {
				quiet[n] = true
			}
		}
	}
	for _, at := range places.kinds {
		v, def := at.pair.Value().Resolve(), at.scope.Child(at.pair.Key().Text()).Value()
		if mismatched[v.Start()] || within(at.pair, quiet) || at.pair.Broken() || kindFree(at) {
			continue
		}
		r := at.pair.Key().Range()
		if written := at.pair.Value(); written == v && v.IsScalar() {
			r = firstLine(p, v)
		}
		d := p.Report(r, "this is a %s, but the default of %s in chart %s is a %s; ",
			kindWord(v), strings.Join(at.path, "."), quote(at.chart.Name), kindWord(def))
		if def.Kind() == syntax.Bool {
			d.Message += "write true or false"
		} else {
			d.Message += "write a " + kindWord(def)
		}
	}
}

// kindWord is the kind of a value for a message.
func kindWord(n syntax.Node) string {
	switch n.Kind() {
	case syntax.Bool:
		return "boolean"
	case syntax.Number:
		return "number"
	}
	return kindName(n)
}

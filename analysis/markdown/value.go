package markdown

import (
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// Comment returns what comments say of a key, as chart.Doc reads them: n is its pair, key or value. It returns "" if
// there are none.
func Comment(n syntax.Node) string { return Untrusted(chart.Doc(n)) }

// Value shows a pair of a key and a value with its comment.
func Value(pair syntax.Node) string {
	return strings.TrimPrefix(Comment(pair)+"\n\n"+YAML(pair), "\n\n")
}

// Origin says where a value is set, to follow a comma or dot. t is a target of value.Param, or any value of p without
// a chart.
func Origin(p *pack.Pack, t value.Target) string {
	if t.Chart != nil {
		return "the default of the chart " + Literal(t.Chart.Name+" "+t.Chart.Version)
	}
	if preset, ok := value.PresetOf(p, t.Node); ok {
		return "set by the preset " + Code(preset.ID())
	}
	at, ok := value.PlaceOf(p, t.Node)
	if !ok {
		return "not set"
	}
	return "set in line " + strconv.Itoa(at.Text.LineAt(at.Range.Start)+1) + " of values.yaml"
}

// Types returns a schema's types for a reader: "string", "array of strings".
func Types(sub *schema.Sub) string {
	words := strings.Join(sub.Types, " or ")
	if sub.Items != nil && len(sub.Items.Types) > 0 && words == "array" {
		words += " of " + strings.Join(sub.Items.Types, " or ") + "s"
	}
	return words
}

// Schema returns a schema's documentation with the values that it allows.
func Schema(sub *schema.Sub) string {
	var b strings.Builder
	b.WriteString(Untrusted(sub.Description))
	enum := sub.Enum
	if sub.Items != nil && len(enum) == 0 {
		enum = sub.Items.Enum
	}
	if len(enum) > 0 {
		b.WriteString("\n\nAllowed values:\n")
		for _, v := range enum {
			b.WriteString("\n- " + Code(v.Value))
			if v.Description != "" {
				b.WriteString(": " + UntrustedLine(v.Description))
			}
		}
	}
	return b.String()
}

// Constraint returns a constraint in words, with values that meet it.
func Constraint(c *pack.Constraint) string {
	var parts []string
	if s := c.Template.Describe(); s != "" {
		parts = append(parts, Untrusted(s))
	}
	for _, h := range c.Template.Hints {
		if h.Value != "" {
			parts = append(parts, "_"+UntrustedLine(h.Value)+"_")
		}
	}
	var accepted []string
	for _, e := range c.Template.Examples(2) {
		accepted = append(accepted, Code(strings.Trim(strconv.Quote(e), `"`)))
	}
	if accepted != nil {
		parts = append(parts, "Accepted, for example: "+strings.Join(accepted, ", ")+".")
	}
	if parts == nil {
		return "Any value is accepted."
	}
	return strings.Join(parts, "\n\n")
}

// ChartDoc returns what the comments of a chart, or else its values.schema.json, say of a place; "" if they say
// nothing.
func ChartDoc(at value.ChartPlace) string {
	doc := ""
	if !at.List {
		doc = Untrusted(at.Scope.Doc())
	} else if len(at.Items) > 0 {
		doc = Comment(at.Items[0].Owner())
	}
	if sub := at.Schema(); doc == "" && sub != nil {
		doc = Schema(sub)
	}
	return doc
}

// ChartTypes returns the type of the value at a place, from values.schema.json or else from the default; "" if
// neither is there.
func ChartTypes(at value.ChartPlace) string {
	if sub := at.Schema(); sub != nil && len(sub.Types) > 0 {
		return Types(sub)
	}
	if v := at.Value(); v.Exists() && v.Kind() != syntax.Null {
		return Kind(v.Kind())
	}
	return ""
}

// Implied documents a key that Helm knows even if the chart has no default for it; "" for any other key.
func Implied(key string) string {
	switch key {
	case "global":
		return "Values that the chart and its subcharts read as `.Values.global`."
	case "tags":
		return "Turns groups of subcharts on or off: each key is a tag of the chart's dependencies."
	}
	return ""
}

// Reading says how Helm, which reads YAML 1.1, reads a scalar that looks like another value; "" if it reads it as it
// looks.
func Reading(n syntax.Node) string {
	if !n.IsScalar() || n.Style() != syntax.Plain {
		return ""
	}
	s := n.Text()
	as := ""
	switch n.Kind() {
	case syntax.Bool:
		if lower := strings.ToLower(s); lower != "true" && lower != "false" {
			as = "the boolean `" + strconv.FormatBool(strings.ContainsRune("yY", rune(s[0])) || lower == "on") + "`"
		}
	case syntax.Number:
		digits := strings.ReplaceAll(s, "_", "")
		i, err := strconv.ParseInt(digits, 0, 64)
		if err == nil && strconv.FormatInt(i, 10) != strings.TrimPrefix(s, "+") {
			as = "the number `" + strconv.FormatInt(i, 10) + "`"
		}
	case syntax.Null:
		if s != "" && s != "null" {
			as = "`null`"
		}
	}
	if as == "" {
		return ""
	}
	return Code(s) + " is read as " + as + ": Helm reads YAML 1.1. In quotes it is a string."
}

// Use shows the line of a manifest that uses a value, at byte offset off.
func Use(f *pack.File, off int) string {
	n := f.Text.LineAt(off)
	line := strings.TrimSpace(f.Text.Line(n).Of(f.Text.String()))
	return "Used in line " + strconv.Itoa(n+1) + " of " + Literal(f.Base()) + ":\n\n" + Fenced("yaml", line)
}

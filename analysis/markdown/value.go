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

// Value shows a value of the pack with its comment.
func Value(pair syntax.Node) string {
	return strings.TrimPrefix(chart.Doc(pair)+"\n\n"+YAML(pair), "\n\n")
}

// Types is a schema's types for a reader: "string", "array of strings".
func Types(sub *schema.Sub) string {
	words := strings.Join(sub.Types, " or ")
	if sub.Items != nil && len(sub.Items.Types) > 0 && words == "array" {
		words += " of " + strings.Join(sub.Items.Types, " or ") + "s"
	}
	return words
}

// Schema is a schema's documentation, with its values.
func Schema(sub *schema.Sub) string {
	var b strings.Builder
	b.WriteString(sub.Description)
	enum := sub.Enum
	if sub.Items != nil && len(enum) == 0 {
		enum = sub.Items.Enum
	}
	if len(enum) > 0 {
		b.WriteString("\n\nAllowed values:\n")
		for _, v := range enum {
			b.WriteString("\n- `" + v.Value + "`")
			if v.Description != "" {
				b.WriteString(": " + v.Description)
			}
		}
	}
	return b.String()
}

// Constraint is a constraint in words, with values that meet it.
func Constraint(c *pack.Constraint) string {
	var parts []string
	if s := c.Template.Describe(); s != "" {
		parts = append(parts, s)
	}
	for _, h := range c.Template.Hints {
		if h.Value != "" {
			parts = append(parts, "_"+h.Value+"_")
		}
	}
	var accepted []string
	for _, e := range c.Template.Examples(2) {
		accepted = append(accepted, "`"+strings.Trim(strconv.Quote(e), `"`)+"`")
	}
	if accepted != nil {
		parts = append(parts, "Accepted, for example: "+strings.Join(accepted, ", ")+".")
	}
	if parts == nil {
		return "Any value is accepted."
	}
	return strings.Join(parts, "\n\n")
}

// ChartDoc is what the chart's comments, or its values.schema.json, say of a place; "" if they say nothing.
func ChartDoc(at value.ChartPlace) string {
	doc := ""
	if !at.List {
		doc = at.Scope.Doc()
	} else if len(at.Items) > 0 {
		doc = chart.Doc(at.Items[0].Owner())
	}
	if sub := at.Schema(); doc == "" && sub != nil {
		doc = Schema(sub)
	}
	return doc
}

// ChartTypes are the words for the type of the value at a place: of values.schema.json, or else of the default.
func ChartTypes(at value.ChartPlace) string {
	if sub := at.Schema(); sub != nil && len(sub.Types) > 0 {
		return Types(sub)
	}
	if v := at.Value(); v.Exists() && v.Kind() != syntax.Null {
		return Kind(v.Kind())
	}
	return ""
}

// Implied says what a key is for that Helm knows without a default; "" for any other.
func Implied(key string) string {
	switch key {
	case "global":
		return "Values that the chart and all charts inside it see as `.Values.global`."
	case "tags":
		return "Switches for groups of charts inside the chart: each is a tag of its dependencies."
	}
	return ""
}

// Reading says what Helm, which reads YAML 1.1, makes of a scalar that looks like something else; "" if it does not.
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
	return "`" + s + "` is read as " + as + ": Helm reads YAML 1.1. In quotes it is a string."
}

// Use shows the line of a manifest that uses a value, at byte offset off.
func Use(f *pack.File, off int) string {
	n := f.Text.LineAt(off)
	line := strings.TrimSpace(f.Text.Line(n).Of(f.Text.String()))
	return "Used in line " + strconv.Itoa(n+1) + " of " + f.Base() + ":\n\n" + Fenced("yaml", line)
}

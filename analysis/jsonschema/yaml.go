package jsonschema

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/constraint"
	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// constraints is the schema of schema.yaml.
func constraints() object {
	template := described(templateDoc(), typed("string"),
		member{"pattern", `^\s*\{\{[\s\S]*\}\}\s*$`},
		member{"patternErrorMessage", "Put the template in double braces: {{ clause | clause }}"},
		member{"defaultSnippets", templateSnippets()})
	entry := described("What the value at this path must look like.", typed("object"),
		member{"required", []string{pack.SchemaKey}},
		member{"additionalProperties", false},
		member{"properties", object{{pack.SchemaKey, template}}})
	return append(object{{"title", "Constraints of a Palette pack"}},
		described("What users may enter in Palette for the values of a pack: dotted paths of `values.yaml`, each with a "+
			"template.", typed("object", "null"), member{"additionalProperties", entry})...)
}

// templateDoc says what a template can contain.
func templateDoc() string {
	var b strings.Builder
	b.WriteString(pack.SchemaKeyDoc + "\n")
	for _, c := range constraint.Clauses() {
		b.WriteString("\n- `" + c.Form + "`: " + c.Doc)
	}
	b.WriteString("\n\nTypes of placeholders:\n")
	for _, t := range constraint.Types() {
		b.WriteString("\n- `" + strings.Join(t.Forms, "`, `") + "`: " + t.Doc)
	}
	return b.String()
}

// templateSnippets are templates for values of each type.
func templateSnippets() []object {
	var out []object
	for _, t := range constraint.Types() {
		for _, form := range t.Forms {
			body := `{{ required | format "` + form + `" }}`
			// In a snippet, $ begins a place to fill in, and } ends it.
			escaped := strings.NewReplacer(`\`, `\\`, "$", `\$`, "}", `\}`).Replace(body)
			out = append(out, object{{"label", body}, {"description", t.Doc}, {"body", escaped}})
		}
	}
	return out
}

// presets is the schema of presets.yaml.
func presets() object {
	var names []string
	properties := object{}
	for _, k := range pack.PresetKeys() {
		names = append(names, k.Name)
		properties = append(properties, member{k.Name, described(k.Doc, presetValue(k)...)})
	}
	entry := described("A set of changes to `values.yaml`.", typed("object"),
		member{"required", names}, member{"properties", properties})
	list := described(pack.PresetsDoc, typed("array", "null"), member{"items", entry})
	return append(object{{"title", "Presets of a Palette pack"}},
		described("Named sets of changes to `values.yaml`.", typed("object", "null"),
			member{"required", []string{pack.PresetsKey}}, member{"properties", object{{pack.PresetsKey, list}}})...)
}

// presetValue is what the value of a key of a preset can be, as the check presets/shape has it: words may look like
// numbers, and what may be empty may be left out after the colon.
func presetValue(k pack.PresetKey) []member {
	switch {
	case k.Kind == syntax.Sequence:
		return []member{typed("array", "null"), {"items", object{typed("string", "number", "boolean", "null")}}}
	case k.Name == pack.PresetAdd:
		return []member{typed("string", "null")}
	case k.Name == pack.PresetDisplayName:
		return []member{typed("string", "number", "boolean", "null")}
	}
	return []member{typed("string", "number", "boolean")}
}

// settings is the schema of .pack-lsp.yaml.
func settings() object {
	return append(object{{"title", "Settings of pack-lsp"}},
		described("Settings of pack-lsp for the packs in this folder and below it.", typed("object", "null"),
			member{"additionalProperties", false}, member{"properties", settingsOf(check.Settings())},
			member{"definitions", object{{"severities", severities()}, {"severity", severity()}}})...)
}

func settingsOf(known []check.Setting) object {
	out := object{}
	for _, s := range known {
		out = append(out, member{s.Name, described(s.Doc, settingValue(s)...)})
	}
	return out
}

// settingValue is what the value of a setting can be, by the words for its type or by its values. Any value is valid
// for a type that is not known here, which a test reports.
func settingValue(s check.Setting) []member {
	switch s.Type {
	case "mapping of codes to severities":
		return []member{{"allOf", []object{{{"$ref", "#/definitions/severities"}}}}}
	case "list": // of overrides
		entry := object{typed("object"), {"required", []string{check.OverrideKeys()[0].Name}},
			{"additionalProperties", false}, {"properties", settingsOf(check.OverrideKeys())}}
		return []member{typed("array", "null"), {"items", entry}}
	case "list of globs", "glob or list of globs":
		return []member{typed("array", "string", "null"), {"items", object{typed("string", "null")}}}
	case "path":
		return []member{typed("string")}
	case "boolean":
		return []member{typed("boolean")}
	case "number":
		return []member{typed("integer"), {"minimum", 1}}
	case "version":
		var versions []choice
		for v := kube.Newest; v >= kube.Oldest; v-- {
			versions = append(versions, choice{v.String(), "Kubernetes " + v.String()})
		}
		return []member{typed("string", "number"), {"pattern", `^v?1\.0*[1-9][0-9]*(\D.*)?$`}, suggested(versions)}
	}
	if len(s.Values) > 0 {
		return []member{typed("string"), {"enum", s.Values}}
	}
	return nil
}

// severities is the schema of a mapping of codes and groups of checks to severities.
func severities() object {
	properties := object{}
	add := func(code, doc string) {
		ref := []object{{{"$ref", "#/definitions/severity"}}}
		properties = append(properties, member{code, described(doc, member{"allOf", ref})})
	}
	for _, c := range check.All {
		add(c.Code, "Reports "+c.Summary+". Default: "+c.Severity.String()+".\n\nSee ["+c.Code+"]("+c.URL()+").")
	}
	for _, g := range check.Groups() {
		add(g+"/*", "All checks of the group "+g+".")
	}
	return object{typed("object", "null"), {"additionalProperties", false}, {"properties", properties}}
}

// severity is the schema of a severity. Readers of YAML 1.1 take a plain off for false. That is said by what it is not,
// so that editors do not offer it.
func severity() object {
	var choices []choice
	for _, name := range pack.SeverityNames {
		choices = append(choices, choice{name, check.SeverityDoc(name)})
	}
	isNotFalse := []object{{typed("string", "number", "object", "array", "null")}, {{"const", true}}}
	return object{{"anyOf", []object{oneOf(choices), {{"not", object{{"anyOf", isNotFalse}}}}}}}
}

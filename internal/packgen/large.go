package packgen

import (
	"fmt"
	"slices"
	"strings"
)

// Large is a pack of which one part is large.
type Large struct {
	Name string
	// Files returns the files of the pack whose part has n entries, by their names in its folder. Files below a folder
	// called x.tgz are those of a chart archive. Further packs are in folders next to it.
	Files func(n int) map[string]string
}

// Larges are packs that find out what takes more than proportional time: one for each kind of entry that a file can
// have many of.
func Larges() []Large {
	return slices.Concat(largeCharts, largeValues, largeMetas, largeTexts, largeLists, largeSections, largeDeployed,
		largeSettings, largePairs)
}

// largeCharts are packs with a chart.
var largeCharts = []Large{
	{"unknown chart values", func(n int) map[string]string {
		return withChart("other: 1\nnested: {a: 1}\n", "", "charts:\n  demo:\n    other: 2\n"+
			rows(n, "    key%d: 1\n"))
	}},
	{"known chart values", func(n int) map[string]string {
		return withChart(rows(n, "key%d: {a: 1}\n"), "", "charts:\n  demo:\n"+rows(n, "    key%d: {a: 2}\n"))
	}},
	{"unknown values of a large chart", func(n int) map[string]string {
		return withChart(rows(n, "key%d: 1\n"), "", "charts:\n  demo:\n    key1: 2\n"+rows(n, "    kex%d: 2\n"))
	}},
	{"values of another chart", func(n int) map[string]string {
		return withChart(rows(n, "some-name-%d: 1\n"), "{{ .Values.x }}\n", "charts:\n  demo:\n"+
			rows(n, "    %d/another: 2\n"))
	}},
	{"moved values", func(n int) map[string]string {
		return withChart("deep:\n"+rows(n, "  key%d: 1\n"), "", "charts:\n  demo:\n    deep: {}\n"+
			rows(n, "    key%d: 1\n"))
	}},
	{"lost indentation", func(n int) map[string]string {
		return withChart("deep:\n"+rows(n, "  key%d: 1\n"), "", "charts:\n  demo:\n    deep:\n"+
			rows(n, "    key%d: 1\n"))
	}},
	{"variables of a template", func(n int) map[string]string {
		return withChart("a: 1\n", "{{ $v0 := .Values.a }}\n"+rowsOf(n, func(i int) string {
			return fmt.Sprintf("{{ $v%d := $v%d.b }}\n", i+1, i)
		}), "charts:\n  demo:\n    a: {b: 1}\n    x: 1\n")
	}},
	{"values of a template", func(n int) map[string]string {
		return withChart("a: 1\n", rows(n, "{{ .Values.key%d }}\n"), "charts:\n  demo:\n    a: 1\n"+
			rows(n, "    key%d: 1\n"))
	}},
	{"comments of a chart", func(n int) map[string]string {
		return withChart("a: 1\n"+rows(n, "# key%d: 1\n\n"), "", "charts:\n  demo:\n    a: 1\n"+
			rows(n, "    key%d: 1\n"))
	}},
	{"comments on lines of a chart", func(n int) map[string]string {
		return withChart("a: 1\n"+rows(n, "# About it.\nkey%[1]d:\n  b: {}\n"), "", "charts:\n  demo:\n    a: 1\n"+
			rows(n, "    key%d: {c: 1}\n")+rows(n, "    kex%d: 1\n"))
	}},
	{"charts with lines that end in CR", func(n int) map[string]string {
		f := withChart(rows(n, "key%d: 1 # -- text\n"), "", "charts:\n  demo:\n    key1: 1\n"+rows(n, "    kex%d: 1\n"))
		for _, name := range []string{"values.yaml", "charts/demo-1.0.0.tgz/values.yaml"} {
			f[name] = strings.ReplaceAll(f[name], "\n", "\r")
		}
		return f
	}},
}

// largeValues are packs with many values, constraints, presets, or references to values.
var largeValues = []Large{
	{"constraints", func(n int) map[string]string {
		return map[string]string{
			"values.yaml": "app:\n" + rows(n, "  key%d: x\n"),
			"schema.yaml": rows(n, "app.key%d:\n  schema: '{{ required | format \"${string}\" }}'\n"),
		}
	}},
	{"constraints of nothing", func(n int) map[string]string {
		return map[string]string{
			"values.yaml": "app:\n" + rows(n, "  key%d: x\n"),
			"schema.yaml": rows(n, "app.kex%d.a:\n  schema: '{{ required | format \"${string}\" }}'\n"),
		}
	}},
	{"constraints of elements", func(n int) map[string]string {
		return map[string]string{
			"values.yaml": "app:\n" + rows(n, "  - {a: %d, b: 1}\n"),
			"schema.yaml": rows(n, "app.$[].key%d:\n  schema: '{{ required | format \"${string}\" }}'\n"),
		}
	}},
	{"references of a manifest", func(n int) map[string]string {
		return withManifest("a: {{ .Values.a }}\n"+rows(n, "k%[1]d: {{ .Values.key%[1]d }}\n"),
			"manifests:\n  app:\n    a: 1\n"+rows(n, "    key%d: 1\n"))
	}},
	{"unknown references of a manifest", func(n int) map[string]string {
		return withManifest("a: {{ .Values.a }}\n"+rows(n, "k%[1]d: {{ .Values.kex%[1]d }}\n"),
			"manifests:\n  app:\n    a: 1\n"+rows(n, "    key%d: 1\n"))
	}},
	{"objects of a manifest", func(n int) map[string]string {
		return withManifest(rows(n, "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a%d}\ndata: {a: b}\n"), "")
	}},
	{"rejected objects of a manifest", func(n int) map[string]string {
		return withManifest(rows(n, "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a%d}\ndata: {a: {}}\n"), "")
	}},
	{"presets", func(n int) map[string]string {
		return map[string]string{
			"values.yaml": "app:\n" + rows(n, "  key%d: x\n"),
			"presets.yaml": "presets:\n" + rows(n, "- name: p%[1]d\n  displayName: P %[1]d\n  group: g%[1]d\n"+
				"  remove: [app.key%[1]d]\n  add: |\n    app: {key%[1]d: y}\n"),
		}
	}},
	{"presets of one name", func(n int) map[string]string {
		return map[string]string{"presets.yaml": "presets:\n" + rows(n, "- name: p\n  displayName: P %[1]d\n  group: g\n"+
			"  remove: []\n  add: \"\"\n")}
	}},
	{"images", func(n int) map[string]string {
		return withManifest("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n"+
			rows(n, "  - {name: c%[1]d, image: docker.io/library/a%[1]d:1}\n"),
			"pack:\n  content:\n    images:\n"+rows(n, "      - image: docker.io/library/b%d:1\n")+
				"app:\n"+rows(n, "  - image: docker.io/library/c%d:1\n"))
	}},
}

// largeMetas are packs with a large pack.json.
var largeMetas = []Large{
	{"enum of an own schema", func(n int) map[string]string {
		return map[string]string{
			".pack-lsp.yaml": "schema: own.json\n",
			"own.json": `{"type": "object", "properties": {"x": {"enum": ["a"` + rows(n, `, "v%d"`) + `]}, "y": ` +
				`{"type": "array", "items": {"enum": ["a"` + rows(n, `, "v%d"`) + `]}}}}`,
			"pack.json": largeMeta(`"x": "b", "y": ["a"` + rows(100, `, "w%d"`) + `],`),
		}
	}},
	{"alternatives of an own schema", func(n int) map[string]string {
		return map[string]string{
			".pack-lsp.yaml": "schema: own.json\n",
			"own.json": `{"type": "object", "properties": {"x": {"oneOf": [{"enum": ["a"` + rows(n, `, "v%d"`) + `]}, ` +
				`{"enum": ["b"` + rows(n, `, "w%d"`) + `]}]}}}`,
			"pack.json": largeMeta(`"x": "c",`),
		}
	}},
	{"removals of presets", func(n int) map[string]string {
		return map[string]string{
			"values.yaml": "app:\n  a: x\n",
			"presets.yaml": "presets:\n" + rows(n, "- name: p%[1]d\n  displayName: P %[1]d\n  group: g\n"+
				"  remove: [app.kez%[1]d.b]\n  add: |\n    app: {key%[1]d: y}\n"),
		}
	}},
	{"values against an own schema", func(n int) map[string]string {
		return map[string]string{
			".pack-lsp.yaml": "schema: own.json\n",
			"own.json": `{"type": "object", "properties": {"y": {"type": "array", "uniqueItems": true, "items": ` +
				`{"enum": ["a", "b"]}}}}`,
			"pack.json": largeMeta(`"y": ["a"` + rows(n, `, "w%d"`) + `],`),
		}
	}},
	{"dependencies", func(n int) map[string]string {
		return map[string]string{"pack.json": largeMeta(`"constraints": {"dependencies": [` + list(n, `{"packName": "p%d", `+
			`"layer": "addon", "minVersion": "1.0.0", "maxVersion": "2.0.0", "type": "required"}`) + `]},`)}
	}},
	{"dependencies on one pack", func(n int) map[string]string {
		return map[string]string{"pack.json": largeMeta(`"constraints": {"dependencies": [` + list(n, `{"packName": "p", `+
			`"layer": "addon", "minVersion": "1.0.%d", "maxVersion": "", "type": "optional"}`) + `]},`)}
	}},
	{"resources", func(n int) map[string]string {
		return map[string]string{
			"values.yaml": "a:\n" + rows(n, "  key%d: 100m\n"),
			"pack.json": largeMeta(`"constraints": {"resources": [` + list(n, `{"type": "cpu", "minLimit": 100, `+
				`"components": [{"scheduleType": "all", "resourceRequestParamRef": "a.key%d"}]}`) + `]},`),
		}
	}},
	{"keys of pack.json", func(n int) map[string]string {
		return map[string]string{"pack.json": largeMeta(rows(n, `"key%d": 1,`))}
	}},
	{"duplicate keys", func(n int) map[string]string {
		return map[string]string{
			"pack.json":   largeMeta(rows(n, `"key%[1]d": 1, "key%[1]d": 1,`)),
			"values.yaml": "app:\n" + rows(n, "  key%[1]d: 1\n  key%[1]d: 1\n"),
		}
	}},
	{"manifests", func(n int) map[string]string {
		f := map[string]string{"pack.json": largeMeta(`"kubeManifests": [` + list(n, `"manifests/m%d.yaml"`) + `],`),
			"values.yaml": "manifests:\n" + rows(n, "  m%d: {a: 1}\n")}
		for i := range n {
			f[fmt.Sprintf("manifests/m%d.yaml", i)] = "a: {{ .Values.a }}\n"
		}
		return f
	}},
	{"folders", func(n int) map[string]string {
		f := map[string]string{}
		for i := range n {
			f[fmt.Sprintf("../other%d/README.md", i)] = "x"
			f[fmt.Sprintf("files/d%d/README.md", i)] = "x"
		}
		return f
	}},
	{"versions", func(n int) map[string]string {
		f := map[string]string{}
		for i := range n {
			f[fmt.Sprintf("../app-%d/pack.json", i)] = strings.Replace(largeMeta(""), `"1.0.0"`, fmt.Sprintf(`"1.0.%d"`, i), 1)
		}
		return f
	}},
}

// largeTexts are packs with much YAML of one form.
var largeTexts = []Large{
	{"lines that end in CR", func(n int) map[string]string {
		return map[string]string{"values.yaml": strings.ReplaceAll("pack:\n"+rows(n, "  key%d: 1\n"), "\n", "\r")}
	}},
	{"suppressions", func(n int) map[string]string {
		return map[string]string{"values.yaml": "app:\n" + rows(n,
			"  # pack-lsp: ignore yaml/duplicate-key\n  key%d: '{{ .spectro.vra.x }}'\n")}
	}},
	{"suppressions of one line", func(n int) map[string]string {
		return map[string]string{"values.yaml": "app:\n" + rows(n, "  # pack-lsp: ignore yaml/x%d\n") + "  a: 1\n"}
	}},
	{"overrides", func(n int) map[string]string {
		return map[string]string{
			".pack-lsp.yaml": "overrides:\n" + rows(n, "- files: [\"a%d/**\"]\n  checks: {pack/eol-past: error}\n"),
			"values.yaml":    "app:\n" + rows(n, "  key%d: '{{ .spectro.vra.x }}'\n"),
		}
	}},
	{"aliases", func(n int) map[string]string {
		return map[string]string{"values.yaml": "base: &base {a: 1}\nall:\n" + rows(n,
			"  key%[1]d: &a%[1]d {b: 1}\n  kez%[1]d: *a%[1]d\n  kex%[1]d: *base\n  key%[1]dx: {<<: *base, c: 1}\n")}
	}},
	{"unknown aliases", func(n int) map[string]string {
		return map[string]string{"values.yaml": "all:\n" + rows(n, "  key%[1]d: *a%[1]d\n")}
	}},
	{"macros", func(n int) map[string]string {
		return map[string]string{"values.yaml": "all:\n" + rows(n,
			"  key%[1]d: '{{ .spectro.var.a%[1]d }}'\n  kex%[1]d: '{{ .spectro.pack.app.all.key%[1]d }}'\n")}
	}},
	{"wrong macros", func(n int) map[string]string {
		return map[string]string{"values.yaml": "all:\n" + rows(n,
			"  key%[1]d: '{{ .spectro.vra.a%[1]d }}'\n  kex%[1]d: {{ .spectro.system.x }}\n  kez%[1]d: '{{ x '\n")}
	}},
	{"documents", func(n int) map[string]string {
		return map[string]string{"values.yaml": rows(n, "---\na: &a%[1]d 1\nb: *a%[1]d\n")}
	}},
	{"errors", func(n int) map[string]string {
		return map[string]string{
			"values.yaml": "a:\n" + rows(n, "  - key%d: [1\n  x\n\ty: 1\n"),
			"pack.json":   "{" + rows(n, "\"key%d\" 1\n"),
		}
	}},
	{"a flow list", func(n int) map[string]string {
		return map[string]string{"values.yaml": "a: [" + list(n, "{k%d: 1}") + "]\n"}
	}},
	{"lines without a colon", func(n int) map[string]string {
		return map[string]string{"values.yaml": "a:\n" + rows(n, "  key%d\n") + "b:\n" + rows(n, "x%d:y\n")}
	}},
}

// rows is format n times, each with its number.
func rows(n int, format string) string {
	return rowsOf(n, func(i int) string {
		if strings.Contains(format, "%") {
			return fmt.Sprintf(format, i)
		}
		return format
	})
}

func rowsOf(n int, row func(int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(row(i))
	}
	return b.String()
}

// list is rows with commas between them.
func list(n int, format string) string { return strings.TrimSuffix(rows(n, format+",\n"), ",\n") }

// largeMeta is a pack.json with more members, each with its comma.
func largeMeta(more string) string {
	return `{"addonType": "system app", "annotations": {"source": "community", "contributor": "packgen"}, ` +
		`"cloudTypes": ["all"], "displayName": "App", ` + more + ` "layer": "addon", "name": "app", "version": "1.0.0"}`
}

// withChart is a pack with a chart called demo.
func withChart(defaults, template, values string) map[string]string {
	return map[string]string{
		"pack.json":                              largeMeta(`"charts": ["charts/demo-1.0.0.tgz"],`),
		"values.yaml":                            "pack:\n  namespace: app\n" + values,
		"charts/demo-1.0.0.tgz/Chart.yaml":       "apiVersion: v2\nname: demo\nversion: 1.0.0\n",
		"charts/demo-1.0.0.tgz/values.yaml":      defaults,
		"charts/demo-1.0.0.tgz/templates/a.yaml": template,
	}
}

// withManifest is a pack with a manifest called app.
func withManifest(manifest, values string) map[string]string {
	return map[string]string{
		"pack.json":          largeMeta(`"kubeManifests": ["manifests/app.yaml"],`),
		"values.yaml":        values,
		"manifests/app.yaml": manifest,
	}
}

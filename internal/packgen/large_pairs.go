package packgen

import (
	"fmt"
	"strings"
)

// largePairs are packs with two long lists, of which each entry of one may be looked for in the other.
var largePairs = []Large{
	{"macros of packs that are dependencies", func(n int) map[string]string { return withMacros(n, "p") }},
	{"macros of packs that are no dependencies", func(n int) map[string]string { return withMacros(n, "other") }},
	{"enabled presets", func(n int) map[string]string { return withEnabled(n, "p") }},
	{"enabled presets that are unknown", func(n int) map[string]string { return withEnabled(n, "q") }},
	{"presets that remove what others add", func(n int) map[string]string {
		return map[string]string{
			"values.yaml": "app: {}\n",
			"presets.yaml": "presets:\n" + rowsOf(n, func(i int) string {
				return fmt.Sprintf("- {name: p%d, displayName: P, group: g%d, remove: [app.key%d], add: \"app: {key%d: y}\"}\n",
					i, i, i+1, i)
			}),
		}
	}},
	{"constraints of what presets add", func(n int) map[string]string {
		return map[string]string{
			"values.yaml": "app: {}\n",
			"presets.yaml": "presets:\n" + rows(n, "- {name: p%[1]d, displayName: P, group: g%[1]d, remove: [], "+
				"add: \"app: {key%[1]d: y}\"}\n"),
			"schema.yaml": rows(n, "app.key%d:\n  schema: '{{ required | format \"${string}\" }}'\n"),
		}
	}},
	{"manifests and their sections", func(n int) map[string]string {
		f := map[string]string{
			"pack.json":   largeMeta(`"kubeManifests": [` + list(n, `"manifests/m%d.yaml"`) + `],`),
			"values.yaml": "manifests:\n" + rows(n, "  m%d: {name: a}\n") + rows(n, "  x%d: {name: a}\n"),
		}
		for i := range n {
			f[fmt.Sprintf("manifests/m%d.yaml", i)] = fmt.Sprintf(
				"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m%d}\ndata: {a: \"{{ .Values.name }}\"}\n", i)
		}
		return f
	}},
	{"images in manifests and in the pack's content", func(n int) map[string]string {
		return withManifest(rows(n, "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p%[1]d}\nspec:\n  containers:\n"+
			"  - {name: c, image: \"docker.io/library/a%[1]d:1\"}\n"),
			"pack:\n  content:\n    images:\n"+rows(n, "    - image: docker.io/library/a%d:1\n")+
				rows(n, "    - image: docker.io/library/b%d:1\n"))
	}},
	{"problems and comments that ignore others", func(n int) map[string]string {
		return map[string]string{"values.yaml": rows(n, "# pack-lsp: ignore-file yaml/x%d\n") + "app:\n" +
			rows(n, "  k%d: '{{ .spectro.vra.x }}'\n")}
	}},
	{"problems and overrides", func(n int) map[string]string {
		return map[string]string{
			".pack-lsp.yaml": "overrides:\n" + rows(n, "- files: ['**/values.yaml']\n  checks: {macro/a%d: error}\n"),
			"values.yaml":    "app:\n" + rows(n, "  k%d: '{{ .spectro.vra.x }}'\n"),
		}
	}},
	{"anchors of one name and their aliases", func(n int) map[string]string {
		return map[string]string{"values.yaml": "all:\n" + rows(n, "  a%[1]d: &a {x: 1}\n  b%[1]d: *a\n")}
	}},
	{"merge conflicts and problems", func(n int) map[string]string {
		return map[string]string{"values.yaml": "app:\n" + rows(n, "  k%d: '{{ .spectro.vra.x }}'\n") +
			rows(n, "<<<<<<< a\n  b%[1]d: 1\n=======\n  b%[1]d: 2\n>>>>>>> c\n")}
	}},
	{"charts", func(n int) map[string]string {
		return withCharts(n, "a: 1\n", "charts:\n"+rows(n, "  c%d: {a: 2, b: 1}\n"))
	}},
	{"charts of one name", func(n int) map[string]string {
		f := withCharts(n, "a: 1\n", "charts:\n  c: {a: 2, b: 1}\n")
		for i := range n {
			f[fmt.Sprintf("charts/c%d-1.0.0.tgz/Chart.yaml", i)] = "apiVersion: v2\nname: c\nversion: 1.0.0\n"
		}
		return f
	}},
	{"versions of packs that depend on each other", func(n int) map[string]string {
		f := map[string]string{"pack.json": largeMeta(depends("p1", "1.0.0"))}
		for i := range n {
			meta := strings.Replace(largeMeta(depends("app", "1.0.0")), `"name": "app"`, `"name": "p1"`, 1)
			f[fmt.Sprintf("../p-%d/pack.json", i)] = strings.Replace(meta, `"version": "1.0.0"`,
				fmt.Sprintf(`"version": "1.0.%d"`, i), 1)
		}
		return f
	}},
	{"a chain of packs", func(n int) map[string]string {
		f := map[string]string{"pack.json": largeMeta(depends("p0", "1.0.0"))}
		for i := range n {
			f[fmt.Sprintf("../p%d/pack.json", i)] = strings.Replace(largeMeta(depends(fmt.Sprintf("p%d", i+1), "1.0.0")),
				`"name": "app"`, fmt.Sprintf(`"name": "p%d"`, i), 1)
		}
		return f
	}},
	{"copies of the pack", func(n int) map[string]string {
		f := map[string]string{}
		for i := range n {
			f[fmt.Sprintf("../copy%d/pack.json", i)] = largeMeta("")
		}
		return f
	}},
}

// withMacros is a pack that requires the packs p0, p1 and so on, with macros of packs whose names begin with name.
func withMacros(n int, name string) map[string]string {
	return map[string]string{
		"pack.json": largeMeta(`"constraints": {"dependencies": [` + list(n, `{"packName": "p%d", "layer": "addon", `+
			`"minVersion": "1.0.0", "maxVersion": "2.0.0", "type": "required"}`) + `]},`),
		"values.yaml": "a:\n" + rows(n, "  k%[1]d: '{{ .spectro.pack."+name+"%[1]d.a.b }}'\n"),
	}
}

// withEnabled is a pack with the presets p0, p1 and so on, whose values enable those whose names begin with name.
func withEnabled(n int, name string) map[string]string {
	return map[string]string{
		"values.yaml": "# spectrocloud.com/enabled-presets: " + list(n, "g%[1]d:"+name+"%[1]d") +
			"\napp:\n" + rows(n, "  key%d: x\n"),
		"presets.yaml": "presets:\n" + rows(n, "- {name: p%[1]d, displayName: P, group: g%[1]d, remove: [], "+
			"add: \"app: {key%[1]d: y}\"}\n"),
	}
}

// depends is the constraint that requires one pack.
func depends(name, minVersion string) string {
	return fmt.Sprintf(`"constraints": {"dependencies": [{"packName": %q, "layer": "addon", "minVersion": %q, `+
		`"maxVersion": "", "type": "required"}]},`, name, minVersion)
}

// withCharts is a pack with n charts, each with these defaults.
func withCharts(n int, defaults, values string) map[string]string {
	f := map[string]string{
		"pack.json":   largeMeta(`"charts": [` + list(n, `"charts/c%d-1.0.0.tgz"`) + `],`),
		"values.yaml": "pack:\n  namespace: app\n" + values,
	}
	for i := range n {
		dir := fmt.Sprintf("charts/c%d-1.0.0.tgz/", i)
		f[dir+"Chart.yaml"] = fmt.Sprintf("apiVersion: v2\nname: c%d\nversion: 1.0.0\n", i)
		f[dir+"values.yaml"] = defaults
		f[dir+"templates/a.yaml"] = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: \"{{ .Values.a }}\"}\n"
	}
	return f
}

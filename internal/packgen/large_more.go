package packgen

import (
	"fmt"
	"strings"
)

// largeLists are packs in which one list of pack.json is long, and mostly wrong.
var largeLists = []Large{
	{"cloud types", func(n int) map[string]string {
		meta := strings.Replace(largeMeta(""), `["all"]`, `[`+list(n, `"cloud-%d"`)+`]`, 1)
		return map[string]string{"pack.json": meta}
	}},
	{"annotations", func(n int) map[string]string {
		meta := strings.Replace(largeMeta(""), `"annotations": {`, `"annotations": {`+rows(n, `"k%d": 1,`), 1)
		return map[string]string{"pack.json": meta}
	}},
	{"dependencies without a type", func(n int) map[string]string {
		return map[string]string{"pack.json": largeMeta(`"constraints": {"dependencies": [` +
			list(n, `{"packName": "p%d", "layer": "adon", "min": ""}`) + `]},`)}
	}},
	{"versions that contradict", func(n int) map[string]string {
		return map[string]string{"pack.json": largeMeta(`"constraints": {"dependencies": [` + list(n,
			`{"packName": "other", "layer": "addon", "minVersion": "3.0.%d", "maxVersion": "2.0.0", "type": "required"}`) +
			`]},`), "../other/pack.json": strings.Replace(largeMeta(""), `"name": "app"`, `"name": "other"`, 1)}
	}},
	{"resources without a type", func(n int) map[string]string {
		return map[string]string{"pack.json": largeMeta(`"constraints": {"resources": [` +
			list(n, `{"minLimit": %d, "components": [{"resourceRequestParamRef": "a.key%[1]d"}]}`) + `]},`)}
	}},
	{"resources of which half have a type", func(n int) map[string]string {
		return map[string]string{"pack.json": largeMeta(`"constraints": {"resources": [` +
			list(n, `{"minLimit": 1, "components": []}, {"type": "t%d", "minLimit": 1, "components": []}`) + `]},`)}
	}},
	{"resources of an unknown type", func(n int) map[string]string {
		return map[string]string{"pack.json": largeMeta(`"constraints": {"resources": [` +
			list(n, `{"type": "cpus", "minLimit": "%d", "components": []}`) + `]},`)}
	}},
	{"components", func(n int) map[string]string {
		return map[string]string{
			"pack.json": largeMeta(`"constraints": {"resources": [{"type": "cpu", "minLimit": 1, "components": [` +
				list(n, `{"scheduleType": "al", "resourceRequestParamRef": "a.kex%d", "replicaCountParamRef": "b"}`) + `]}]},`),
			"values.yaml": "a:\n" + rows(n, "  key%d: 100m\n"),
		}
	}},
	{"charts that are missing", func(n int) map[string]string {
		return map[string]string{"pack.json": largeMeta(`"charts": [` + list(n, `"charts/c-%d.0.0.tgz"`) + `],`),
			"values.yaml": "charts:\n" + rows(n, "  c%d: {a: 1}\n")}
	}},
	{"one manifest again and again", func(n int) map[string]string {
		return map[string]string{"pack.json": largeMeta(`"kubeManifests": [` + list(n, `"manifests/m.yaml"`) + `],`),
			"manifests/m.yaml": "a: 1\n"}
	}},
	{"manifests that are missing", func(n int) map[string]string {
		return map[string]string{"pack.json": largeMeta(`"kubeManifests": [` + list(n, `"manifests/m%d.yaml"`) + `],`),
			"manifests/m.yaml": "a: 1\n"}
	}},
	{"manifests that are not listed", func(n int) map[string]string {
		f := map[string]string{"pack.json": largeMeta("")}
		for i := range n {
			f[fmt.Sprintf("manifests/m%d.yaml", i)] = "a: 1\n"
		}
		return f
	}},
	{"one key again and again", func(n int) map[string]string {
		return map[string]string{"pack.json": largeMeta(rows(n, `"group": "a",`)),
			"values.yaml": "app:\n" + rows(n, "  key: 1\n")}
	}},
	{"misspelled keys", func(n int) map[string]string {
		return map[string]string{"pack.json": largeMeta(rows(n, `"addonTyp%d": "a",`)),
			"values.yaml": "pack:\n" + rows(n, "  namespac%d: a\n")}
	}},
	{"dependencies on packs that are there", func(n int) map[string]string {
		f := map[string]string{"pack.json": largeMeta(`"constraints": {"dependencies": [` + list(n, `{"packName": "p%d", `+
			`"layer": "os", "minVersion": "1.0.0", "maxVersion": "2.0.0", "type": "required"}`) + `]},`)}
		for i := range n {
			f[fmt.Sprintf("../p%d/pack.json", i)] = strings.Replace(largeMeta(""), `"name": "app"`,
				fmt.Sprintf(`"name": "p%d"`, i), 1)
		}
		return f
	}},
}

// largeSections are packs with a long section of values.yaml, schema.yaml, or presets.yaml.
var largeSections = []Large{
	{"labels of namespaces", func(n int) map[string]string {
		return map[string]string{"values.yaml": "pack:\n  namespaceLabels:\n" + rows(n, "    \"A %d\": \"b,c\"\n")}
	}},
	{"images of the pack's content", func(n int) map[string]string {
		return map[string]string{"values.yaml": "pack:\n  content:\n    images:\n" + rows(n, "      - image: a\n") +
			rows(n, "      - image: \"{{ .spectro.pack.app.x%d }}:1\"\n")}
	}},
	{"sections of unknown charts", func(n int) map[string]string {
		f := withChart("a: 1\n", "", "charts:\n"+rows(n, "  dem%d: {a: 1}\n"))
		f["values.yaml"] += "manifests:\n" + rows(n, "  m%d: {a: 1}\n")
		return f
	}},
	{"top-level keys", func(n int) map[string]string {
		return withChart(rows(n, "key%d: 1\n"), "", rows(n, "key%d: 1\n"))
	}},
	{"lines of a block", func(n int) map[string]string {
		return map[string]string{"values.yaml": "a: |\n" + rows(n, "  key%d: '{{ .spectro.var.x }}'\n") + "b: >\n" +
			rows(n, "  some text\n")}
	}},
	{"blocks", func(n int) map[string]string {
		return map[string]string{"values.yaml": "a:\n" + rows(n, "  - |\n    key%d: {a: 1}\n")}
	}},
	{"comments", func(n int) map[string]string {
		return map[string]string{"values.yaml": "a:\n" + rows(n, "  # key%d: 1\n") + "  b: 1\n" +
			rows(n, "# See http://x/%d\n")}
	}},
	{"a chain of merges", func(n int) map[string]string {
		return map[string]string{"values.yaml": "all:\n  a: &a0 {x: 1}\n" + rowsOf(n, func(i int) string {
			return fmt.Sprintf("  k%d: &a%d\n    <<: *a%d\n    y%d: 1\n", i, i+1, i, i)
		})}
	}},
	{"a merge of many", func(n int) map[string]string {
		return map[string]string{"values.yaml": "all:\n" + rows(n, "  k%[1]d: &a%[1]d {x%[1]d: 1}\n") + "  b:\n    <<: [" +
			list(n, "*a%d") + "]\n    c: 1\n"}
	}},
	{"macros of one line", func(n int) map[string]string {
		return map[string]string{"values.yaml": "a: \"" + rows(n, "{{ .spectro.vra.x%d }} ") + "\"\n"}
	}},
	{"macros that refer to values", func(n int) map[string]string {
		return map[string]string{"values.yaml": "a:\n" + rows(n, "  k%[1]d: '{{ .spectro.pack.app.a.kex%[1]d.b }}'\n")}
	}},
	{"keys with macros", func(n int) map[string]string {
		return withChart("a: 1\n", "", "charts:\n  demo:\n"+rows(n, "    '{{ .spectro.var.x%d }}': 1\n"))
	}},
	{"conflict markers", func(n int) map[string]string {
		return map[string]string{"values.yaml": "a:\n" + rows(n, "<<<<<<< a\n  b: 1\n=======\n  b: 2\n>>>>>>> c\n")}
	}},
	{"tabs", func(n int) map[string]string {
		return map[string]string{"values.yaml": "a:\n" + rows(n, "\tkey%d: 1\n")}
	}},
	{"a long line", func(n int) map[string]string {
		return map[string]string{"values.yaml": "a: " + rows(n, "some words ") + "\nb: \"" + rows(n, `\u00e4 ü `) + "\"\n"}
	}},
	{"a nested list", func(n int) map[string]string {
		return map[string]string{"values.yaml": rowsOf(n/10, func(i int) string {
			return fmt.Sprintf("a%d: %s1%s\n", i, strings.Repeat("[", 20), strings.Repeat("]", 20))
		})}
	}},
	{"numbers and words that YAML 1.1 reads otherwise", func(n int) map[string]string {
		return withChart(rows(n, "key%d: \"yes\"\n"), "", "charts:\n  demo:\n"+rows(n, "    key%d: yes\n"))
	}},
	{"values of another type", func(n int) map[string]string {
		return withChart(rows(n, "key%d: {a: 1}\n"), rows(n, "{{ .Values.key%d.a }}\n"), "charts:\n  demo:\n"+
			rows(n, "    key%d: [1]\n"))
	}},
	{"constraints of one value", func(n int) map[string]string {
		return map[string]string{"values.yaml": "app:\n  key: x\n",
			"schema.yaml": rows(n, "app.key:\n  schema: '{{ required | format \"${string}\" }}'\n")}
	}},
	{"wrong constraints", func(n int) map[string]string {
		return map[string]string{"values.yaml": "app:\n" + rows(n, "  key%d: x\n"),
			"schema.yaml": rows(n, "app.key%d:\n  schma: '{{ requird | fromat \"${number:[1-}\" }}'\n")}
	}},
	{"a constraint of many values", func(n int) map[string]string {
		return map[string]string{"values.yaml": "app:\n  key: x\n",
			"schema.yaml": "app.key:\n  schema: '{{ required | list [" + list(n, "a%d") + "] | format \"${list}\" }}'\n"}
	}},
	{"constraints below each other", func(n int) map[string]string {
		return map[string]string{"values.yaml": "a: {b: {c: 1}}\n",
			"schema.yaml": rows(n, "a.b.c%[1]d:\n  schema: '{{ required }}'\na.b.c%[1]d.d:\n  schema: '{{ optional }}'\n")}
	}},
	{"removals of one preset", func(n int) map[string]string {
		return map[string]string{"values.yaml": "app:\n" + rows(n, "  key%d: x\n"),
			"presets.yaml": "presets:\n- name: p\n  displayName: P\n  group: g\n  remove:\n" + rows(n, "  - app.kex%d\n") +
				"  add: |\n    app:\n" + rows(n, "      key%d: y\n")}
	}},
	{"additions of one preset", func(n int) map[string]string {
		f := withChart(rows(n, "key%d: 1\n"), "", "charts:\n  demo:\n    key1: 2\n")
		f["presets.yaml"] = "presets:\n- name: p\n  displayName: P\n  group: g\n  remove: []\n  add: |\n    charts:\n" +
			"      demo:\n" + rows(n, "        kez%d: y\n")
		return f
	}},
	{"presets of one group", func(n int) map[string]string {
		return map[string]string{"presets.yaml": "presets:\n" + rows(n, "- name: p%[1]d\n  displayName: P\n  group: g\n"+
			"  remove: [a]\n  add: |\n    b%[1]d: 1\n")}
	}},
}

// largeDeployed are packs that deploy much.
var largeDeployed = []Large{
	{"objects of one name", func(n int) map[string]string {
		return withManifest(rows(n, "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b%d}\n"), "")
	}},
	{"objects of unknown kinds", func(n int) map[string]string {
		return withManifest(rows(n, "---\napiVersion: x.io/v1\nkind: Kind%[1]d\nmetadata: {name: a%[1]d}\n"), "")
	}},
	{"custom resource definitions", func(n int) map[string]string {
		return withManifest(rows(n, "---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: "+
			"{name: as%[1]d.x.io}\nspec: {group: x.io, scope: Namespaced, names: {kind: A%[1]d, plural: as%[1]d}, versions: "+
			"[{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]}\n---\napiVersion: x.io/v1\n"+
			"kind: A%[1]d\nmetadata: {name: a}\n"), "")
	}},
	{"items of a list", func(n int) map[string]string {
		return withManifest("apiVersion: v1\nkind: List\nitems:\n"+rows(n, "- apiVersion: v1\n  kind: ConfigMap\n"+
			"  metadata: {name: a%d}\n  data: {a: {}}\n"), "")
	}},
	{"keys of an object", func(n int) map[string]string {
		return withManifest("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels:\n"+rows(n, "    l%d: a\n")+
			"data:\n"+rows(n, "  k%d: 1\n"), "")
	}},
	{"containers, ports and variables", func(n int) map[string]string {
		return withManifest("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n"+
			rows(n, "  - {name: c, image: a:1, ports: [{containerPort: 1}]}\n")+"  - name: d\n    image: a:1\n    env:\n"+
			rows(n, "    - {name: E%d, value: 1}\n")+"    ports:\n"+rows(n, "    - {name: p, containerPort: 80%d}\n")+
			"    volumeMounts:\n"+rows(n, "    - {name: v%[1]d, mountPath: /a}\n")+"  volumes:\n"+
			rows(n, "  - {name: w, emptyDir: {}}\n"), "")
	}},
	{"rules of a role", func(n int) map[string]string {
		return withManifest("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: a}\nrules:\n"+
			rows(n, "- {apiGroups: [\"\"], resources: [a%d], verbs: []}\n"), "")
	}},
	{"ports of a service", func(n int) map[string]string {
		return withManifest("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n"+
			rows(n, "  - {name: p%d, port: 80}\n"), "")
	}},
	{"actions of a manifest", func(n int) map[string]string {
		return withManifest("a: 1\n"+rows(n, "{{ if .Values.a%[1]d }}\nb%[1]d: {{ $x%[1]d }}\n{{ end }}\n"), "")
	}},
	{"definitions of a manifest", func(n int) map[string]string {
		return withManifest(rows(n, "{{ define \"a%[1]d\" }}x{{ end }}\nb%[1]d: {{ template \"b%[1]d\" }}\n"), "")
	}},
	{"unclosed actions of a manifest", func(n int) map[string]string {
		return withManifest(rows(n, "a%d: {{ if .Values.x\n"), "")
	}},
	{"unclosed blocks of a manifest", func(n int) map[string]string {
		return withManifest(rows(n, "{{ if .Values.x }}\na%d: 1\n"), "")
	}},
	{"helpers of a chart", func(n int) map[string]string {
		return withChart("a: 1\n", rows(n, "{{- define \"h%[1]d\" }}{{ .Values.a }}{{ end -}}\n")+
			rows(n, "{{ include \"h%d\" . }}\n"), "charts:\n  demo:\n    a: 1\n")
	}},
	{"objects of a chart", func(n int) map[string]string {
		return withChart("a: 1\n", rows(n, "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a%d}\n"+
			"data: {a: \"{{ .Values.a }}\"}\n"), "charts:\n  demo:\n    a: 2\n")
	}},
	{"rejected objects of a chart", func(n int) map[string]string {
		return withChart("a: 1\n", "{{ range .Values.names }}\n---\napiVersion: v1\nkind: ConfigMap\n"+
			"metadata: {name: {{ . }}}\ndata: {a: {}}\n{{ end }}\n", "charts:\n  demo:\n    names:\n"+rows(n, "    - a%d\n"))
	}},
	{"templates of a chart", func(n int) map[string]string {
		f := withChart("a: 1\n", "", "charts:\n  demo:\n    a: 2\n")
		for i := range n {
			f[fmt.Sprintf("charts/demo-1.0.0.tgz/templates/t%d.yaml", i)] = "a: {{ .Values.a }}\n"
		}
		return f
	}},
	{"subcharts", func(n int) map[string]string {
		f := withChart("a: 1\n", "", "charts:\n  demo:\n"+rows(n, "    s%d: {a: 2, b: 1}\n"))
		f["charts/demo-1.0.0.tgz/Chart.yaml"] += "dependencies:\n" +
			rows(n, "- {name: s%[1]d, version: 1.0.0, condition: s%[1]d.on}\n")
		for i := range n {
			f[fmt.Sprintf("charts/demo-1.0.0.tgz/charts/s%d/Chart.yaml", i)] = fmt.Sprintf(
				"apiVersion: v2\nname: s%d\nversion: 1.0.0\n", i)
			f[fmt.Sprintf("charts/demo-1.0.0.tgz/charts/s%d/values.yaml", i)] = "a: 1\n"
		}
		return f
	}},
	{"properties of a chart's schema", func(n int) map[string]string {
		f := withChart(rows(n, "key%d: 1\n"), "", "charts:\n  demo:\n"+rows(n, "    key%d: x\n"))
		f["charts/demo-1.0.0.tgz/values.schema.json"] = `{"$schema": ` +
			`"http://json-schema.org/draft-07/schema#", "properties": {` +
			list(n, `"key%d": {"type": "integer", "enum": [1, 2]}`) + `}, "additionalProperties": false}`
		return f
	}},
	{"values that a chart's schema forbids", func(n int) map[string]string {
		f := withChart("a: 1\n", "", "charts:\n  demo:\n"+rows(n, "    kex%d: x\n"))
		f["charts/demo-1.0.0.tgz/values.schema.json"] = `{"properties": {"a": {}, "global": {}}, ` +
			`"additionalProperties": false}`
		return f
	}},
}

// largeSettings are packs with long settings.
var largeSettings = []Large{
	{"codes", func(n int) map[string]string {
		return map[string]string{".pack-lsp.yaml": "checks:\n" + rows(n, "  pack/eol-pat%d: error\n"),
			"values.yaml": "app:\n" + rows(n, "  key%d: '{{ .spectro.vra.x }}'\n")}
	}},
	{"excluded folders", func(n int) map[string]string {
		return map[string]string{".pack-lsp.yaml": "exclude:\n" + rows(n, "- b%d/**\n"),
			"values.yaml": "app:\n" + rows(n, "  key%d: '{{ .spectro.vra.x }}'\n")}
	}},
	{"globs of one override", func(n int) map[string]string {
		return map[string]string{".pack-lsp.yaml": "overrides:\n- files:\n" + rows(n, "  - b%d/**\n") +
			"  checks: {pack/*: off}\n", "values.yaml": "app:\n" + rows(n, "  key%d: '{{ .spectro.vra.x }}'\n")}
	}},
	{"overrides of one check", func(n int) map[string]string {
		return map[string]string{".pack-lsp.yaml": "overrides:\n" + rows(n, "- files: '*'\n  checks: {a/b%d: off}\n"),
			"values.yaml": "app:\n" + rows(n, "  key%d: '{{ .spectro.vra.x }}'\n")}
	}},
	{"wrong settings", func(n int) map[string]string {
		return map[string]string{".pack-lsp.yaml": rows(n, "check%d: 1\n") + "inlayHints: x\n"}
	}},
	{"suppressions of nothing", func(n int) map[string]string {
		return map[string]string{"values.yaml": rows(n, "# pack-lsp: ignore-file yaml/x%d\n") + "app:\n" +
			rows(n, "  key%d: 1 # pack-lsp: ignore values/namespace-invalid, yaml/x\n")}
	}},
}

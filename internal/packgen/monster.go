package packgen

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"path"
	"strings"
)

// Monster is a pack of which one part is far beyond reason, to find out what other packs wait for while somebody works
// on it.
type Monster struct {
	Name  string
	Most  int    // entries of its part, in numbers that have delayed other packs
	Open  string // the name of the file that an author works on
	Files func(n int) map[string]string
}

// Monsters are packs of each kind that have delayed others.
func Monsters() []Monster {
	return []Monster{
		{"values of 8 MB", 110_000, "values.yaml", func(n int) map[string]string {
			return map[string]string{
				"values.yaml": "app:\n" +
					rows(n, "  # What key%[1]d is there for.\n  key%[1]d:\n    enabled: true\n    size: \"%[1]d Gi\"\n"),
			}
		}},
		{"values of 8 MB in dense lines", 400_000, "values.yaml", func(n int) map[string]string {
			return map[string]string{"values.yaml": "app:\n" + rows(n, "  key%[1]d: {a: 1}\n")}
		}},
		{"keys of a chart", 400_000, "values.yaml", func(n int) map[string]string {
			return withChart(rows(n, "key%d: 1\n"), "", "charts:\n  demo:\n    key1: 2\n"+rows(n/200, "    kex%d: 2\n"))
		}},
		{"dependencies", 40_000, "pack.json", named("dependencies")},
		{"dependencies on the small pack", 40_000, "pack.json", func(n int) map[string]string {
			return map[string]string{"pack.json": largeMeta(`"constraints": {"dependencies": [` + list(n, `{"packName": "`+
				quickName+`", "layer": "addon", "minVersion": "2.0.%d", "type": "required"}`) + `]},`)}
		}},
		{"manifests", 10_000, "pack.json", named("manifests")},
		{"rejected manifests", 10_000, "values.yaml", func(n int) map[string]string {
			f := map[string]string{
				"pack.json":   largeMeta(`"kubeManifests": [` + list(n, `"manifests/m%d.yaml"`) + `],`),
				"values.yaml": "manifests:\n" + rows(n, "  m%d: {a: 1}\n"),
			}
			for i := range n {
				f[fmt.Sprintf("manifests/m%d.yaml", i)] =
					"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: {b: {{ .Values.a }}}}\n"
			}
			return f
		}},
		{"rejected objects", 10_000, "manifests/app.yaml", named("rejected objects of a manifest")},
		{"presets of one alias", 2000, "presets.yaml", func(n int) map[string]string {
			return map[string]string{
				"values.yaml": "app:\n" + rows(10*n, "  key%d: x\n"),
				"presets.yaml": "add: &add |\n  app:\n" + rows(10*n, "    key%d: y\n") + "presets:\n" +
					rows(n, "- {name: p%[1]d, displayName: P %[1]d, group: g%[1]d, remove: [], add: *add}\n"),
			}
		}},
		{"presets", 40_000, "presets.yaml", named("presets")},
		{"constraints", 40_000, "schema.yaml", named("constraints")},
		{"images", 10_000, "values.yaml", named("images")},
	}
}

// named are the files of the Large with that name.
func named(name string) func(n int) map[string]string {
	for _, l := range Larges() {
		if l.Name == name {
			return l.Files
		}
	}
	panic("no pack with large " + name)
}

// WriteMonster creates the pack m with n entries in dir.
func WriteMonster(dir string, m Monster, n int) error {
	files := m.Files(n)
	if files["pack.json"] == "" {
		files["pack.json"] = largeMeta("")
	}
	return write(dir, packed(files))
}

// packed is files, with an archive in the place of those below a folder called x.tgz.
func packed(files map[string]string) map[string]string {
	all, archives := map[string]string{}, map[string]map[string]string{}
	for name, content := range files {
		dir, inside, ok := strings.Cut(name, ".tgz/")
		if !ok {
			all[name] = content
			continue
		}
		if archives[dir] == nil {
			archives[dir] = map[string]string{}
		}
		archives[dir][inside] = content
	}
	for name, inside := range archives {
		all[name+".tgz"] = string(archive(inside))
	}
	return all
}

// archive is a chart archive with files, whose chart is called demo.
func archive(files map[string]string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for name, content := range files {
		h := &tar.Header{Name: path.Join("demo", name), Mode: 0o644, Size: int64(len(content)), Typeflag: tar.TypeReg}
		for _, write := range []func() error{
			func() error { return w.WriteHeader(h) },
			func() error { _, err := w.Write([]byte(content)); return err },
		} {
			if err := write(); err != nil {
				panic(err) // writing to memory does not fail
			}
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// quickName is the name of the small pack next to a monster.
const quickName = "quick"

// WriteQuick creates the small pack next to a monster in dir.
func WriteQuick(dir string) error { return write(dir, files(quickName, "1.0.0", nil)) }

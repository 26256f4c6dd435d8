// Package packtest turns txtar archives into packs for tests.
package packtest

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing/fstest"

	"golang.org/x/tools/txtar"
)

// Root is the absolute folder with the files of an archive.
const Root = "/w"

// FS is a disk.FS with files below Root.
type FS struct{ files fstest.MapFS }

// NewFS returns the file system of an archive. Files below a folder whose name ends in .tgz become a chart archive of
// that name; their top folder is the name in its Chart.yaml.
func NewFS(files []txtar.File) FS {
	m := fstest.MapFS{}
	archives := map[string][]txtar.File{}
	for _, f := range files {
		if at, inside, ok := strings.Cut(f.Name, ".tgz/"); ok {
			archives[at+".tgz"] = append(archives[at+".tgz"], txtar.File{Name: inside, Data: f.Data})
			continue
		}
		m[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
	}
	for name, content := range archives {
		m[name] = &fstest.MapFile{Data: tgz(content), Mode: 0o644}
	}
	return FS{m}
}

var chartName = regexp.MustCompile(`(?m)^name: *(\S+)`)

func tgz(files []txtar.File) []byte {
	top := "chart"
	for _, f := range files {
		if m := chartName.FindSubmatch(f.Data); f.Name == "Chart.yaml" && m != nil {
			top = string(m[1])
		}
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, f := range files {
		f.Data = enlarged(f.Data)
		must(w.WriteHeader(&tar.Header{Name: path.Join(top, f.Name), Mode: 0o644, Size: int64(len(f.Data)),
			Typeflag: tar.TypeReg}))
		_, err := w.Write(f.Data)
		must(err)
	}
	must(w.Close())
	must(z.Close())
	return b.Bytes()
}

// size matches a text that stands for as much of it.
var size = regexp.MustCompile(`^# (\d) MiB\n$`)

// enlarged is the content that a file in an archive has: "# 6 MiB" stands for that many comments.
func enlarged(content []byte) []byte {
	m := size.FindSubmatch(content)
	if m == nil {
		return content
	}
	return bytes.Repeat(content, int(m[1][0]-'0')<<20/len(content))
}

func must(err error) {
	if err != nil {
		panic(err) // writing to memory does not fail
	}
}

func (f FS) rel(name string) string {
	rel, err := filepath.Rel(Root, name)
	if err != nil || rel != "." && !filepath.IsLocal(rel) {
		return "outside/" + path.Base(name)
	}
	return filepath.ToSlash(rel)
}

func (f FS) ReadDir(name string) ([]fs.DirEntry, error) { return f.files.ReadDir(f.rel(name)) }
func (f FS) Stat(name string) (fs.FileInfo, error)      { return f.files.Stat(f.rel(name)) }
func (f FS) Lstat(name string) (fs.FileInfo, error)     { return f.files.Lstat(f.rel(name)) }
func (f FS) Open(name string) (fs.File, error)          { return f.files.Open(f.rel(name)) }

// EvalSymlinks returns name, since archives have no links.
func (f FS) EvalSymlinks(name string) (string, error) { return name, nil }

// Write puts a file at an absolute path.
func (f FS) Write(name, content string) {
	f.files[f.rel(name)] = &fstest.MapFile{Data: []byte(content), Mode: 0o644}
}

// Remove removes the file at an absolute path.
func (f FS) Remove(name string) { delete(f.files, f.rel(name)) }

// Read returns the content of the file at an absolute path; "" if there is none.
func (f FS) Read(name string) string {
	if file := f.files[f.rel(name)]; file != nil {
		return string(file.Data)
	}
	return ""
}

// Absent ends the name of a file that Complete must not add.
const Absent = " (absent)"

// base are the files of a pack without problems.
var base = []txtar.File{
	{Name: "pack.json", Data: []byte(`{
  "name": "demo",
  "displayName": "Demo",
  "version": "1.0.0",
  "layer": "addon",
  "addonType": "monitoring",
  "cloudTypes": ["all"],
  "annotations": {
    "source": "community",
    "contributor": "demo"
  },
  "kubeManifests": ["manifests/app.yaml"]
}
`)},
	{Name: "values.yaml",
		Data: []byte("pack:\n  namespace: demo\n  content:\n    images:\n      - image: docker.io/demo/app:1.0.0\n" +
			"manifests:\n  app:\n    replicas: 1\n")},
	{Name: "logo.png", Data: []byte("\x89PNG\r\n\x1a\n")},
	{Name: "README.md", Data: []byte("# Demo\n")},
	{Name: "manifests/app.yaml",
		Data: []byte("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: demo\nspec:\n" +
			"  replicas: {{ .Values.replicas }}\n")},
}

// Complete adds the files that a pack needs and that files lacks below the folder dir, so that a test contains only its
// subject. It does not add a file whose name is there with Absent at its end.
func Complete(dir string, files []txtar.File) []txtar.File {
	var out []txtar.File
	for _, f := range files {
		if !strings.HasSuffix(f.Name, Absent) {
			out = append(out, f)
		}
	}
	for _, b := range base {
		name := path.Join(dir, b.Name)
		given := slices.ContainsFunc(files, func(f txtar.File) bool { return f.Name == name || f.Name == name+Absent })
		if !given {
			out = append(out, txtar.File{Name: name, Data: b.Data})
		}
	}
	return out
}

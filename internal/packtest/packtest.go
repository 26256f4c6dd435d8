// Package packtest turns txtar archives into packs for tests.
package packtest

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing/fstest"
	"time"

	"golang.org/x/tools/txtar"
)

// Path is the absolute path of a file below Root, whose name in the archive is elem, joined.
func Path(elem ...string) string { return filepath.Join(Root, filepath.FromSlash(path.Join(elem...))) }

// Rel is the name that a file below Root has in the archive; other paths stay as they are, with slashes.
func Rel(file string) string {
	return filepath.ToSlash(strings.TrimPrefix(file, Root+string(filepath.Separator)))
}

var rooted = regexp.MustCompile(regexp.QuoteMeta(Root) + `[^\s,;:]*`)

// Portable is text with the paths in it that are below Root as they are on Unix: archives have them so.
func Portable(text string) string {
	return rooted.ReplaceAllStringFunc(text, func(path string) string {
		return "/w" + filepath.ToSlash(path[len(Root):])
	})
}

// FS is a disk.FS with files below Root. Unlike fstest.MapFS, it does not look at all files to find a folder, or that
// there is none.
type FS struct {
	files   fstest.MapFS
	folders map[string]map[string]bool // names in each folder, by its path below Root
}

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
	f := FS{m, map[string]map[string]bool{".": {}}}
	for name := range m {
		f.enter(name)
	}
	return f
}

// enter notes that the folders above name have it.
func (f FS) enter(name string) {
	for name != "." {
		dir := path.Dir(name)
		if f.folders[dir] == nil {
			f.folders[dir] = map[string]bool{}
		}
		if f.folders[dir][path.Base(name)] {
			return
		}
		f.folders[dir][path.Base(name)] = true
		name = dir
	}
}

// folderInfo is a folder, by its path.
type folderInfo string

func (i folderInfo) Name() string     { return path.Base(string(i)) }
func (folderInfo) Size() int64        { return 0 }
func (folderInfo) Mode() fs.FileMode  { return fs.ModeDir | 0o555 }
func (folderInfo) ModTime() time.Time { return time.Time{} }
func (folderInfo) IsDir() bool        { return true }
func (folderInfo) Sys() any           { return nil }

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

// ReadDir lists the folder at an absolute path by names.
func (f FS) ReadDir(name string) ([]fs.DirEntry, error) {
	dir := f.rel(name)
	if f.folders[dir] == nil {
		return nil, &fs.PathError{Op: "open", Path: f.rel(name), Err: fs.ErrNotExist}
	}
	var entries []fs.DirEntry
	for _, base := range slices.Sorted(maps.Keys(f.folders[dir])) {
		info, err := f.stat(path.Join(dir, base))
		if err != nil {
			return nil, err
		}
		entries = append(entries, fs.FileInfoToDirEntry(info))
	}
	return entries, nil
}

func (f FS) Stat(name string) (fs.FileInfo, error)  { return f.stat(f.rel(name)) }
func (f FS) Lstat(name string) (fs.FileInfo, error) { return f.stat(f.rel(name)) }

func (f FS) stat(rel string) (fs.FileInfo, error) {
	switch {
	case f.files[rel] != nil:
		return f.files.Stat(rel)
	case f.folders[rel] != nil:
		return folderInfo(rel), nil
	}
	return nil, &fs.PathError{Op: "open", Path: rel, Err: fs.ErrNotExist}
}

func (f FS) Open(name string) (fs.File, error) {
	if rel := f.rel(name); f.files[rel] != nil || f.folders[rel] != nil {
		return f.files.Open(rel)
	}
	return nil, &fs.PathError{Op: "open", Path: f.rel(name), Err: fs.ErrNotExist}
}

// EvalSymlinks returns name, since archives have no links.
func (f FS) EvalSymlinks(name string) (string, error) { return name, nil }

// Write puts a file at an absolute path.
func (f FS) Write(name, content string) {
	rel := f.rel(name)
	f.files[rel] = &fstest.MapFile{Data: []byte(content), Mode: 0o644}
	f.enter(rel)
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

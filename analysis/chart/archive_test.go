package chart_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
)

// file is an entry of an archive; a regular file unless header says otherwise.
type file struct {
	name, text string
	header     *tar.Header
}

const meta = "apiVersion: v2\nname: web\nversion: 1.10\n"

// targz packs files in their order.
func targz(t testing.TB, files ...file) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(plainTar(t, files...)))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func plainTar(t testing.TB, files ...file) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		h := f.header
		if h == nil {
			h = &tar.Header{Typeflag: tar.TypeReg, Mode: 0o644}
		}
		h.Name, h.Size = f.name, int64(len(f.text))
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, f.text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func parseString(archive string) (*chart.Chart, error) {
	return chart.Parse(strings.NewReader(archive), int64(len(archive)))
}

func mustParse(t testing.TB, files ...file) *chart.Chart {
	t.Helper()
	c, err := parseString(targz(t, files...))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTopFolder(t *testing.T) {
	for name, tc := range map[string]struct {
		files  []file
		folder string
	}{
		"named like the chart": {[]file{{name: "web/Chart.yaml", text: meta}, {name: "web/values.yaml", text: "a: 1\n"}},
			"web"},
		"named otherwise": {[]file{{name: "charts-main/Chart.yaml", text: meta}, {name: "charts-main/values.yaml",
			text: "a: 1\n"}}, "charts-main"},
		"dot":  {[]file{{name: "./Chart.yaml", text: meta}, {name: "./values.yaml", text: "a: 1\n"}}, ""},
		"none": {[]file{{name: "values.yaml", text: "a: 1\n"}, {name: "Chart.yaml", text: meta}}, ""},
		"shallowest wins": {[]file{{name: "sub/Chart.yaml", text: "name: sub\n"}, {name: "Chart.yaml", text: meta},
			{name: "values.yaml", text: "a: 1\n"}}, ""},
		"back slashes": {[]file{{name: `web\Chart.yaml`, text: meta}, {name: `web\values.yaml`, text: "a: 1\n"}},
			"web"},
	} {
		t.Run(name, func(t *testing.T) {
			c := mustParse(t, tc.files...)
			if c.Name != "web" || c.Version != "1.10" || c.Folder != tc.folder {
				t.Errorf("got %s %s in %q, want web 1.10 in %q", c.Name, c.Version, c.Folder, tc.folder)
			}
			if got := c.Values().Root().Get("a").Text(); got != "1" {
				t.Errorf("values.yaml: a is %q, want 1", got)
			}
		})
	}
}

func TestMetadata(t *testing.T) {
	c := mustParse(t,
		file{name: "web/Chart.yaml", text: "\ufeffapiVersion: v1\nname: \"web\"\nversion: 1.2.3\nappVersion: '4.5'\n" +
			"kubeVersion: '>=1.20'\n" +
			"type: application\ndescription: A web server\ndeprecated: true\n"},
		file{name: "web/requirements.yaml", text: "dependencies:\n- name: db\n  alias: store\n  version: ^1\n" +
			"  repository: https://charts.example.com\n  condition: store.enabled\n  tags: [backend]\n" +
			"  import-values:\n  - defaults\n  - {child: net, parent: network.db}\n"},
		file{name: "web/values.schema.json", text: "{}"},
		file{name: "web/templates/b.yaml", text: "{{ .Values.b }}"},
		file{name: "web/templates/a.yaml", text: "kind: Secret"},
	)
	want := "{web 1.2.3 4.5 application A web server true [{db store ^1 " +
		"https://charts.example.com store.enabled [backend] " +
		"[{exports.defaults } {net network.db}]}]}"
	if got := fmt.Sprint(c.Metadata); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if c.Schema != "{}" {
		t.Errorf("got schema %q", c.Schema)
	}
	if text, ok := c.File("templates/b.yaml"); !ok || text != "{{ .Values.b }}" {
		t.Errorf("templates/b.yaml: %q, %v", text, ok)
	}
	if _, ok := c.File("templates/a.yaml"); ok {
		t.Error("templates/a.yaml bears on values, and has no actions")
	}
	if text, ok := c.Source("templates/a.yaml"); !ok || text != "kind: Secret" {
		t.Errorf("templates/a.yaml: %q, %v", text, ok)
	}
	var names []string
	for name := range c.Sources() {
		names = append(names, name)
	}
	if !slices.IsSorted(names) || !slices.Contains(names, "Chart.yaml") || !slices.Contains(names, "templates/a.yaml") {
		t.Errorf("sources %v", names)
	}
	if c.Values() != nil {
		t.Error("values without a values.yaml")
	}
}

func TestSubcharts(t *testing.T) {
	inner := targz(t,
		file{name: "db/Chart.yaml", text: "name: db\nversion: 1.0.0\n"},
		file{name: "db/values.yaml", text: "port: 5432\n"},
		file{name: "db/charts/lib/Chart.yaml", text: "name: lib\ntype: library\n"})
	c := mustParse(t,
		file{name: "web/Chart.yaml", text: meta},
		file{name: "web/charts/db-1.0.0.tgz", text: inner},
		file{name: "web/charts/cache/Chart.yaml", text: "name: redis\nversion: 2.0.0\n"},
		file{name: "web/charts/cache/values.yaml", text: "size: 1\n"},
		file{name: "web/charts/_ignored/Chart.yaml", text: "name: ignored\n"},
		file{name: "web/charts/README.md", text: "text"},
		file{name: "web/charts/empty/notes.txt", text: "text"},
	)
	var got []string
	for _, s := range c.Subcharts {
		got = append(got, s.Name+" "+s.Path)
	}
	if want := "redis web/charts/cache, db web/charts/db-1.0.0.tgz/db"; strings.Join(got, ", ") != want {
		t.Errorf("got subcharts %s, want %s", strings.Join(got, ", "), want)
	}
	const path = "web/charts/db-1.0.0.tgz/db/charts/lib"
	if lib := c.Subchart("db").Subchart("lib"); lib == nil || lib.Type != "library" || lib.Path != path {
		t.Errorf("got %+v", lib)
	}
	if c.Subchart("cache") != nil {
		t.Error("a subchart goes by its folder instead of its name")
	}
}

func TestErrors(t *testing.T) {
	valid := targz(t,
		file{name: "web/Chart.yaml", text: meta},
		file{name: "web/values.yaml", text: strings.Repeat("key: value # some text\n", 4000)})
	var gz bytes.Buffer
	z := gzip.NewWriter(&gz)
	z.Write(bytes.Repeat([]byte("no tar here "), 100))
	z.Close()
	for name, tc := range map[string]struct {
		archive string
		reason  chart.Reason
		text    string
	}{
		"empty":     {"", chart.NotArchive, "an empty file"},
		"plain tar": {plainTar(t, file{name: "web/Chart.yaml", text: meta}), chart.NotArchive, "without gzip"},
		"zip":       {"PK\x03\x04rest", chart.NotArchive, "zip"},
		"html":      {"\n<!DOCTYPE html><html>", chart.NotArchive, "HTML"},
		"lfs": {"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", chart.NotArchive,
			"Git LFS pointer"},
		"text":             {"apiVersion: v2\nname: web\n", chart.NotArchive, "a text file"},
		"binary":           {"\x7fELF\x00\x00", chart.NotArchive, "not compressed with gzip"},
		"gzip without tar": {gz.String(), chart.NotArchive, "holds no tar archive"},
		"truncated":        {valid[:len(valid)/2], chart.Truncated, "ends in the middle"},
		"truncated header": {valid[:5], chart.Truncated, "ends in the middle"},
		"damaged":          {valid[:40] + strings.Repeat("\xff", 40) + valid[80:], chart.Truncated, "damaged"},
		"no files":         {targz(t), chart.NoMetadata, "no Chart.yaml"},
		"too deep":         {targz(t, file{name: "a/b/Chart.yaml", text: meta}), chart.NoMetadata, "no Chart.yaml"},
		"no name":          {targz(t, file{name: "Chart.yaml", text: "version: 1.0.0\n"}), chart.BadMetadata, "no name"},
		"not YAML":         {targz(t, file{name: "Chart.yaml", text: "{a: [\n"}), chart.BadMetadata, "not valid YAML"},
		"a list":           {targz(t, file{name: "Chart.yaml", text: "- name\n"}), chart.BadMetadata, "not a mapping"},
		"large values": {targz(t,
			file{name: "Chart.yaml", text: meta},
			file{name: "values.yaml", text: strings.Repeat("#", 6<<20)}), chart.TooLarge, "values.yaml in it"},
		"bad nested": {targz(t,
			file{name: "a/Chart.yaml", text: meta},
			file{name: "a/charts/b.tgz", text: "PK\x03\x04"}), chart.NotArchive, "charts/b.tgz inside it: it is a zip"},
		"nested bad nested": {targz(t,
			file{name: "a/Chart.yaml", text: meta},
			file{name: "a/charts/b/Chart.yaml", text: "name: b"},
			file{name: "a/charts/b/charts/c.tgz"}), chart.NotArchive, "charts/b/charts/c.tgz inside it: it is an empty"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parseString(tc.archive)
			var e *chart.Error
			if !errors.As(err, &e) || e.Reason != tc.reason || !strings.Contains(err.Error(), tc.text) {
				t.Errorf("got %v, want reason %d and %q", err, tc.reason, tc.text)
			}
		})
	}
}

// Names that lead out of the archive, links and devices are as if they were not there.
func TestUnsafeEntries(t *testing.T) {
	c := mustParse(t,
		file{name: "web/Chart.yaml", text: meta},
		file{name: "web/values.yaml", text: "a: good\n"},
		file{name: "/web/values.yaml", text: "a: absolute\n"},
		file{name: "web/../web/values.yaml", text: "a: upwards\n"},
		file{name: `..\web\values.yaml`, text: "a: upwards\n"},
		file{name: `C:\web\values.yaml`, text: "a: drive\n"},
		file{name: "web/values.yaml", header: &tar.Header{Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}},
		file{name: "web/values.schema.json", header: &tar.Header{Typeflag: tar.TypeSymlink, Linkname: "../../secret"}},
		file{name: "web/templates/a.yaml", header: &tar.Header{Typeflag: tar.TypeLink, Linkname: "web/Chart.yaml"}},
		file{name: "web/templates/b.yaml", header: &tar.Header{Typeflag: tar.TypeChar, Devmajor: 1, Devminor: 5}},
		file{name: "web/templates/c.yaml", header: &tar.Header{Typeflag: tar.TypeBlock}},
		file{name: "web/templates/d.yaml", header: &tar.Header{Typeflag: tar.TypeFifo}},
		file{name: "web/templates/" + strings.Repeat("e/", 2000) + "f.yaml", text: "a"},
	)
	if got := c.Values().Root().Get("a").Text(); got != "good" {
		t.Errorf("values come from an unsafe entry: %q", got)
	}
	for _, name := range []string{
		"values.schema.json", "templates/a.yaml", "templates/b.yaml", "templates/c.yaml", "templates/d.yaml",
	} {
		if text, ok := c.File(name); ok {
			t.Errorf("%s holds %q", name, text)
		}
	}
	if c.Schema != "" {
		t.Errorf("got schema %q", c.Schema)
	}
}

// bomb is a gzip stream of n bytes of zeros, whole MiB, after a tar header for a file of that size.
func bomb(t testing.TB, n int64, name string) string {
	t.Helper()
	var head bytes.Buffer
	if err := tar.NewWriter(&head).WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: n}); err != nil {
		t.Fatal(err)
	}
	return member(t, head.String()) + strings.Repeat(member(t, strings.Repeat("\x00", 1<<20)), int(n>>20))
}

// member is text as one member of a gzip stream. Readers accept several, so that long texts need not be compressed
// whole.
func member(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHostileArchives(t *testing.T) {
	// 1,000,000 entries, 512 bytes each before compression.
	header := plainTar(t, file{name: "web/templates/x.yaml"})[:512]
	many := member(t, plainTar(t,
		file{name: "web/Chart.yaml", text: meta})[:1024]) +
		strings.Repeat(member(t, strings.Repeat(header, 1000)), 1000)

	var kept []file
	for i := range 10_001 {
		kept = append(kept, file{name: fmt.Sprintf("web/templates/%d.yaml", i)})
	}

	var small bytes.Buffer
	z := gzip.NewWriter(&small)
	w := tar.NewWriter(z)
	for i := range 100_001 {
		w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: fmt.Sprintf("web/docs/%x.md", uint32(i)*2654435761)})
	}
	w.Close()
	z.Close()

	nested := targz(t, file{name: "web/Chart.yaml", text: meta})
	for range 8 { // 10⁸ charts
		files := []file{{name: "web/Chart.yaml", text: meta}}
		for i := range 10 {
			files = append(files, file{name: fmt.Sprintf("web/charts/%d.tgz", i), text: nested})
		}
		nested = targz(t, files...)
	}

	for name, tc := range map[string]struct {
		archive string
		reason  chart.Reason
	}{
		"zip bomb":           {bomb(t, 1<<29, "web/values.txt"), chart.TooLarge},
		"zip bomb of values": {bomb(t, 1<<28, "web/values.yaml"), chart.TooLarge},
		"zip bomb inside": {targz(t,
			file{name: "web/Chart.yaml", text: meta},
			file{name: "web/charts/a.tgz", text: bomb(t, 1<<29, "web/x")}), chart.TooLarge},
		"many entries":        {many, chart.TooLarge},
		"many small entries":  {small.String(), chart.TooLarge},
		"many files":          {targz(t, kept...), chart.TooLarge},
		"archives inside":     {nested, chart.TooLarge},
		"larger than allowed": {"\x1f\x8b\x08" + strings.Repeat("\x00", 21<<20), chart.TooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := parseString(tc.archive)
			runtime.ReadMemStats(&after)
			var e *chart.Error
			if !errors.As(err, &e) || e.Reason != tc.reason {
				t.Errorf("got %v, want reason %d", err, tc.reason)
			}
			if total := after.TotalAlloc - before.TotalAlloc; total > 400<<20 {
				t.Errorf("allocated %d MiB", total>>20)
			}
			t.Logf("%d KiB: %d MiB allocated: %v", len(tc.archive)>>10, (after.TotalAlloc-before.TotalAlloc)>>20, err)
		})
	}
}

// Beyond a depth that no chart in earnest has, nested archives are left out.
func TestNestingStops(t *testing.T) {
	archive := targz(t, file{name: "web/Chart.yaml", text: meta})
	for range 40 {
		archive = targz(t, file{name: "web/Chart.yaml", text: meta}, file{name: "web/charts/a.tgz", text: archive})
	}
	c, err := parseString(archive)
	if err != nil {
		t.Fatal(err)
	}
	depth := 0
	for ; len(c.Subcharts) > 0; c = c.Subcharts[0] {
		depth++
	}
	if depth != 8 {
		t.Errorf("read %d archives inside one another, want 8", depth)
	}
}

func FuzzParse(f *testing.F) {
	valid := targz(f,
		file{name: "web/Chart.yaml", text: meta},
		file{name: "web/values.yaml", text: "a: 1\n"},
		file{name: "web/templates/a.yaml", text: "{{ .Values.a }}"})
	f.Add([]byte(valid))
	f.Add([]byte(valid[:len(valid)/2]))
	f.Add([]byte(plainTar(f, file{name: "web/Chart.yaml", text: meta})))
	f.Add([]byte(nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, archive := range []string{string(data), gzipped(data)} {
			c, err := parseString(archive)
			var e *chart.Error
			if err != nil && !errors.As(err, &e) {
				t.Fatalf("error of an unknown kind: %v", err)
			}
			if (c == nil) == (err == nil) {
				t.Fatalf("chart %v, error %v", c, err)
			}
			if c != nil && c.Name == "" {
				t.Fatal("chart without a name")
			}
		}
	})
}

func gzipped(data []byte) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(data)
	z.Close()
	return b.String()
}

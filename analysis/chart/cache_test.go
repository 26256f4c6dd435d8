package chart_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
)

// disk is a file system that counts what is opened.
type disk struct {
	fstest.MapFS
	opened atomic.Int64
}

func (d *disk) Open(path string) (fs.File, error) {
	d.opened.Add(1)
	return d.MapFS.Open(path)
}

func (d *disk) read(c *chart.Cache, path string) (*chart.Chart, error) {
	info, err := d.MapFS.Stat(path)
	if err != nil {
		info = nil
	}
	return c.Read(d, path, info)
}

func TestCache(t *testing.T) {
	archive := []byte(targz(t, file{name: "web/Chart.yaml", text: meta}))
	other := []byte(targz(t, file{name: "web/Chart.yaml", text: "name: oth\nversion: 1.0.0\n"}))
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	d := &disk{MapFS: fstest.MapFS{
		"a.tgz":   {Data: archive, ModTime: day},
		"b.tgz":   {Data: archive, ModTime: day},
		"bad.tgz": {Data: []byte("PK\x03\x04"), ModTime: day},
		"dir":     {Mode: fs.ModeDir},
		"pipe":    {Mode: fs.ModeNamedPipe},
		"large":   {Data: make([]byte, 21<<20)},
	}}
	c := chart.NewCache()
	a, err := d.read(c, "a.tgz")
	if err != nil || a.Name != "web" {
		t.Fatalf("got %v, %v", a, err)
	}
	if again, _ := d.read(c, "a.tgz"); again != a || d.opened.Load() != 1 {
		t.Errorf("an unchanged archive was read again: opened %d times", d.opened.Load())
	}
	if b, _ := d.read(c, "b.tgz"); b != a {
		t.Error("equal archives give two charts")
	}
	d.MapFS["a.tgz"] = &fstest.MapFile{Data: other, ModTime: day.Add(time.Second)}
	if changed, err := d.read(c, "a.tgz"); err != nil || changed.Name != "oth" {
		t.Errorf("a changed archive gives %v, %v", changed, err)
	}
	if b, _ := d.read(c, "b.tgz"); b != a {
		t.Error("a chart is lost because an equal archive changed")
	}
	opened := d.opened.Load()
	for range 2 {
		var e *chart.Error
		if _, err := d.read(c, "bad.tgz"); !errors.As(err, &e) || e.Reason != chart.NotArchive {
			t.Errorf("got %v", err)
		}
	}
	if d.opened.Load() != opened+1 {
		t.Error("a bad archive was read again")
	}
	if _, err := d.read(c, "none.tgz"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want fs.ErrNotExist", err)
	}
	for path, text := range map[string]string{
		"dir": "folder", "pipe": "not a regular file", "large": "larger than 20 MiB",
	} {
		if _, err := d.read(c, path); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: got %v", path, err)
		}
	}
	if d.opened.Load() != opened+1 {
		t.Error("what is no archive was opened")
	}
}

// An error of the file system is not taken for the archive's, nor kept.
func TestCacheFileSystemError(t *testing.T) {
	d := &disk{MapFS: fstest.MapFS{"a.tgz": {Data: []byte(targz(t, file{name: "Chart.yaml", text: meta}))}}}
	info, err := d.Stat("a.tgz")
	if err != nil {
		t.Fatal(err)
	}
	c := chart.NewCache()
	var e *chart.Error
	_, err = c.Read(&disk{MapFS: fstest.MapFS{}}, "a.tgz", info)
	if !errors.Is(err, fs.ErrNotExist) || errors.As(err, &e) {
		t.Errorf("got %v", err)
	}
	if got, err := c.Read(d, "a.tgz", info); err != nil || got.Name != "web" {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestCacheConcurrently(t *testing.T) {
	d := &disk{MapFS: fstest.MapFS{}}
	for i := range 20 {
		text := fmt.Sprintf("name: c%d\nversion: 1.0.0\n", i/2) // each content twice
		d.MapFS[fmt.Sprintf("%d.tgz", i)] = &fstest.MapFile{Data: []byte(targz(t,
			file{name: "Chart.yaml", text: text},
			file{name: "values.yaml", text: "a: 1\n# b: 2\n"}))}
	}
	c := chart.NewCache()
	var seen [20]sync.Map
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 20 {
				got, err := d.read(c, fmt.Sprintf("%d.tgz", i))
				if err != nil || got.Name != fmt.Sprintf("c%d", i/2) {
					t.Errorf("%d: got %v, %v", i, got, err)
					return
				}
				seen[i/2].Store(got, true)
				if len(got.Defaults().Keys()) != 3 || got.Uses([]string{"a"}) != chart.Unused {
					t.Errorf("%d: wrong values", i)
				}
			}
		})
	}
	wg.Wait()
	for i := range 10 {
		n := 0
		seen[i].Range(func(any, any) bool { n++; return true })
		if n != 1 {
			t.Errorf("content %d was read as %d charts", i, n)
		}
	}
}

// Charts used long ago are dropped, those in use stay the same.
func TestCacheIsBounded(t *testing.T) {
	d := &disk{MapFS: fstest.MapFS{}}
	const count = 10
	values := strings.Repeat("- a: value of some length in a values file\n", 100_000)
	for i := range count {
		archive := targz(t,
			file{name: "Chart.yaml", text: fmt.Sprintf("name: c%d\n", i)},
			file{name: "values.yaml", text: values})
		d.MapFS[fmt.Sprintf("%d.tgz", i)] = &fstest.MapFile{Data: []byte(archive)}
	}
	c := chart.NewCache()
	first, err := d.read(c, "0.tgz")
	if err != nil {
		t.Fatal(err)
	}
	for i := range count {
		if _, err := d.read(c, fmt.Sprintf("%d.tgz", i)); err != nil {
			t.Fatal(err)
		}
		if again, _ := d.read(c, "0.tgz"); again != first {
			t.Fatal("the chart used last was dropped")
		}
	}
	if n := d.opened.Load(); n != count {
		t.Fatalf("opened %d times, want %d", n, count)
	}
	if _, err := d.read(c, "1.tgz"); err != nil || d.opened.Load() != count+1 {
		t.Errorf("the chart used first was not dropped: opened %d times, %v", d.opened.Load(), err)
	}
}

// An archive that is small until its values are parsed is too large.
func TestHeavyValues(t *testing.T) {
	for lines, fits := range map[int]bool{1000: true, 1_000_000: false} {
		values := file{name: "values.yaml", text: strings.Repeat("- \n", lines)}
		archive := targz(t, file{name: "Chart.yaml", text: "name: c\n"}, values)
		d := &disk{MapFS: fstest.MapFS{"a.tgz": {Data: []byte(archive)}}}
		_, err := d.read(chart.NewCache(), "a.tgz")
		var why *chart.Error
		if large := errors.As(err, &why) && why.Reason == chart.TooLarge; large == fits || fits != (err == nil) {
			t.Errorf("%d lines in %d bytes: %v", lines, len(archive), err)
		}
	}
}

// An archive that another of the same size and time takes the place of is another archive, if the file system tells.
func TestReplacedArchive(t *testing.T) {
	if runtime.GOOS != "linux" && runtime.GOOS != "darwin" {
		t.Skip("a file system here does not tell")
	}
	path := filepath.Join(t.TempDir(), "a.tgz")
	c := chart.NewCache()
	texts := []string{}
	for _, name := range []string{"one", "two"} {
		texts = append(texts, targz(t, file{name: "web/Chart.yaml", text: "name: " + name + "\nversion: 1.0.0\n"}))
	}
	size := max(len(texts[0]), len(texts[1]))
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i, want := range []string{"one", "two"} {
		// What follows a gzip stream is ignored.
		padded := texts[i] + strings.Repeat("\x00", size-len(texts[i]))
		err := errors.Join(os.WriteFile(path+".new", []byte(padded), 0o644), os.Chtimes(path+".new", day, day))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(path+".new", path); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Read(opener{}, path, info)
		if err != nil || got.Name != want {
			t.Errorf("%v, %v, want %s", got, err, want)
		}
	}
}

type opener struct{}

func (opener) Open(path string) (fs.File, error) { return os.Open(path) }

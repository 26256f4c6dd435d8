package chart

import (
	"container/list"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"
)

// Opener opens files by absolute path.
type Opener interface {
	Open(path string) (fs.File, error)
}

// maxCached is how many bytes of charts a Cache keeps for later. Those of 104 published packs take less than a quarter
// of it.
const maxCached = 256 << 20

// Cache reads archives, equal ones only once, and keeps the charts used last. It may be used by many goroutines.
type Cache struct {
	mu     sync.Mutex
	stamps map[string]stamp             // by path
	charts map[[sha256.Size]byte]*entry // by content
	recent *list.List                   // of *entry, the one used last in front
	size   int64                        // sum over the entries in recent
	busy   chan struct{}                // holds one for each archive that is being read
}

// maxChart is how many bytes the chart of an archive may take in memory, see Chart.Size. Those of published archives
// take a twentieth at most.
const maxChart = 128 << 20

// maxBusy is how many archives are read at a time: each may take as much again for a moment.
const maxBusy = 2

// stamp says which content a file had when it was read.
type stamp struct {
	Stamp
	entry *entry
}

// entry is an archive's content read, or being read.
type entry struct {
	sum   [sha256.Size]byte
	parse func() (*Chart, error)
	size  int64         // when it was last asked for
	place *list.Element // nil until read, and after it was dropped
	paths map[string]bool
}

// NewCache returns an empty cache.
func NewCache() *Cache {
	return &Cache{
		stamps: map[string]stamp{}, charts: map[[sha256.Size]byte]*entry{}, recent: list.New(),
		busy: make(chan struct{}, maxBusy),
	}
}

// Read returns the chart of the archive at path, about which the file system says info; nil info means that there is no
// such file, and the error is fs.ErrNotExist. An *Error says what is wrong with the archive; any other error is one of
// the file system.
func (c *Cache) Read(fsys Opener, path string, info fs.FileInfo) (*Chart, error) {
	switch {
	case info == nil:
		return nil, fs.ErrNotExist
	case info.IsDir():
		return nil, errorf(NotArchive, "it is a folder, not a chart archive; `helm package` makes one of it")
	case !info.Mode().IsRegular(): // opening a pipe or device would wait or never end
		return nil, errorf(NotArchive, "it is not a regular file")
	case info.Size() > maxCompressed:
		return nil, errorf(TooLarge, "it is larger than %d MiB", maxCompressed>>20)
	}
	e := c.known(path, info)
	if e == nil {
		content, err := readAll(fsys, path, info.Size())
		if err != nil {
			return nil, err
		}
		e = c.add(path, info, content)
	}
	chart, err := e.parse()
	c.used(e, chart)
	return chart, err
}

// known returns the entry of a file that has not changed since it was read.
func (c *Cache) known(path string, info fs.FileInfo) *entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	s, ok := c.stamps[path]
	if !ok || s.Stamp != StampOf(info) {
		return nil
	}
	return s.entry
}

// add notes that the file at path holds content and returns the entry that reads it, or has.
func (c *Cache) add(path string, info fs.FileInfo, content string) *entry {
	sum := sha256.Sum256([]byte(content))
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.charts[sum]
	if e == nil {
		e = &entry{sum: sum, paths: map[string]bool{}}
		e.parse = sync.OnceValues(func() (*Chart, error) { return c.parse(content) })
		c.charts[sum] = e
	}
	if old := c.stamps[path].entry; old != nil && old != e {
		delete(old.paths, path)
	}
	e.paths[path] = true
	c.stamps[path] = stamp{StampOf(info), e}
	return e
}

// parse reads an archive.
func (c *Cache) parse(content string) (*Chart, error) {
	c.busy <- struct{}{}
	defer func() { <-c.busy }()
	chart, err := Parse(strings.NewReader(content), int64(len(content)))
	if err == nil && chart.Size() > maxChart {
		return nil, errorf(TooLarge, "its charts would take more than %d MiB in memory", maxChart>>20)
	}
	return chart, err
}

// used notes that e was asked for, and drops entries that were not for the longest time if there are too many.
func (c *Cache) used(e *entry, chart *Chart) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.charts[e.sum] != e { // dropped while its reader waited
		return
	}
	before := e.size
	e.size = entrySize
	if chart != nil {
		e.size += chart.Held()
	}
	if c.size += e.size - before; e.place != nil {
		c.recent.MoveToFront(e.place)
	} else {
		e.place = c.recent.PushFront(e)
	}
	for c.size > maxCached && c.recent.Len() > 1 {
		c.drop(c.recent.Back().Value.(*entry))
	}
}

// entrySize is about how many bytes an entry takes besides its chart.
const entrySize = 1024

func (c *Cache) drop(e *entry) {
	c.recent.Remove(e.place)
	c.size -= e.size
	e.place = nil
	delete(c.charts, e.sum)
	for path := range e.paths {
		delete(c.stamps, path)
	}
}

// readAll reads a file of about size bytes, at most one more than an archive may have.
func readAll(fsys Opener, path string, size int64) (string, error) {
	f, err := fsys.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && !info.Mode().IsRegular() { // a pipe may have taken its place
		return "", errorf(NotArchive, "it is not a regular file")
	}
	var b strings.Builder
	b.Grow(int(size))
	if _, err := io.Copy(&b, io.LimitReader(f, maxCompressed+1)); err != nil {
		return "", fmt.Errorf("reading chart archive: %w", err)
	}
	return b.String(), nil
}

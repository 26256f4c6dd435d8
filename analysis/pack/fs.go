package pack

import (
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// folder is what is on disk in one pack's folder. A change on disk makes a new one.
type folder struct {
	*disk.Folder
	files sync.Map // path -> func() *File
}

func once[T any](m *sync.Map, key string, f func() T) T {
	v, ok := m.Load(key)
	if !ok {
		v, _ = m.LoadOrStore(key, sync.OnceValue(f))
	}
	return v.(func() T)()
}

// file reads a text file; nil if it cannot be read, or a link leads out.
func (d *folder) file(path string, kind Kind) *File {
	return once(&d.files, path, func() *File {
		e, known := d.Entry(path)
		if known && e == nil || !d.Holds(path) {
			return nil
		}
		read := disk.ReadText
		if known && e.Type().IsRegular() {
			read = disk.ReadListed
		}
		s, err := read(d.FS, path)
		if err != nil {
			return nil
		}
		return newFile(path, kind, text.New(s), nil)
	})
}

package pack

import (
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/memo"
)

// folder is what is on disk in one pack's folder. A change on disk makes a new one.
type folder struct {
	*disk.Folder
	files sync.Map // path -> func() *File
}

// file reads a text file; nil if it cannot be read, or a link leads out.
func (d *folder) file(path string, kind Kind) *File {
	return memo.Once(&d.files, path, func() *File {
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

// head is file for a pack.json of which only the first limit bytes are looked at. A folder that is kept reads all.
func (d *folder) head(path string, limit int64) *File {
	if info := d.Stat(path); !d.Brief || info == nil || !info.Mode().IsRegular() || info.Size() <= limit {
		return d.file(path, Meta)
	}
	head, err := disk.ReadHead(d.FS, path, limit)
	if err != nil {
		return nil
	}
	return newFile(path, Meta, text.New(head), nil)
}

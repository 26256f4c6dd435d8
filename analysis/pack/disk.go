package pack

import "path/filepath"

// DiskFile returns a text file of the pack that the pack itself does not use, such as one of an unpacked chart, rel
// with slashes; the editor's text if it is open. Nil if it cannot be read or rel leads out of the pack.
func (p *Pack) DiskFile(rel string) *File {
	if !filepath.IsLocal(filepath.FromSlash(rel)) || p.Stat(rel) == nil {
		return nil
	}
	full := p.folder.Abs(rel)
	if f := p.open[full]; f != nil {
		return f
	}
	return p.folder.file(full, Other)
}

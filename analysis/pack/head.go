package pack

import (
	"fmt"
	"io"
	"io/fs"
)

// headLen is how many bytes of a file Head reads: enough to tell what kind of file it is.
const headLen = 512

// Head returns the first bytes, 512 at most, of a regular file of the pack, rel with slashes. It reads disk even if an
// editor has the file.
func (p *Pack) Head(rel string) (string, error) {
	b, err := p.Read(rel, headLen)
	return string(b), err
}

// Read is Head for the first limit bytes.
func (p *Pack) Read(rel string, limit int64) ([]byte, error) {
	info := p.Stat(rel)
	switch {
	case info == nil:
		return nil, fmt.Errorf("%s: %w", rel, fs.ErrNotExist)
	case !info.Mode().IsRegular(): // opening a pipe or device would wait or never end
		return nil, fmt.Errorf("%s: not a regular file", rel)
	}
	f, err := p.folder.FS.Open(p.folder.Abs(rel))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit))
}

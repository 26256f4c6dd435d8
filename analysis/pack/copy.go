package pack

import (
	"path/filepath"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
)

// WithCopy is a snapshot in which the folder to has what the folder from has, except for files: the content of those
// that are new or changed there, by their paths with slashes, and nil for those that are gone. Nothing is written. What
// editors have of the pack in from is in the copy; nothing is open, and there is no index.
func (s *Snapshot) WithCopy(from, to string, files map[string][]byte) *Snapshot {
	all := map[string][]byte{}
	for path, f := range s.open {
		if rel, err := filepath.Rel(from, path); err == nil && filepath.IsLocal(rel) {
			all[rel] = []byte(f.Text.String())
		}
	}
	for rel, content := range files {
		all[filepath.FromSlash(rel)] = content
	}
	n := NewSnapshot(disk.Copy(s.fsys, from, to, all), s.charts, s.Today).WithFolders(s.Folders)
	n.client = s.client
	return n
}

package pack

import (
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
)

// Unread is a file or folder that is there and could not be read. What it holds is unknown.
type Unread struct {
	Path string // absolute
	Err  error
}

// Unread lists what of the pack in dir, and of the settings files for it, could not be read. What a check reports is
// not among it: entries of pack.json that name nothing, or lead out of the workspace.
func (s *Snapshot) Unread(dir string) []Unread {
	u := s.Pack(dir).unread()
	for up := range upwards(dir) {
		if !inFolders(up, s.Folders) {
			break
		}
		path := filepath.Join(up, ConfigName)
		if s.open[path] != nil {
			break
		}
		_, err := disk.ReadConfined(s.fsys, up, path, s.Folders)
		if err == nil {
			break // those above it do not matter
		}
		if err = unreadable(s.fsys, path, err); err != nil {
			u = append(u, Unread{path, err})
		}
	}
	return u
}

// unreadable is err, of reading the file at path; nil if there is none. A link that leads to nothing is there.
func unreadable(fsys disk.FS, path string, err error) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, missing := fsys.Lstat(path); missing == nil {
		return errBadLink
	}
	return nil
}

// Oversized are the text files of the pack that are larger than MaxText, so that nothing in them is known.
func (p *Pack) Oversized() (all []Unread) {
	for _, u := range p.unread() {
		if errors.Is(u.Err, disk.ErrTooLarge) {
			all = append(all, u)
		}
	}
	return all
}

func (p *Pack) unread() (all []Unread) {
	add := func(path string, err error) {
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			all = append(all, Unread{path, err})
		}
	}
	for _, name := range []string{MetaName, ValuesName, SchemaName, PresetsName} {
		path := filepath.Join(p.Dir, name)
		if e, known := p.folder.Entry(path); p.File(path) == nil && (e != nil || !known) {
			_, err := disk.ReadConfined(p.folder.FS, p.Dir, path, p.folder.Also)
			if name == MetaName || !errors.Is(err, disk.ErrOutside) {
				add(path, unreadable(p.folder.FS, path, err))
			}
		}
	}
	for _, rel := range p.Facts().Manifests {
		path := p.folder.Abs(rel)
		if p.Crowded(rel) {
			if p.Stat(rel) != nil {
				add(path, ErrTooManyManifests)
			}
			continue
		}
		if !filepath.IsLocal(filepath.FromSlash(rel)) || p.open[path] != nil || p.folder.file(path, Manifest) != nil {
			continue
		}
		_, err := disk.ReadConfined(p.folder.FS, p.Dir, path, p.folder.Also)
		if !errors.Is(err, disk.ErrOutside) {
			add(path, err)
		}
	}
	for _, rel := range p.Facts().Charts {
		_, err := p.Chart(rel)
		var why *chart.Error
		if !errors.As(err, &why) || why.Reason == chart.TooLarge {
			add(p.folder.Abs(rel), err)
		}
	}
	return all
}

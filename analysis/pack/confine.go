package pack

import (
	"errors"
	"io/fs"
	"path/filepath"
)

// errOutside says that a path leads, itself or by a link, to where the server does not read.
var errOutside = errors.New("is outside the workspace")

// confined reports whether path, which is in dir, may be read: links on the way lead to places in dir or in one of
// folders only. A path that does not exist, or whose links cannot be followed, is for whoever opens it to report. The
// folder dir itself may be a link.
func confined(fsys FS, dir, path string, folders []string) bool {
	_, ok := follow(fsys, dir, path, folders)
	return ok
}

// follow is confined, and returns where links on the way lead to; "" if there are none, or they lead nowhere.
func follow(fsys FS, dir, path string, folders []string) (real string, ok bool) {
	if !hasPrefixDir(path, dir) {
		return "", false
	}
	linked := false
	for p := path; p != dir; p = filepath.Dir(p) {
		info, err := fsys.Lstat(p)
		linked = linked || err == nil && info.Mode()&linkModes != 0
	}
	if !linked {
		return "", true
	}
	real, err := fsys.EvalSymlinks(path)
	if err != nil {
		return "", errors.Is(err, fs.ErrNotExist)
	}
	for _, root := range append([]string{dir}, folders...) {
		if root, err := fsys.EvalSymlinks(root); err == nil && hasPrefixDir(real, root) {
			return real, true
		}
	}
	return "", false
}

// linkModes are those of links. Windows has more kinds of them than symbolic ones, which Go calls irregular.
const linkModes = fs.ModeSymlink | fs.ModeIrregular

// readConfined reads a text file in dir that no link leads away from dir and folders.
func readConfined(fsys FS, dir, path string, folders []string) (string, error) {
	if !confined(fsys, dir, path, folders) {
		return "", errOutside
	}
	return ReadText(fsys, path)
}

// Links are the files of the pack that were looked at and that a link leads to, each with the path that it leads to.
// More may follow when more is asked for.
func (p *Pack) Links() map[string]string {
	links := map[string]string{}
	p.folder.links.Range(func(path, target any) bool {
		links[path.(string)] = target.(string)
		return true
	})
	return links
}

// newFolder is what is on disk in the pack's folder dir, none of it read yet.
func (s *Snapshot) newFolder(dir string) *folder {
	return &folder{fsys: s.fsys, dir: dir, folders: s.Folders}
}

// LeadsOut reports whether a file of the pack, rel with slashes, is, or is reached by, a link that leads out of the
// pack's folder and of the workspace. It is not read then, as if it were absent.
func (p *Pack) LeadsOut(rel string) bool {
	rel = filepath.FromSlash(rel)
	return filepath.IsLocal(rel) && !p.folder.holds(p.folder.abs(rel))
}

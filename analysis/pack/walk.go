package pack

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/internal/parallel"
)

// PackDirs yields the folders of all packs below root, in the order of their paths. Hidden folders, charts,
// dependencies of other tools and what the settings exclude are not entered; links to folders are not followed. It
// stops early if ctx ends.
func (s *Snapshot) PackDirs(ctx context.Context, root string) []string {
	dirs, _ := s.FindPacks(ctx, root)
	return dirs
}

// maxWalk is how deep folders below a workspace folder are looked into.
const maxWalk = 32

// visit is a folder that was looked into for packs.
type visit struct {
	dir    string
	isPack bool
	unread []Unread
	below  []*visit // folders in it that are looked into
}

// FindPacks is PackDirs, and lists the folders and links on the way that it could not follow.
func (s *Snapshot) FindPacks(ctx context.Context, root string) (dirs []string, unread []Unread) {
	top := &visit{dir: root}
	for level, depth := []*visit{top}, 0; len(level) > 0; depth++ {
		if parallel.Each(ctx, len(level), func(i int) { s.visit(level[i], depth) }) != nil {
			break
		}
		var next []*visit
		for _, v := range level {
			next = append(next, v.below...)
		}
		level = next
	}
	var collect func(v *visit)
	collect = func(v *visit) {
		if unread = append(unread, v.unread...); v.isPack {
			dirs = append(dirs, v.dir)
		}
		for _, in := range v.below {
			collect(in)
		}
	}
	collect(top)
	return dirs, unread
}

// visit looks into the folder of v, which is depth folders below the root.
func (s *Snapshot) visit(v *visit, depth int) {
	switch {
	case s.Excluded(v.dir):
		return
	case depth > maxWalk:
		v.unread = append(v.unread, Unread{v.dir, fmt.Errorf("more than %d folders deep", maxWalk)})
		return
	}
	entries, err := s.fsys.ReadDir(v.dir)
	if err != nil {
		v.unread = append(v.unread, Unread{v.dir, err})
		return
	}
	v.isPack = s.isPackWith(v, entries) && (isBeside(entries) || s.recognized(v.dir))
	for _, e := range entries {
		name := e.Name()
		if !e.IsDir() || name[0] == '.' || name == "node_modules" ||
			v.isPack && (name == ChartsDir || name == ManifestsDir) {
			continue
		}
		v.below = append(v.below, &visit{dir: filepath.Join(v.dir, name)})
	}
}

// isPackWith reports whether entries, those of the folder of v, have a pack.json that can be read.
func (s *Snapshot) isPackWith(v *visit, entries []fs.DirEntry) bool {
	for _, e := range entries {
		if e.Name() != MetaName {
			continue
		}
		link := e.Type()&disk.LinkModes != 0
		switch {
		case e.Type().IsRegular() || link && s.hasMeta(v.dir):
			return true
		case link:
			v.unread = append(v.unread, Unread{filepath.Join(v.dir, MetaName), errBadLink})
		default:
			v.unread = append(v.unread, Unread{filepath.Join(v.dir, MetaName), disk.ErrIrregular})
		}
	}
	return false
}

var errBadLink = errors.New("a link that leads to no file of the workspace")

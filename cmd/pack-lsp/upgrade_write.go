package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/upgrade"
)

// copyFolder makes the new pack of the one in the folder from. It is made under another name next to its place, so that
// a folder that is half written is never taken for a pack.
func copyFolder(from string, result *upgrade.Result) (err error) {
	parent := filepath.Dir(result.Dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return err
	}
	made, err := os.MkdirTemp(parent, ".pack-lsp-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(made))
		}
	}()
	if err := copyFiles(from, made, parent, result.Files); err != nil {
		return err
	}
	for _, rel := range result.Paths() {
		content := result.Files[rel]
		if content == nil {
			continue
		}
		if err := writeNew(filepath.Join(made, filepath.FromSlash(rel)), content); err != nil {
			return err
		}
	}
	if err := os.Chmod(made, 0o755); err != nil {
		return err
	}
	if err := os.Remove(result.Dir); err != nil && !errors.Is(err, fs.ErrNotExist) { // an empty folder
		return err
	}
	return os.Rename(made, result.Dir)
}

// copyFiles copies what is below from, except for the files in changed.
func copyFiles(from, to, parent string, changed map[string][]byte) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if _, is := changed[filepath.ToSlash(rel)]; is {
			return nil
		}
		switch {
		case d.IsDir() && (d.Name() == ".git" || path == to || path == parent && path != from):
			return filepath.SkipDir
		case d.IsDir():
			return os.MkdirAll(target, 0o755)
		case d.Type()&fs.ModeSymlink != 0:
			link, err := os.Readlink(path)
			if err != nil {
				return err
			}
			return os.Symlink(link, target)
		case !d.Type().IsRegular():
			return fmt.Errorf("%s: %w", path, errIrregular)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return writeNew(target, content)
	})
}

// writeNew writes a file that is not there, and makes its folder.
func writeNew(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}

// changeFolder changes the pack p itself: first what is new, so that pack.json never names an archive that is not
// there; then the texts; and last it removes what is gone.
func changeFolder(p *pack.Pack, result *upgrade.Result) error {
	texts := map[string]*pack.File{}
	for _, f := range p.AnalyzedFiles() {
		rel, err := filepath.Rel(p.Dir, f.Path)
		if err != nil {
			return err
		}
		texts[filepath.ToSlash(rel)] = f
	}
	full := func(rel string) string { return filepath.Join(p.Dir, filepath.FromSlash(rel)) }
	for _, rel := range slices.Sorted(maps.Keys(texts)) {
		f := texts[rel]
		if result.Files[rel] == nil {
			continue
		}
		if _, err := writable(f.Path); err != nil { // before anything is written
			return fmt.Errorf("%s: %w", rel, err)
		}
	}
	for _, rel := range result.Paths() {
		content := result.Files[rel]
		if content == nil || texts[rel] != nil {
			continue
		}
		if err := writeOver(full(rel), p.Dir, content); err != nil {
			return fmt.Errorf("%s: %w", rel, err)
		}
	}
	for _, rel := range result.Paths() {
		if f := texts[rel]; f != nil && result.Files[rel] != nil {
			if err := replaceFile(f.Path, p.Dir, f.Text.String(), string(result.Files[rel])); err != nil {
				return fmt.Errorf("%s: %w", rel, err)
			}
		}
	}
	for _, rel := range result.Paths() {
		if result.Files[rel] == nil {
			if err := os.Remove(full(rel)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

// writeOver writes a file, all at once, whether it is there or not. One that is there keeps its owner and mode, see
// replaceFile. Its folder, which is made, must not be reached by a link that leads out of root.
func writeOver(path, root string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	before, err := os.ReadFile(path)
	if err == nil {
		return replaceFile(path, root, string(before), string(content))
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return err
	}
	if root, err = filepath.EvalSymlinks(root); err != nil {
		return err
	}
	if rel, err := filepath.Rel(root, folder); err != nil || !filepath.IsLocal(rel) {
		return errOutside
	}
	fill := func(f *os.File) error {
		_, err := f.Write(content)
		return errors.Join(err, f.Chmod(0o644))
	}
	return byTemporary(folder, fill, func(temp string) error {
		return os.Rename(temp, filepath.Join(folder, filepath.Base(path)))
	})
}

package create

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Limits of a chart's folder that is packed.
const (
	maxChartFiles = 10_000
	maxChartBytes = 64 << 20
	maxChartDepth = 16
)

// archiveFolder packs the folder of a chart as `helm package` does: below a folder of the chart's name, without what
// .helmignore names. The same files always give the same bytes.
func archiveFolder(fsys disk.FS, dir string) ([]byte, error) {
	meta, err := readFile(fsys, filepath.Join(dir, "Chart.yaml"), maxArchive)
	if err != nil {
		return nil, errors.New("the folder has no Chart.yaml, so it is not that of a chart")
	}
	name := syntax.ParseYAML(string(meta)).Root().Get("name").Text()
	if name == "" || strings.ContainsAny(name, `/\`) {
		return nil, errors.New("its Chart.yaml has no name")
	}
	f := folderPacker{fsys: fsys}
	if rules, err := readFile(fsys, filepath.Join(dir, ".helmignore"), maxArchive); err == nil {
		f.ignore = ignoreRules(string(rules))
	}
	z := gzip.NewWriter(&f.out)
	f.tar = tar.NewWriter(z)
	if err := f.add(dir, "", name, 0); err != nil {
		return nil, err
	}
	if err := errors.Join(f.tar.Close(), z.Close()); err != nil {
		return nil, fmt.Errorf("packing the chart: %w", err)
	}
	return f.out.Bytes(), nil
}

type folderPacker struct {
	fsys   disk.FS
	ignore []ignoreRule
	out    bytes.Buffer
	tar    *tar.Writer
	files  int
	bytes  int64
}

// packed is when all files of an archive were modified, so that it depends on nothing but them.
var packed = time.Unix(0, 0)

// add packs what is in the folder dir, which is at rel from the chart's folder and goes to top. Links are left out.
func (f *folderPacker) add(dir, rel, top string, depth int) error {
	if depth > maxChartDepth {
		return fmt.Errorf("folders in it are nested more than %d deep", maxChartDepth)
	}
	entries, err := f.fsys.ReadDir(dir)
	if err != nil {
		return plainError(err)
	}
	for _, e := range entries {
		at := path.Join(rel, e.Name())
		switch {
		case ignored(f.ignore, at, e.IsDir()):
		case e.IsDir():
			if err := f.add(filepath.Join(dir, e.Name()), at, top, depth+1); err != nil {
				return err
			}
		case e.Type()&fs.ModeType == 0:
			if err := f.addFile(filepath.Join(dir, e.Name()), path.Join(top, at)); err != nil {
				return fmt.Errorf("%s: %w", at, err)
			}
		}
	}
	return nil
}

func (f *folderPacker) addFile(from, to string) error {
	content, err := readFile(f.fsys, from, maxArchive)
	if err != nil {
		return err
	}
	f.files++
	f.bytes += int64(len(content))
	if f.files > maxChartFiles || f.bytes > maxChartBytes {
		return fmt.Errorf("the chart has more than %d files or %d MiB", maxChartFiles, maxChartBytes>>20)
	}
	head := &tar.Header{Name: to, Mode: 0o644, Size: int64(len(content)), Typeflag: tar.TypeReg, ModTime: packed}
	if err := f.tar.WriteHeader(head); err != nil {
		return err
	}
	_, err = f.tar.Write(content)
	return err
}

// ignoreRule is a line of .helmignore.
type ignoreRule struct {
	pattern string // as for path.Match
	folder  bool   // only folders
	rooted  bool   // it is a path from the chart's folder
	not     bool   // what it matches is kept
}

// ignoreRules reads a .helmignore. Lines that are not valid patterns are left out, as are those with **, which Helm
// rejects.
func ignoreRules(text string) []ignoreRule {
	var rules []ignoreRule
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || strings.Contains(line, "**") {
			continue
		}
		var r ignoreRule
		line, r.not = strings.CutPrefix(line, "!")
		trimmed := strings.TrimSuffix(line, "/")
		r.folder = trimmed != line
		r.rooted = strings.Contains(trimmed, "/")
		r.pattern = strings.TrimPrefix(trimmed, "/")
		if _, err := path.Match(r.pattern, ""); err == nil && r.pattern != "" {
			rules = append(rules, r)
		}
	}
	return rules
}

// ignored reports whether rules leave out what is at rel. As in Helm, files in templates that begin with a dot are left
// out, too, and a rule with ! applies to all that it does not match.
func ignored(rules []ignoreRule, rel string, folder bool) bool {
	if dir, base := path.Split(rel); dir == "templates/" && strings.HasPrefix(base, ".") {
		return true
	}
	for _, r := range rules {
		name := rel
		if !r.rooted {
			name = path.Base(rel)
		}
		matches, _ := path.Match(r.pattern, name) // the pattern is valid
		if matches = matches && (folder || !r.folder); matches != r.not {
			return true
		}
	}
	return false
}

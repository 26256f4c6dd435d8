package create

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Source is what a pack is made from. The zero Source is nothing.
type Source struct {
	Archive   []byte       // of the chart
	Chart     *chart.Chart // that Archive contains; nil if the pack is not made from one
	At        string       // where Archive is in the pack already; "" for the usual place
	Manifests []File       // in the order in which they are installed, with the paths that they get in the pack
	Err       error        // why the chart or the manifests that the answers name cannot be used
}

// maxArchive is the size of a chart archive up to which it is read, in bytes: that of package chart.
const maxArchive = 20 << 20

// Read reads the chart or the manifests that answers name, by absolute paths. What is wrong with them is Source.Err, so
// that whoever answered can be told.
func Read(fsys disk.FS, answers Answers) Source {
	from := first(answers[KeyFrom])
	if path := first(answers[KeyChart]); path != "" && (from == "" || from == FromChart) {
		if remote.MatchString(path) {
			return Source{Err: errors.New("a chart is read from disk; get it with `helm pull`, and name the archive")}
		}
		return readChart(fsys, path)
	}
	if paths := answers[KeyManifests]; len(paths) > 0 && (from == "" || from == FromManifests) {
		return readManifests(fsys, paths)
	}
	return Source{}
}

// remote matches the address of a chart, also if it has been made a path.
var remote = regexp.MustCompile(`(^|[/\\])(https?|oci):[/\\]`)

func readChart(fsys disk.FS, path string) Source {
	info, err := fsys.Stat(path)
	if err != nil {
		return Source{Err: plainError(err)}
	}
	var content []byte
	if info.IsDir() {
		content, err = archiveFolder(fsys, path)
	} else {
		content, err = readFile(fsys, path, maxArchive)
	}
	if err != nil {
		return Source{Err: err}
	}
	return FromArchive(content)
}

// FromArchive is the source that is the chart in an archive.
func FromArchive(content []byte) Source {
	c, err := chart.Parse(strings.NewReader(string(content)), int64(len(content)))
	if err != nil {
		return Source{Err: fmt.Errorf("this is not a chart: %w", err)}
	}
	if err := installable(c); err != nil {
		return Source{Err: err}
	}
	return Source{Archive: content, Chart: c}
}

// installable says why Helm does not install a chart; nil if it may.
func installable(c *chart.Chart) error {
	switch {
	case c.Type == "library":
		return errors.New("this is a library chart, which cannot be installed")
	case c.Version == "":
		return errors.New("its Chart.yaml has no version, which Helm requires")
	}
	for _, d := range c.Dependencies {
		if !slices.ContainsFunc(c.Subcharts, func(s *chart.Chart) bool { return s.Name == d.Name }) {
			const message = "the chart depends on %s, which is not in its folder charts, so Helm does not install it; " +
				"run `helm dependency build` in its folder"
			return fmt.Errorf(message, d.Name)
		}
	}
	return nil
}

// readFile reads a regular file of at most limit bytes.
func readFile(fsys disk.FS, path string, limit int64) ([]byte, error) {
	info, err := fsys.Stat(path)
	switch {
	case err != nil:
		return nil, plainError(err)
	case !info.Mode().IsRegular(): // opening a pipe or device would wait or never end
		return nil, errors.New("not a regular file")
	case info.Size() > limit:
		return nil, fmt.Errorf("larger than %d MiB", limit>>20)
	}
	f, err := fsys.Open(path)
	if err != nil {
		return nil, plainError(err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, limit))
	if err != nil {
		return nil, plainError(err)
	}
	return content, nil
}

// plainError is an error of the file system without the path, which whoever asks knows.
func plainError(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("no such file or folder")
	}
	if pe := (*fs.PathError)(nil); errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// maxManifests is how many manifests a pack is made from at most.
const maxManifests = 500

// readManifests reads manifests and those in folders, without the folders in them.
func readManifests(fsys disk.FS, paths []string) Source {
	var found []string
	for _, p := range paths {
		info, err := fsys.Stat(p)
		if err != nil {
			return Source{Err: fmt.Errorf("%s: %w", filepath.Base(p), plainError(err))}
		}
		if !info.IsDir() {
			found = append(found, p)
			continue
		}
		entries, err := fsys.ReadDir(p)
		if err != nil {
			return Source{Err: plainError(err)}
		}
		before := len(found)
		for _, e := range entries {
			if isManifestName(e.Name()) {
				found = append(found, filepath.Join(p, e.Name()))
			}
		}
		if len(found) == before {
			return Source{Err: fmt.Errorf("%s has no manifest (.yaml or .yml)", filepath.Base(p))}
		}
	}
	if len(found) > maxManifests {
		return Source{Err: fmt.Errorf("%d manifests are too many; at most %d are taken", len(found), maxManifests)}
	}
	var src Source
	keys := map[string]string{}
	for _, p := range found {
		text, err := disk.ReadText(fsys, p)
		if err != nil {
			return Source{Err: fmt.Errorf("%s: %w", filepath.Base(p), plainError(err))}
		}
		name := filepath.Base(p)
		if key := pack.ManifestKey(name); keys[key] != "" {
			const message = "%s and %s would share a section of values.yaml; rename one of them"
			return Source{Err: fmt.Errorf(message, keys[key], name)}
		} else {
			keys[key] = name
		}
		src.Manifests = append(src.Manifests, File{path.Join(pack.ManifestsDir, name), []byte(text)})
	}
	src.sort()
	return src
}

// sort puts manifests into the order in which they are to be installed.
func (s *Source) sort() {
	slices.SortStableFunc(s.Manifests, func(a, b File) int { return installRank(a) - installRank(b) })
}

// ChartIn is the source that is the chart in the archive at rel of the folder of p, which is not copied.
func ChartIn(p *pack.Pack, rel string) Source {
	content, err := p.Read(rel, maxArchive)
	if err != nil {
		return Source{Err: err}
	}
	src := FromArchive(content)
	src.At = rel
	return src
}

// ManifestsIn is the source that is the manifests in the folder of p, which are not copied; without manifests if it has
// none.
func ManifestsIn(p *pack.Pack) Source {
	var src Source
	for _, rel := range p.Files(pack.ManifestsDir, func(rel string) bool { return isManifestName(path.Base(rel)) }) {
		if content, err := p.Read(rel, disk.MaxText); err == nil && len(src.Manifests) < maxManifests {
			src.Manifests = append(src.Manifests, File{rel, content})
		}
	}
	src.sort()
	return src
}

// isManifestName reports whether a file of a folder is taken for a manifest.
func isManifestName(name string) bool {
	base := strings.TrimSuffix(strings.TrimSuffix(name, ".yaml"), ".yml")
	return base != name && base != "" && base[0] != '.' && base != "kustomization" && base != "values" && base != "Chart"
}

// installRank orders manifests: Palette installs them in the order of pack.json, and custom resources need their
// definitions, as all objects need their namespaces.
func installRank(f File) int {
	kinds := map[string]int{"Namespace": 1, "CustomResourceDefinition": 2, "ServiceAccount": 3}
	rank := 0
	for doc := range syntax.ParseYAML(string(f.Content)).Docs() {
		if !doc.Exists() {
			continue
		}
		r, ok := kinds[doc.Get("kind").Text()]
		if !ok {
			return len(kinds) + 1
		}
		rank = max(rank, r)
	}
	return rank
}

// manifestName is a name for a pack of the manifests; "" if they suggest none.
func (s Source) manifestName() string {
	if len(s.Manifests) != 1 {
		return ""
	}
	return packName(pack.ManifestKey(s.Manifests[0].Path))
}

package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/upgrade"
)

// pathList is a flag that can be repeated.
type pathList []string

func (l *pathList) String() string { return strings.Join(*l, ", ") }

func (l *pathList) Set(value string) error { *l = append(*l, value); return nil }

// read reads what the flags name into a request.
func (o *upgradeOptions) read(r *runner, request *upgrade.Request) error {
	charts, texts, err := o.readBases(r)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, path := range o.charts {
		data, c, err := readChart(r, path)
		if err != nil {
			return err
		}
		if names[c.Name] != "" {
			return fmt.Errorf("%s and %s are both chart %s; name one of them", names[c.Name], path, c.Name)
		}
		names[c.Name] = path
		request.Archives = append(request.Archives,
			upgrade.Archive{Name: filepath.Base(path), Data: data, Chart: c, Base: charts[c.Name]})
		delete(charts, c.Name)
	}
	if len(charts) > 0 {
		return fmt.Errorf("the base is chart %s, which no --chart is", sortedNames(charts))
	}
	for _, path := range o.manifests {
		found, folder, err := manifestsAt(r, path)
		if err != nil {
			return err
		}
		for _, m := range found {
			m.Base, m.Add = texts[upgrade.Unversioned(m.Name)], folder
			delete(texts, upgrade.Unversioned(m.Name))
			request.Manifests = append(request.Manifests, m)
		}
	}
	if len(o.bases) > 0 && len(o.manifests) == 1 && len(request.Manifests) == 1 && len(texts) == 1 {
		for name, text := range texts { // they can be no others
			request.Manifests[0].Base = text
			delete(texts, name)
		}
	}
	if len(texts) > 0 {
		return fmt.Errorf("the base %s has the name of no manifest that --manifests names", sortedNames(texts))
	}
	return nil
}

// sortedNames joins the keys of a map in their order, so that a message is the same each time.
func sortedNames[V any](m map[string]V) string {
	return strings.Join(slices.Sorted(maps.Keys(m)), ", ")
}

// readBases reads what --base names: charts by their names, and the texts of manifests by the names of their files,
// without versions.
func (o *upgradeOptions) readBases(r *runner) (map[string]*chart.Chart, map[string]string, error) {
	charts, texts := map[string]*chart.Chart{}, map[string]string{}
	for _, path := range o.bases {
		if info, err := os.Stat(r.abs(path)); err == nil && !info.IsDir() && pack.IsArchiveName(path) {
			_, c, err := readChart(r, path)
			if err != nil {
				return nil, nil, err
			}
			charts[c.Name] = c
			continue
		}
		found, _, err := manifestsAt(r, path)
		if err != nil {
			return nil, nil, err
		}
		for _, m := range found {
			texts[upgrade.Unversioned(m.Name)] = m.Text
		}
	}
	return charts, texts, nil
}

// readChart reads the archive at a path that the user has named.
func readChart(r *runner, path string) ([]byte, *chart.Chart, error) {
	data, err := os.ReadFile(r.abs(path))
	if err != nil {
		return nil, nil, plainError(path, err)
	}
	c, err := chart.Parse(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return data, c, nil
}

// manifestsAt reads a manifest, or those in a folder; of the folder of a pack, those in its folder of manifests. folder
// says that it is one.
func manifestsAt(r *runner, path string) (all []upgrade.Manifest, folder bool, err error) {
	full := r.abs(path)
	info, err := os.Stat(full)
	if err != nil {
		return nil, false, plainError(path, err)
	}
	files := []string{full}
	if info.IsDir() {
		if isPack(full) {
			full, path = filepath.Join(full, pack.ManifestsDir), filepath.Join(path, pack.ManifestsDir)
		}
		entries, err := os.ReadDir(full)
		if err != nil {
			return nil, true, plainError(path, err)
		}
		files = nil
		for _, e := range entries {
			ext := filepath.Ext(e.Name())
			if e.Type().IsRegular() && slices.Contains([]string{".yaml", ".yml"}, ext) && e.Name() != "kustomization.yaml" {
				files = append(files, filepath.Join(full, e.Name()))
			}
		}
		if files == nil {
			return nil, true, fmt.Errorf("%s has no manifests", path)
		}
	}
	for _, file := range files {
		text, err := disk.ReadText(r.fsys, file)
		if err != nil {
			return nil, false, plainError(path, err)
		}
		all = append(all, upgrade.Manifest{Name: filepath.Base(file), Text: text})
	}
	return all, info.IsDir(), nil
}

// isPack reports whether a folder has a pack.json.
func isPack(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, pack.MetaName))
	return err == nil
}

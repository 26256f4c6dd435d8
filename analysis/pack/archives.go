package pack

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
)

// ArchivesAbove are the chart archives in the folders above the pack in dir, up to the workspace folder that holds it:
// absolute paths, the nearest first. They belong to no pack.
func (s *Snapshot) ArchivesAbove(dir string) []string {
	var all []string
	for up := range upwards(filepath.Dir(dir)) {
		inside := func(folder string) bool { return disk.Within(up, folder) }
		if !slices.ContainsFunc(s.Folders, inside) {
			break
		}
		entries, err := s.fsys.ReadDir(up)
		if err != nil {
			continue
		}
		for _, e := range entries {
			if e.Type().IsRegular() && IsArchiveName(e.Name()) {
				all = append(all, filepath.Join(up, e.Name()))
			}
		}
	}
	return all
}

// ChartIn is the chart in one of ArchivesAbove.
func (s *Snapshot) ChartIn(path string) (*chart.Chart, error) {
	info, err := s.fsys.Stat(path)
	if err != nil {
		return nil, err
	}
	return s.charts.Read(s.fsys, path, info)
}

// ArchiveContent is the content of one of ArchivesAbove, of at most disk.MaxText bytes.
func (s *Snapshot) ArchiveContent(path string) ([]byte, error) {
	f, err := s.fsys.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, disk.MaxText+1))
	if err == nil && len(content) > disk.MaxText {
		err = fmt.Errorf("%s: %w", path, disk.ErrTooLarge)
	}
	return content, err
}

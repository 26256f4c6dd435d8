package pack

import (
	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
)

// FS is what the snapshot reads. It is for files of the workspace that belong to no pack: those of packs are read with
// Pack, which knows editors' texts and does not follow links that lead out.
func (s *Snapshot) FS() disk.FS { return s.fsys }

// ChartIn is the chart in the archive at an absolute path that belongs to no pack.
func (s *Snapshot) ChartIn(path string) (*chart.Chart, error) {
	info, err := s.fsys.Stat(path)
	if err != nil {
		return nil, err
	}
	return s.charts.Read(s.fsys, path, info)
}

package pack

import (
	"path/filepath"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// KeyChartCache is the key of the folder for files of charts that an editor is to open, and which it cannot ask for.
// Only an editor can set it: a file that came with the packs must not say where to write.
const KeyChartCache = "chartCache"

// ChartCache is the folder that the value of KeyChartCache names; "" if that is not the absolute path of one.
func ChartCache(n syntax.Node) string {
	if folder := n.Text(); n.Kind() == syntax.String && filepath.IsAbs(folder) {
		return filepath.Clean(folder)
	}
	return ""
}

// ChartCache is the folder for files of charts that an editor is to open; "" if there is none.
func (s *Snapshot) ChartCache() string {
	if s.client == nil {
		return ""
	}
	folder := ""
	for _, l := range s.client.layers {
		if l.chartCache != "" {
			folder = l.chartCache
		}
	}
	return folder
}

// renewConfigs has the settings read again, and all packs made again with them.
func (s *Snapshot) renewConfigs() {
	open := map[string]*File{} // and no others, which would be kept until settings change
	for path, f := range s.open {
		if f.Kind == Config {
			open[path] = f
		}
	}
	s.configs = &configs{fsys: s.fsys, folders: s.Folders, client: s.client, open: open}
	s.packs.Clear()
}

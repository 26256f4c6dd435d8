package server

import (
	"context"
	"path/filepath"
	"time"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// watched are the files that analysis reads or checks the existence of. The server needs all files and folders that are
// created and deleted: clients report a renamed folder, but not what is in it.
var watched = []string{
	"**/pack.json", "**/values.yaml", "**/schema.yaml", "**/presets.yaml", "**/.pack-lsp.yaml",
	"**/manifests/**/*.{yaml,yml}", "**/*.tgz", "**/*.tar.gz", "**/logo.png", "**/README.md",
}

// register asks the client to report changes on disk and of settings. If it cannot report those on disk, the server
// looks for them itself.
func (s *server) register(ctx context.Context) {
	if s.can.registersConfiguration {
		s.registerMethod(ctx, protocol.MethodWorkspaceDidChangeConfiguration, configurationRegistration(section))
	}
	s.registerViews(ctx)
	if !s.can.registersWatchers ||
		!s.registerMethod(ctx, protocol.MethodWorkspaceDidChangeWatchedFiles, watchRegistration(watched)) {
		s.watcher.run(ctx)
	}
}

func (s *server) registerMethod(ctx context.Context, method string, options protocol.LSPAny) bool {
	err := s.client.RegisterCapability(ctx, &protocol.RegistrationParams{
		Registrations: []protocol.Registration{{ID: "pack-lsp-" + method, Method: method, RegisterOptions: options}},
	})
	if err != nil {
		s.log.Warn("the client refuses a registration", "method", method, "error", err)
	}
	return err == nil
}

// DidChangeWatchedFiles handles changes on disk.
func (s *server) DidChangeWatchedFiles(_ context.Context, params *protocol.DidChangeWatchedFilesParams) error {
	var paths []string
	for _, c := range params.Changes {
		if path, ok := toPath(c.URI); ok {
			paths = append(paths, path)
		}
	}
	s.changedOnDisk(paths)
	return nil
}

func (s *server) changedOnDisk(paths []string) {
	if len(paths) == 0 {
		return
	}
	settings := s.diskChanged(paths)
	// After the update of the state: a relation that is noted from now on sees that something has changed, see related.
	// Packs that point to paths keep what they found as long as none of their own files change.
	owners := append(s.diagnoser.links.of(paths), s.diagnoser.related.of(paths)...)
	if len(owners) > 0 {
		settings = s.diskChanged(owners) || settings
		s.diagnoser.onDisk(owners...)
	}
	s.diagnoser.onDisk(paths...)
	if settings {
		s.diagnoser.rescan()
	}
}

// diskChanged updates the state after a change of paths on disk. It reports whether that may change settings. The
// diagnoser itself compares settings files.
func (s *server) diskChanged(paths []string) (settings bool) {
	s.updateWith(func(n *pack.Snapshot) *pack.Snapshot {
		settings = n.NamesSchema(paths)
		return n.WithDiskChanged(paths...)
	}, true)
	return settings
}

// watchInterval is how often the server looks at the packs of open documents on disk, for clients that do not watch.
const watchInterval = 2 * time.Second

// watcher finds changes on disk by names, sizes and times. It looks only at the packs of open documents, and not into
// files.
type watcher struct {
	server *server
	soon   chan struct{}
	seen   map[string]sight  // by the folder of the pack
	packs  map[string]string // folders of packs by the paths of their open files; "" for none
}

// sight maps the paths of files to their stamps.
type sight map[string]chart.Stamp

// openFile is the stamp of all open files: their text on disk does not matter, and opening or closing one is not a
// change on disk.
var openFile chart.Stamp

// hurry makes the watcher look now. It does nothing if there is no watcher.
func (w *watcher) hurry() {
	select {
	case w.soon <- struct{}{}:
	default: // it will look soon, or the client watches
	}
}

// run looks again and again, until ctx ends.
func (w *watcher) run(ctx context.Context) {
	tick := time.NewTicker(watchInterval)
	defer tick.Stop()
	for {
		w.server.safely("watching", w.look)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-w.soon:
		}
	}
}

// look compares the disk with what it saw before.
func (w *watcher) look() {
	now := w.server.state.Load()
	seen, packs := map[string]sight{}, map[string]string{}
	var changed []string
	for _, f := range now.OpenFiles() {
		dir, ok := now.PackDir(f.Path)
		if !ok {
			dir = ""
		}
		packs[f.Path] = dir
		if before, known := w.packs[f.Path]; known && before != dir {
			changed = append(changed, metaOf(before, dir)...)
		}
		if !ok || seen[dir] != nil {
			continue
		}
		seen[dir] = w.sightOf(now, dir)
		if old := w.seen[dir]; old != nil {
			changed = append(changed, seen[dir].changedSince(old)...)
		} else {
			changed = append(changed, seen[dir].fresh()...)
		}
	}
	w.seen, w.packs = seen, packs
	w.server.changedOnDisk(changed)
}

// metaOf are the paths of the pack.json in each of dirs that is not empty.
func metaOf(dirs ...string) (paths []string) {
	for _, dir := range dirs {
		if dir != "" {
			paths = append(paths, filepath.Join(dir, pack.MetaName))
		}
	}
	return paths
}

// sightOf returns the sight of the files of the pack in dir, and of the settings files above it.
func (w *watcher) sightOf(now *state, dir string) sight {
	seen := sight{}
	w.add(now, seen, dir, 0)
	for up := filepath.Dir(dir); inFolders(up, now.Folders); up = filepath.Dir(up) {
		w.addFile(now, seen, filepath.Join(up, pack.ConfigName))
		if up == filepath.Dir(up) {
			break
		}
	}
	return seen
}

// watchDepth is how deep below a pack the watcher looks: into manifests/ and charts/, and folders in them.
const watchDepth = 3

func (w *watcher) add(now *state, seen sight, dir string, depth int) {
	entries, err := w.server.opts.FS.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if e.IsDir() && e.Name()[0] != '.' && depth < watchDepth {
			w.add(now, seen, path, depth+1)
		} else {
			w.addFile(now, seen, path)
		}
	}
}

func (w *watcher) addFile(now *state, seen sight, path string) {
	if now.Open(path) != nil {
		seen[path] = openFile
	} else if info, err := w.server.opts.FS.Stat(path); err == nil {
		seen[path] = chart.StampOf(info)
	}
}

// changedSince returns the paths whose stamps differ between the two sights, or that are only in one of them.
func (now sight) changedSince(before sight) (paths []string) {
	for path, old := range before {
		if look, ok := now[path]; old != openFile && (!ok || look != old && look != openFile) {
			paths = append(paths, path)
		}
	}
	for path := range now {
		if _, ok := before[path]; !ok {
			paths = append(paths, path)
		}
	}
	return paths
}

// fresh returns the files that were written so recently that analysis may have read them before: for a new pack there
// is no sight to compare with.
func (now sight) fresh() (paths []string) {
	since := time.Now().Add(-watchInterval).UnixNano()
	for path, look := range now {
		if look != openFile && look.Modified() > since {
			paths = append(paths, path)
		}
	}
	return paths
}

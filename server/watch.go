package server

import (
	"context"
	"path/filepath"
	"time"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// watched are the files that analysis reads, or whose being there it looks at. Of files and folders that are made and deleted all are of
// interest: clients report a folder that is renamed, and not what is in it.
var watched = []string{
	"**/pack.json", "**/values.yaml", "**/schema.yaml", "**/presets.yaml", "**/.pack-lsp.yaml",
	"**/manifests/**/*.{yaml,yml}", "**/*.tgz", "**/*.tar.gz", "**/logo.png", "**/README.md",
}

// register asks the client to tell of changes on disk and of settings. Where it cannot tell of those on disk, the server looks itself.
func (s *server) register(ctx context.Context) {
	if s.can.registersConfiguration {
		s.registerMethod(ctx, protocol.MethodWorkspaceDidChangeConfiguration, configurationRegistration(section))
	}
	s.registerViews(ctx)
	if !s.can.registersWatchers || !s.registerMethod(ctx, protocol.MethodWorkspaceDidChangeWatchedFiles, watchRegistration(watched)) {
		s.watcher.run(ctx)
	}
}

func (s *server) registerMethod(ctx context.Context, method string, options protocol.LSPAny) bool {
	err := s.client.RegisterCapability(ctx, &protocol.RegistrationParams{
		Registrations: []protocol.Registration{{ID: "pack-lsp-" + method, Method: method, RegisterOptions: options}},
	})
	if err != nil {
		s.log.Warn("the client does not register", "method", method, "error", err)
	}
	return err == nil
}

// DidChangeWatchedFiles takes changes on disk.
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
	// Asked after the state is another: who notes a relation from now on sees that something has changed, see related. What packs that
	// point to paths have found they keep as long as nothing of theirs changes.
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

// diskChanged makes the state after a change of paths on disk. It reports whether settings may be others; a settings file itself the diagnoser
// compares with what it was.
func (s *server) diskChanged(paths []string) (settings bool) {
	s.updateWith(func(n *pack.Snapshot) *pack.Snapshot {
		settings = n.NamesSchema(paths)
		return n.WithDiskChanged(paths...)
	}, true)
	return settings
}

// watchInterval is how often the packs of open documents are looked at on disk for clients that do not watch.
const watchInterval = 2 * time.Second

// watcher finds changes on disk by looking at names, sizes and times. It looks at the packs of open documents alone, and not into files.
type watcher struct {
	server *server
	soon   chan struct{}
	seen   map[string]sight // by the pack's folder
}

// sight is what files look like, by path.
type sight map[string]chart.Stamp

// openFile is what an open file looks like: its text on disk does not count, nor does it when it has just been opened or closed.
var openFile chart.Stamp

// hurry has the watcher look now. It does nothing while there is none.
func (w *watcher) hurry() {
	select {
	case w.soon <- struct{}{}:
	default: // it is about to, or the client watches
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

// look compares disk with what it saw before.
func (w *watcher) look() {
	now := w.server.state.Load()
	seen := map[string]sight{}
	var changed []string
	for _, f := range now.OpenFiles() {
		p, _ := now.PackOf(f.Path)
		if p == nil || seen[p.Dir] != nil {
			continue
		}
		seen[p.Dir] = w.sightOf(now, p.Dir)
		if old := w.seen[p.Dir]; old != nil {
			changed = append(changed, seen[p.Dir].changedSince(old)...)
		} else {
			changed = append(changed, seen[p.Dir].fresh()...)
		}
	}
	w.seen = seen
	w.server.changedOnDisk(changed)
}

// sightOf is what the files of the pack in dir look like, and the settings files above it.
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

// watchDepth is how deep below a pack files are looked at: manifests/ and charts/, and folders in them.
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

// changedSince are the paths that looked different before, or are in one sight alone.
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

// fresh are the files written so lately that analysis may have read them before: of a pack seen first there is nothing to compare with.
func (now sight) fresh() (paths []string) {
	since := time.Now().Add(-watchInterval).UnixNano()
	for path, look := range now {
		if look != openFile && look.Modified() > since {
			paths = append(paths, path)
		}
	}
	return paths
}

package server

import (
	"context"
	"path/filepath"
	"slices"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// Diagnostic returns the problems of one document, or only says that they are unchanged.
func (s *server) Diagnostic(
	ctx context.Context, params *protocol.DocumentDiagnosticParams,
) (protocol.DocumentDiagnosticReport, error) {
	doc, ok := s.packDocument(ctx, params.TextDocument.URI)
	if !ok {
		return fromReport(nil, resultID(nil), params.PreviousResultID), nil
	}
	begun := s.diagnoser.results.now()
	found, err := check.DiagnosePromptly(ctx, doc.Snapshot, doc.file.Path)
	if err != nil {
		return nil, err
	}
	in, ok := doc.PackDir(doc.file.Path)
	if !ok {
		in = filepath.Dir(doc.file.Path)
	}
	ds := s.can.fromDiagnostics(doc.file, shown(found, doc.MaxProblems(in)))
	id := resultID(ds)
	if doc.file.Open {
		s.gap("give")
		s.diagnoser.results.give(doc.file, id, doc.seq, begun)
		s.giveGone(doc, len(ds) > 0)
	}
	return fromReport(ds, id, params.PreviousResultID), nil
}

// giveGone has the client ask again for the problems of an open document if its pack is gone or excluded since. What
// was found in it may have been taken back before it was noted that the client gets these problems.
func (s *server) giveGone(doc document, problems bool) {
	path, now := doc.file.Path, s.state.Load()
	if !problems || now == doc.state || doc.file.Kind == pack.Config || now.Open(path) == nil {
		return
	}
	if p, _ := now.PackOf(path); p == nil || now.Excluded(p.Dir) {
		s.diagnoser.results.askAgain()
	}
}

// DiagnosticWorkspace returns the problems of all files whose problems differ from those that the client has. If the
// client takes partial results, it sends them as they are found. If nothing differs then, it waits for the next change:
// clients ask again and again.
func (s *server) DiagnosticWorkspace(
	ctx context.Context, params *protocol.WorkspaceDiagnosticParams,
) (*protocol.WorkspaceDiagnosticReport, error) {
	jsonrpc2.Async(ctx)
	s.diagnoser.results.stopPushing()
	pull := workspacePull{server: s, token: params.PartialResultToken, has: map[string]string{}}
	for _, p := range previousOf(ctx) {
		if path, ok := toPath(uri.URI(p.URI)); ok && string(s.can.fromPath(path)) == p.URI {
			pull.has[path] = p.Value
		} else if p.Value != resultID(nil) { // its URI before the client opened it under another one
			pull.renamed = append(pull.renamed, uri.URI(p.URI))
		}
	}
	if err := pull.run(ctx); err != nil {
		return nil, err
	}
	return &protocol.WorkspaceDiagnosticReport{Items: pull.items}, nil
}

// workspacePull is one workspace/diagnostic request.
type workspacePull struct {
	server *server
	token  protocol.ProgressToken // of partial results; nil if the client takes none
	has    map[string]string      // result id that the client has, by path
	items  []protocol.WorkspaceDocumentDiagnosticReport
	sent   bool

	renamed []uri.URI // that the client has problems for, and that are no longer in use
}

func (w *workspacePull) run(ctx context.Context) error {
	longPoll := w.token != nil && len(w.has) > 0
	var empty []protocol.WorkspaceDocumentDiagnosticReport
	for _, u := range w.renamed {
		empty = append(empty, fromEmptyReport(u))
	}
	if err := w.emit(ctx, empty); err != nil {
		return err
	}
	for {
		d := w.server.diagnoser
		changed, idle := d.results.wait(), d.idle()
		if err := w.report(ctx, idle); err != nil {
			return err
		}
		if idle && (w.sent || !longPoll) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		}
	}
}

// report adds, or sends as partial results, the problems that the client does not have.
//
// Before all files have been checked, a file without a result may still have problems.
func (w *workspacePull) report(ctx context.Context, all bool) error {
	for _, dir := range w.server.diagnoser.results.differing(w.has) {
		if err := w.reportPack(ctx, dir); err != nil {
			return err
		}
	}
	if !all {
		return nil
	}
	var gone []protocol.WorkspaceDocumentDiagnosticReport
	for _, path := range w.server.diagnoser.results.gone(w.has) {
		gone = append(gone, w.full(path, nil, nil))
	}
	return w.emit(ctx, gone)
}

// reportPack reports on the files of the pack in dir as they are now, which may be newer than the difference.
func (w *workspacePull) reportPack(ctx context.Context, dir string) error {
	for {
		work, yield := context.WithCancel(ctx)
		items, err := w.look(work, yield, dir)
		yielded := err != nil && work.Err() != nil
		yield()
		switch {
		case err == nil:
			return w.emit(ctx, items)
		case ctx.Err() != nil || !yielded:
			return err
		}
	}
}

// look returns what the client does not have of the problems in the pack in dir. yield ends ctx.
func (w *workspacePull) look(
	ctx context.Context, yield func(), dir string,
) (items []protocol.WorkspaceDocumentDiagnosticReport, err error) {
	now, p, end, err := w.server.memory.begin(ctx, background{
		rank: int(levelDisk), yield: yield, aside: func(wait func()) { wait() },
		pack: func(now *state) *pack.Pack {
			p, _ := now.PackOf(filepath.Join(dir, pack.MetaName))
			return p
		},
	})
	if err != nil {
		return nil, err
	}
	defer end()
	var all []check.FileFindings
	if f := now.Config(dir); f != nil {
		ds, err := check.Diagnose(ctx, now.Snapshot, dir)
		if err != nil {
			return nil, err
		}
		all = append(all, check.FileFindings{File: f, Diagnostics: ds})
	} else if p != nil {
		add := func(found check.FileFindings) { all = append(all, found) }
		if err := check.DiagnoseFiles(ctx, now.Snapshot, p, "", add); err != nil {
			return nil, err
		}
	}
	for _, found := range all {
		limit := now.MaxProblems(settingsDir(dir))
		ds := w.server.can.fromDiagnostics(found.File, shown(found.Diagnostics, limit))
		id, had := resultID(ds), w.has[found.File.Path]
		if had != id && (len(ds) > 0 || had != "" || found.File.Open) {
			items = append(items, w.full(found.File.Path, found.File, ds))
		}
	}
	return items, nil
}

// full is a report of the problems ds at path; f is nil if the file is gone.
func (w *workspacePull) full(
	path string, f *pack.File, ds []protocol.Diagnostic,
) protocol.WorkspaceDocumentDiagnosticReport {
	id := resultID(ds)
	w.has[path] = id
	return w.server.can.fromWorkspaceReport(path, f, ds, id)
}

func (w *workspacePull) emit(ctx context.Context, items []protocol.WorkspaceDocumentDiagnosticReport) error {
	if len(items) == 0 {
		return nil
	}
	w.sent = true
	if w.token == nil {
		w.items = append(w.items, items...)
		return nil
	}
	value, err := protocol.Marshal(&protocol.WorkspaceDiagnosticReportPartialResult{Items: items})
	if err != nil {
		return err
	}
	return w.server.client.Progress(ctx, &protocol.ProgressParams{Token: w.token, Value: value})
}

// differing returns the packs with a file whose problems differ from those in has, sorted by path.
func (r *results) differing(has map[string]string) (dirs []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for dir, p := range r.packs {
		for path, f := range p.files {
			if f.id != has[path] {
				dirs = append(dirs, dir)
				break
			}
		}
	}
	slices.Sort(dirs)
	return dirs
}

// gone returns the files with problems in has that have none now, sorted by path.
func (r *results) gone(has map[string]string) (paths []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	known, none := map[string]bool{}, resultID(nil)
	for _, p := range r.packs {
		for path := range p.files {
			known[path] = true
		}
	}
	for path, id := range has {
		if !known[path] && id != none {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

// askAgain tells the client that problems of open documents changed without an edit.
func (r *results) askAgain() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.askAgainLocked()
}

// askAgainLocked is askAgain while r.mu is held. One request at a time is enough.
func (r *results) askAgainLocked() {
	if r.refresh {
		return
	}
	r.refresh = true
	r.server.spawn("refresh", func(ctx context.Context) {
		r.mu.Lock()
		r.refresh = false
		r.mu.Unlock()
		if err := r.server.client.DiagnosticRefresh(ctx); err != nil {
			r.server.log.Debug("asking the client to ask again", "error", err)
		}
	})
}

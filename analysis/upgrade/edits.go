package upgrade

import (
	"context"
	"path/filepath"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/merge"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// ChartInPlace are the edits of p, by an editor, for an upgrade in place to an archive that is in the pack's folder or
// that the editor moves there. The old archive stays. The error is that of Plan.
func ChartInPlace(ctx context.Context, s *pack.Snapshot, p *pack.Pack, a Archive) ([]edit.FileEdit, error) {
	u := inPlace(ctx, s, p)
	u.archive, u.new = a, a.Chart
	if err := u.begin(); err != nil {
		return nil, err
	}
	if err := u.run(); err != nil {
		return nil, err
	}
	var edits []edit.FileEdit
	if a.Loose != "" {
		to := filepath.Join(p.Dir, filepath.FromSlash(u.newEntry))
		edits = append(edits, edit.FileEdit{Path: to, From: a.Loose})
	}
	return append(edits, u.textEdits()...), nil
}

// ManifestsInPlace are the edits of p, by an editor, for an upgrade in place to new versions of manifests that it has.
// The error is that of Plan.
func ManifestsInPlace(ctx context.Context, s *pack.Snapshot, p *pack.Pack, all []Manifest) ([]edit.FileEdit, error) {
	u := inPlace(ctx, s, p)
	if err := u.beginManifests(all); err != nil {
		return nil, err
	}
	if err := u.runManifests(); err != nil {
		return nil, err
	}
	return u.textEdits(), nil
}

// inPlace is an upgrade of p in its own folder, with one step.
func inPlace(ctx context.Context, s *pack.Snapshot, p *pack.Pack) *upgrade {
	u := newUpgrade(ctx, deployable{s, p}, &Request{Dir: p.Dir}, newReport(p))
	u.lead = true
	return u
}

// textEdits are the edits that make the texts of the new pack of those of the old one, which is in the same folder.
func (u *upgrade) textEdits() []edit.FileEdit {
	u.dropUnchanged()
	files := map[string]*pack.File{}
	for _, f := range u.p.AnalyzedFiles() { // manifests in other folders than usual, too
		files[u.rel(f)] = f
	}
	var edits []edit.FileEdit
	for _, rel := range (&Result{Files: u.files}).Paths() {
		f := files[rel]
		if f == nil {
			f = u.p.File(filepath.Join(u.p.Dir, filepath.FromSlash(rel)))
		}
		if f == nil || u.files[rel] == nil {
			continue
		}
		for _, e := range merge.LineEdits(f.Text.String(), string(u.files[rel])) {
			edits = append(edits, edit.FileEdit{Path: f.Path, Edit: e})
		}
	}
	return edits
}

package action

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/newer"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// maxUpgrades is how many newer archives, or sets of manifests, are offered.
const maxUpgrades = 3

// upgrading are the actions on an entry of charts or kubeManifests in pack.json.
func upgrading(ctx context.Context, s *pack.Snapshot, p *pack.Pack, f *pack.File, at text.Range) []Action {
	n := f.Tree().NodeAt(at.Start)
	switch {
	case n.Kind() != syntax.String:
	case pack.PlaceChart.Has(n.Path()):
		return upgradingChart(ctx, s, p, n.Text())
	case pack.PlaceManifest.Has(n.Path()):
		return upgradingManifest(ctx, s, p, n.Text())
	}
	return nil
}

// upgradingChart are the upgrades to newer archives of the chart at entry that are in the pack's folder, or in a folder
// above it, from where they are moved. The old archive stays: it is one that the pack may go back to, and an editor
// could not undo that it is gone.
func upgradingChart(ctx context.Context, s *pack.Snapshot, p *pack.Pack, entry string) []Action {
	var actions []Action
	for _, a := range newer.Archives(s, p, entry) {
		if len(actions) == maxUpgrades {
			break
		}
		title := fmt.Sprintf("Upgrade to %s %s (%s)", a.Chart.Name, a.Chart.Version, cmp.Or(a.Entry, a.Name))
		action := upgradeTo(title, func() ([]edit.FileEdit, error) { return newer.ChartEdits(ctx, s, p, a) })
		action.Moves = a.Loose != ""
		actions = append(actions, action)
	}
	return actions
}

// upgradingManifest are the upgrades to new versions of the manifest at entry, and of those next to it. The files stay
// where they are.
func upgradingManifest(ctx context.Context, s *pack.Snapshot, p *pack.Pack, entry string) []Action {
	var actions []Action
	for _, set := range newer.Manifests(s, p, entry) {
		if len(actions) == maxUpgrades {
			break
		}
		files := shownIn(s, p, set.Paths[0])
		if n := len(set.Paths); n > 1 {
			files = fmt.Sprintf("%d manifests in %s", n, shownIn(s, p, filepath.Dir(set.Paths[0])))
		}
		title := fmt.Sprintf("Upgrade to %s (%s)", set.Version, files)
		if set.Guessed {
			title = "Upgrade to " + files
		}
		actions = append(actions,
			upgradeTo(title, func() ([]edit.FileEdit, error) { return newer.ManifestEdits(ctx, s, p, set) }))
	}
	return actions
}

// upgradeTo is a rewrite that does nothing if its edits fail.
func upgradeTo(title string, edits func() ([]edit.FileEdit, error)) Action {
	return Action{
		Title: title, Kind: RefactorRewrite,
		Edits: func() []edit.FileEdit {
			all, err := edits()
			if err != nil {
				return nil
			}
			return all
		},
	}
}

// shownIn is the path of a file or folder from the folder of p, or else from the workspace folder that it is in.
func shownIn(s *pack.Snapshot, p *pack.Pack, file string) string {
	for _, folder := range append([]string{p.Dir}, s.Folders...) {
		if rel, err := filepath.Rel(folder, file); err == nil && rel != "." && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel)
		}
	}
	return filepath.Base(file)
}

package action

import (
	"cmp"
	"context"
	"fmt"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/upgrade"
)

// maxUpgrades is how many newer archives are offered.
const maxUpgrades = 3

// upgrading are the actions on an entry of charts in pack.json: to upgrade to a newer archive of that chart that is in
// the pack's folder, or in a folder above it, from where it is moved. The old archive stays: it is one that the pack
// may go back to, and an editor could not undo that it is gone.
func upgrading(ctx context.Context, s *pack.Snapshot, p *pack.Pack, f *pack.File, at text.Range) []Action {
	n := f.Tree().NodeAt(at.Start)
	if n.Kind() != syntax.String || !pack.PlaceChart.Has(n.Path()) {
		return nil
	}
	var actions []Action
	for _, a := range upgrade.Newer(s, p, n.Text()) {
		if len(actions) == maxUpgrades {
			break
		}
		actions = append(actions, Action{
			Title: fmt.Sprintf("Upgrade to %s %s (%s)", a.Chart.Name, a.Chart.Version, cmp.Or(a.Entry, a.Name)),
			Kind:  RefactorRewrite, Moves: a.Loose != "",
			Edits: func() []edit.FileEdit {
				edits, err := upgrade.Edits(ctx, s, p, a)
				if err != nil {
					return nil
				}
				return edits
			},
		})
	}
	return actions
}

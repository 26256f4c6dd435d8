package action

import (
	"context"
	"fmt"
	"maps"
	"path"

	"github.com/pack-lsp/pack-lsp/analysis/create"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// making are the actions that make a pack in the folder of an empty pack.json: of a chart archive that is there, of the
// manifests that are there, or with a first manifest. Files that exist stay as they are. The edits are nil if ctx ends
// before.
func making(ctx context.Context, p *pack.Pack, f *pack.File) []Action {
	if f != p.JSON || !create.Empty(f.Text.String()) {
		return nil
	}
	named := create.FromFolder(p.Dir)
	var actions []Action
	add := func(title string, src func() create.Source, answers create.Answers) {
		actions = append(actions, Action{
			Title: title, Kind: RefactorRewrite, Creates: true,
			Edits: func() []edit.FileEdit { return made(ctx, p, f, src(), answers) },
		})
	}
	archive := func(rel string) bool { // others are in unpacked charts
		dir := path.Dir(rel)
		return (dir == "." || dir == pack.ChartsDir) && pack.IsArchiveName(rel)
	}
	for _, rel := range p.Files(".", archive) {
		c, err := p.Chart(rel)
		if err != nil || c.Type == "library" {
			continue
		}
		answers := create.Answers{create.KeyFrom: {create.FromChart}, create.KeyChart: {rel}}
		if len(named[create.KeyVersion]) > 0 { // the folder is called as packs are
			answers[create.KeyName] = named[create.KeyName]
			answers[create.KeyVersion] = named[create.KeyVersion]
		}
		source := func() create.Source { return create.ChartIn(p, rel) }
		add(fmt.Sprintf("Make a pack of the chart %s %s", c.Name, c.Version), source, answers)
		all := maps.Clone(answers)
		all[create.KeyValues] = []string{create.ValuesAll}
		add(fmt.Sprintf("Make a pack of the chart %s %s with all its values", c.Name, c.Version), source, all)
	}
	if src := create.ManifestsIn(p); len(src.Manifests) > 0 {
		answers := maps.Clone(named)
		answers[create.KeyFrom] = []string{create.FromManifests}
		title := "Make a pack of the manifest"
		if n := len(src.Manifests); n > 1 {
			title = fmt.Sprintf("Make a pack of the %d manifests", n)
		}
		add(title, func() create.Source { return src }, answers)
	}
	if len(actions) == 0 {
		answers := maps.Clone(named)
		answers[create.KeyFrom] = []string{create.FromNothing}
		add("Make a pack with a first manifest", func() create.Source { return create.Source{} }, answers)
	}
	return actions
}

// made are the edits that write a new pack into the folder of p.
func made(
	ctx context.Context, p *pack.Pack, meta *pack.File, src create.Source, answers create.Answers,
) []edit.FileEdit {
	r, err := create.New(ctx, src, answers, p.Dir, p.Today)
	if err != nil {
		return nil
	}
	return r.Edits(p.Dir, meta, p.Has)
}

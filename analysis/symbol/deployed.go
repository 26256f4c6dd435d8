package symbol

import (
	"context"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// Deployed are places in the preview of what a pack deploys.
type Deployed struct {
	Origin text.Range   // what refers to them, in the file that was asked about
	Dir    string       // the pack's folder
	Text   *text.Text   // of the preview
	Places []text.Range // in Text
}

// Deploys are the places of the fields that the value at byte offset off of the file at path sets, in the preview of
// the pack: of a chart's or manifest's section those of all of its objects. Nil if there are none. If ctx ends first,
// the error is the context's.
func Deploys(ctx context.Context, s *pack.Snapshot, path string, off int) (*Deployed, error) {
	p, f := s.PackOf(path)
	if p == nil || f.Kind != pack.Values && f.Kind != pack.Presets {
		return nil, nil
	}
	sub := value.SubjectAt(p, f, off)
	var section []string
	switch {
	case sub.Kind == value.ChartSection || sub.Kind == value.ManifestParams:
		section = sub.Path
	case sub.Kind != value.ChartValue:
		return nil, nil
	}
	v, err := deploy.PreviewOf(ctx, s, p)
	if err != nil {
		return nil, err
	}
	found := &Deployed{Origin: sub.Range, Dir: p.Dir, Text: v.Text}
	if section != nil {
		for _, o := range v.Objects {
			if slices.Equal(o.Unit.Section, section) {
				found.Places = append(found.Places, v.Text.Line(v.Text.LineAt(o.Start)))
			}
		}
	} else {
		fields, err := deploy.Sets(ctx, s, p, sub.Path)
		if err != nil {
			return nil, err
		}
		for _, field := range fields {
			if r, ok := v.Place(field); ok && !slices.Contains(found.Places, r) {
				found.Places = append(found.Places, r)
			}
		}
	}
	if found.Places == nil {
		return nil, nil
	}
	return found, nil
}

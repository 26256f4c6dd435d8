package symbol

import (
	"context"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Used is a value of values.yaml that is referred to.
type Used struct {
	text.Range                 // of its key
	Places     []pack.Location // that refer to it, in the order of paths and offsets
}

const (
	// maxUsers is how many other packs are read for the values that their macros name.
	maxUsers = 50
	// maxPlaces is how many places one value has.
	maxPlaces = 1000
)

// UsedValues returns the values in the values.yaml at path that are referred to, in the order of the text: by
// schema.yaml, what presets set and remove, the parameter references of pack.json, manifests, and macros in the pack
// and in other packs of the index. A path refers to the value at its end alone, and keys of a list are those of its
// first element. It is nil for other files. If ctx ends first, the error is the context's.
func UsedValues(ctx context.Context, s *pack.Snapshot, path string) ([]Used, error) {
	p, f := s.PackOf(path)
	if f == nil || f != p.Values {
		return nil, nil
	}
	places := map[string][]pack.Location{}
	collect := func(q *pack.Pack, f *pack.File) {
		name := (symbol{kind: valueSymbol}).in(p, q).name
		for o := range occurrencesUnread(s, q, f, valueSymbol) {
			switch {
			case o.onTheWay || o.form == asFile || o.symbol.name != name || f == p.Values && o.form != asMacro:
			default:
				key := pathKey(o.symbol.path)
				if list := places[key]; len(list) < maxPlaces {
					places[key] = append(list, pack.Location{Path: f.Path, Text: f.Text, Range: o.Range})
				}
			}
		}
	}
	for _, file := range s.FilesOf(p) {
		collect(p, file)
	}
	if err := usersOf(ctx, s, p, collect); err != nil {
		return nil, err
	}
	return usedKeys(s, p, places), ctx.Err()
}

// usersOf calls collect with the files of the other packs of the index whose macros name p.
func usersOf(ctx context.Context, s *pack.Snapshot, p *pack.Pack, collect func(*pack.Pack, *pack.File)) error {
	name := p.Facts().Name
	if s.Index() == nil || name == "" {
		return nil
	}
	places, err := packsNaming(ctx, s, p, symbol{kind: valueSymbol})
	if err != nil {
		return err
	}
	places = slices.DeleteFunc(places, func(at namingPack) bool { return at.dir == p.Dir })
	for _, at := range places[:min(len(places), maxUsers)] {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		q := s.Pack(at.dir)
		for _, file := range s.FilesOf(q) {
			if file.Kind != pack.Meta && mayNamePack(file, name) {
				collect(q, file)
			}
		}
	}
	return nil
}

// usedKeys are the keys of p's values.yaml that lead to the values at places. Each value has the first such key.
func usedKeys(s *pack.Snapshot, p *pack.Pack, places map[string][]pack.Location) []Used {
	if len(places) == 0 {
		return nil
	}
	var used []Used
	for o := range occurrencesUnread(s, p, p.Values, valueSymbol) {
		if !o.declares || o.symbol.name != "" {
			continue
		}
		key := pathKey(o.symbol.path)
		if list := places[key]; len(list) > 0 {
			delete(places, key)
			slices.SortFunc(list, inOrder)
			used = append(used, Used{o.Range, slices.CompactFunc(list, samePlace)})
		}
	}
	slices.SortFunc(used, func(a, b Used) int { return a.Start - b.Start })
	return used
}

// pathKey is the same for equal paths. Keys with a zero byte are not worth a difference.
func pathKey(path []string) string { return strings.Join(path, "\x00") }

func inOrder(a, b pack.Location) int {
	if c := strings.Compare(a.Path, b.Path); c != 0 {
		return c
	}
	return a.Range.Start - b.Range.Start
}

func samePlace(a, b pack.Location) bool { return a.Path == b.Path && a.Range == b.Range }

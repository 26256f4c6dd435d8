package symbol

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/parallel"
)

// References returns the places that name the symbol at byte offset off of the file at path, in the files of its pack
// and of the other packs of the workspace, in the order of paths and offsets; after them, those in templates of charts
// that use it if it is a value, a limited number. Its declarations, among them the default of a chart, are included if
// declarations is true. It is nil if there is no symbol at off. If ctx ends first, it returns ctx.Err().
func References(
	ctx context.Context, s *pack.Snapshot, path string, off int, declarations bool,
) ([]pack.Location, error) {
	p, f := s.PackOf(path)
	if p == nil {
		return nil, nil
	}
	var found []pack.Location
	seen := map[pack.Location]bool{}
	add := func(l pack.Location) {
		if !seen[l] {
			seen[l] = true
			found = append(found, l)
		}
	}
	for _, at := range occurrencesAt(s, p, f, off) {
		definedIn, sym := home(s, p, at.symbol)
		all, err := occurrencesEverywhere(ctx, s, definedIn, f, sym, spots{known: true, declarations: declarations})
		if err != nil {
			return nil, err
		}
		for _, in := range all {
			for _, spot := range in.spots {
				add(pack.Location{Origin: at.Range, Path: in.path, Spot: spot})
			}
			for _, o := range in.occurrences {
				if declarations || !o.declares {
					add(pack.Location{Origin: at.Range, Path: in.path, Text: in.file.Text, Range: o.Range})
				}
			}
		}
		if sym.kind != valueSymbol {
			continue
		}
		inCharts, err := usesInCharts(ctx, definedIn, sym.path, at.Range, declarations)
		if err != nil {
			return nil, err
		}
		for _, l := range inCharts {
			add(l)
		}
	}
	return found, nil
}

// Highlight is a place in a file that names the symbol at the cursor.
type Highlight struct {
	text.Range      // in bytes
	Write      bool // whether the symbol is defined here; other places refer to it
}

// Highlights returns the places in the file at path that name the symbol at byte offset off, in the order of the text.
func Highlights(s *pack.Snapshot, path string, off int) []Highlight {
	p, f := s.PackOf(path)
	if p == nil {
		return nil
	}
	var found []Highlight
	seen := map[Highlight]bool{}
	for _, at := range occurrencesAt(s, p, f, off) {
		for _, o := range occurrencesOf(s, p, f, at.symbol) {
			if h := (Highlight{o.Range, o.declares}); !seen[h] {
				seen[h] = true
				found = append(found, h)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Highlight) int { return a.Start - b.Start })
	return found
}

// fileOccurrences are the places in one file that name one symbol, in the order of the text.
type fileOccurrences struct {
	dir         string // of the pack
	path        string // of the file
	file        *pack.File
	occurrences []occurrence
	spots       []text.Spot // instead of file and occurrences
}

func occurrencesIn(dir string, f *pack.File, in []occurrence) fileOccurrences {
	return fileOccurrences{dir: dir, path: f.Path, file: f, occurrences: in}
}

// spots says which places the index may tell, so that their files are not read.
type spots struct{ known, declarations bool }

// occurrencesEverywhere returns the places that name sym, which f, a file of p, names. They are in the order of paths.
func occurrencesEverywhere(
	ctx context.Context, s *pack.Snapshot, p *pack.Pack, f *pack.File, sym symbol, told spots,
) ([]fileOccurrences, error) {
	var found []fileOccurrences
	switch sym.kind {
	case anchorSymbol, templateSymbol, variableSymbol:
		found = []fileOccurrences{occurrencesIn(p.Dir, f, occurrencesOf(s, p, f, sym))}
	case presetSymbol, groupSymbol:
		found = occurrencesInPack(s, p, p, sym)
	default:
		var err error
		if found, err = occurrencesInWorkspace(ctx, s, p, sym, told); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(found, func(a, b fileOccurrences) int { return cmp.Compare(a.path, b.path) })
	return found, ctx.Err()
}

// occurrencesInPack returns the places in q that name sym, a symbol of p.
func occurrencesInPack(s *pack.Snapshot, p, q *pack.Pack, sym symbol) []fileOccurrences {
	sym = sym.in(p, q)
	var found []fileOccurrences
	for _, f := range s.FilesOf(q) {
		if sym.kind <= valueSymbol && sym.name != "" && !mayNamePack(f, sym.name) {
			continue
		}
		if in := occurrencesOf(s, q, f, sym); len(in) > 0 {
			found = append(found, occurrencesIn(q.Dir, f, in))
		}
	}
	return found
}

// mayNamePack reports whether f may name a pack. Files that cannot are not parsed.
func mayNamePack(f *pack.File, name string) bool {
	src := f.Text.String()
	if f.Kind == pack.Meta {
		return strings.Contains(src, name) || strings.Contains(src, `\`)
	}
	return strings.Contains(src, template.PackMacro+name)
}

// occurrencesInMeta returns the places in the pack.json at a place that name sym, a pack. It reads no other file.
func occurrencesInMeta(s *pack.Snapshot, at namingPack, sym symbol, told spots) []fileOccurrences {
	dir := at.dir
	if told.known {
		if found, ok := s.NamingSpots(at.entry, sym.name, told.declarations); ok {
			return []fileOccurrences{{dir: dir, path: at.entry.Path(), spots: found}}
		}
	}
	f := s.MetaFile(dir)
	if f == nil || !mayNamePack(f, sym.name) {
		return nil
	}
	if in := occurrencesOf(s, nil, f, sym); len(in) > 0 {
		return []fileOccurrences{occurrencesIn(dir, f, in)}
	}
	return nil
}

// occurrencesInWorkspace returns the places in p and in the packs of the workspace that name sym, a pack or a value
// of p.
func occurrencesInWorkspace(
	ctx context.Context, s *pack.Snapshot, p *pack.Pack, sym symbol, told spots,
) ([]fileOccurrences, error) {
	s, err := s.Indexed(ctx)
	if err != nil {
		return nil, err
	}
	places, err := packsNaming(ctx, s, p, sym)
	if err != nil {
		return nil, err
	}
	results := make([][]fileOccurrences, len(places))
	err = parallel.Each(ctx, len(places), func(i int) {
		if at := places[i]; at.metaOnly {
			results[i] = occurrencesInMeta(s, at, sym, told)
		} else {
			results[i] = occurrencesInPack(s, p, s.Pack(at.dir), sym)
		}
	})
	return slices.Concat(results...), err
}

// namingPack is a pack that may name a symbol.
type namingPack struct {
	dir      string
	metaOnly bool        // nothing but its pack.json may
	entry    *pack.Entry // nil unless metaOnly
}

// packsNaming returns p and the packs of the index that may name sym, a pack or a value of p, in the order of their
// folders.
func packsNaming(ctx context.Context, s *pack.Snapshot, p *pack.Pack, sym symbol) ([]namingPack, error) {
	places := []namingPack{{dir: p.Dir}}
	name := sym.name
	if sym.kind == valueSymbol {
		name = p.Facts().Name
	}
	if name != "" {
		all, err := s.Index().Naming(ctx, name)
		if err != nil {
			return nil, err
		}
		for _, in := range all {
			switch {
			case in.Dir == p.Dir:
			case sym.kind == packSymbol:
				places = append(places, namingPack{in.Dir, !in.Texts, in.Entry})
			case in.Name != name && in.Texts: // other versions of a pack have values of their own
				places = append(places, namingPack{dir: in.Dir})
			}
		}
	}
	slices.SortFunc(places, func(a, b namingPack) int { return cmp.Compare(a.dir, b.dir) })
	return places, ctx.Err()
}

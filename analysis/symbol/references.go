package symbol

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// References returns the places that name the thing at byte offset off of the file at path, its declarations among them where declarations is
// set: in the files of the pack and, for the name of a pack, in all packs of the workspace. They are in the order of paths and texts; none where
// nothing is named at off. Where ctx ends first, the error is the context's.
func References(ctx context.Context, s *pack.Snapshot, path string, off int, declarations bool) ([]pack.Location, error) {
	p, f := s.PackOf(path)
	if p == nil {
		return nil, nil
	}
	var found []pack.Location
	for _, at := range occurrencesAt(s, p, f, off) {
		home, t := at.symbol.atHome(s, p)
		all, err := occurrencesEverywhere(ctx, s, home, f, t)
		if err != nil {
			return nil, err
		}
		for _, in := range all {
			for _, o := range in.occurrences {
				l := pack.Location{Origin: at.Range, Path: in.file.Path, Text: in.file.Text, Range: o.Range}
				if (declarations || !o.declares) && !slices.Contains(found, l) {
					found = append(found, l)
				}
			}
		}
	}
	return found, nil
}

// Highlight is a place in a file that names the thing at the cursor.
type Highlight struct {
	text.Range
	Write bool // the thing is set here; elsewhere it is only referred to
}

// Highlights returns the places in the file at path that name the thing at byte offset off, in the order of the text.
func Highlights(s *pack.Snapshot, path string, off int) []Highlight {
	p, f := s.PackOf(path)
	if p == nil {
		return nil
	}
	var found []Highlight
	for _, at := range occurrencesAt(s, p, f, off) {
		for _, o := range occurrencesOf(s, p, f, at.symbol) {
			if h := (Highlight{o.Range, o.declares}); !slices.Contains(found, h) {
				found = append(found, h)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Highlight) int { return a.Start - b.Start })
	return found
}

// fileOccurrences are the places in one file that name one thing, in the order of the text.
type fileOccurrences struct {
	pack        *pack.Pack
	file        *pack.File
	occurrences []occurrence
}

// occurrencesEverywhere are the places that name t, which is named in f, a file of p: in the order of the files' paths.
func occurrencesEverywhere(ctx context.Context, s *pack.Snapshot, p *pack.Pack, f *pack.File, t symbol) ([]fileOccurrences, error) {
	var found []fileOccurrences
	switch t.kind {
	case anchorSymbol:
		found = []fileOccurrences{{p, f, occurrencesOf(s, p, f, t)}}
	default:
		var err error
		if found, err = occurrencesInWorkspace(ctx, s, p, t); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(found, func(a, b fileOccurrences) int { return cmp.Compare(a.file.Path, b.file.Path) })
	return found, ctx.Err()
}

// occurrencesInPack are the places in q that name t, a pack or a value of p.
func occurrencesInPack(s *pack.Snapshot, p, q *pack.Pack, t symbol) []fileOccurrences {
	name, t := t.elsewhere(p, q)
	var found []fileOccurrences
	for _, f := range s.FilesOf(q) {
		if name != "" && !mayNamePack(f, name) {
			continue
		}
		if in := occurrencesOf(s, q, f, t); len(in) > 0 {
			found = append(found, fileOccurrences{q, f, in})
		}
	}
	return found
}

// mayNamePack keeps files from being parsed that cannot name the pack.
func mayNamePack(f *pack.File, name string) bool {
	src := f.Text.String()
	if f.Kind == pack.Meta {
		return strings.Contains(src, name) || strings.Contains(src, `\`)
	}
	return strings.Contains(src, template.PackMacro+name)
}

// occurrencesInWorkspace are the places in p and in the packs of the workspace that name t, a pack or a value of p. It reads those that may.
func occurrencesInWorkspace(ctx context.Context, s *pack.Snapshot, p *pack.Pack, t symbol) ([]fileOccurrences, error) {
	dirs := packsNaming(ctx, s, p, t)
	results := make([][]fileOccurrences, len(dirs))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(dirs)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(dirs) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				results[i] = occurrencesInPack(s, p, s.Pack(dirs[i]), t)
			}
		})
	}
	workers.Wait()
	return slices.Concat(results...), ctx.Err()
}

// packsNaming are the folders of p and of the packs of the workspace that may name t, a pack or a value of p, in their order.
func packsNaming(ctx context.Context, s *pack.Snapshot, p *pack.Pack, t symbol) []string {
	dirs := []string{p.Dir}
	name := t.name
	if t.kind == valueSymbol {
		name = p.Facts().Name
	}
	switch x := s.Index(); {
	case name == "":
	case x == nil:
		dirs = append(dirs, s.WorkspaceDirs(ctx)...)
	default:
		for _, e := range x.Naming(name) {
			if t.kind == packSymbol || e.Name != name { // other versions of a pack have values of their own
				dirs = append(dirs, e.Dir)
			}
		}
	}
	slices.Sort(dirs)
	return slices.Compact(dirs)
}

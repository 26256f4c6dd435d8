package symbol

import (
	"cmp"
	"context"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Match is a pack of the workspace, or a section of the values of one.
type Match struct {
	Name      string     // name and version of a pack: nginx 1.2.3; or the path of a section: charts.nginx
	Container string     // name and version of the pack of a section; "" for a pack
	Pack      bool       // whether it is a pack
	Path      string     // of pack.json or values.yaml, absolute
	Text      *text.Text // of that file
	Range     text.Range // of the name in it, in bytes
}

// maxSectionPacks is how many packs without open files are read for their sections.
const maxSectionPacks = 50

// Search returns the packs whose name and version match query, and then the sections of values.yaml that do. It
// searches the sections of packs with an open file. If query has several words, it also searches the packs that match
// the first word for sections that match the rest. It returns at most limit matches, the best first; equal ones are
// in the order of names, and newer versions are first. An empty query matches all. It looks at one pack at a time, as
// enter lets it; nil is for no limit of memory. If ctx ends first, the error is ctx.Err().
func Search(ctx context.Context, s *pack.Snapshot, query string, limit int, enter Enter) ([]Match, error) {
	if enter == nil {
		enter = func(p *pack.Pack, _ *pack.File, look func(*pack.Pack)) error {
			look(p)
			return nil
		}
	}
	packs := packsMatching(s, query)
	var found []Match
	for _, m := range packs[:min(len(packs), limit)] {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p, f := s.PackOf(m.entry.Path())
		if p == nil {
			continue
		}
		err := enter(p, f, func(p *pack.Pack) { found = append(found, symbolOfPack(p, m.entry)) })
		if err != nil {
			return nil, err
		}
	}
	sections, err := sectionSymbols(ctx, s, query, limit, enter)
	found = append(found, sections...)
	return found[:min(len(found), limit)], err
}

// Enter calls look with p, or with the same pack of another snapshot, as soon as there is enough memory to look at f, a
// file of p. It does not call look if that is gone. An error ends the search.
type Enter func(p *pack.Pack, f *pack.File, look func(*pack.Pack)) error

// matchedPack is a pack and the rank of its match: less is better.
type matchedPack struct {
	entry *pack.Entry
	rank  int
}

// packsMatching returns the packs of the workspace that match query, the best first.
func packsMatching(s *pack.Snapshot, query string) []matchedPack {
	var found []matchedPack
	add := func(e *pack.Entry) {
		if e == nil || e.Name == "" {
			return
		}
		if rank, ok := fuzzy(query, e.Title()); ok {
			found = append(found, matchedPack{e, rank})
		}
	}
	if x := s.Index(); x != nil {
		for _, name := range x.Names() {
			for _, e := range x.Named(name).Entries() {
				add(e)
			}
		}
	} else {
		for _, p := range openPacks(s) {
			add(p.Entry())
		}
	}
	slices.SortStableFunc(found, func(a, b matchedPack) int { return a.rank - b.rank })
	return found
}

// openPacks returns the packs with an open file, in the order of their folders.
func openPacks(s *pack.Snapshot) []*pack.Pack {
	var packs []*pack.Pack
	for _, f := range s.OpenFiles() {
		p, _ := s.PackOf(f.Path)
		if p != nil && !slices.ContainsFunc(packs, func(q *pack.Pack) bool { return q.Dir == p.Dir }) {
			packs = append(packs, p)
		}
	}
	slices.SortFunc(packs, func(a, b *pack.Pack) int { return cmp.Compare(a.Dir, b.Dir) })
	return packs
}

// symbolOfPack is e with the place of its name in the pack.json of p.
func symbolOfPack(p *pack.Pack, e *pack.Entry) Match {
	at := p.Root().Get("name").Range()
	return Match{Name: e.Title(), Pack: true, Path: p.JSON.Path, Text: p.JSON.Text, Range: at}
}

// sectionSymbols returns the first of the sections that match query, at most limit, see Search.
func sectionSymbols(ctx context.Context, s *pack.Snapshot, query string, limit int, enter Enter) ([]Match, error) {
	type place struct {
		path string
		text.Range
	}
	has := map[place]bool{}
	var found [worst + 1][]Match // by rank
	collect := func(p *pack.Pack, query string) error {
		if p.Values == nil {
			return nil
		}
		return enter(p, p.Values, func(p *pack.Pack) {
			for sym := range sectionsOf(p) {
				at := place{sym.Path, sym.Range}
				if rank, ok := fuzzy(query, sym.Name); ok && len(found[rank]) < limit && !has[at] {
					has[at] = true
					found[rank] = append(found[rank], sym)
				}
			}
		})
	}
	for _, p := range openPacks(s) {
		if err := collect(p, query); err != nil {
			return nil, err
		}
	}
	if first, rest, more := strings.Cut(strings.TrimSpace(query), " "); more {
		packs := packsMatching(s, first)
		for _, m := range packs[:min(len(packs), maxSectionPacks)] {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if p := s.PackIn(m.entry.Dir); p != nil {
				if err := collect(p, rest); err != nil {
					return nil, err
				}
			}
		}
	}
	return slices.Concat(found[:]...), nil
}

// sectionsOf yields the top-level keys of p's values.yaml, and the sections of its charts and manifests.
func sectionsOf(p *pack.Pack) iter.Seq[Match] {
	container := filepath.Base(p.Dir)
	if e := p.Entry(); e != nil && e.Name != "" {
		container = e.Title()
	}
	return func(yield func(Match) bool) {
		give := func(name string, key syntax.Node) bool {
			return key.Text() == "" || yield(Match{
				Name: name, Container: container, Path: p.Values.Path, Text: p.Values.Text, Range: key.Range(),
			})
		}
		for pair := range p.Values.Root().Entries() {
			root := pair.Key().Text()
			if !give(root, pair.Key()) {
				return
			}
			if root != pack.SectionCharts && root != pack.SectionManifests {
				continue
			}
			for inner := range pair.Value().Entries() {
				if !give(root+"."+inner.Key().Text(), inner.Key()) {
					return
				}
			}
		}
	}
}

// worst is the rank of letters with others between them.
const worst = 4

// fuzzy reports whether name has the letters of query in their order, in any case. The rank, less is better, is for
// all of name, its beginning, the beginning of a word, another substring, and letters with others between them.
func fuzzy(query, name string) (rank int, ok bool) {
	query, name = strings.ToLower(strings.TrimSpace(query)), strings.ToLower(name)
	at := strings.Index(name, query)
	switch {
	case query == name:
		return 0, true
	case at == 0:
		return 1, true
	case at > 0:
		if before, _ := utf8.DecodeLastRuneInString(name[:at]); !unicode.IsLetter(before) && !unicode.IsDigit(before) {
			return 2, true
		}
		return 3, true
	}
	rest := name
	for _, letter := range query {
		i := strings.IndexRune(rest, letter)
		if i < 0 {
			return 0, false
		}
		_, size := utf8.DecodeRuneInString(rest[i:])
		rest = rest[i+size:]
	}
	return worst, true
}

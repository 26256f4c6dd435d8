package symbol

import (
	"cmp"
	"context"
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
// in the order of names, and newer versions are first. An empty query matches all. If ctx ends first, the error is
// ctx.Err().
func Search(ctx context.Context, s *pack.Snapshot, query string, limit int) ([]Match, error) {
	packs := packsMatching(s, query)
	var found []Match
	for _, m := range packs[:min(len(packs), limit)] {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if sym, ok := symbolOfPack(s, m.entry); ok {
			found = append(found, sym)
		}
	}
	sections, err := sectionSymbols(ctx, s, query)
	found = append(found, sections...)
	return found[:min(len(found), limit)], err
}

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

// symbolOfPack is e with the place of its name in pack.json; false if that file is gone.
func symbolOfPack(s *pack.Snapshot, e *pack.Entry) (Match, bool) {
	p, f := s.PackOf(e.Path())
	if p == nil {
		return Match{}, false
	}
	at := f.Root().Get("name").Range()
	return Match{Name: e.Title(), Pack: true, Path: f.Path, Text: f.Text, Range: at}, true
}

// sectionSymbols returns the sections that match query, see Search.
func sectionSymbols(ctx context.Context, s *pack.Snapshot, query string) ([]Match, error) {
	type matched struct {
		Match
		rank int
	}
	var found []matched
	collect := func(p *pack.Pack, query string) {
		for _, sym := range sectionsOf(p) {
			if rank, ok := fuzzy(query, sym.Name); ok {
				found = append(found, matched{sym, rank})
			}
		}
	}
	seen := map[string]bool{}
	for _, p := range openPacks(s) {
		seen[p.Dir] = true
		collect(p, query)
	}
	if first, rest, more := strings.Cut(strings.TrimSpace(query), " "); more {
		packs := packsMatching(s, first)
		for _, m := range packs[:min(len(packs), maxSectionPacks)] {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if p := s.PackIn(m.entry.Dir); p != nil {
				collect(p, rest)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b matched) int { return a.rank - b.rank })
	symbols := make([]Match, 0, len(found))
	type place struct {
		path string
		text.Range
	}
	has := map[place]bool{}
	for _, m := range found {
		if at := (place{m.Path, m.Range}); !has[at] {
			has[at] = true
			symbols = append(symbols, m.Match)
		}
	}
	return symbols, nil
}

// sectionsOf returns the top-level keys of p's values.yaml, and the sections of its charts and manifests.
func sectionsOf(p *pack.Pack) []Match {
	if p.Values == nil {
		return nil
	}
	container := filepath.Base(p.Dir)
	if e := p.Entry(); e != nil && e.Name != "" {
		container = e.Title()
	}
	var found []Match
	add := func(name string, key syntax.Node) {
		if key.Text() != "" {
			found = append(found, Match{
				Name: name, Container: container, Path: p.Values.Path, Text: p.Values.Text, Range: key.Range(),
			})
		}
	}
	for pair := range p.Values.Root().Entries() {
		root := pair.Key().Text()
		add(root, pair.Key())
		if root != pack.SectionCharts && root != pack.SectionManifests {
			continue
		}
		for inner := range pair.Value().Entries() {
			add(root+"."+inner.Key().Text(), inner.Key())
		}
	}
	return found
}

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
	return 4, true
}

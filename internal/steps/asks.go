package main

import (
	"context"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/action"
	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/complete"
	"github.com/pack-lsp/pack-lsp/analysis/format"
	"github.com/pack-lsp/pack-lsp/analysis/hover"
	"github.com/pack-lsp/pack-lsp/analysis/outline"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packgen"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// askAll calls measure for each question about the pack l with n entries: its place in the index, all its checks, what
// it deploys, what an editor asks about its long files, and all checks after an edit of one. measure has to call work
// if its name is in needed.
func askAll(l packgen.Large, n int, measure func(what string, work func())) error {
	var files []txtar.File
	for name, content := range l.Files(n) {
		files = append(files, txtar.File{Name: path.Join("app", name), Data: []byte(content)})
	}
	s, dir := packtest.OnDisk(packtest.Complete("app", files)), packtest.Path("app")
	ctx := context.Background()
	var p *pack.Pack
	var failed error
	measure("index", func() { s = packtest.WithIndex(s) })
	measure("check", func() {
		p = s.Pack(dir)
		_, failed = check.DiagnosePack(ctx, s, dir)
	})
	if failed != nil {
		return failed
	}
	measure("deploy", func() { _, failed = check.Deploy(ctx, s, p) })
	if failed != nil {
		return failed
	}
	for _, f := range p.AnalyzedFiles() {
		if f.Text.Len() < 10*n {
			continue // small
		}
		name := filepath.Base(f.Path)
		opened := s.WithOpen(f.Path, 1, f.Text)
		for _, ask := range asks(f) {
			measure(ask.what+" "+name, func() { ask.run(ctx, opened) })
		}
		measure("edit "+name, func() {
			at := f.Text.Position(middle(f), text.UTF8)
			edited := opened.WithChanges(f.Path, 2, []text.Change{{Start: at, End: at, Text: "x"}}, text.UTF8)
			_, failed = check.DiagnosePack(ctx, edited, dir)
		})
		if failed != nil {
			return failed
		}
	}
	return nil
}

// needed are the questions whose answers others need.
var needed = []string{"index", "check"}

type ask struct {
	what string
	run  func(ctx context.Context, s *pack.Snapshot)
}

// asks are all questions about a file, those about a place at one in its middle.
func asks(f *pack.File) []ask {
	file, whole := f.Path, text.Range{End: f.Text.Len()}
	off := middle(f)
	return []ask{
		{"symbols", func(_ context.Context, s *pack.Snapshot) {
			for range outline.Symbols(s, file) {
			}
		}},
		{"folding", func(_ context.Context, s *pack.Snapshot) { outline.Folding(s, file, 0) }},
		{"tokens", func(_ context.Context, s *pack.Snapshot) { outline.Tokens(s, file, nil) }},
		{"links", func(_ context.Context, s *pack.Snapshot) { outline.Links(s, file) }},
		{"selection", func(_ context.Context, s *pack.Snapshot) { outline.Selection(s, file, off) }},
		{"hints", func(_ context.Context, s *pack.Snapshot) { hover.Hints(s, file, whole) }},
		{"lenses", func(_ context.Context, s *pack.Snapshot) { hover.Lenses(s, file) }},
		{"used values", func(ctx context.Context, s *pack.Snapshot) { _, _ = symbol.UsedValues(ctx, s, file) }},
		{"hover", func(ctx context.Context, s *pack.Snapshot) { hover.At(ctx, s, file, off) }},
		{"signatures", func(_ context.Context, s *pack.Snapshot) { hover.Signatures(s, file, off) }},
		{"completion", func(ctx context.Context, s *pack.Snapshot) {
			complete.At(ctx, s, file, off, complete.Options{Snippets: true})
		}},
		{"definition", func(_ context.Context, s *pack.Snapshot) {
			symbol.Define(s, file, off)
			symbol.DefineType(s, file, off)
		}},
		{"linked editing", func(_ context.Context, s *pack.Snapshot) { symbol.Linked(s, file, off) }},
		{"highlights", func(_ context.Context, s *pack.Snapshot) { symbol.Highlights(s, file, off) }},
		{"references", func(ctx context.Context, s *pack.Snapshot) { _, _ = symbol.References(ctx, s, file, off, true) }},
		{"rename", func(ctx context.Context, s *pack.Snapshot) { _, _ = symbol.Rename(ctx, s, file, off, "renamed") }},
		{"deploys", func(ctx context.Context, s *pack.Snapshot) { _, _ = symbol.Deploys(ctx, s, file, off) }},
		{"workspace symbols", func(ctx context.Context, s *pack.Snapshot) { _, _ = symbol.Search(ctx, s, "key", 1000, nil) }},
		{"actions at a place", func(ctx context.Context, s *pack.Snapshot) {
			_, _ = action.At(ctx, s, file, text.Range{Start: off, End: off})
		}},
		{"actions of the file", func(ctx context.Context, s *pack.Snapshot) { _, _ = action.At(ctx, s, file, whole) }},
		{"formatting", func(_ context.Context, s *pack.Snapshot) { format.File(s, file, whole, format.Options{}) }},
		{"fixes", func(ctx context.Context, s *pack.Snapshot) {
			p, f := s.PackOf(file)
			if found, err := check.DiagnoseFile(ctx, s, p, f); err == nil {
				action.SafeFixes(found.Diagnostics)
				action.PreferredFixes(s, found.Diagnostics)
			}
		}},
	}
}

// middle is the offset of a place inside a word in the middle of f.
func middle(f *pack.File) int {
	src := f.Text.String()
	off := len(src) / 2
	return off + strings.IndexAny(src[off:], "key") + 1
}

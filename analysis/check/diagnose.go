package check

import (
	"context"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// FileFindings are the problems found in one file.
type FileFindings struct {
	File        *pack.File
	Diagnostics []Diagnostic // in the order of the text
	// Looked are the names of the packs of the workspace that the problems depend on; "" stands for the set of all names.
	Looked []string
}

// Diagnose returns the problems of the file at path; none where it is no file of a pack, or is excluded. Where ctx ends first, the
// error is the context's.
func Diagnose(ctx context.Context, s *pack.Snapshot, path string) ([]Diagnostic, error) {
	if f := s.Config(path); f != nil {
		return RunConfig(s, f), nil
	}
	p, f := s.PackOf(path)
	if p == nil || s.Excluded(p.Dir) {
		return nil, nil
	}
	found, err := DiagnoseFile(ctx, s, p, f)
	return found.Diagnostics, err
}

// DiagnoseFile returns the problems of the file f of p. Where ctx ends first, the error is the context's.
func DiagnoseFile(ctx context.Context, s *pack.Snapshot, p *pack.Pack, f *pack.File) (FileFindings, error) {
	found, err := RunIn(ctx, s, p, f)
	return FileFindings{f, found.Diagnostics, found.Looked}, err
}

// DiagnosePack returns the problems of all files of the pack in dir, files without problems among them.
func DiagnosePack(ctx context.Context, s *pack.Snapshot, dir string) ([]FileFindings, error) {
	p := s.Pack(dir)
	var all []FileFindings
	for _, f := range p.AnalysedFiles() {
		found, err := DiagnoseFile(ctx, s, p, f)
		if err != nil {
			return nil, err
		}
		all = append(all, found)
	}
	return all, nil
}

// DiagnoseFiles calls found with the problems of each file of p as soon as they are known: first of the file at path first, then of the
// other open ones, then of those on disk; files without problems are among them. Where ctx ends first, the error is the context's.
func DiagnoseFiles(ctx context.Context, s *pack.Snapshot, p *pack.Pack, first string, found func(FileFindings)) error {
	files := s.FilesOf(p)
	rank := func(f *pack.File) int {
		switch {
		case f.Path == first:
			return 0
		case f.Open:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(files, func(a, b *pack.File) int { return rank(a) - rank(b) })
	for _, f := range files {
		problems, err := DiagnoseFile(ctx, s, p, f)
		if err != nil {
			return err
		}
		found(problems)
	}
	return nil
}

// Package analysis is what an editor can ask about the files of packs: pure functions of a Snapshot. It knows no LSP.
//
// Offsets are bytes from 0 in the text of the file asked about.
package analysis

import (
	"context"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// FileProblems are the problems found in one file.
type FileProblems struct {
	File        *pack.File
	Diagnostics []check.Diagnostic // in the order of the text
	// Looked are the names of the packs of the workspace that the problems depend on; "" stands for the set of all names.
	Looked []string
}

// Diagnose returns the problems of the file at path; none where it is no file of a pack, or is excluded. Where ctx ends first, the
// error is the context's.
func Diagnose(ctx context.Context, s *pack.Snapshot, path string) ([]check.Diagnostic, error) {
	if f := s.Config(path); f != nil {
		return check.RunConfig(s, f), nil
	}
	p, f := s.PackOf(path)
	if p == nil || s.Excluded(p.Dir) {
		return nil, nil
	}
	found, err := DiagnoseFile(ctx, s, p, f)
	return found.Diagnostics, err
}

// DiagnoseFile returns the problems of the file f of p. Where ctx ends first, the error is the context's.
func DiagnoseFile(ctx context.Context, s *pack.Snapshot, p *pack.Pack, f *pack.File) (FileProblems, error) {
	found, err := check.RunIn(ctx, s, p, f)
	return FileProblems{f, found.Diagnostics, found.Looked}, err
}

// DiagnosePack returns the problems of all files of the pack in dir, files without problems among them.
func DiagnosePack(ctx context.Context, s *pack.Snapshot, dir string) ([]FileProblems, error) {
	p := s.Pack(dir)
	var all []FileProblems
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
func DiagnoseFiles(ctx context.Context, s *pack.Snapshot, p *pack.Pack, first string, found func(FileProblems)) error {
	files := p.AnalysedFiles()
	for _, f := range s.OpenFiles() { // manifests that pack.json does not list
		if q, _ := s.PackOf(f.Path); q != nil && q.Dir == p.Dir && !slices.Contains(files, f) {
			files = append(files, f)
		}
	}
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

// CompletionKind is what a completion item is, for the icon beside it.
type CompletionKind uint8

const (
	PropertyItem CompletionKind = iota
	ValueItem
	EnumItem
	FileItem
	FolderItem
	ModuleItem // a pack or chart
	FunctionItem
	VariableItem
)

// Completion is one thing that can stand at the cursor.
type Completion struct {
	Label  string
	Kind   CompletionKind
	Detail string // a few words beside the label
	Doc    string // Markdown
	// DocOf makes the Markdown of an item whose documentation is made only when it is shown; nil where Doc is all.
	DocOf func() string
	// Filter is compared with the text of Edit's range up to the cursor; "" stands for Label.
	Filter string
	// Rank orders items, smaller first; items of one rank keep the order in which they are given.
	Rank int
	// Edit is what accepting the item does. Its range holds the cursor and lies on one line.
	Edit text.Edit
	// Snippet says that Edit.New is an LSP snippet, with $1, ${1:default} and $0, and with $, } and \ escaped. It alone may have several
	// lines, those after the first indented from the line that it is inserted in.
	Snippet bool
	// More are further edits, which neither touch nor overlap Edit.
	More []text.Edit
	// Preselect marks the one item that is most likely.
	Preselect  bool
	Deprecated bool
}

// Documentation is what is known of c, as Markdown; "" where nothing is.
func (c *Completion) Documentation() string {
	if c.DocOf != nil {
		return c.DocOf()
	}
	return c.Doc
}

// CompleteOptions is what the editor can show.
type CompleteOptions struct {
	Snippets bool // the editor understands snippets
}

// Complete returns what can stand at byte offset off of the file at path.
func Complete(ctx context.Context, s *pack.Snapshot, path string, off int, opts CompleteOptions) []Completion {
	p, f := s.PackOf(path)
	if p == nil {
		return nil
	}
	switch f.Kind {
	case pack.Meta:
		return completeMeta(s, p, f, off, opts)
	case pack.Values:
		return completeValues(s, p, f, off, opts)
	case pack.Schema:
		return completeSchema(p, f, off, opts)
	case pack.Presets:
		return completePresets(s, p, f, off, opts)
	case pack.Manifest:
		return completeManifest(s, p, f, off)
	}
	return nil
}

// HoverInfo is what is known of the thing under the cursor.
type HoverInfo struct {
	text.Range        // of the thing
	Markdown   string // documentation
}

// Hover explains what stands at byte offset off of the file at path; nil where nothing is known of it.
func Hover(s *pack.Snapshot, path string, off int) *HoverInfo {
	p, f := s.PackOf(path)
	if p == nil {
		return nil
	}
	switch f.Kind {
	case pack.Meta:
		return hoverMeta(s, p, f, off)
	case pack.Values:
		return hoverValues(p, f, off)
	case pack.Schema:
		return hoverSchema(p, off)
	case pack.Presets:
		return hoverPresets(p, f, off)
	case pack.Manifest:
		return hoverManifestFile(p, f, off)
	}
	return nil
}

// Package check is the registry of checks. Each row of the table All has the code of a check, its severity, the files
// that it reports in, and the function that runs it.
//
// A check's test and the source of its documentation is testdata/<group>/<name>.txtar; CONTRIBUTING.md shows how to add
// one.
//
// What always holds: one mistake has one report, and a check that is not certain says nothing. Findings depend on the
// files of the pack, the settings and the date of today alone; those of a check with Workspace set, also on the packs
// that it looks up. So they are kept while these stay the same.
//
// Deliberately absent: words about what is right, which are in hovers, and the rendering of charts, which is in
// package deploy.
package check

import (
	"context"
	"fmt"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Check is one check. Its Code is an interface: settings, suppressions and links use it, so it never changes meaning.
type Check struct {
	Code     string        // group/name
	Severity pack.Severity // default; Off: runs only if settings say so
	On       []pack.Kind   // the kinds of files that it reports in
	Summary  string        // one line, a noun phrase: what it reports
	Tag      Tag
	// Workspace says that Run looks at other packs, by the methods of Pass. Such a check runs only if the workspace has an
	// index, and reports only in pack.json.
	Workspace bool
	// Alone says that a check of the workspace runs without an index, too, as if the workspace had no packs.
	Alone bool
	// Deployed says that the check is about what the pack deploys: it reports what is known of that, see Deploy. Run is
	// nil if package deploy finds all that it reports.
	Deployed bool
	// Text says that Run searches the text, and needs the tree only for what it finds there.
	Text bool
	Run  func(*Pass)

	found   pack.Memo[[]*Diagnostic]
	lookout pack.Memo[lookout]
}

// Group is the part of the code before the slash.
func (c *Check) Group() string { return c.Code[:strings.IndexByte(c.Code, '/')] }

// URL is the address of the page of the check on the web.
func (c *Check) URL() string { return PageURL(c.Code) }

// PageURL is the address on the web of the page of the check with that code. It is of the newest release, and stays
// when a check is gone.
func PageURL(code string) string { return "https://pack-lsp.github.io/pack-lsp/checks/" + code + "/" }

// Tag says how an editor may show a finding, apart from underlining it (LSP 3.17, DiagnosticTag).
type Tag uint8

const (
	NoTag       Tag = iota
	Unnecessary     // faded: it has no effect
	Deprecated      // struck through
)

// Diagnostic is one finding.
type Diagnostic struct {
	Code     string
	Severity pack.Severity
	Tag      Tag
	text.Range
	Message string
	Related []Related
	Fixes   []Fix // the likeliest first
	// Choose says that only an author knows which of the fixes is right: none is preferred, nor applied with others.
	Choose bool
}

// Related is another place that has to do with a finding.
type Related struct {
	File *pack.File
	text.Range
	Message string
}

// Fix is a change that makes a finding go away.
type Fix struct {
	Title string
	Edits []edit.FileEdit
	// Safe says that the fix is always right, so that it may be applied unseen and with others.
	Safe bool
}

// Pass is one run of one check on one file.
type Pass struct {
	Pack *pack.Pack
	File *pack.File // the file to report in; for a Config file Pack is nil
	// Snapshot is set if File is a Config file, and for a check of the workspace.
	Snapshot *pack.Snapshot

	ctx      context.Context
	check    *Check
	severity pack.Severity
	turns    int // of loops so far, see alive
	compared int // words so far, see slip
	found    []*Diagnostic
	index    *pack.Index              // for a check of the workspace
	looked   map[string]pack.Seen     // what a check of the workspace has looked up, by name
	names    []string                 // see packNames; nil until asked for
	keys     map[syntax.Node][]string // see fewKeys
}

// Root is the root node of the file to report in.
func (p *Pass) Root() syntax.Node { return p.File.Root() }

// Report adds a finding at r. The message says what is wrong, then what to do.
func (p *Pass) Report(r text.Range, format string, args ...any) *Diagnostic {
	d := &Diagnostic{Code: p.check.Code,
		Severity: p.severity, Tag: p.check.Tag, Range: r, Message: fmt.Sprintf(format, args...)}
	p.found = append(p.found, d)
	p.alive()
	return d
}

// Relate adds a place that has to do with the finding.
func (d *Diagnostic) Relate(f *pack.File, r text.Range, format string, args ...any) *Diagnostic {
	d.Related = append(d.Related, Related{f, r, fmt.Sprintf(format, args...)})
	return d
}

// Fix offers a change of f, the likeliest first.
func (d *Diagnostic) Fix(f *pack.File, title string, edits ...text.Edit) *Diagnostic {
	return d.offer(f, title, false, edits)
}

// SafeFix offers a change that is always right.
func (d *Diagnostic) SafeFix(f *pack.File, title string, edits ...text.Edit) *Diagnostic {
	return d.offer(f, title, true, edits)
}

func (d *Diagnostic) offer(f *pack.File, title string, safe bool, edits []text.Edit) *Diagnostic {
	fix := Fix{Title: title, Safe: safe}
	for _, e := range edits {
		fix.Edits = append(fix.Edits, edit.FileEdit{Path: f.Path, Edit: e})
	}
	if len(fix.Edits) > 0 {
		d.Fixes = append(d.Fixes, fix)
	}
	return d
}

// FixCreate offers to make a file.
func (d *Diagnostic) FixCreate(path, title, content string) *Diagnostic {
	d.Fixes = append(d.Fixes,
		Fix{Title: title, Edits: []edit.FileEdit{{Path: path, Edit: text.Edit{New: content}, Create: true}}})
	return d
}

// reports says if settings let the check of a code report in the file.
func (p *Pass) reports(code string) bool {
	return p.Pack.Settings.Severity(code, p.File.Path, ByCode(code).Severity) != pack.Off
}

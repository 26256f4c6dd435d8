package check

import (
	"context"
	"slices"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/internal/parallel"
)

// FileFindings are the problems in one file.
type FileFindings struct {
	File        *pack.File
	Diagnostics []Diagnostic // in the order of the text
	// Looked are the names and traits of packs of the workspace that the problems depend on, sorted; "" means the set of
	// all names.
	Looked []string
	Index  *pack.Index // that they were looked up in; nil if there is none, or none were
}

// Diagnose returns the problems of the file at path; none if it is not a file of a pack, or is excluded. If ctx ends
// first, the error is the context's.
func Diagnose(ctx context.Context, s *pack.Snapshot, path string) ([]Diagnostic, error) {
	return diagnoseAt(ctx, s, path, false)
}

// DiagnosePromptly is Diagnose, but does not wait for what other packs say if they have changed: that may be what they
// have said before. Who uses it has to look again when pack.Snapshot.Index finds something else.
func DiagnosePromptly(ctx context.Context, s *pack.Snapshot, path string) ([]Diagnostic, error) {
	return diagnoseAt(ctx, s, path, true)
}

func diagnoseAt(ctx context.Context, s *pack.Snapshot, path string, prompt bool) ([]Diagnostic, error) {
	if f := s.Config(path); f != nil {
		return DiagnoseConfig(s, f), nil
	}
	p, f := s.PackOf(path)
	if p == nil || s.Excluded(p.Dir) {
		return nil, nil
	}
	found, err := diagnoseFile(ctx, s, p, f, prompt)
	return found.Diagnostics, err
}

// DiagnoseConfig returns the problems of a .pack-lsp.yaml.
func DiagnoseConfig(s *pack.Snapshot, f *pack.File) []Diagnostic {
	all := besideConflicts(nil, f, diagnoseConfig(s, f))
	if t := f.Tree(); len(t.Conflicts) > 0 {
		s = withTheirSide(s, f)
		all = append(all, amongTheirs(t, diagnoseConfig(s, s.Open(f.Path)))...)
	}
	sortDiagnostics(all)
	return all
}

func diagnoseConfig(s *pack.Snapshot, f *pack.File) []Diagnostic {
	var all []Diagnostic
	for _, c := range All {
		if slices.Contains(c.On, pack.Config) {
			pass := &Pass{Snapshot: s, File: f, check: c, severity: c.Severity}
			c.Run(pass)
			for _, d := range pass.found {
				all = append(all, *d)
			}
		}
	}
	return all
}

// DiagnoseFile returns the problems of the file f of p. What was found before for the same inputs is not worked out
// again. Checks of the workspace run only if s has an index; what deploying runs into is among them as far as it is
// known, see Deploy. If ctx ends first, the error is the context's.
func DiagnoseFile(ctx context.Context, s *pack.Snapshot, p *pack.Pack, f *pack.File) (FileFindings, error) {
	return diagnoseFile(ctx, s, p, f, false)
}

// DiagnoseFilePromptly is to DiagnoseFile what DiagnosePromptly is to Diagnose.
func DiagnoseFilePromptly(ctx context.Context, s *pack.Snapshot, p *pack.Pack, f *pack.File) (FileFindings, error) {
	return diagnoseFile(ctx, s, p, f, true)
}

func diagnoseFile(
	ctx context.Context, s *pack.Snapshot, p *pack.Pack, f *pack.File, prompt bool,
) (FileFindings, error) {
	w := newWorkspace(s, p, f, prompt)
	all, err := diagnose(ctx, w, p, f)
	if err != nil {
		return FileFindings{File: f}, err
	}
	theirs, err := onTheirSide(ctx, s, p, f)
	if err != nil {
		return FileFindings{File: f}, err
	}
	all = append(besideConflicts(p, f, all), theirs...)
	sortDiagnostics(all)
	return w.findings(f, all), nil
}

// diagnose returns the problems of the file f of p, as if our side of its merge conflicts had been kept. w is nil if
// checks of the workspace are not to run.
func diagnose(ctx context.Context, w *workspace, p *pack.Pack, f *pack.File) ([]Diagnostic, error) {
	passes := w.passes(ctx, p, f)
	results, err := w.findAll(f, passes)
	if err != nil {
		return nil, err
	}
	quiet := suppressionsOf(p, f)
	silenced := used{}
	var all []Diagnostic
	var partly []string // codes of checks that skip some of the file
	for i, found := range results {
		c := passes[i].check
		for _, d := range found {
			if d.Code == codeTooLarge && c.Code != codeTooLarge {
				partly = append(partly, c.Code)
				continue
			}
			if !quiet.cover(f, d, silenced) {
				all = append(all, *d)
			}
		}
	}
	if d := notChecked(p, f, partly); d != nil && !quiet.cover(f, d, silenced) {
		all = append(all, *d)
	}
	more := deployed(p, f, all)
	all = settle(p, f, givingWay(p, f, all, more), more)
	for _, d := range more {
		if !quiet.cover(f, d, silenced) {
			all = append(all, *d)
		}
	}
	if quiet != nil {
		_, settled := deploy.Known(p)
		for _, d := range quiet.unused(p, f, silenced, settled) {
			all = append(all, *d)
		}
	}
	return all, nil
}

// passes are the checks that report in the file f of p.
func (w *workspace) passes(ctx context.Context, p *pack.Pack, f *pack.File) []Pass {
	checks := checksOn()[f.Kind]
	passes := make([]Pass, 0, len(checks)) // at once: a pack has hundreds
	for _, c := range checks {
		if c.Workspace && w == nil && !c.Alone {
			continue
		}
		if severity := p.Settings.Severity(c.Code, f.Path, c.Severity); severity != pack.Off {
			passes = append(passes, Pass{Pack: p, File: f, ctx: ctx, check: c, severity: severity})
		}
	}
	return passes
}

// large is from how many bytes on the checks of a file run on two processors. Checks of shorter texts take less than
// waking up another thread may. Tests change it.
var large = 128 << 10

// findAll is what each of passes, which are of the file f, finds. If their context ends first, the error is the
// context's.
func (w *workspace) findAll(f *pack.File, passes []Pass) ([][]*Diagnostic, error) {
	found := make([][]*Diagnostic, len(passes))
	find := func(i int) (err error) {
		if err = passes[i].ctx.Err(); err == nil {
			found[i], err = untilEnded(func() []*Diagnostic { return w.find(&passes[i]) })
		}
		return err
	}
	if w == nil && f.Text.Len() >= large {
		order := textFirst(passes)
		return found, parallel.Two(1+len(order), func(i int) error {
			if i == 0 {
				f.Tree()
				return nil
			}
			return find(order[i-1])
		})
	}
	for i := range passes {
		if err := find(i); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// textFirst are the numbers of passes in an order in which those come first that need no tree, which takes a while.
func textFirst(passes []Pass) []int {
	var order, rest []int
	for i, p := range passes {
		if p.check.Text {
			order = append(order, i)
		} else {
			rest = append(rest, i)
		}
	}
	return append(order, rest...)
}

// checksOn are the checks that run for the text of a file, by its kind.
var checksOn = sync.OnceValue(func() map[pack.Kind][]*Check {
	on := map[pack.Kind][]*Check{}
	for _, c := range All {
		for _, kind := range c.On {
			if !c.Deployed {
				on[kind] = append(on[kind], c)
			}
		}
	}
	return on
})

// DiagnosePack returns the problems of all files of the pack in dir, with files that have none, and with what deploying
// the pack would run into.
func DiagnosePack(ctx context.Context, s *pack.Snapshot, dir string) ([]FileFindings, error) {
	p := s.Pack(dir)
	var all []FileFindings
	if _, err := Deploy(ctx, s, p); err != nil {
		return nil, err
	}
	err := diagnoseEach(ctx, s, p, p.AnalyzedFiles(), false, func(found FileFindings) { all = append(all, found) })
	return all, err
}

// DiagnoseFiles calls found with the problems of each file of p as soon as they are known, with files that have none:
// first of the file at path first, then of the other open ones, then of those on disk. What other packs say may be what
// they have said before, see DiagnosePromptly. If ctx ends first, the error is the context's.
func DiagnoseFiles(
	ctx context.Context, s *pack.Snapshot, p *pack.Pack, first string, found func(FileFindings),
) error {
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
	return diagnoseEach(ctx, s, p, files, true, found)
}

func diagnoseEach(
	ctx context.Context, s *pack.Snapshot, p *pack.Pack, files []*pack.File, prompt bool, found func(FileFindings),
) error {
	for _, f := range files {
		problems, err := diagnoseFile(ctx, s, p, f, prompt)
		if err != nil {
			return err
		}
		found(problems)
	}
	return nil
}

func sortDiagnostics(ds []Diagnostic) {
	slices.SortStableFunc(ds, func(a, b Diagnostic) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return a.End - b.End
	})
}

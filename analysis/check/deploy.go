package check

import (
	"context"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// deployChecks are those of what a pack deploys.
var deployChecks = []Check{
	{
		Code: string(deploy.Render), Severity: pack.Error, On: inDeployed, Deployed: true,
		Summary: "values for which a template or the schema of a chart fails",
	},
	{
		Code: string(deploy.Rejected), Severity: pack.Error, On: inDeployed, Deployed: true,
		Summary: "a value that leads to an object that Kubernetes rejects",
	},
	{
		Code: string(deploy.RemovedAPI), Severity: pack.Warning, On: inDeployed, Deployed: true,
		Summary: "an object of an API version that Kubernetes no longer has",
	},
	{
		Code: string(deploy.ForeignKind), Severity: pack.Information, On: inDeployed, Deployed: true,
		Summary: "objects of a kind that neither Kubernetes nor the pack defines",
	},
	{
		Code: string(deploy.UnknownField), Severity: pack.Information, On: inDeployed, Deployed: true,
		Summary: "a value that becomes a field that Kubernetes drops",
	},
	{
		Code: string(deploy.NeedsValue), Severity: pack.Information, On: inDeployed, Deployed: true,
		Summary: "an empty value that the chart requires",
	},
	{
		Code: string(deploy.SameObject), Severity: pack.Warning, On: inDeployed, Deployed: true,
		Summary: "an object that two charts of the pack deploy, or a chart and a manifest",
	},
}

var inDeployed = []pack.Kind{pack.Meta, pack.Values, pack.Presets, pack.Manifest}

// Deploy works out what p deploys, so that its findings are there from then on. That takes longer than all other
// checks together, so a caller can show theirs first. It does nothing, and returns false, if they are there already or
// nobody wants them. If ctx ends first, the error is the context's.
func Deploy(ctx context.Context, s *pack.Snapshot, p *pack.Pack) (news bool, err error) {
	if !wantsDeployed(p) {
		return false, nil
	}
	_, err = deploy.Of(ctx, s, p)
	return err == nil, err
}

// DeployValues is the first part of Deploy, about the values without presets. It returns false, too, if it finds only
// what was known of the version before.
func DeployValues(ctx context.Context, s *pack.Snapshot, p *pack.Pack) (news bool, err error) {
	if !wantsDeployed(p) {
		return false, nil
	}
	before, _ := deploy.Known(p)
	err = deploy.OfValues(ctx, s, p)
	after, _ := deploy.Known(p)
	return err == nil && !slices.EqualFunc(before, after, sameFinding), err
}

func sameFinding(a, b deploy.Finding) bool {
	return a.Code == b.Code && a.File == b.File && a.Range == b.Range && a.Message == b.Message
}

// wantsDeployed reports whether what p deploys is yet to be found, and anybody wants it.
func wantsDeployed(p *pack.Pack) bool {
	_, complete := deploy.Known(p)
	return !complete && slices.ContainsFunc(p.AnalyzedFiles(), func(f *pack.File) bool { return anyDeployed(p, f) })
}

// deployed are the problems in a file of p, besides those in before, that deploying the pack is known to run into.
func deployed(p *pack.Pack, f *pack.File, before []Diagnostic) []*Diagnostic {
	if !slices.Contains(inDeployed, f.Kind) {
		return nil
	}
	var all []*Diagnostic
	known, _ := deploy.KnownIn(p, f)
	reported := reportsIn(f, before)
	for _, found := range known {
		c := ByCode(string(found.Code))
		severity := p.Settings.Severity(c.Code, f.Path, c.Severity)
		if severity == pack.Off || reported.has(f, found.Range) {
			continue
		}
		d := &Diagnostic{Code: c.Code, Severity: severity, Range: found.Range, Message: found.Message}
		if found.Code == deploy.NeedsValue && found.Path != nil && slices.Equal(found.Path, found.Needs) {
			requireInSchema(d, p, found.Path)
		}
		all = append(all, d)
	}
	return append(all, deployedImages(p, f)...)
}

// settle compares what checks of the text have guessed about values, in before, with what deploying the pack runs into,
// in found. One mistake has one report: that of the value's kind, or of a null, gives way to what really fails. Without
// a failure, a value of another kind than the default is worth a look, but works.
func settle(p *pack.Pack, f *pack.File, before []Diagnostic, found []*Diagnostic) []Diagnostic {
	known, complete := deploy.KnownIn(p, f)
	works := complete && f.Kind == pack.Values && len(f.Tree().Errors) == 0 &&
		!slices.ContainsFunc(known, func(k deploy.Finding) bool {
			return k.Code == deploy.Render || k.Code == deploy.NeedsValue
		})
	kept := before[:0]
	for _, d := range before {
		switch d.Code {
		case codeValueKind:
			if graveIn(found, pairAround(f, d.Start)) != nil {
				continue
			}
			if works && d.Severity == ByCode(d.Code).Severity {
				d.Severity = pack.Information
			}
		case codeNullOverMap:
			if fault := graveIn(found, pairAround(f, d.Start)); fault != nil {
				fault.Message += "; " + d.Message
				continue
			}
		case codeLostIndent:
			if fault := failureAt(known, d.Range); fault != nil {
				d.Message += "; now " + fault.Message
				if d.Severity == ByCode(d.Code).Severity {
					d.Severity = pack.Error
				}
			}
		}
		kept = append(kept, d)
	}
	return kept
}

// graveIn is the first of found, at least a warning, that touches r; nil if none does.
func graveIn(found []*Diagnostic, r text.Range) *Diagnostic {
	for _, d := range found {
		if d.Severity >= pack.Warning && d.Start <= r.End && r.Start <= d.End {
			return d
		}
	}
	return nil
}

// failureAt is the finding in a file about what fails because of the text at r; nil if there is none.
func failureAt(known []deploy.Finding, r text.Range) *deploy.Finding {
	for i, k := range known {
		if (k.Code == deploy.Render || k.Code == deploy.Rejected) &&
			k.Range.Start <= r.End && r.Start <= k.Range.End {
			return &known[i]
		}
	}
	return nil
}

// pairAround is the range of the pair whose key or value begins at a byte offset of f.
func pairAround(f *pack.File, off int) text.Range {
	n := f.Tree().NodeAt(off)
	for n.Exists() && n.Kind() != syntax.Pair {
		n = n.Parent()
	}
	return n.Range()
}

// anyDeployed reports whether the settings want any check of what is deployed in f.
func anyDeployed(p *pack.Pack, f *pack.File) bool {
	return slices.ContainsFunc(All, func(c *Check) bool {
		return c.Deployed && slices.Contains(c.On, f.Kind) && p.Settings.Severity(c.Code, f.Path, c.Severity) != pack.Off
	})
}

// guessing are the groups and codes of checks that find by the text what rendering finds by its result, and say more
// about it.
var guessing = []string{
	codeChartSchema, codeLostIndent, codeDefaultMismatch, "values/retyped", "yaml/", "macro/", "manifest/",
}

// reports are where mistakes have a report that says more than what rendering finds. Thousands of values may have one.
type reports struct {
	braces map[int]bool // lines of split braces, which make a mapping of the value of the key before them
	at     []text.Range // by where they begin
	end    []int        // of at up to there, the last one
}

func reportsIn(f *pack.File, found []Diagnostic) *reports {
	r := &reports{braces: map[int]bool{}}
	for _, d := range found {
		if strings.HasSuffix(d.Code, "/split-braces") {
			r.braces[f.Text.LineAt(d.Start)] = true
		}
		guesses := func(code string) bool { return strings.HasPrefix(d.Code, code) }
		if d.Severity >= pack.Warning && slices.ContainsFunc(guessing, guesses) {
			r.at = append(r.at, d.Range)
		}
	}
	slices.SortFunc(r.at, func(a, b text.Range) int { return a.Start - b.Start })
	last := 0
	for _, at := range r.at {
		last = max(last, at.End)
		r.end = append(r.end, last)
	}
	return r
}

// has reports whether a mistake at a range of f has such a report, which touches it.
func (r *reports) has(f *pack.File, at text.Range) bool {
	if len(r.braces) > 0 && r.braces[f.Text.LineAt(at.Start)] {
		return true
	}
	n := sort.Search(len(r.at), func(i int) bool { return r.at[i].Start > at.End })
	return n > 0 && r.end[n-1] >= at.Start
}

// requireInSchema offers to say in schema.yaml that the value at a path must be set.
func requireInSchema(d *Diagnostic, p *pack.Pack, path []string) {
	if value.ConstraintAt(p, path) != nil {
		return // a second entry would be a duplicate key
	}
	entry := strings.Join(path, ".") + ":\n  " + pack.SchemaKey + `: '{{ required | format "${string}" }}'`
	title := "Require it in schema.yaml"
	if p.Schema == nil {
		d.FixCreate(filepath.Join(p.Dir, pack.SchemaName), title, entry+"\n")
	} else if len(p.Schema.Tree().Errors) == 0 {
		d.Fix(p.Schema, title, edit.AppendRoot(p.Schema.Tree(), entry)...)
	}
}

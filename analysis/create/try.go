package create

import (
	"context"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/image"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// attempt is a draft as it would be on disk, with what is found in it.
type attempt struct {
	snapshot *pack.Snapshot
	pack     *pack.Pack
	files    []File
	findings []Finding
}

// root is a folder for packs in memory.
func root() string {
	if runtime.GOOS == "windows" {
		return `C:\new`
	}
	return "/new"
}

// snapshot is the draft with the given files in memory.
func (d *draft) snapshot(files []File) (s *pack.Snapshot, dir string) {
	dir = filepath.Join(root(), d.folder)
	s = pack.NewSnapshot(memory{dir, files}, d.charts, d.today)
	meta := string(files[len(files)-1].Content)
	return s.WithOpen(filepath.Join(dir, pack.MetaName), 0, text.New(meta)), dir // packs with an open file are kept
}

// try checks and renders the draft in memory.
func (d *draft) try(ctx context.Context) (attempt, error) {
	t := attempt{files: d.files()}
	s, dir := d.snapshot(t.files)
	t.snapshot, t.pack = s, s.Pack(dir)
	found, err := check.DiagnosePack(ctx, s, dir)
	if err != nil {
		return attempt{}, err
	}
	for _, f := range found {
		rel, _ := filepath.Rel(dir, f.File.Path) // it is below dir
		for _, diagnostic := range f.Diagnostics {
			t.findings = append(t.findings, Finding{filepath.ToSlash(rel), diagnostic})
		}
	}
	return t, nil
}

// has reports whether something is found with one of the codes.
func (t attempt) has(codes ...string) bool {
	return slices.ContainsFunc(t.findings, func(f Finding) bool { return slices.Contains(codes, f.Code) })
}

// step changes the draft by what an attempt has shown; false if there is nothing to change. The error is that of ctx.
type step func(ctx context.Context, t attempt) (bool, error)

// improve is the step that takes the first one of all that changes something.
func (d *draft) improve(ctx context.Context, t attempt) (bool, error) {
	if d.round++; d.round > maxRounds {
		return false, nil
	}
	changed, err := firstOf(ctx, t, d.trySamples, d.requireValues, sure(d.maskValues), d.addMissing, d.shortenRelease,
		sure(d.requirePacks), d.limitKubernetes)
	if err != nil || changed {
		return changed, err
	}
	filled := t // with the values that are asked for: only then is known what else is needed, and what is deployed
	if len(d.asked()) > 0 {
		with := *d
		with.filled = true
		if filled, err = with.try(ctx); err != nil {
			return false, err
		}
		changed, err = firstOf(ctx, filled, d.requireValues, d.addMissing, sure(d.requirePacks), d.limitKubernetes)
		if err != nil || changed {
			return changed, err
		}
	}
	if d.listImages(filled) {
		return true, nil
	}
	d.unsolved = filled.failure()
	return firstOf(ctx, t, d.explainUnpinned, sure(d.repair))
}

// sure is a step that cannot fail.
func sure(change func(attempt) bool) step {
	return func(_ context.Context, t attempt) (bool, error) { return change(t), nil }
}

// failure is why the pack does not deploy; "" if it does.
func (t attempt) failure() string {
	for _, f := range t.findings {
		if f.Severity == pack.Error && strings.HasPrefix(f.Code, "deploy/") {
			return f.Message
		}
	}
	return ""
}

// firstOf takes steps until one has changed something, which it returns true for.
func firstOf(ctx context.Context, t attempt, steps ...step) (bool, error) {
	for _, take := range steps {
		if changed, err := take(ctx, t); err != nil || changed {
			return changed, err
		}
	}
	return false, nil
}

// repair corrects mistakes of the chart's values in values.yaml, which has a copy of them: items that are there twice,
// and whatever has a fix that is always right.
func (d *draft) repair(t attempt) bool {
	var edits []text.Edit
	for _, f := range t.findings {
		fixes := f.Fixes
		if f.File != pack.ValuesName || len(fixes) == 0 || !fixes[0].Safe && f.Code != "values/duplicate-item" {
			continue
		}
		for _, e := range fixes[0].Edits {
			if e.Path == t.pack.Values.Path {
				edits = append(edits, e.Edit)
			}
		}
	}
	values := d.written()
	if edits == nil || t.pack.Values.Text.String() != values {
		return false
	}
	d.repaired[values] = text.Apply(values, edits)
	return true
}

// maxRounds is how often a draft is changed at most.
const maxRounds = 24

// shortenRelease gives the chart's release a shorter name if the usual one, or a name that the chart makes of it, is
// too long: if less is wrong with it.
func (d *draft) shortenRelease(ctx context.Context, t attempt) (bool, error) {
	if d.override || d.Chart == nil || !t.has("values/release-name-length", "deploy/rejected", "deploy/render") {
		return false, nil
	}
	with := *d
	with.override = true
	tried, err := with.try(ctx)
	if err != nil {
		return false, err
	}
	d.override = tried.wrong(ctx) < t.wrong(ctx)
	return d.override, nil
}

// wrong is how much in the pack may come from the name of a release.
func (t attempt) wrong(ctx context.Context) int {
	n := 0
	for _, f := range t.findings {
		if f.Code == "values/release-name-length" {
			n++
		}
	}
	return n + rejections(ctx, t.snapshot, t.pack)
}

// listImages lists the images that the pack deploys. If it deploys none for certain, or what it deploys is not known,
// they are those that it may deploy.
func (d *draft) listImages(t attempt) bool {
	known, ok := image.DeployedBy(t.pack)
	var refs []string
	if ok {
		for _, i := range known.Compare(t.pack).Unlisted {
			refs = append(refs, i.Ref)
		}
	}
	if len(d.images)+len(refs) == 0 { // an image that is open may be all there is
		for _, i := range known.Images {
			refs = append(refs, i.Ref)
		}
	}
	if !ok || !known.Whole || d.kind == FromManifests { // parts of a manifest may depend on values
		for _, ref := range image.Named(t.pack) {
			if !slices.Contains(refs, ref) {
				refs = append(refs, ref)
			}
		}
	}
	refs = slices.DeleteFunc(refs, func(ref string) bool {
		return slices.Contains(d.images, ref) || strings.Contains(ref, filledIn)
	})
	d.images = append(d.images, refs...)
	return len(refs) > 0
}

package check

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

const codeTooLarge = "files/too-large"

// boundChecks say what was not checked.
var boundChecks = []Check{
	{Code: codeTooLarge, Severity: pack.Warning, On: append(inYAML, pack.Meta, pack.Manifest), Run: tooLarge,
		Summary: "an archive or file that is too large to be checked in full"},
}

// tooLarge reports what is too large for all checks. notChecked adds what only some of them cannot check.
func tooLarge(p *Pass) {
	switch p.File.Kind {
	case pack.Meta:
		for _, u := range p.Pack.Oversized() {
			p.Report(whole(p), "%s is not checked, since it is larger than %d MiB", filepath.Base(u.Path), disk.MaxText>>20)
		}
		for _, e := range fileEntries(p, pack.KeyCharts) {
			var why *chart.Error
			if e.fault != pathMissing && e.fault != pathOutside && errors.As(p.chartError(e), &why) &&
				why.Reason == chart.TooLarge {
				p.Report(e.node.Range(), "%s is not checked: %v", quote(e.plain), why)
			}
		}
		for n := range p.Root().Get(pack.KeyManifests).Children() {
			if n.Kind() == syntax.String && p.Pack.Crowded(n.Text()) {
				p.Report(n.Range(), "this manifest and those after it are not checked: %v", pack.ErrTooManyManifests)
				break
			}
		}
		list := p.Root().At(pack.KeyConstraints, pack.KeyDependencies)
		if list.Kind() == syntax.Sequence && list.Len() > pack.MaxEntryDependencies {
			p.Report(list.Index(pack.MaxEntryDependencies).Range(),
				"only the first %d dependencies are compared with other packs; this one and those after it are not",
				pack.MaxEntryDependencies)
		}
	case pack.Presets:
		facts := p.Pack.Facts()
		if all := p.Pack.PresetList(); len(all) > deploy.MaxPresets && len(facts.Charts)+len(facts.Manifests) > 0 {
			p.Report(all[deploy.MaxPresets].Node.First().Range(),
				"only the first %d presets are rendered; what this one and those after it deploy is not checked",
				deploy.MaxPresets)
		}
	case pack.Values:
		if p.chartPlaces().partly {
			key := p.pairAt(pack.SectionCharts).Key()
			p.Report(key.Range(), "the values of the charts are not compared with their defaults, since these are too large")
		}
	}
}

func (p *Pass) chartError(e fileEntry) error {
	_, err := p.Pack.Chart(e.plain)
	return err
}

// partly notes that the check skips some of the file, since there is too much of it.
func (p *Pass) partly() {
	if !slices.ContainsFunc(p.found, func(d *Diagnostic) bool { return d.Code == codeTooLarge }) {
		p.found = append(p.found, &Diagnostic{Code: codeTooLarge, Message: p.check.Code})
	}
}

// looksUp reports whether that many paths can be looked up in values.yaml in a reasonable time, and notes if not.
func (p *Pass) looksUp(paths int) bool {
	ok := value.Affords(p.Pack, paths)
	if !ok {
		p.partly()
	}
	return ok
}

// notChecked is the finding about checks that skip some of the file, by their codes; nil if there are none.
func notChecked(p *pack.Pack, f *pack.File, codes []string) *Diagnostic {
	severity := p.Settings.Severity(codeTooLarge, f.Path, ByCode(codeTooLarge).Severity)
	if len(codes) == 0 || severity == pack.Off {
		return nil
	}
	slices.Sort(codes)
	return &Diagnostic{
		Code: codeTooLarge, Severity: severity, Range: text.Range{End: f.Text.Line(0).End},
		Message: fmt.Sprintf("the file is too large for some checks, which skip some or all of it: %s",
			strings.Join(slices.Compact(codes), ", ")),
	}
}

// ended is what a check panics with to end early, since nobody waits for it any more.
type ended struct{ err error }

// often is after how many steps a check looks whether anybody still waits for it.
const often = 256

// alive ends the check if its context has ended. Checks call it in every loop that may take long; Report does, too.
func (p *Pass) alive() {
	if p.turns++; p.turns%often == 0 && p.ctx != nil && p.ctx.Err() != nil {
		panic(ended{p.ctx.Err()})
	}
}

// untilEnded runs work, and returns the error of the context that ended a check in it.
func untilEnded[T any](work func() T) (result T, err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(ended)
			if !ok {
				panic(r)
			}
			err = e.err
		}
	}()
	return work(), nil
}

// maxSuggested is how many words one check compares to find what was meant. After these it suggests nothing.
const maxSuggested = 1 << 20

// affords reports whether the check may compare more words to find what was meant.
func (p *Pass) affords(words int) bool {
	p.alive()
	p.compared += words
	return p.compared <= maxSuggested
}

// nearest is nearest for words of which there may be many on both sides.
func (p *Pass) nearest(word string, known []string) string {
	if !p.affords(len(known)) {
		return ""
	}
	return nearest(word, known)
}

// slip is newSlip for words of which there may be many on both sides.
func (p *Pass) slip(word string, known []string) slip {
	return slip{word, known, p.nearest(word, known)}
}

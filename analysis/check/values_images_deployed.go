package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/image"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// codes of checks of which one gives way to another.
const (
	codeTagDrift      = "values/image-tag-drift"
	codeNotListed     = "values/image-not-listed"
	codeImagesMissing = "values/images-missing"
	codeImageUnlisted = "manifest/image-unlisted"
)

// valuesDeployedChecks compare pack.content.images with what is deployed.
var valuesDeployedChecks = []Check{
	{Code: codeTagDrift, Severity: pack.Warning, On: inValues, Deployed: true, Run: imageTagDrift,
		Summary: "a listed image that the pack deploys with another tag"},
	{Code: codeNotListed, Severity: pack.Hint, On: inValues, Deployed: true, Run: imageNotListed,
		Summary: "images that the pack deploys and does not list"},
	{Code: "values/image-not-deployed", Severity: pack.Off, On: inValues, Deployed: true, Run: imageNotDeployed,
		Summary: "a listed image that the pack never deploys"},
}

// deployedImages are the problems in a file of p that its deployed images are known to have.
func deployedImages(p *pack.Pack, f *pack.File) []*Diagnostic {
	var all []*Diagnostic
	for _, c := range All {
		if !c.Deployed || c.Run == nil || !slices.Contains(c.On, f.Kind) {
			continue
		}
		if severity := p.Settings.Severity(c.Code, f.Path, c.Severity); severity != pack.Off {
			pass := &Pass{Pack: p, File: f, check: c, severity: severity}
			c.Run(pass)
			all = append(all, pass.found...)
		}
	}
	return all
}

func imageTagDrift(p *Pass) {
	d, ok := image.DeployedBy(p.Pack)
	if !ok || unsettled(p.File) {
		return
	}
	const most = 3 // images of one repository that are offered
	for _, drift := range d.Compare(p.Pack).Drifted {
		var refs, words []string
		for _, i := range drift.Deployed {
			refs = append(refs, i.Ref)
			words = append(words, deployedWords(i))
		}
		known := strings.Join(words, " and as ")
		if !drift.Unused {
			found := p.Report(drift.Node.Range(), "the pack deploys this image as %s too, which is not listed", known)
			if d.Exact {
				found.Fix(p.File, "Add "+strings.Join(refs, " and "), listImages(p, refs)...)
			}
			continue
		}
		found := p.Report(drift.Node.Range(), "the pack deploys this image as %s; list the version that is deployed", known)
		for _, i := range drift.Deployed[:min(len(drift.Deployed), most)] {
			if ref := drift.As(i); d.Exact {
				found.Fix(p.File, "Replace with "+ref, edit.Rewrite(drift.Node, ref))
			}
		}
	}
}

func imageNotListed(p *Pass) {
	d, ok := image.DeployedBy(p.Pack)
	owner := p.pairAt(image.ListPath()...)
	full := owner.Value().Kind() == syntax.Sequence && owner.Value().First().Exists()
	if !ok || full && (owner.Broken() || owner.Value().Broken() || unsettled(p.File)) || !full && !lacksImages(p) {
		return
	}
	missing := d.Compare(p.Pack).Unlisted
	if len(missing) == 0 {
		return
	}
	const most = 5 // images that are named
	var refs, words []string
	for _, i := range missing {
		refs = append(refs, i.Ref)
		words = append(words, deployedWords(i))
	}
	if len(words) > most {
		words = append(words[:most], fmt.Sprintf("and %d more", len(words)-most))
	}
	them, title, pronoun := "an image that the pack deploys, so it is", "Add it to pack.content.images", "it"
	if n := len(missing); n > 1 {
		pronoun = "them"
		them = fmt.Sprintf("%d images that the pack deploys, so they are", n)
		title = fmt.Sprintf("Add the %d images to pack.content.images", n)
	}
	also := ""
	if !full {
		also = ", and clusters with a registry of their own do not get " + pronoun
	}
	found := p.Report(p.anchorFor(image.ListPath()...),
		"pack.content.images does not list %s not mirrored for air-gapped installations%s: %s",
		them, also, strings.Join(words, ", "))
	if d.Exact {
		found.Fix(p.File, title, listImages(p, refs)...)
	}
}

func imageNotDeployed(p *Pass) {
	d, ok := image.DeployedBy(p.Pack)
	if !ok || unsettled(p.File) {
		return
	}
	for _, e := range d.Compare(p.Pack).Unused {
		found := p.Report(e.Node.Range(), "the pack does not deploy this image, with its values or with any preset")
		if d.Exact {
			found.Fix(p.File, "Delete it", edit.RemoveEntry(e.Item)...)
		}
	}
}

// deployedWords are a deployed image for a message, with why it may not run.
func deployedWords(i image.Deployed) string {
	switch source := i.Sources[0]; {
	case i.Custom():
		return fmt.Sprintf("%s (in %s)", i.Ref, source.Object)
	case source.Presets != nil:
		return fmt.Sprintf("%s (with the preset %s)", i.Ref, source.Presets[0])
	}
	return i.Ref
}

// givingWay are the problems in before, all in a file of p, without those that more, what is known of what is deployed,
// says better.
func givingWay(p *pack.Pack, f *pack.File, before []Diagnostic, more []*Diagnostic) []Diagnostic {
	if f.Kind != pack.Values && f.Kind != pack.Manifest || !slices.ContainsFunc(before, aboutImages) {
		return before
	}
	d, ok := image.DeployedBy(p)
	if !ok {
		return before
	}
	if f.Kind == pack.Manifest {
		return withoutListed(p, f, before, d)
	}
	has := func(code string, same func(*Diagnostic) bool) bool {
		return slices.ContainsFunc(more, func(m *Diagnostic) bool { return m.Code == code && same(m) })
	}
	var kept []Diagnostic
	for _, b := range before {
		switch b.Code {
		case codeImagesMissing:
			nothing := d.Exact && d.Whole && len(d.Images) == 0
			if nothing || has(codeNotListed, func(*Diagnostic) bool { return true }) {
				continue
			}
			if d.Exact { // its fix may be from before that
				pass := &Pass{Pack: p, File: f, check: ByCode(b.Code), severity: b.Severity}
				imagesMissing(pass)
				for _, again := range pass.found {
					b = *again
				}
			}
		case "values/image-no-tag", "values/image-latest":
			if has(codeTagDrift, func(m *Diagnostic) bool { return m.Range == b.Range }) {
				continue
			}
		}
		kept = append(kept, b)
	}
	return kept
}

// aboutImages reports whether a finding may give way to one about deployed images.
func aboutImages(d Diagnostic) bool {
	switch d.Code {
	case codeImagesMissing, codeImageUnlisted, "values/image-no-tag", "values/image-latest":
		return true
	}
	return false
}

// withoutListed are the problems in a manifest without the images that are reported in values.yaml.
func withoutListed(p *pack.Pack, f *pack.File, before []Diagnostic, d image.Deployment) []Diagnostic {
	if p.Values == nil {
		return before
	}
	reported := map[string]bool{}
	add := func(code string, images []image.Deployed) {
		if p.Settings.Severity(code, p.Values.Path, ByCode(code).Severity) == pack.Off {
			return
		}
		for _, i := range images {
			reported[i.Full] = true
		}
	}
	c := d.Compare(p)
	add(codeNotListed, c.Unlisted)
	for _, drift := range c.Drifted {
		add(codeTagDrift, drift.Deployed)
	}
	return slices.DeleteFunc(slices.Clone(before), func(b Diagnostic) bool {
		return b.Code == codeImageUnlisted && reported[image.Whole(b.Range.Of(f.Text.String()))]
	})
}

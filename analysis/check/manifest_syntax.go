package check

import (
	"iter"
	"slices"
	"strings"

	"github.com/distribution/reference"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

func manifestTemplateSyntax(p *Pass) {
	actions := p.actions()
	source := p.File.Text.String()
	report := func(err macro.Error) {
		if inComment(p.File, err.Start) || p.inBlockScalar(err.Start) {
			return // perhaps another program's templates
		}
		d := p.Report(err.Range, "%s", err.Message)
		if err.Fix != nil {
			d.Fix(p.File, templateFix(err), err.Fix...)
		}
	}
	unclosed := false
	for _, a := range actions {
		if namesMacro.MatchString(a.Of(source)) {
			continue // macro/unbalanced
		}
		for _, err := range a.Errors {
			report(err)
		}
		unclosed = unclosed || !a.Closed
	}
	if unclosed { // it may have been the end of a block
		return
	}
	for _, err := range macro.Blocks(actions) {
		report(err)
	}
}

func templateFix(err macro.Error) string {
	if err.Code == macro.ErrUnclosedAction {
		return "Close the action"
	}
	return "Correct the action"
}

func manifestYAML(p *Pass) {
	if p.isTemplate() {
		return
	}
	for _, e := range p.File.Tree().Errors {
		d := p.Report(e.Range, "%s", e.Message)
		if len(e.Fix) > 0 {
			d.SafeFix(p.File, e.FixTitle, e.Fix...)
		}
	}
}

// identity are the keys that every Kubernetes resource has.
var identity = []string{"apiVersion", "kind"}

func manifestNotAResource(p *Pass) {
	if p.isTemplate() || len(p.File.Tree().Errors) > 0 {
		return
	}
	for root := range p.File.Tree().Docs() {
		root = root.Resolve()
		switch root.Kind() {
		case syntax.Null, syntax.Invalid:
			continue
		case syntax.Mapping:
		default:
			p.Report(firstLine(p, root), "every document of a manifest must be a Kubernetes resource; this one is a %s", kindName(root))
			continue
		}
		var lacking []string
		for _, key := range identity {
			if !root.Get(key).Exists() {
				lacking = append(lacking, key)
			}
		}
		if lacking == nil || !root.First().Exists() {
			continue
		}
		resourceLacks(p, root, lacking)
	}
}

func resourceLacks(p *Pass, root syntax.Node, lacking []string) {
	for pair := range root.Children() {
		key := pair.Key()
		if to := nearest(key.Text(), lacking); to != "" && !slices.Contains(identity, key.Text()) {
			p.Report(key.Range(), "a Kubernetes resource has no key %s; did you mean %s?", quote(key.Text()), quote(to)).rename(p, key, to)
			lacking = slices.DeleteFunc(lacking, func(name string) bool { return name == to })
		}
	}
	if len(lacking) > 0 {
		p.Report(root.First().Key().Range(), "this document has no %s; every document of a manifest must be a Kubernetes resource", strings.Join(lacking, " and no "))
	}
}

func manifestImageUnlisted(p *Pass) {
	listed, open := listedImages(p.Pack)
	if len(listed) == 0 {
		return // values/images-missing
	}
	for r, name := range p.unlistedImages(listed, open) {
		d := p.Report(r, "pack.content.images does not list %s, so that it is not mirrored for air-gapped installations", quote(name))
		addImage(d, p.Pack.Values, withRegistry(name))
	}
}

// unlistedImages yields the images of the manifest that are not listed, as listedImages has it, each once.
func (p *Pass) unlistedImages(listed map[string]bool, open []string) iter.Seq2[text.Range, string] {
	return func(yield func(text.Range, string) bool) {
		source := p.File.Text.String()
		seen := map[string]bool{}
		for _, m := range imageLine.FindAllStringSubmatchIndex(source, maxCollected) {
			r := text.Range{Start: m[2], End: m[3]}
			name := r.Of(source)
			full := wholeRef(name)
			if seen[full] || listed[full] || imageProblem(name) != "" || p.inBlockScalar(r.Start) && !strings.Contains(name, "/") ||
				slices.ContainsFunc(open, func(prefix string) bool { return strings.HasPrefix(full, prefix) }) {
				continue
			}
			seen[full] = true
			if !yield(r, name) {
				return
			}
		}
	}
}

// wholeRef is an image reference with its registry host and, where it has neither tag nor digest, the tag that container runtimes take.
func wholeRef(ref string) string {
	named, err := reference.ParseNormalizedNamed(ref)
	if err != nil {
		return withRegistry(ref)
	}
	return reference.TagNameOnly(named).String()
}

// listedImages are the images of pack.content.images as wholeRef has them, and the beginnings of those that end in a macro.
func listedImages(p *pack.Pack) (listed map[string]bool, open []string) {
	list := imageList(p.Values)
	if list.Kind() != syntax.Sequence || list.Broken() {
		return nil, nil
	}
	listed = map[string]bool{}
	for entry := range list.Children() {
		ref := entry.Get(imageKey)
		if entry.Kind() == syntax.String { // lost to Palette, which values/image-entry reports
			ref = entry
		}
		if before, _, ok := strings.Cut(ref.Text(), "{{"); ok {
			open = append(open, before)
		} else if ref.Text() != "" {
			listed[wholeRef(ref.Text())] = true
		}
	}
	return listed, open
}

// imageList is pack.content.images in values.yaml.
func imageList(values *pack.File) syntax.Node {
	return values.Root().At(pack.SectionPack, pack.AttrContent, "images")
}

func addImage(d *Diagnostic, values *pack.File, image string) {
	owner := imageList(values).Owner()
	if !owner.Exists() || owner.Value().Kind() != syntax.Sequence {
		return
	}
	d.Fix(values, "Add it to pack.content.images", edit.AppendItem(owner, "image: "+image)...)
}

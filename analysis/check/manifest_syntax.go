package check

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/image"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
)

func manifestTemplateSyntax(p *Pass) {
	actions := template.Of(p.File).Parsed
	source := p.File.Text.String()
	report := func(err macro.Error) {
		if template.InComment(p.File, err.Start) || template.Of(p.File).InBlockScalar(err.Start) {
			return // perhaps another program's templates
		}
		d := p.Report(err.Range, "%s", err.Message)
		if err.Fix != nil {
			d.Fix(p.File, templateFix(err), err.Fix...)
		}
	}
	unclosed := false
	for _, a := range actions {
		if template.MayNameMacro(a.Of(source)) {
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
	if template.Holds(p.File) || holdsSplit(p) {
		return
	}
	for _, e := range p.File.Tree().Errors {
		d := p.Report(e.Range, "%s", e.Message)
		if len(e.Fix) > 0 {
			d.SafeFix(p.File, e.FixTitle, e.Fix...)
		}
	}
}

// manifestRetypedKey reports keys of manifests that are not what they look like, such as y in the properties of a
// custom resource.
func manifestRetypedKey(p *Pass) {
	for root := range p.File.Tree().Docs() {
		for n := range root.All() {
			reportRetypedKey(p, nil, n)
		}
	}
}

// identity are the keys that every Kubernetes resource has.
var identity = []string{"apiVersion", "kind"}

func manifestNotAResource(p *Pass) {
	if template.Holds(p.File) || len(p.File.Tree().Errors) > 0 || holdsSplit(p) {
		return
	}
	for root := range p.File.Tree().Docs() {
		root = root.Resolve()
		switch root.Kind() {
		case syntax.Null, syntax.Invalid:
			continue
		case syntax.Mapping:
		default:
			p.Report(firstLine(p, root),
				"every document of a manifest must be a Kubernetes resource; this one is a %s", kindName(root))
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
		if s := newSlip(key.Text(), lacking); s.meant != "" && !slices.Contains(identity, s.word) {
			p.Report(key.Range(), "unknown key %s in a Kubernetes resource%s", quote(s.word), s.hint()).rename(p, key, s.meant)
			lacking = slices.DeleteFunc(lacking, func(name string) bool { return name == s.meant })
		}
	}
	if len(lacking) > 0 {
		p.Report(root.First().Key().Range(),
			"this document has no %s; every document of a manifest must be a Kubernetes resource",
			strings.Join(lacking, " and no "))
	}
}

func manifestImageUnlisted(p *Pass) {
	listed := image.ListedIn(p.Pack)
	if listed.Empty() {
		return // values/images-missing
	}
	for r, name := range listed.Missing(p.File) {
		d := p.Report(r, "pack.content.images does not list %s, so it is not mirrored for air-gapped installations",
			quote(name))
		addImage(d, p.Pack.Values, image.WithRegistry(name))
	}
}

func addImage(d *Diagnostic, values *pack.File, ref string) {
	owner := image.List(values).Owner()
	if !owner.Exists() || owner.Value().Kind() != syntax.Sequence {
		return
	}
	d.Fix(values, "Add it to pack.content.images", edit.AppendItem(owner, "image: "+ref)...)
}

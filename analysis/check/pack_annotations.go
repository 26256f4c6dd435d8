package check

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// packAnnotationChecks are those of the annotations in pack.json, and of what packs of the layer os need there.
var packAnnotationChecks = []Check{
	{Code: codeAnnotationKey, Severity: pack.Warning, On: inMeta, Run: annotationKey,
		Summary: "a misspelled annotation"},
	{Code: "pack/contributor-missing", Severity: pack.Hint, On: inMeta, Run: contributorMissing,
		Summary: "annotations with a source and no contributor"},
	{Code: "pack/os-annotations", Severity: pack.Hint, On: inMeta, Run: osAnnotations,
		Summary: "an operating system without the annotations that its cloud needs"},
	{Code: "pack/skip-k8s-install", Severity: pack.Warning, On: inMeta, Run: skipK8sInstall,
		Summary: `a skipK8sInstall that is neither "true" nor "false"`},
	{Code: "pack/ssh-password", Severity: pack.Hint, On: inMeta, Run: sshPassword,
		Summary: "a password for SSH in pack.json"},
}

const (
	codeAnnotationKey = "pack/annotation-key"
	keyAnnotations    = "annotations"
)

// annotationNames are the annotations that the schema in force describes.
func annotationNames(p *Pass) []string {
	var names []string
	if sub := p.Pack.Settings.PackSchema().At([]string{keyAnnotations}); sub != nil {
		for _, property := range sub.Properties {
			names = append(names, property.Name)
		}
	}
	return names
}

// slipsInAnnotations are the pairs of the annotations that are slips, and what they are meant for.
func slipsInAnnotations(p *Pass) (pairs []syntax.Node, meant []string) {
	annotations := p.Root().Get(keyAnnotations)
	known := annotationNames(p)
	var free []string
	for _, name := range known {
		if !annotations.Pair(name).Exists() {
			free = append(free, name)
		}
	}
	for pair := range annotations.Entries() {
		key, ok := literal(pair.Key())
		if !ok || slices.Contains(known, key) {
			continue
		}
		if to := nearest(key, free); to != "" {
			pairs, meant = append(pairs, pair), append(meant, to)
		}
	}
	return pairs, meant
}

func annotationKey(p *Pass) {
	pairs, meant := slipsInAnnotations(p)
	for i, pair := range pairs {
		key := pair.Key()
		p.Report(key.Range(), "unknown annotation %s%s", quote(key.Text()), didYouMean(quote(meant[i]))).
			Fix(p.File, "Rename to "+quote(meant[i]), edit.Replace(key, edit.Quote(meant[i])))
	}
}

// misspelledAnnotation says if an annotation is there under a misspelled key, which has its own report.
func misspelledAnnotation(p *Pass, name string) bool {
	_, meant := slipsInAnnotations(p)
	return slices.Contains(meant, name) && p.reports(codeAnnotationKey)
}

// lacksAnnotation says if the annotations can be read in full, and do not have one of that name.
func lacksAnnotation(p *Pass, name string) bool {
	root := p.Root()
	annotations := root.Get(keyAnnotations)
	return root.Kind() == syntax.Mapping && !root.Broken() && !annotations.Broken() &&
		annotations.Kind() == syntax.Mapping && !annotations.Pair(name).Exists() &&
		!root.Pair(name).Exists() && // pack/unknown-key
		!misspelledAnnotation(p, name) &&
		!slices.ContainsFunc(slices.Collect(annotations.Entries()), func(n syntax.Node) bool {
			return n.Broken() || n.Key().Broken() || holdsMacro(n.Key())
		})
}

func contributorMissing(p *Pass) {
	source := p.Root().Get(keyAnnotations).Pair("source")
	if s, ok := literal(source.Value()); !ok || s != "community" || !lacksAnnotation(p, "contributor") {
		return
	}
	p.Report(source.Key().Range(), `the annotations have no "contributor"; add who contributed the pack`).
		Fix(p.File, `Insert "contributor": ""`, edit.InsertAfter(source, `"contributor": ""`))
}

// imageAnnotations are the annotations by which a cloud finds the image of an operating system (Palette's
// documentation, "Add a Custom Pack").
var imageAnnotations = map[string][]string{
	"aws":     {"imageId", "imageOwner", "cloudRegion"},
	"azure":   {"imageOffer", "imagePublisher", "imageSKU"},
	"vsphere": {"folder", "imageId"},
}

func osAnnotations(p *Pass) {
	facts, annotations := p.Pack.Facts(), p.Root().Pair(keyAnnotations)
	if facts.Layer != "os" {
		return
	}
	var wanted, clouds []string
	for _, cloud := range facts.CloudTypes {
		if names := imageAnnotations[cloud]; names != nil && !slices.Contains(clouds, cloud) {
			wanted, clouds = append(wanted, names...), append(clouds, cloud)
		}
	}
	if len(clouds) == 0 {
		return
	}
	root := p.Root()
	none := lacks(p, keyAnnotations)
	var absent []string
	for _, name := range append(wanted, "osName", "sshUsername") {
		lacking := lacksAnnotation(p, name) || none && !root.Pair(name).Exists()
		if lacking && !slices.Contains(absent, name) {
			absent = append(absent, name)
		}
	}
	if len(absent) == 0 {
		return
	}
	at := annotations.Key().Range()
	var add []text.Edit
	if none {
		at = root.Get(pack.KeyLayer).Range() // pack/source-annotation inserts the mapping
	} else {
		for _, name := range absent {
			add = append(add, edit.Append(annotations.Value(), edit.Quote(name)+`: ""`))
		}
	}
	p.Report(at, "an operating system for %s needs the annotations %s, by which its image is found",
		strings.Join(clouds, " and "), strings.Join(absent, ", ")).
		Fix(p.File, "Insert them, without values", add...)
}

func skipK8sInstall(p *Pass) {
	n := p.Root().Get(keyAnnotations).Get("skipK8sInstall")
	s, ok := literal(n)
	if !ok || s == "true" || s == "false" {
		return
	}
	meant := ""
	switch lower := strings.ToLower(strings.TrimSpace(s)); lower {
	case "true", "yes", "on", "1":
		meant = "true"
	case "false", "no", "off", "0":
		meant = "false"
	}
	p.Report(n.Range(), `skipK8sInstall is %s; write "true" if Kubernetes is in the image, or "false"`, quote(s)).
		write(p, n, meant)
}

func sshPassword(p *Pass) {
	n := p.Root().Get(keyAnnotations).Get("sshPassword")
	if s, ok := literal(n); ok && strings.TrimSpace(s) != "" {
		p.Report(n.Range(), "everyone who can pull the pack can read this password; use the key of sshUsername instead")
	}
}

// belongsInAnnotations reports a key at the root of pack.json that Palette reads under annotations; false if k is
// another.
func belongsInAnnotations(p *Pass, k oddKey) bool {
	root, key := p.Root(), k.pair.Key()
	name := key.Text()
	if k.pair.Parent() != root {
		return false
	}
	if !isAnnotation(p, name) {
		return resemblesAnnotation(p, k)
	}
	d := raise(p, k, p.Report(key.Range(), "unknown key %s; Palette reads it under annotations", quote(name)))
	annotations, v := root.Get(keyAnnotations), k.pair.Value()
	member := edit.Quote(name) + ": " + v.Source()
	switch {
	case !v.IsScalar() || v.Broken() || k.pair.Broken():
	case !root.Pair(keyAnnotations).Exists():
		d.Fix(p.File, "Move to annotations", gatherAnnotations(p)...)
	case annotations.Kind() == syntax.Mapping && !annotations.Broken() && !annotations.Pair(name).Exists():
		d.Fix(p.File, "Move to annotations", edit.Append(annotations, member), edit.Remove(k.pair))
	}
	return true
}

// resemblesAnnotation reports a key at the root of pack.json that is a slip of an annotation; false if k is none.
func resemblesAnnotation(p *Pass, k oddKey) bool {
	if k.meant != "" {
		return false
	}
	names := slices.DeleteFunc(slices.Clone(annotationNames(p)), func(s string) bool { return !isAnnotation(p, s) })
	key := k.pair.Key()
	meant := nearest(key.Text(), names)
	if meant == "" {
		return false
	}
	p.Report(key.Range(), "unknown key %s; did you mean the annotation %s?", quote(key.Text()), quote(meant))
	return true
}

// isAnnotation says if a key of that name belongs under annotations wherever it is.
func isAnnotation(p *Pass, name string) bool {
	return name != "description" && slices.Contains(annotationNames(p), name)
}

// gatherAnnotations makes annotations of all keys at the root of pack.json that belong there: two fixes that made them
// would leave two mappings.
func gatherAnnotations(p *Pass) []text.Edit {
	var pairs []syntax.Node
	var members []string
	seen := map[string]bool{}
	for pair := range p.Root().Children() {
		name, v := pair.Key().Text(), pair.Value()
		if !seen[name] && isAnnotation(p, name) && v.IsScalar() && !v.Broken() && !pair.Broken() {
			seen[name] = true
			pairs, members = append(pairs, pair), append(members, edit.Quote(name)+": "+v.Source())
		}
	}
	if len(pairs) == 0 {
		return nil
	}
	edits := []text.Edit{edit.Replace(pairs[0], `"annotations": {`+strings.Join(members, ", ")+"}")}
	kept, last := len(pairs), p.Root().Last()
	for kept > 1 && pairs[kept-1] == last { // those at the end go with the comma before them
		kept, last = kept-1, last.Prev()
	}
	for _, pair := range pairs[1:kept] {
		edits = append(edits, edit.Remove(pair))
	}
	if kept < len(pairs) {
		edits = append(edits, text.Edit{Range: text.Range{Start: last.End(), End: p.Root().Last().End()}})
	}
	return edits
}

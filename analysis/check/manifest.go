package check

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// manifestChecks are those of manifests. A manifest is a template like Helm's, with its section of values.yaml as
// values, or plain YAML if it has no template actions.
var manifestChecks = []Check{
	{Code: "manifest/values-unresolved", Severity: pack.Information, On: inManifests, Run: manifestValuesUnresolved,
		Summary: "a value of a manifest that values.yaml does not have"},
	{Code: "manifest/section-missing", Severity: pack.Hint, On: inManifests, Run: manifestSectionMissing,
		Summary: "a manifest that uses values and has no section in values.yaml"},
	{Code: "manifest/template-syntax", Severity: pack.Warning, On: inManifests, Run: manifestTemplateSyntax,
		Summary: "a template action that cannot be parsed, or a block without its end"},
	{Code: "manifest/yaml", Severity: pack.Error, On: inManifests, Run: manifestYAML,
		Summary: "a manifest without template actions that is not valid YAML"},
	{Code: "manifest/retyped-key", Severity: pack.Warning, On: inManifests, Run: manifestRetypedKey,
		Summary: "a key of a manifest without quotes that is read as another key"},
	{Code: "manifest/not-a-resource", Severity: pack.Warning, On: inManifests, Run: manifestNotAResource,
		Summary: "a document of a manifest that is not a Kubernetes resource"},
	{Code: codeImageUnlisted, Severity: pack.Hint, On: inManifests, Run: manifestImageUnlisted,
		Summary: "an image of a manifest that pack.content.images does not list"},
}

var inManifests = []pack.Kind{pack.Manifest}

// manifestKey is the key of the manifest below manifests: in values.yaml.
func manifestKey(p *Pass) string { return pack.ManifestKey(p.File.Base()) }

// neededValues yields the uses of values that a manifest cannot do without: no default is given, and no condition looks
// at them first.
func neededValues(p *Pass, yield func(ref macro.ValuesRef, path []string)) {
	seen := map[string]bool{}
	refs := template.Of(p.File).Values
	if !p.looksUp(len(refs)) {
		return
	}
	for _, ref := range refs {
		if ref.Guarded || ref.Condition || ref.Tested || ref.Scoped || len(ref.Path) <= ref.Inherited ||
			template.InComment(p.File, ref.Start) {
			continue
		}
		path := make([]string, len(ref.Path))
		for i, s := range ref.Path {
			path[i] = s.Name
		}
		if name := strings.Join(path, "."); !slices.Contains(path, "") && !seen[name] {
			seen[name] = true
			yield(ref, path)
		}
	}
}

func manifestValuesUnresolved(p *Pass) {
	values, key := p.Pack.Values, manifestKey(p)
	section := values.Root().At(pack.SectionManifests, key)
	if section.Kind() != syntax.Mapping || unsettled(values) || additionsBroken(p.Pack) {
		return
	}
	owner := values.Root().At(pack.SectionManifests).Pair(key)
	neededValues(p, func(ref macro.ValuesRef, path []string) {
		known, at := 0, section
		for known < len(path) {
			next := at.Get(path[known])
			if !next.Exists() {
				break
			}
			at = next
			known++
			if at.IsScalar() && holdsMacro(at) { // nobody knows what it will hold
				known = len(path)
			}
		}
		if known == len(path) || addedForManifest(p.Pack, key, path) {
			return
		}
		missing := ref.Path[known]
		if missing.Start < ref.Start { // inherited
			return
		}
		var keys []string
		if at.Len() <= maxKeys {
			keys = keysOf(at)
		}
		s := p.slip(missing.Name, keys)
		d := p.Report(missing.Range, "manifests.%s has no value %s%s", key, quotePath(strings.Join(path, ".")), s.hint())
		d.Relate(values, owner.Key().Range(), "the manifest's values")
		if s.meant != "" {
			d.Fix(p.File, "Replace with "+s.meant, text.Edit{Range: missing.Range, New: s.meant})
		}
		if holder := ownerOf(owner, section, path[:known]); holder.Exists() {
			d.Fix(values, "Add "+path[known]+" to values.yaml", edit.AppendEntry(holder, nestedEntry(path[known:]))...)
		}
	})
}

// ownerOf is the pair whose value is the mapping at path below section, the value of owner; absent if that is an alias
// or not a mapping.
func ownerOf(owner, section syntax.Node, path []string) syntax.Node {
	for _, key := range path {
		owner = section.Pair(key)
		section = owner.Value()
	}
	if k := owner.Value().Kind(); k != syntax.Mapping && k != syntax.Null {
		return syntax.Node{}
	}
	return owner
}

// nestedEntry is an empty value at path as an entry of YAML.
func nestedEntry(path []string) string {
	var b strings.Builder
	for i, key := range path {
		b.WriteString(strings.Repeat("  ", i) + edit.Scalar(key) + ":")
		if i+1 < len(path) {
			b.WriteByte('\n')
		}
	}
	b.WriteString(` ""`)
	return b.String()
}

// addedForManifest says if a preset adds the value at path to a manifest's section.
func addedForManifest(p *pack.Pack, key string, path []string) bool {
	path = append([]string{pack.SectionManifests, key}, path...)
	return slices.ContainsFunc(value.Adding(p, path...), func(root syntax.Node) bool { return root.At(path...).Exists() })
}

func manifestSectionMissing(p *Pass) {
	values, key := p.Pack.Values, manifestKey(p)
	if unsettled(values) || additionsBroken(p.Pack) {
		return
	}
	root := values.Root().Resolve()
	if root.At(pack.SectionManifests, key).Exists() || addedForManifest(p.Pack, key, nil) ||
		root.Exists() && root.Kind() != syntax.Mapping ||
		p.sectionElsewhere([]string{pack.SectionManifests, key}) {
		return
	}
	var first text.Range
	var wanted [][]string
	neededValues(p, func(ref macro.ValuesRef, path []string) {
		if template.Of(p.File).InBlockScalar(ref.Start) || len(path) == 0 {
			return
		}
		if wanted == nil {
			first = ref.Range
		}
		wanted = append(wanted, path)
	})
	if wanted == nil {
		return
	}
	d := p.Report(first, "the manifest uses values, but values.yaml has no section manifests.%s", key)
	entry := edit.Scalar(key) + ":\n  " + strings.ReplaceAll(sectionFor(wanted), "\n", "\n  ")
	if owner := root.Pair(pack.SectionManifests); owner.Exists() {
		d.Fix(values, "Add the section to values.yaml", edit.AppendEntry(owner, entry)...)
	} else {
		d.Fix(values, "Add the section to values.yaml",
			edit.AppendRoot(values.Tree(), pack.SectionManifests+":\n  "+strings.ReplaceAll(entry, "\n", "\n  "))...)
	}
}

// sectionFor is YAML with an empty value at each of the paths.
func sectionFor(paths [][]string) string {
	type level struct {
		keys []string
		next map[string]*level
	}
	top := &level{}
	for _, path := range paths {
		at := top
		for _, key := range path {
			if at.next == nil {
				at.next = map[string]*level{}
			}
			if at.next[key] == nil {
				at.next[key] = &level{}
				at.keys = append(at.keys, key)
			}
			at = at.next[key]
		}
	}
	var lines []string
	var write func(l *level, indent string)
	write = func(l *level, indent string) {
		for _, key := range l.keys {
			line := indent + edit.Scalar(key) + ":"
			if len(l.next[key].keys) == 0 {
				line += ` ""`
			}
			lines = append(lines, line)
			write(l.next[key], indent+"  ")
		}
	}
	write(top, "")
	return strings.Join(lines, "\n")
}

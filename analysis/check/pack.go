package check

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// packChecks are those of what pack.json says about the pack itself.
var packChecks = []Check{
	{Code: codeMissingField, Severity: pack.Error, On: inMeta, Summary: "a required field that is absent", Run: missingField},
	{Code: codeEmptyField, Severity: pack.Error, On: inMeta, Summary: "a required field that is empty", Run: emptyField},
	{Code: codeWrongType, Severity: pack.Error, On: inMeta, Summary: "a value of another type than the pack schema has", Run: wrongType},
	{Code: codeNotString, Severity: pack.Error, On: inMeta, Summary: "an annotation whose value is not a string", Run: annotationNotString},
	{Code: codePackSchema, Severity: pack.Error, On: inMeta, Summary: "a broken rule of the pack schema in force that no other check covers", Run: packSchema},
	{Code: codeUnknownLayer, Severity: pack.Error, On: inMeta, Summary: "a layer that does not exist, of the pack or of a dependency", Run: unknownValues},
	{Code: "pack/kernel-layer", Severity: pack.Information, On: inMeta, Summary: "the layer kernel, which is accepted but not documented", Run: kernelLayerUsed},
	{Code: codeUnknownCloud, Severity: pack.Error, On: inMeta, Summary: "a cloud type that the pack schema rejects", Run: unknownValues},
	{Code: "pack/cloud-type-extension", Severity: pack.Information, On: inMeta, Summary: "a cloud type that only newer pack schemas accept", Run: cloudTypeExtension},
	{Code: "pack/cloud-types-missing", Severity: pack.Warning, On: inMeta, Summary: "a pack without cloud types", Run: cloudTypesMissing},
	{Code: "pack/cloud-types-redundant", Severity: pack.Warning, On: inMeta, Summary: "cloud types that say nothing: beside all, twice, or none", Run: cloudTypesRedundant},
	{Code: "pack/legacy-cloud-type", Severity: pack.Information, On: inMeta, Summary: "the old field cloudType", Tag: Deprecated, Run: legacyCloudType},
	{Code: codeKeyCase, Severity: pack.Warning, On: inMeta, Summary: "a key in the wrong case", Run: keyCase},
	{Code: codeUnknownKey, Severity: pack.Information, On: inMeta, Summary: "a key that the pack schema does not know", Run: unknownKey},
	{Code: "pack/missing-addon-type", Severity: pack.Warning, On: inMeta, Summary: "an add-on without addonType", Run: missingAddonType},
	{Code: "pack/addon-type-on-core-layer", Severity: pack.Warning, On: inMeta, Summary: "addonType in a pack that is no add-on", Run: addonTypeOnCoreLayer},
	{Code: "pack/addon-type-near-miss", Severity: pack.Warning, On: inMeta, Summary: "an addonType that is nearly a known one", Run: addonTypeNearMiss},
	{Code: "pack/addon-type-unknown", Severity: pack.Information, On: inMeta, Summary: "an addonType that no pack of Palette's own has", Run: addonTypeUnknown},
	{Code: "pack/version-v-prefix", Severity: pack.Warning, On: inMeta, Summary: "a version that begins with v", Run: versionVPrefix},
	{Code: "pack/version-not-semver", Severity: pack.Information, On: inMeta, Summary: "a version that is not a semantic version", Run: versionNotSemver},
	{Code: "pack/version-tag-chars", Severity: pack.Warning, On: inMeta, Summary: "a version that cannot be a tag in an OCI registry", Run: versionTagChars},
	{Code: "pack/name-chars", Severity: pack.Warning, On: inMeta, Summary: "a name that cannot name an OCI repository", Run: nameChars},
	{Code: "pack/eol-format", Severity: pack.Warning, On: inMeta, Summary: "an end of life that is not a date", Run: eolFormat},
	{Code: "pack/eol-past", Severity: pack.Information, On: inMeta, Summary: "an end of life that has passed", Run: eolPast},
	{Code: "pack/source-annotation", Severity: pack.Hint, On: inMeta, Summary: "annotations without a known source", Run: sourceAnnotation},
	{Code: "pack/system-state", Severity: pack.Information, On: inMeta, Summary: "an unknown system_state", Run: systemState},
	{Code: "pack/dir-name", Severity: pack.Off, On: inMeta, Summary: "a folder that is not called like the pack's name and version", Run: dirName},
	{Code: "pack/name-displayname-drift", Severity: pack.Information, On: inMeta, Summary: "a version of a pack with another displayName, layer or addonType than its others", Workspace: true, Run: nameDrift},
	{Code: "pack/duplicate-identity", Severity: pack.Warning, On: inMeta, Summary: "two folders with the same name and version", Workspace: true, Run: duplicateIdentity},
}

// literal is the content of the string n; false where it is none, was read from broken text, or holds a syntax error or a macro.
func literal(n syntax.Node) (string, bool) {
	if n.Kind() != syntax.String || n.Broken() || holdsError(n) || macro.Contains(n.Text()) {
		return "", false
	}
	return n.Text(), true
}

// holdsError reports whether a syntax error begins within n, as a wrong escape in a string does.
func holdsError(n syntax.Node) bool {
	errors := n.Tree().Errors
	i, _ := slices.BinarySearchFunc(errors, n.Start(), func(e syntax.Error, off int) int { return e.Start - off })
	return i < len(errors) && errors[i].Start < n.End()
}

// openingBrace is where something that an object lacks is reported.
func openingBrace(object syntax.Node) text.Range {
	return text.Range{Start: object.Start(), End: min(object.Start()+1, object.End())}
}

// head is where something about the whole of n is reported: n, or its opening bracket where it is the file or takes several lines.
func head(n syntax.Node) text.Range {
	container := n.Kind() == syntax.Mapping || n.Kind() == syntax.Sequence
	if container && (!n.Parent().Exists() || strings.Contains(n.Source(), "\n")) {
		return openingBrace(n)
	}
	return n.Range()
}

// write offers to write a string in place of the value n of pack.json; nothing if to is "".
func (d *Diagnostic) write(p *Pass, n syntax.Node, to string) *Diagnostic {
	if to == "" {
		return d
	}
	return d.Fix(p.File, "Write "+quote(to), edit.Replace(n, edit.Quote(to)))
}

// plural is a count and its noun, in one or the other number.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

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
	{Code: codeMissingField, Severity: pack.Error, On: inMeta, Run: missingField,
		Summary: "a required field that is absent"},
	{Code: codeEmptyField, Severity: pack.Error, On: inMeta, Summary: "a required field that is empty", Run: emptyField},
	{Code: codeWrongType, Severity: pack.Error, On: inMeta, Summary: "a value of the wrong type", Run: wrongType},
	{Code: codeNotString, Severity: pack.Error, On: inMeta, Run: annotationNotString,
		Summary: "an annotation whose value is not a string"},
	{Code: codePackSchema, Severity: pack.Error, On: inMeta, Run: packSchema,
		Summary: "a violation of the pack schema that no other check covers"},
	{Code: codeUnknownLayer, Severity: pack.Error, On: inMeta, Run: unknownValues,
		Summary: "an unknown layer, of the pack or of a dependency"},
	{Code: "pack/kernel-layer", Severity: pack.Information, On: inMeta, Run: kernelLayerUsed,
		Summary: "the layer kernel, which is accepted but not documented"},
	{Code: codeUnknownCloud, Severity: pack.Error, On: inMeta, Summary: "an unknown cloud type", Run: unknownValues},
	{Code: "pack/cloud-type-extension", Severity: pack.Information, On: inMeta, Run: cloudTypeExtension,
		Summary: "a cloud type that is accepted but not documented"},
	{Code: "pack/cloud-types-missing", Severity: pack.Warning, On: inMeta, Run: cloudTypesMissing,
		Summary: "a pack without cloud types"},
	{Code: "pack/cloud-types-redundant", Severity: pack.Warning, On: inMeta, Run: cloudTypesRedundant,
		Summary: "cloud types without effect: next to all, listed twice, or an empty list"},
	{Code: "pack/legacy-cloud-type", Severity: pack.Information, On: inMeta, Tag: Deprecated, Run: legacyCloudType,
		Summary: "the old field cloudType"},
	{Code: codeKeyCase, Severity: pack.Warning, On: inMeta, Summary: "a key in the wrong case", Run: keyCase},
	{Code: codeUnknownKey, Severity: pack.Information, On: inMeta, Summary: "an unknown key", Run: unknownKey},
	{Code: "pack/missing-addon-type", Severity: pack.Warning, On: inMeta, Run: missingAddonType,
		Summary: "an add-on without addonType"},
	{Code: "pack/addon-type-on-core-layer", Severity: pack.Warning, On: inMeta, Run: addonTypeOnCoreLayer,
		Summary: "addonType in a pack that is not an add-on"},
	{Code: "pack/addon-type-near-miss", Severity: pack.Warning, On: inMeta, Run: addonTypeNearMiss,
		Summary: "an addonType that is close to a known one"},
	{Code: "pack/addon-type-unknown", Severity: pack.Warning, On: inMeta, Run: addonTypeUnknown,
		Summary: "an addonType that is not documented"},
	{Code: "pack/version-v-prefix", Severity: pack.Warning, On: inMeta, Run: versionVPrefix,
		Summary: "a version that begins with v"},
	{Code: "pack/version-not-semver", Severity: pack.Information, On: inMeta, Run: versionNotSemver,
		Summary: "a version that is not a semantic version"},
	{Code: "pack/version-tag-chars", Severity: pack.Warning, On: inMeta, Run: versionTagChars,
		Summary: "a version that cannot be a tag in an OCI registry"},
	{Code: "pack/name-chars", Severity: pack.Warning, On: inMeta, Run: nameChars,
		Summary: "a name that cannot name an OCI repository"},
	{Code: "pack/eol-format", Severity: pack.Warning, On: inMeta, Run: eolFormat,
		Summary: "an end of life that is not a date"},
	{Code: "pack/eol-past", Severity: pack.Information, On: inMeta, Run: eolPast,
		Summary: "an end of life that has passed"},
	{Code: "pack/source-annotation", Severity: pack.Hint, On: inMeta, Run: sourceAnnotation,
		Summary: "annotations without a known source"},
	{Code: "pack/system-state", Severity: pack.Information, On: inMeta, Run: systemState,
		Summary: "an unknown system_state"},
	{Code: "pack/dir-name", Severity: pack.Off, On: inMeta, Run: dirName,
		Summary: "a folder that is not named NAME-VERSION"},
	{Code: "pack/name-displayname-drift", Severity: pack.Information, On: inMeta, Workspace: true, Run: nameDrift,
		Summary: "a version of a pack whose displayName, layer or addonType differs from its other versions"},
	{Code: "pack/duplicate-identity", Severity: pack.Warning, On: inMeta, Workspace: true, Run: duplicateIdentity,
		Summary: "two folders with the same name and version"},
}

// literal is the content of the string n; false if it is not one, was read from broken text, or holds a syntax error or
// a macro.
func literal(n syntax.Node) (string, bool) {
	if n.Kind() != syntax.String || n.Broken() || holdsError(n) || macro.Contains(n.Text()) {
		return "", false
	}
	return n.Text(), true
}

// holdsError says if a syntax error begins within n, as a wrong escape in a string does.
func holdsError(n syntax.Node) bool {
	errors := n.Tree().Errors
	i, _ := slices.BinarySearchFunc(errors, n.Start(), func(e syntax.Error, off int) int { return e.Start - off })
	return i < len(errors) && errors[i].Start < n.End()
}

// openingBrace is where something that an object lacks is reported.
func openingBrace(object syntax.Node) text.Range {
	return text.Range{Start: object.Start(), End: min(object.Start()+1, object.End())}
}

// head is where something about the whole of n is reported: n, or its opening bracket if it is the file or takes
// several lines.
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

package create

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/Masterminds/semver/v3"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

var (
	notInNames   = regexp.MustCompile(`[^a-z0-9]+`)
	versionEnd   = regexp.MustCompile(`[-_]v?[0-9]+(\.[0-9]+)+([-+].*)?$`)
	namespaceDNS = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`)
	// looseVersion matches versions that Helm takes for semantic ones although parts are missing.
	looseVersion = regexp.MustCompile(`^[vV]?([0-9]+)(\.[0-9]+)?(\.[0-9]+)?((?:[-+].*)?)$`)
	tag          = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$`)
)

// packName is a name for a pack made from what is called s, without what a name cannot have.
func packName(s string) string {
	return strings.Trim(notInNames.ReplaceAllString(strings.ToLower(s), "-"), "-")
}

// packVersion is a version for a pack made from a chart of version s: a semantic version that can be a tag.
func packVersion(s string) string {
	m := looseVersion.FindStringSubmatch(s)
	if m == nil {
		return "1.0.0"
	}
	for i, part := range m[2:4] {
		if part == "" {
			m[i+2] = ".0"
		}
	}
	return strings.ReplaceAll(strings.Join(m[1:], ""), "+", "-")
}

// objectName is the name of a pack as that of a namespace or another object of Kubernetes, which has no dots or
// underscores and at most 63 characters.
func objectName(name string) string {
	name = notInNames.ReplaceAllString(strings.ToLower(name), "-")
	return strings.Trim(name[:min(len(name), 63)], "-")
}

func nameProblem(name string) string {
	switch {
	case name == "":
		return ""
	case !pack.RepositoryName.MatchString(name):
		return "write lowercase letters and digits, with single - _ or . between them"
	case versionEnd.MatchString(name):
		return "leave out the version, or every version becomes a pack of its own"
	}
	return ""
}

func versionProblem(version string) string {
	switch {
	case version == "":
		return ""
	case strings.HasPrefix(version, "v") || strings.HasPrefix(version, "V"):
		return "leave out the v"
	case !tag.MatchString(version):
		return "write letters, digits, - _ and . only, since the version becomes the tag of an image"
	}
	if _, err := semver.StrictNewVersion(version); err != nil {
		return "write a semantic version, such as 1.0.0"
	}
	return ""
}

func namespaceProblem(name string) string {
	if name == "" || len(name) <= 63 && namespaceDNS.MatchString(name) {
		return ""
	}
	return "write at most 63 lowercase letters, digits and hyphens, with a letter or digit at both ends"
}

func repositoryProblem(address string) string {
	if address == "" || strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "oci://") {
		return ""
	}
	return "write an address that begins with https:// or oci://"
}

// lowerFirst is s with its first letter in lower case, unless its first word is an abbreviation.
func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if next, _ := utf8.DecodeRuneInString(s[n:]); unicode.IsUpper(next) {
		return s
	}
	return string(unicode.ToLower(r)) + s[n:]
}

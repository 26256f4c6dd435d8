package check

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/Masterminds/semver/v3"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// maxTag is how many characters a tag in an OCI registry may have (OCI distribution specification 1.1, "Pulling
// manifests").
const maxTag = 128

var (
	leadingV       = regexp.MustCompile(`^[vV]\.?([0-9].*)$`)
	missingNumbers = regexp.MustCompile(`^(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))?(?:[-+]|$)`)
)

// packVersion is the version of pack.json if it is a string that says something.
func packVersion(p *Pass) (n syntax.Node, version string, ok bool) {
	n = p.Root().Get("version")
	version, ok = literal(n)
	return n, version, ok && version != ""
}

func versionVPrefix(p *Pass) {
	n, version, ok := packVersion(p)
	if !ok {
		return
	}
	if m := leadingV.FindStringSubmatch(version); m != nil {
		p.Report(n.Range(), "version %s begins with %q; write %s", quote(version), version[:1], quote(m[1])).
			SafeFix(p.File, "Write "+quote(m[1]), edit.Replace(n, edit.Quote(m[1])))
	}
}

func versionNotSemver(p *Pass) {
	n, version, ok := packVersion(p)
	if !ok || leadingV.MatchString(version) || tagProblem(version) != "" {
		return // reported by its own code
	}
	if _, err := semver.StrictNewVersion(version); err == nil {
		return
	}
	lenient, err := semver.NewVersion(version)
	switch {
	case err != nil:
		p.Report(n.Range(), "version %s is not a semantic version; write MAJOR.MINOR.PATCH, such as 1.2.3", quote(version))
	case missingNumbers.MatchString(version):
		p.Report(n.Range(), "version %s is not a full semantic version; it is read as %s", quote(version), lenient).
			Fix(p.File, "Write "+quote(lenient.String()), edit.Replace(n, edit.Quote(lenient.String())))
	default:
		p.Report(n.Range(), "version %s is not a semantic version, since a number begins with 0; it is read as %s",
			quote(version), lenient)
	}
}

func versionTagChars(p *Pass) {
	if n, version, ok := packVersion(p); ok {
		if problem := tagProblem(version); problem != "" {
			p.Report(n.Range(), "%s", problem)
		}
	}
}

// tagProblem says why version cannot be a tag in an OCI registry; "" if it can.
func tagProblem(version string) string {
	const begin = "it becomes a tag in an OCI registry, which must begin with a letter, a digit, or _"
	const allowed = "it becomes a tag in an OCI registry, which allows only letters, digits, and . _ -"
	for i, r := range version {
		word := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_'
		switch {
		case word || i > 0 && (r == '.' || r == '-'):
		case r == '.' || r == '-':
			return fmt.Sprintf("version %s begins with %q; "+begin, quote(version), r)
		case r == ' ':
			return fmt.Sprintf("version %s has a space; "+allowed, quote(version))
		default:
			return fmt.Sprintf("version %s has %q; "+allowed, quote(version), r)
		}
	}
	if len(version) > maxTag {
		return fmt.Sprintf("this version has %d characters; it becomes a tag in an OCI registry, which allows at most %d",
			len(version), maxTag)
	}
	return ""
}

func nameChars(p *Pass) {
	n := p.Root().Get("name")
	name, ok := literal(n)
	if !ok || name == "" || pack.RepositoryName.MatchString(name) {
		return
	}
	const message = "name %s is not a valid OCI repository name, which has only lowercase letters and digits, " +
		"separated by single . or _ or by hyphens"
	if as := repositoryNameLike(name); as != "" {
		p.Report(n.Range(), message+"; write %s", quote(name), quote(as)).
			Fix(p.File, "Write "+quote(as), edit.Replace(n, edit.Quote(as)))
	} else {
		p.Report(n.Range(), message, quote(name))
	}
}

// repositoryNameLike is name in lower case with hyphens for spaces; "" if that is not the name of a repository either.
func repositoryNameLike(name string) string {
	as := strings.Join(strings.Fields(strings.ToLower(name)), "-")
	if !pack.RepositoryName.MatchString(as) {
		return ""
	}
	return as
}

func dirName(p *Pass) {
	facts := p.Pack.Facts()
	want, dir := facts.Name+"-"+facts.Version, filepath.Base(p.Pack.Dir)
	name, ok := literal(p.Root().Get("name"))
	if _, _, hasVersion := packVersion(p); !ok || name == "" || !hasVersion || dir == want {
		return
	}
	if _, _, _, other := folderSaysOther(p); other && p.reports("pack/folder-version") {
		return
	}
	p.Report(p.Root().Get("name").Range(), "the folder of this pack is called %s, not %s", quote(dir), quote(want))
}

package main

import (
	_ "embed"
	"fmt"
	"os"
	"regexp"
	"strings"
	"text/template"
)

// formulaText is the formula for Homebrew, and not a cask: Homebrew on Linux installs it as that on macOS does, macOS
// does not quarantine what a formula downloads, and it has completions for shells.
//
//go:embed pack-lsp.rb.tmpl
var formulaText string

var formulaTemplate = template.Must(template.New("formula").Parse(formulaText))

var sumLine = regexp.MustCompile(`^([0-9a-f]{64})  (\S+)$`)

// formula is the formula of the release tag, whose archives have the checksums in the file at path.
func formula(tag, path string) (string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	version, ok := strings.CutPrefix(tag, "v")
	if !ok || strings.ContainsAny(version, "-\"# ") {
		return "", fmt.Errorf("%q is not the tag of a release such as v1.2.3", tag)
	}
	sums := map[string]string{}
	for line := range strings.Lines(string(b)) {
		if m := sumLine.FindStringSubmatch(strings.TrimSuffix(line, "\n")); m != nil {
			sums[m[2]] = m[1]
		}
	}
	data := struct{ Version, DarwinARM, DarwinIntel, LinuxARM, LinuxIntel string }{Version: version}
	for platform, sum := range map[string]*string{
		"darwin-arm64": &data.DarwinARM, "darwin-amd64": &data.DarwinIntel,
		"linux-arm64": &data.LinuxARM, "linux-amd64": &data.LinuxIntel,
	} {
		archive := "pack-lsp-" + version + "-" + platform + ".tar.gz"
		if *sum = sums[archive]; *sum == "" {
			return "", fmt.Errorf("%s has no checksum of %s", path, archive)
		}
	}
	var out strings.Builder
	err = formulaTemplate.Execute(&out, data)
	return out.String(), err
}

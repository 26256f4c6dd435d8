package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// The pages of the documentation that say what the program says. The flag -update writes them.
func TestPages(t *testing.T) {
	for name, want := range map[string]string{
		"../../docs/command-line.md": commandLinePage(t), "../../docs/settings.md": settingsPage(),
	} {
		got, err := os.ReadFile(name)
		if err != nil && !*packtest.Update {
			t.Fatal(err)
		}
		switch {
		case string(got) == want:
		case !*packtest.Update:
			t.Errorf("%s is not up to date; go test ./cmd/pack-lsp -run TestPages -update writes it", name)
		default:
			if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// commandLinePage has the help of all commands.
func commandLinePage(t *testing.T) string {
	var b strings.Builder
	b.WriteString("# Command line\n\nThis is what `pack-lsp help COMMAND` prints.\n\n| command | |\n|---|---|\n")
	for _, c := range commands() {
		if c.summary != "" {
			fmt.Fprintf(&b, "| [`%s`](#%s) | %s |\n", c.usage(), c.name, c.summary)
		}
	}
	for _, c := range commands() {
		code, help, stderr := packLSP(t, "help", c.name)
		if code != exitOK {
			t.Fatal(stderr)
		}
		fmt.Fprintf(&b, "\n## %s\n\n```text\n%s\n```\n", c.name, strings.TrimSpace(help))
		if picture := "pictures/terminal-" + c.name + ".svg"; exists(filepath.Join("../../docs", picture)) {
			fmt.Fprintf(&b, "\n![pack-lsp %s on a terminal](%s)\n", c.name, picture)
		}
	}
	return b.String()
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

const settingsIntroduction = `# Settings

Put a file ` + "`.pack-lsp.yaml`" + ` into the pack's folder or a folder above it; the nearest one is used. Editors have
the same keys in the section ` + "`packLsp`" + `, which wins over the file. Invalid settings are reported in the file.

` + "```yaml" + `
checks:
  pack/dir-name: warning
  values/*: information
overrides:
  - files: packs/legacy-*
    checks:
      pack/*: information
exclude:
  - packs/archive
` + "```" + `

## Keys

| key | value | |
|---|---|---|
`

const suppression = `
A glob without a slash matches at any depth.

## Ignore findings in one place

In a YAML file, a comment suppresses findings on its line or, on a line by itself, on the next line:

` + "```yaml" + `
namespace: Monitoring   # pack-lsp: ignore values/namespace-invalid
` + "```" + `

` + "`# pack-lsp: ignore-file CODE...`" + ` above all code of a YAML file suppresses findings in the whole file. Editors
complete and explain codes in these comments.

## JSON Schema

` + "`pack-lsp schema .pack-lsp.yaml`" + ` prints the JSON Schema of the file. The extension for VS Code has it, and
[Editors](../editors/README.md#only-a-json-or-yaml-server) says how others get it.
`

// settingsPage has all settings and severities.
func settingsPage() string {
	var b strings.Builder
	b.WriteString(settingsIntroduction)
	row := func(name string, s check.Setting) {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, s.Type, s.Doc)
	}
	for _, s := range check.Settings() {
		row(s.Name, s)
		if s.Name == "overrides" {
			for _, k := range check.OverrideKeys() {
				row(s.Name+"[]."+k.Name, k)
			}
		}
	}
	b.WriteString("\n## Severities\n\n| severity | |\n|---|---|\n")
	for _, name := range pack.SeverityNames {
		fmt.Fprintf(&b, "| `%s` | %s |\n", name, check.SeverityDoc(name))
	}
	b.WriteString("\n[All checks](checks/README.md) and their default severities.\n" + suppression)
	return b.String()
}

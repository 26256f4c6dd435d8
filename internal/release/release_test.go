package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

const root = "../.."

func TestVersionsAreInStep(t *testing.T) {
	sections, err := readChangelog(filepath.Join(root, "CHANGELOG.md"))
	if err != nil {
		t.Fatal(err)
	}
	if err := inStep(root, sections[0]); err != nil {
		t.Error(err)
	}
	for _, s := range sections[1:] {
		if s.date == "unreleased" {
			t.Errorf("%s is not the newest section of CHANGELOG.md and has no date", s.version)
		}
	}
}

func TestCheckTag(t *testing.T) {
	sections, err := readChangelog(filepath.Join(root, "CHANGELOG.md"))
	if err != nil {
		t.Fatal(err)
	}
	dated := sections[0]
	dated.date = "2030-01-31"
	undated, silent, older := dated, dated, dated
	undated.date, silent.notes, older.version = "unreleased", "", "0.0.1"
	for _, tt := range []struct {
		newest section
		tag    string
		want   string // part of the error; "" for none
	}{
		{dated, "v" + dated.version, ""},
		{dated, "v9.9.9", "the tag is v9.9.9"},
		{undated, "v" + dated.version, "has no date"},
		{silent, "v" + dated.version, "says nothing"},
		{older, "v0.0.1", "package.json has version"},
	} {
		err := checkTag(root, tt.newest, tt.tag)
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s %s: %v, want %q", tt.newest.version, tt.tag, err, tt.want)
		}
	}
}

func TestReadChangelog(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{"# Changelog\n\nWords.\n\n## 0.2.0 - unreleased\n\n- b\n\n### More\n\n## 0.1.0 - 2030-01-31\n- a\n",
			"0.2.0 unreleased [- b\n\n### More]; 0.1.0 2030-01-31 [- a]"},
		{"# Changelog\n", "there is no section"},
		{"## 1.0\n", `the heading "## 1.0" is not of the form`},
		{"## 1.0.0 - soon\n", `the heading "## 1.0.0 - soon" is not of the form`},
	} {
		path := filepath.Join(t.TempDir(), "CHANGELOG.md")
		if err := os.WriteFile(path, []byte(tt.src), 0o600); err != nil {
			t.Fatal(err)
		}
		sections, err := readChangelog(path)
		var parts []string
		for _, s := range sections {
			parts = append(parts, s.version+" "+s.date+" ["+s.notes+"]")
		}
		got := strings.Join(parts, "; ")
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, tt.want) {
			t.Errorf("%q: %s, want %s", tt.src, got, tt.want)
		}
	}
}

// All of what a hosting service reads is valid YAML without duplicate keys. actionlint reads the workflows, in lint.
func TestYAML(t *testing.T) {
	tried := 0
	patterns := []string{"action.yml", ".github/*.y*ml", ".github/*/*.y*ml", "examples/*.yaml", "editors/*/*.yaml"}
	for _, pattern := range patterns {
		names, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(names) == 0 {
			t.Errorf("%s: no files, %v", pattern, err)
		}
		for _, name := range names {
			readYAML(t, name, new(map[string]any))
			tried++
		}
	}
	if tried < 8 {
		t.Errorf("only %d files", tried)
	}
}

func readYAML(t *testing.T, name string, into any) {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(src, into); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

// goreleaser and make dist give the same names to the same files, which .github/install.sh and mason download.
func TestNamesOfFiles(t *testing.T) {
	for name, want := range map[string][]string{
		".github/goreleaser.yaml": {`name_template: "pack-lsp-{{ .Version }}-{{ .Os }}-{{ .Arch }}"`,
			`documents: ["pack-lsp-{{ .Version }}-{{ .Os }}-{{ .Arch }}.sbom.json"]`, "name_template: SHA256SUMS",
			"-ldflags", "cyclonedx-gomod@v1.10.0", "dist/*.vsix", "-X main.release=v"},
		"editors/vscode/scripts/dist.mjs": {"const title = `pack-lsp-${version}-${GOOS}-${GOARCH}`", "`${title}.sbom.json`",
			"'SHA256SUMS'", "-ldflags", "cyclonedx-gomod@v1.10.0", "-X main.release=v"},
		".github/install.sh": {"$from/SHA256SUMS", `pack-lsp-[0-9][^ ]*-$os-$arch\.(tar\.gz|zip)`},
		"editors/mason/package.yaml": {`pack-lsp-{{ version | strip_prefix "v" }}-linux-amd64.tar.gz`,
			`pack-lsp-{{ version | strip_prefix "v" }}-windows-arm64.zip`},
	} {
		src, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Error(err)
		}
		text := strings.ReplaceAll(string(src), "ldflags: [", "-ldflags [")
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s does not have %s", name, w)
			}
		}
	}
}

// The entry in lsp-mode's list of clients has what that list has of each, and the name by which its client is known.
func TestLspModeEntry(t *testing.T) {
	src, err := os.ReadFile(filepath.Join(root, "editors/lsp-mode/lsp-clients.json"))
	if err != nil {
		t.Fatal(err)
	}
	var entry map[string]string
	if err := json.Unmarshal(src, &entry); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"name", "full-name", "server-name", "server-url", "installation-url", "debugger"} {
		if entry[key] == "" {
			t.Errorf("there is no %s", key)
		}
	}
	if _, err := os.Stat(filepath.Join(root, "editors/lsp-mode/lsp-"+entry["name"]+".el")); err != nil {
		t.Error(err)
	}
}

// The entry for Helix's own repository is what editors/README.md says, which the tests of Helix load.
func TestHelixEntry(t *testing.T) {
	entry, err := os.ReadFile(filepath.Join(root, "editors/helix/languages.toml"))
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile(filepath.Join(root, "editors/README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, settings, _ := strings.Cut(string(entry), "\n[")
	if !strings.Contains(string(readme), "```toml\n["+settings+"```") {
		t.Error("editors/README.md has other settings for Helix than editors/helix/languages.toml")
	}
}

// Package corpus finds the real packs and other material that tests use if it is there, and that is not part of the
// project.
package corpus

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// Environment variables that name material that is not part of the project. A relative path is relative to the root of
// the repository.
const (
	corpusVariable = "PACK_LSP_CORPUS"     // a folder of pack folders
	suiteVariable  = "PACK_LSP_YAML_SUITE" // the YAML test suite: a JSON object on each line
	imagesVariable = "PACK_LSP_IMAGES"     // the images that Helm renders for packs: a JSON object on each line
	mutantVariable = "PACK_LSP_MUTANTS"    // changes of packs, see internal/deployaccuracy: a JSON object on each line
)

// Packs is the absolute path of a folder of published packs, each in a folder of its own. Without one it skips the
// test. A folder that PACK_LSP_CORPUS names must have packs: about a hundred, since tests fail if they found too little
// to try.
func Packs(t testing.TB) string {
	t.Helper()
	dir, named := material(t, corpusVariable, "packs")
	packs, err := filepath.Glob(filepath.Join(dir, "*", "pack.json"))
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case len(packs) > 0:
		return dir
	case named:
		t.Fatalf("%s names %s, which has no packs: no */pack.json", corpusVariable, dir)
	}
	t.Skipf("skipped: no published packs here; set %s to a folder of packs (make corpus says how to get some)",
		corpusVariable)
	return ""
}

// YAMLSuite is the absolute path of the YAML test suite as one file, with an object on each line: id, name, yaml, error
// and json. Without one it skips the test.
func YAMLSuite(t testing.TB) string {
	t.Helper()
	return lines(t, suiteVariable, "yaml-test-suite.jsonl", "the cases of the YAML test suite")
}

// Mutants is the absolute path of a file with changes of published packs, and what came of each, an object on each
// line. Without one it skips the test.
func Mutants(t testing.TB) string {
	t.Helper()
	return lines(t, mutantVariable, filepath.Join("..", "deploy", "mutants.jsonl"), "changes of published packs")
}

// ImagesByPack are the images of all containers that Helm renders for published packs, by the name of the pack's
// folder. They are in a file with an object on each line: pack and images. Without one it skips the test.
func ImagesByPack(t testing.TB) map[string][]string {
	t.Helper()
	name := lines(t, imagesVariable, filepath.Join("..", "deploy", "images.jsonl"), "the images that Helm renders")
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	images := map[string][]string{}
	for dec := json.NewDecoder(file); dec.More(); {
		var line struct {
			Pack   string
			Images []string
		}
		if err := dec.Decode(&line); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		images[line.Pack] = line.Images
	}
	return images
}

// lines is the absolute path of a file with what, a JSON object on each line. Without one it skips the test.
func lines(t testing.TB, variable, name, what string) string {
	t.Helper()
	file, named := material(t, variable, name)
	if _, err := os.Stat(file); err != nil {
		if named {
			t.Fatalf("%s: %v", variable, err)
		}
		t.Skipf("skipped: no file here with %s; set %s to one, with a JSON object on each line", what, variable)
	}
	return file
}

// material is what a variable names, or else a file of the folder shared/corpus next to the repository.
func material(t testing.TB, variable, name string) (path string, named bool) {
	t.Helper()
	root := repository(t)
	if path = os.Getenv(variable); path == "" {
		return filepath.Join(filepath.Dir(root), "shared", "corpus", name), false
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(root, path)
	}
	return path, true
}

// repository is the root of the repository, above the test, which may be of one of the modules inside it.
func repository(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "cmd", "pack-lsp")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("the repository is not above the test")
		}
		dir = parent
	}
}

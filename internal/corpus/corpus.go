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
	file, named := material(t, suiteVariable, "yaml-test-suite.jsonl")
	if _, err := os.Stat(file); err != nil {
		if named {
			t.Fatalf("%s: %v", suiteVariable, err)
		}
		t.Skipf("skipped: the YAML test suite is not here; set %s to a file with its cases, one JSON object on each line",
			suiteVariable)
	}
	return file
}

// ImagesByPack are the images of all containers that Helm renders for published packs, by the name of the pack's
// folder. They are in a file with an object on each line: pack and images. Without one it skips the test.
func ImagesByPack(t testing.TB) map[string][]string {
	t.Helper()
	name, named := material(t, imagesVariable, filepath.Join("..", "deploy", "images.jsonl"))
	file, err := os.Open(name)
	if err != nil {
		if named {
			t.Fatalf("%s: %v", imagesVariable, err)
		}
		t.Skipf("skipped: the images that Helm renders are not here; set %s to a file with one JSON object on each line",
			imagesVariable)
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

// repository is the folder above the test that has the go.mod.
func repository(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = parent
	}
}

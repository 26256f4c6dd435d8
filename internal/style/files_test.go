package style

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// root is the folder of the repository.
const root = "../.."

// notOurs are folders of files that others or tools write.
var notOurs = map[string]bool{
	".git": true, "node_modules": true, "bin": true, "dist": true, "out": true, "testdata": true, "fixtures": true,
}

// eachFile calls visit for each file of the repository that want wants, with its path from the root and its text.
func eachFile(t *testing.T, want func(name string) bool, visit func(name, src string)) {
	t.Helper()
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if notOurs[d.Name()] {
				return filepath.SkipDir
			}
			return nil
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		if name := filepath.ToSlash(rel); want(name) && d.Type().IsRegular() {
			b, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			visit(name, string(b))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// mayBeSource reports whether a file can be source code by its name. Most shell scripts have no extension.
func mayBeSource(name string) bool {
	switch path.Ext(name) {
	case ".go", ".ts", ".mts", ".mjs", ".sh", "":
		return true
	}
	return strings.HasPrefix(name, ".ci/")
}

// isShell reports whether a file without an extension is a shell script.
func isShell(src string) bool {
	first, _, _ := strings.Cut(src, "\n")
	return strings.HasPrefix(first, "#!") && strings.HasSuffix(first, "sh") || strings.HasPrefix(first, "# shellcheck ")
}

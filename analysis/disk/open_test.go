package disk

import (
	"os"
	"path/filepath"
	"testing"
)

// What is read can be renamed and removed meanwhile: an editor or git must not fail because of it.
func TestOpenFileIsNotHeld(t *testing.T) {
	dir := t.TempDir()
	path, next := filepath.Join(dir, "values.yaml"), filepath.Join(dir, "next")
	if err := os.WriteFile(path, []byte("a: 1"), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := OS{}.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := os.Rename(path, next); err != nil {
		t.Error("a file that is read cannot be renamed:", err)
	}
	if text, err := ReadText(OS{}, next); err != nil || text != "a: 1" {
		t.Errorf("%q, %v", text, err)
	}
	entries, err := OS{}.ReadDir(dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != "next" {
		t.Errorf("the folder has %v, %v", entries, err)
	}
	if _, err := (OS{}).ReadDir(next); err == nil {
		t.Error("a file is listed as a folder")
	}
	if _, err := (OS{}).Open(path); !os.IsNotExist(err) {
		t.Errorf("a file that is not there: %v", err)
	}
	if err := os.Remove(next); err != nil {
		t.Error("a file that is read cannot be removed:", err)
	}
}

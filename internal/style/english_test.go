package style

import (
	"path"
	"slices"
	"testing"
)

// quotesTurns are the files that name old turns to warn of them.
var quotesTurns = []string{"CONTRIBUTING.md", "internal/style/english.go"}

func TestEnglish(t *testing.T) {
	looked := map[string]int{}
	eachFile(t, hasWords, func(name, src string) {
		looked[path.Ext(name)]++
		if slices.Contains(quotesTurns, name) {
			return
		}
		for _, f := range checkEnglish(name, src) {
			t.Error(f)
		}
	})
	for _, kind := range []string{".go", ".md", ".json", ".ts"} {
		if looked[kind] == 0 {
			t.Errorf("no file of the kind %q looked at", kind)
		}
	}
}

// hasWords reports whether a file has words of ours that people read.
func hasWords(name string) bool {
	switch path.Ext(name) {
	case ".go":
		return !isTest(name)
	case ".md", ".ts", ".mts", ".mjs", ".yaml":
		return true
	}
	switch path.Base(name) {
	case "package.json", "pack.schema.json", "Makefile":
		return true
	}
	return false
}

func TestCheckEnglish(t *testing.T) {
	for _, tt := range []struct {
		name, src string
		want      []string
	}{
		{"a.md", "What a blank line separates stands for itself. There is no file.\n", nil},
		{"a.md", "x\nHow grave it is.\n", []string{`a.md:2: "grave"; write: severity, more severe`}},
		{"a.go", "package p\n\nvar behind = map[string]int{\"behind\": 1}\n", nil},
		{"a.go", "package p\n\nvar s = \"one\\ntext behind it\"\n", []string{`a.go:4: "behind"; write: after`}},
		{"a.go", "package p\n\n// x\n// It stands here.\n", []string{`a.go:4: "stands here"; write: is`}},
	} {
		if got := checkEnglish(tt.name, tt.src); !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q, want %q", tt.src, got, tt.want)
		}
	}
}

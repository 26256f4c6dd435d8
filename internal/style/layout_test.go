package style

import (
	"path"
	"slices"
	"strings"
	"testing"
)

func TestLayout(t *testing.T) {
	looked := map[string]int{}
	eachFile(t, mayBeSource, func(name, src string) {
		kind := path.Ext(name)
		if kind == "" && !isShell(src) {
			return
		}
		looked[kind]++
		for _, f := range checkLayout(name, src) {
			t.Error(f)
		}
	})
	for _, kind := range []string{".go", ".ts", ".mjs", ""} {
		if looked[kind] == 0 {
			t.Errorf("no file of the kind %q looked at", kind)
		}
	}
}

func TestCheckLayout(t *testing.T) {
	wide := strings.Repeat("é", maxColumns+1)
	long := "package p\n\nfunc f() {" + strings.Repeat("\n", maxFunctionLines) + "}\n"
	for _, tt := range []struct {
		name, src string
		want      []string
	}{
		{"a.ts", wide[2:], nil},
		{"a.ts", "x\n" + wide, []string{"a.ts:2: 121 columns; at most 120"}},
		{"a_test.go", "{" + wide + "},", nil},
		{"a_test.go", "f(" + wide + ")", []string{"a_test.go:1: 124 columns; at most 120"}},
		{"run", "{" + wide + "},", []string{"run:1: 124 columns; at most 120"}},
		{"a.go", long, []string{"a.go:3: f has 71 lines; at most 70"}},
		{"a_test.go", long, nil},
		{"a.go", "package p\n" + strings.Repeat("\n", maxFileLines), []string{"a.go: 501 lines; at most 500"}},
	} {
		if got := checkLayout(tt.name, tt.src); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

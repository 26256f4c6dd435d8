package macro_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// TestSymbols: each symbol is followed by the index of its declaration, and by * if it is one.
func TestSymbols(t *testing.T) {
	for src, want := range map[string]string{
		`{{ $a := 1 }}{{ $a }}{{ $a = $a }}{{ $ }}`:                                    "$a*0 $a=0 $a=0 $a=0",
		`{{ $a := $a }}{{ $b.c }}`:                                                     "$a*0 $a=-1 $b=-1",
		`{{ if $a := 1 }}{{ $a }}{{ else }}{{ $a }}{{ end }}{{ $a }}`:                  "$a*0 $a=0 $a=0 $a=-1",
		`{{ $a := 1 }}{{ with 1 }}{{ $a := 2 }}{{ $a }}{{ end }}{{ $a }}`:              "$a*0 $a*1 $a=1 $a=0",
		`{{ range $i, $v := $l }}{{ ($v).x }}{{ end }}`:                                "$i*0 $v*1 $l=-1 $v=1",
		`{{ $a := 1 }}{{ define "t" }}{{ $a }}{{ end }}{{ $a }}`:                       "$a*0 t* $a=-1 $a=0",
		`{{ $a := 1 }}{{ block "t" $a }}{{ $a }}{{ end }}`:                             "$a*0 t* $a=0 $a=-1",
		"{{ template `t` . }}{{ include \"t\" . | f (include \"u\" .) }}{{ x \"t\" }}": "t t u",
		`{{ include "a\"b" }}{{ include "t }}`:                                         "",
		`{{ end }}{{ define }}{{ end }}{{/* $a */}}`:                                   "",
	} {
		var got []string
		for i, s := range macro.Symbols(macro.Parse(src, text.Verbatim)) {
			mark := ""
			switch {
			case s.Kind == macro.VariableName && s.Declares:
				mark = fmt.Sprintf("*%d", s.Target)
				if s.Target != i {
					t.Errorf("%s: %s is not its own target", src, s.Name)
				}
			case s.Kind == macro.VariableName:
				mark = fmt.Sprintf("=%d", s.Target)
			case s.Declares:
				mark = "*"
			}
			if s.Of(src) != s.Name {
				t.Errorf("%s: %q, not %q", src, s.Of(src), s.Name)
			}
			got = append(got, s.Name+mark)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s, not %s", src, got, want)
		}
	}
	const src = `{{ define "t" }}a{{ if 1 }}b{{ end }}c{{ end }}d`
	if got := macro.Symbols(macro.Parse(src, text.Verbatim))[0].Body.Of(src); got != "a{{ if 1 }}b{{ end }}c" {
		t.Errorf("body %q", got)
	}
}

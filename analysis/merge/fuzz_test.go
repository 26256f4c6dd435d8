package merge

import (
	"strings"
	"testing"
)

func FuzzManifest(f *testing.F) {
	f.Add("a: {{ .Values.a }}\nb: 1\n", "a: x\nb: 1\n", "a: y\nb: 2\nc: 3\n")
	f.Add("a:\n{{- if .Values.b }}\n  b: {{ .Values.b }}\n{{- end }}\nc: 1\n", "a:\nc: 1\n", "a:\nc: 2\n")
	f.Add("a: {{ .Values.a\n  | quote }}\nb: '{{ .Values.b }}-{{ .Values.c }}'\n", "", "a: y\nb: 'c-d'\n")
	f.Add("{{ range .Values.x }}\r\n- a: {{ .b }}\r\n{{ end }}", "- a: 1\r\n", "- a: 2\r\n- a: 3")
	f.Fuzz(func(t *testing.T, mine, base, new string) {
		if len(mine)+len(base)+len(new) > 4000 {
			t.Skip("long")
		}
		OfManifest(mine, base, new)
		if got := OfManifest(mine, base, base).Text; base != "" && trimmed(got) != trimmed(mine) {
			t.Fatalf("nothing is new, and the merged text is\n%s\nnot\n%s", got, mine)
		}
		if got := OfManifest(base, base, new).Text; base != "" && !strings.Contains(base, "{{") &&
			trimmed(got) != trimmed(new) {
			t.Fatalf("nothing is the author's, and the merged text is\n%s\nnot\n%s", got, new)
		}
	})
}

// trimmed is a text without white space at the ends of its lines.
func trimmed(src string) string {
	return strings.Join(norms(plainLines(src)), "\n")
}

func TestMatchOfLongTexts(t *testing.T) {
	var a, b []string
	for i := range 3000 {
		line := strings.Repeat("x", i%7) + string(rune('a'+i%26)) + strings.Repeat("y", i/26)
		if a = append(a, line, "same"); i%10 != 0 {
			b = append(b, line, "same")
		}
	}
	matched, last := 0, -1
	for i, j := range Match(a, b, self) {
		if j < 0 {
			continue
		}
		if a[i] != b[j] || j <= last {
			t.Fatalf("%d %q is matched with %d %q after %d", i, a[i], j, b[j], last)
		}
		matched, last = matched+1, j
	}
	if matched < len(b)-10 {
		t.Errorf("%d of %d are matched", matched, len(b))
	}
}

package text_test

import (
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

func TestUnquote(t *testing.T) {
	for _, c := range []struct {
		raw  string
		q    text.Quoting
		want string
	}{
		{`a\"b`, text.Verbatim, `a\"b`},
		{`it''s`, text.SingleQuoted, `it's`},
		{`it''s \"`, text.SingleQuoted, `it's \"`},
		{`say \"hi\" \\ \t\x41\u00e9\U0001F600`, text.DoubleQuoted, "say \"hi\" \\ \tAé😀"},
		{`\q \x4 \`, text.DoubleQuoted, `\q \x4 \`},
		{`\UFFFFFFFF`, text.DoubleQuoted, `\UFFFFFFFF`},
		{"a\\\nb", text.DoubleQuoted, "ab"},
		{"a\\\r\nb\\\rc\\\r", text.DoubleQuoted, "abc"},
	} {
		if got := text.Unquote(c.raw, c.q).S; got != c.want {
			t.Errorf("Unquote(%q) = %q, want %q", c.raw, got, c.want)
		}
	}
}

func TestUnquoteOffsets(t *testing.T) {
	u := text.Unquote(`a\"b\u00e9c`, text.DoubleQuoted)
	for off, raw := range []int{0, 1, 3, 4, 4, 10, 11} {
		if got := u.Raw(off); got != raw {
			t.Errorf("Raw(%d) = %d, want %d", off, got, raw)
		}
	}
	if got, want := u.RawRange(text.Range{Start: 1, End: 2}), (text.Range{Start: 1, End: 3}); got != want {
		t.Errorf("RawRange = %v, want %v", got, want)
	}
	for raw, off := range map[int]int{0: 0, 1: 1, 2: 2, 3: 2, 10: 5, 11: 6, 99: 6} {
		if got := u.Offset(raw); got != off {
			t.Errorf("Offset(%d) = %d, want %d", raw, got, off)
		}
	}
}

func TestEscape(t *testing.T) {
	const s = `it's "a\b"`
	for _, q := range []text.Quoting{text.Verbatim, text.SingleQuoted, text.DoubleQuoted} {
		if got := text.Unquote(q.Escape(s), q).S; got != s {
			t.Errorf("Unquote(Escape) = %q with quoting %d, want %q", got, q, s)
		}
	}
}

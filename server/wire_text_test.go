package server

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"go.lsp.dev/protocol"
)

// FuzzUnquoted reads the content of any JSON string as encoding/json does, or not at all.
func FuzzUnquoted(f *testing.F) {
	for _, s := range []string{
		`a\nb`, `\u00e9\ud83d\ude00`, `\ud83d`, `\ud83dx`, `\udE00\ud83D`, "é\\\\", `\`, `\u12`, `\x`, "\x01", "\xff",
		"1234567\x1f", "12345678é", `a"b`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, content string) {
		if i := closingQuote([]byte(content+`"`), 0); i != len(content) {
			return // it ends in between
		}
		got, ok := unquoted([]byte(content))
		var want string
		err := json.Unmarshal([]byte(`"`+content+`"`), &want)
		if ok && (err != nil || got != want) {
			t.Errorf("%q is %q, want %q, %v", content, got, want, err)
		}
		if !ok && err == nil && !strings.ContainsRune(want, utf8.RuneError) {
			t.Errorf("%q is not read", content)
		}
	})
}

// Long texts are taken out of messages that open and edit documents, and nothing else is.
func TestLongTexts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	long := func() string {
		var b strings.Builder
		for b.Len() < 2*longText {
			b.WriteString([]string{"key: \"a\\b\"\r\n", "\t# é 😀 <&>\n", "\u2028\x00\"", `"text":"`}[r.IntN(4)])
		}
		return b.String()
	}
	open := func(member, text string) any {
		return map[string]any{"textDocument": map[string]any{"uri": "file:///a", member: text}}
	}
	whole, inserted, short := long(), long(), `"text":"`+strings.Repeat("a", 1000)
	for _, c := range []struct {
		method string
		params any
		want   []string // the texts, in their order; nil if the message stays as it is
	}{
		{protocol.MethodTextDocumentDidOpen, open("text", whole), []string{whole}},
		{protocol.MethodTextDocumentDidChange, map[string]any{"contentChanges": []any{
			map[string]any{"text": whole}, map[string]any{"text": short}, map[string]any{"text": inserted},
		}}, []string{whole, short, inserted}},
		{protocol.MethodTextDocumentDidOpen, open("text", short), nil},
		{protocol.MethodTextDocumentDidOpen, open("languageId", whole), nil},
		{"workspace/executeCommand", map[string]any{"text": whole}, nil},
	} {
		body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "method": c.method, "params": c.params})
		if err != nil {
			t.Fatal(err)
		}
		texts := newLongTexts()
		got := texts.cut(body)
		if c.want == nil {
			if string(got) != string(body) {
				t.Errorf("%s has become %.300s", c.method, got)
			}
			continue
		}
		var m struct {
			Params struct {
				TextDocument   struct{ Text string }
				ContentChanges []struct{ Text string }
			}
		}
		if err := json.Unmarshal(got, &m); err != nil || len(got) > longText {
			t.Fatalf("%d bytes, %v", len(got), err)
		}
		var found []string
		for _, change := range append(m.Params.ContentChanges, m.Params.TextDocument) {
			if change.Text != "" {
				found = append(found, texts.of(change.Text))
			}
		}
		if fmt.Sprint(found) != fmt.Sprint(c.want) {
			t.Errorf("%s: other texts", c.method)
		}
		if again := newLongTexts().cut(body[:len(body)-2]); len(again) != len(body)-2 {
			t.Errorf("%s: a message that is cut off has become another one", c.method)
		}
	}
}

// BenchmarkOpen reads the message that opens 8 MB of YAML.
func BenchmarkOpen(b *testing.B) {
	body, err := json.Marshal(map[string]any{
		"jsonrpc": "2.0", "method": protocol.MethodTextDocumentDidOpen, "params": map[string]any{
			"textDocument": map[string]any{"uri": "file:///a", "text": strings.Repeat("  key: \"value\" # comment\n", 8<<20/25)},
		},
	})
	if err != nil {
		b.Fatal(err)
	}
	texts := newLongTexts()
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if short := texts.cut(body); len(short) == len(body) {
			b.Fatal("the text is still in the message")
		}
	}
}

package server

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"reflect"
	"slices"
	"testing"
)

// without is v, decoded with json.Number, as plainMessage rewrites it: without members that are null in any object but
// the outermost, and with plain URIs and numbers.
func without(v any, depth int) any {
	switch v := v.(type) {
	case map[string]any:
		for key, member := range v {
			if u, ok := member.(string); ok && slices.Contains(uriKeys, `"`+key+`"`) {
				member = plainFileURI(u)
			}
			quoted := `"` + key + `"`
			if n, ok := member.(json.Number); ok && (quoted == versionKey || quoted == lineKey || quoted == characterKey) {
				member = json.Number(plainNumber(quoted, n.String()))
			}
			if v[key] = without(member, depth+1); member == nil && depth > 0 {
				delete(v, key)
			}
		}
	case []any:
		for i := range v {
			v[i] = without(v[i], depth+1)
		}
	}
	return v
}

// countColons counts the members in a valid JSON text.
func countColons(src []byte) (n int) {
	for i := 0; i < len(src); i++ {
		switch src[i] {
		case '"':
			i = stringEnd(src, i) - 1
		case ':':
			n++
		}
	}
	return n
}

// countKeys counts the members in the decoded form of a JSON text.
func countKeys(d *json.Decoder) int {
	var v any
	if d.Decode(&v) != nil {
		return -1
	}
	var count func(v any) int
	count = func(v any) (n int) {
		switch v := v.(type) {
		case map[string]any:
			for _, member := range v {
				n += 1 + count(member)
			}
		case []any:
			for _, item := range v {
				n += count(item)
			}
		}
		return n
	}
	return count(v)
}

// decodeNumbers decodes JSON, and keeps numbers as they are written.
func decodeNumbers(t *testing.T, src []byte) (v any) {
	d := json.NewDecoder(bytes.NewReader(src))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%q: %v", src, err)
	}
	return v
}

func TestPlainNumber(t *testing.T) {
	for _, tt := range []struct{ key, token, want string }{
		{versionKey, "3", "3"}, {versionKey, "3.0", "3"}, {versionKey, "0.3e1", "3"}, {versionKey, "-1", "-1"},
		{versionKey, "2147483647", "2147483647"}, {versionKey, "2147483648", "0"}, {versionKey, "1099511627781", "5"},
		{versionKey, "-2147483649", "2147483647"}, {versionKey, "1e400", "0"},
		{lineKey, "7.0", "7"}, {lineKey, "-1", "0"}, {characterKey, "4294967295", "2147483647"},
		{characterKey, "1.7976931348623157e308", "2147483647"}, {characterKey, "99999999999999999999", "2147483647"},
	} {
		if got := plainNumber(tt.key, tt.token); got != tt.want {
			t.Errorf("%s %s: %s, want %s", tt.key, tt.token, got, tt.want)
		}
	}
}

func FuzzPlainMessage(f *testing.F) {
	for _, params := range []string{
		`{"a":null}`, `{"a":null,"b":1}`, `{"a":1,"b":null}`,
		` { "a" : null , "b" : [ null , { "c" : null } ] } `, `[]`, `{}`, `[{}]`,
		`{"uri":"file:/x","text":"file:/x","null":null}`, `{"a":"null","null":"\"null"}`,
		`{"a":{"b":null},"c":null,"d":[1,null]}`, `"\\"`, `null`, `1e5`, `{"a": nulls}`,
		`{"version": 3.0,"line":[1.0]}`, `{"a":{"line" : 1e99, "character":-1}}`, `{"version":"1.0","line":4294967296}`,
	} {
		f.Add([]byte(`{"method":"m","id":null,"params":` + params + `}`))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if !json.Valid(src) {
			return
		}
		if countColons(src) != countKeys(json.NewDecoder(bytes.NewReader(src))) {
			return // a duplicate key, of which only the last takes effect
		}
		got := plainMessage(src, nil)
		before, after := decodeNumbers(t, src), decodeNumbers(t, got)
		if bytes.Contains(src, []byte(`"method"`)) && isUnusualMessage(src) {
			before = without(before, 0)
		}
		if !reflect.DeepEqual(before, after) {
			t.Errorf("%q became %q", src, got)
		}
	})
}

// wire is a connection whose other end has sent everything.
type wire struct {
	io.Reader
	io.Writer
}

func (wire) Close() error { return nil }

// Whatever comes over the wire, reading ends with the end of input. A later message is found if the input before it
// ends with a line break.
func FuzzMessages(f *testing.F) {
	const message = `{"jsonrpc":"2.0","method":"the/last"}`
	for _, text := range []string{
		"", "Content-Length: 2\r\n\r\n{}", "Content-Length: 200\r\n\r\n{}",
		"x", "Content-Length: 5\n\n{}", "\r\n\r\n", "Content-Length:",
		"Content-Length: 2\r\n\r\n[]Content-Length: 99\r\n\r\n", "content-length: 1\r\n\r\n1",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(_ *testing.T, src []byte) {
		in := io.MultiReader(bytes.NewReader(src), bytes.NewReader([]byte("\r\n\r\n"+message)))
		s := newMessages(wire{in, io.Discard}, slog.New(slog.DiscardHandler))
		for range len(src) + 10 {
			if _, _, err := s.ReadFrame(context.Background()); err != nil {
				return
			}
		}
		panic("more messages than bytes")
	})
}

// The server does not read from a client that does not read.
func TestBacklog(t *testing.T) {
	var b backlog
	b.init()
	b.add(maxUnsent + 1)
	ctx, cancel := context.WithCancel(context.Background())
	waited := make(chan struct{})
	go func() {
		b.wait(ctx)
		close(waited)
	}()
	select {
	case <-waited:
		t.Fatal("did not wait")
	default:
	}
	b.add(-1)
	<-waited
	b.add(10)
	cancel()
	b.wait(ctx) // the end of ctx ends it, too
}

// TestSpare: whoever takes the buffer has it alone.
func TestSpare(t *testing.T) {
	var s spare
	s.give(make([]byte, 3, 8))
	if b := s.take(); len(b) != 0 {
		t.Errorf("%d bytes in the buffer", len(b))
	}
	if b := s.take(); b != nil {
		t.Errorf("a second buffer with room for %d bytes", cap(b))
	}
}

package server

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"reflect"
	"testing"
)

// without is v without the members of its objects that are null, but for those of the outermost.
func without(v any, depth int) any {
	switch v := v.(type) {
	case map[string]any:
		for key, member := range v {
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

func FuzzWithoutNulls(f *testing.F) {
	for _, params := range []string{
		`{"a":null}`, `{"a":null,"b":1}`, `{"a":1,"b":null}`,
		` { "a" : null , "b" : [ null , { "c" : null } ] } `, `[]`, `{}`, `[{}]`,
		`{"a":"null","null":"\"null"}`, `{"a":{"b":null},"c":null,"d":[1,null]}`, `"\\"`, `null`, `1e5`, `{"a": nulls}`,
	} {
		f.Add([]byte(`{"method":"m","id":null,"params":` + params + `}`))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if !json.Valid(src) {
			return
		}
		got := withoutNulls(src)
		var before, after any
		if json.Unmarshal(src, &before) != nil {
			return // numbers out of range
		}
		if err := json.Unmarshal(got, &after); err != nil {
			t.Fatalf("%q became %q: %v", src, got, err)
		}
		if bytes.Contains(src, []byte(`"method"`)) {
			before = without(before, 0)
		}
		if !reflect.DeepEqual(before, after) {
			t.Errorf("%q became %q", src, got)
		}
	})
}

// wire is a connection whose other end has said all there is to read.
type wire struct {
	io.Reader
	io.Writer
}

func (wire) Close() error { return nil }

// Whatever comes over the wire ends in the end of input, and a message after it is found where what comes before ends
// in a line break.
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

// A client that does not read is not read from any more.
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
	b.wait(ctx) // the end counts too
}

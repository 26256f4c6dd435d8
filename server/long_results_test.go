package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"go.lsp.dev/jsonrpc2"
)

// written is a connection that keeps what is written.
type written struct {
	bytes.Buffer
}

func (*written) Close() error { return nil }

func newWritten() (*messages, *written) {
	out := &written{}
	return newMessages(out, slog.New(slog.DiscardHandler)), out
}

// TestLongResults: on the wire, a result that is not copied is as one that is.
func TestLongResults(t *testing.T) {
	long := []string{`["` + strings.Repeat("a", longResult) + `"]`, `{"b":"` + strings.Repeat(`\"`, longResult) + `"}`}
	response := func(id int64, result jsonrpc2.RawMessage) []byte {
		return jsonrpc2.AppendMessage(nil, jsonrpc2.NewResponse(jsonrpc2.NewNumberID(id), result, nil))
	}
	s, out := newWritten()
	var want strings.Builder
	expect := func(body []byte) { fmt.Fprintf(&want, "Content-Length: %d\r\n\r\n%s", len(body), body) }
	for i, result := range long {
		m := jsonrpc2.NewResponse(jsonrpc2.NewNumberID(int64(i)), s.long.keep([]byte(result)), nil)
		if _, err := s.Write(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		expect(response(int64(i), jsonrpc2.RawMessage(result)))
	}
	batch := func(results ...jsonrpc2.RawMessage) []byte {
		return fmt.Appendf(nil, "[%s,%s,%s]", response(1, results[0]), response(2, jsonrpc2.RawMessage(`"x"`)),
			response(3, results[1]))
	}
	kept := batch(s.long.keep([]byte(long[1])), s.long.keep([]byte(long[0])))
	if _, err := s.WriteFrame(t.Context(), kept); err != nil {
		t.Fatal(err)
	}
	expect(batch(jsonrpc2.RawMessage(long[1]), jsonrpc2.RawMessage(long[0])))
	if got := out.String(); got != want.String() {
		t.Errorf("%d bytes are written, want %d", len(got), want.Len())
	}
}

// TestLongResultsAreDropped: a result that is not written is not kept.
func TestLongResultsAreDropped(t *testing.T) {
	s, out := newWritten()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m := jsonrpc2.NewResponse(jsonrpc2.NewNumberID(1), s.long.keep(make([]byte, longResult)), nil)
	if _, err := s.Write(ctx, m); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if len(s.long.waiting) > 0 || out.Len() > 0 {
		t.Errorf("%d results wait, %d bytes are written", len(s.long.waiting), out.Len())
	}
}

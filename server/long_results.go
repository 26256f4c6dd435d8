package server

import (
	"bytes"
	"crypto/rand"
	"strconv"
	"sync"

	"go.lsp.dev/jsonrpc2"
)

// longResult is from how many bytes on a result is not copied into its message.
const longResult = 64 << 10

// longResults are results that wait for their messages to be written. The library copies a result into its message; of
// a long one it gets a placeholder, which messages replaces. The symbols of 50,000 lines are 14 MB, and copying them
// takes as long as writing them.
type longResults struct {
	secret  string // no other text has it
	mu      sync.Mutex
	made    int
	waiting map[string][]byte // by their placeholders, which all have the same length
}

func newLongResults() *longResults {
	return &longResults{secret: rand.Text(), waiting: map[string][]byte{}}
}

// keep returns a placeholder for result, which the caller must not use after that.
func (l *longResults) keep(result []byte) jsonrpc2.RawMessage {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.made++
	placeholder := l.open() + strconv.Itoa(l.made) + `"`
	l.waiting[placeholder] = result
	return jsonrpc2.RawMessage(placeholder)
}

// open is how placeholders begin.
func (l *longResults) open() string { return `"` + l.secret }

// parts are the parts of body, a message or a batch, with the results in the place of their placeholders, which are
// gone after that: every other one is a result.
func (l *longResults) parts(body []byte) [][]byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	var parts [][]byte
	for len(l.waiting) > 0 {
		start := bytes.Index(body, []byte(l.open()))
		if start < 0 {
			break
		}
		end := start + 1 + bytes.IndexByte(body[start+1:], '"') + 1
		placeholder := string(body[start:end])
		parts = append(parts, body[:start], l.waiting[placeholder])
		delete(l.waiting, placeholder)
		body = body[end:]
	}
	return append(parts, body)
}

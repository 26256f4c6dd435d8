package server

import (
	"context"
	"slices"
	"strconv"
	"sync"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/outline"
)

// SemanticTokensFull lists the tokens of a document.
func (s *server) SemanticTokensFull(
	ctx context.Context, params *protocol.SemanticTokensParams,
) (*protocol.SemanticTokens, error) {
	doc, ok := s.textDocument(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	data := s.can.fromTokens(doc.file.Text, outline.Tokens(doc.Snapshot, doc.file.Path, nil))
	id := s.tokens.keep(doc, data)
	return &protocol.SemanticTokens{ResultID: &id, Data: data}, nil
}

// SemanticTokensFullDelta returns what differs from the tokens that the client has, or all tokens if those are no
// longer kept.
func (s *server) SemanticTokensFullDelta(
	ctx context.Context, params *protocol.SemanticTokensDeltaParams,
) (protocol.SemanticTokensDeltaResult, error) {
	doc, ok := s.textDocument(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	before, known := s.tokens.find(doc, params.PreviousResultID)
	data := s.can.fromTokens(doc.file.Text, outline.Tokens(doc.Snapshot, doc.file.Path, nil))
	id := s.tokens.keep(doc, data)
	if !known {
		return fromAllTokens(id, data), nil
	}
	return fromTokenEdits(id, tokenEdits(before, data)), nil
}

// SemanticTokensRange lists the tokens in a range of a document.
func (s *server) SemanticTokensRange(
	ctx context.Context, params *protocol.SemanticTokensRangeParams,
) (*protocol.SemanticTokens, error) {
	doc, ok := s.textDocument(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	in := s.can.toRange(doc.file.Text, params.Range)
	data := s.can.fromTokens(doc.file.Text, outline.Tokens(doc.Snapshot, doc.file.Path, &in))
	return &protocol.SemanticTokens{Data: data}, nil
}

// sentTokens keeps the last tokens that the client got for each open document.
type sentTokens struct {
	mu     sync.Mutex
	number uint64
	byPath map[string]sent
}

type sent struct {
	id   string
	data []uint32
}

// keep remembers data if doc is open, and returns its id.
func (t *sentTokens) keep(doc document, data []uint32) (id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.number++
	id = strconv.FormatUint(t.number, 36)
	if doc.file.Open {
		if t.byPath == nil {
			t.byPath = map[string]sent{}
		}
		t.byPath[doc.file.Path] = sent{id, data}
	}
	return id
}

// find returns the data with that id; false if it is no longer kept.
func (t *sentTokens) find(doc document, id string) ([]uint32, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	last, ok := t.byPath[doc.file.Path]
	return last.data, ok && last.id == id
}

// forgetIn drops what is kept for the documents of the pack in dir, and returns how many bytes it took: clients get all
// tokens the next time.
func (t *sentTokens) forgetIn(dir string) (bytes int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for path, last := range t.byPath {
		if disk.Within(path, dir) {
			bytes += last.size()
			delete(t.byPath, path)
		}
	}
	return bytes
}

// size is how many bytes all tokens take.
func (t *sentTokens) size() (bytes int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, last := range t.byPath {
		bytes += last.size()
	}
	return bytes
}

func (s sent) size() int64 { return int64(cap(s.data)) * 4 }

// forget drops what is kept for the document at path when it closes.
func (t *sentTokens) forget(path string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.byPath, path)
}

// tokenSize is how many numbers a token takes on the wire.
const tokenSize = 5

// tokenEdits turns before into after with one edit of whole tokens; it returns none if they are the same.
func tokenEdits(before, after []uint32) []protocol.SemanticTokensEdit {
	same := func(a, b []uint32) int { // how many numbers both begin with, in whole tokens
		n := 0
		for n+tokenSize <= min(len(a), len(b)) && slices.Equal(a[n:n+tokenSize], b[n:n+tokenSize]) {
			n += tokenSize
		}
		return n
	}
	start := same(before, after)
	before, after = before[start:], after[start:]
	if len(before) == 0 && len(after) == 0 {
		return []protocol.SemanticTokensEdit{}
	}
	end := 0
	for end+tokenSize <= min(len(before), len(after)) &&
		slices.Equal(before[len(before)-end-tokenSize:len(before)-end], after[len(after)-end-tokenSize:len(after)-end]) {
		end += tokenSize
	}
	edit := protocol.SemanticTokensEdit{Start: uint32(start), DeleteCount: uint32(len(before) - end)}
	edit.Data = after[:len(after)-end]
	return []protocol.SemanticTokensEdit{edit}
}

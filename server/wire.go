package server

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"sync"
	"weak"

	"go.lsp.dev/jsonrpc2"

	"github.com/pack-lsp/pack-lsp/internal/garbage"
)

// Limits of a connection.
const (
	maxMessage = 256 << 20 // bytes of a message; escapes make a text longer than disk.MaxText
	maxHeader  = 64 << 10  // bytes of a header line; longer ones are garbage
	maxUnsent  = 64 << 20  // bytes that the client has not read; above that, the server does not read either
)

// messages is a stream of messages with LSP's framing (3.17, "Base Protocol"). The library's stream ends the connection
// at the first malformed message. This one answers with the JSON-RPC error for it, looks for the next message, and
// continues.
type messages struct {
	conn io.ReadWriteCloser
	in   pushbackReader
	log  *slog.Logger
	body bytes.Buffer // of the last message
	// handled says that the last message has been handled as far as it must be before the next one is read.
	handled func()
	texts   *longTexts
	// rewrote, if it is not nil, is told how the client writes the URI of a document that it opens.
	rewrote func(plain, written string)

	long    *longResults
	writing sync.Mutex
	unsent  backlog
}

func newMessages(conn io.ReadWriteCloser, log *slog.Logger) *messages {
	s := &messages{
		conn: conn, in: pushbackReader{r: bufio.NewReaderSize(conn, maxHeader)}, log: log,
		texts: newLongTexts(), long: newLongResults(), handled: func() {},
	}
	s.unsent.init()
	return s
}

// Read is for callers of jsonrpc2.Stream that do not know frames.
func (s *messages) Read(ctx context.Context) (jsonrpc2.Message, int64, error) {
	frame, n, err := s.ReadFrame(ctx)
	if err != nil {
		return nil, 0, err
	}
	m, err := jsonrpc2.DecodeMessage(frame)
	return m, n, err
}

// ReadFrame returns the next well-formed message, valid until the next call. The library looks for this method.
func (s *messages) ReadFrame(ctx context.Context) ([]byte, int64, error) {
	for {
		s.handled() // the last one
		s.unsent.wait(ctx)
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		n, err := s.readHeader()
		if err != nil {
			if !errors.Is(err, errMalformed) {
				return nil, 0, err
			}
			s.refuse(ctx, jsonrpc2.ID{}, jsonrpc2.NewError(jsonrpc2.ParseError, err.Error()))
			continue
		}
		s.handled = garbage.Hold(patience)
		s.body.Reset()
		if _, err := s.body.ReadFrom(&bodyReader{r: &s.in, left: n}); err != nil {
			return nil, 0, err
		}
		if frame := s.checked(ctx, s.texts.cut(s.body.Bytes())); frame != nil {
			return plainMessage(frame, s.rewrote), n, nil
		}
	}
}

// errMalformed says that what was read is not the header of a message.
var errMalformed = errors.New("malformed message header")

// readHeader reads up to the end of the next header, and returns the length in bytes of the message after it. It skips
// lines that do not belong to a header.
func (s *messages) readHeader() (length int64, err error) {
	length = -1
	garbage := false
	for {
		line, err := s.in.readLine()
		switch {
		case errors.Is(err, io.EOF) && len(line) > 0 || errors.Is(err, io.EOF) && length >= 0:
			return 0, io.ErrUnexpectedEOF
		case err != nil:
			return 0, err
		}
		line = bytes.TrimRight(line, "\r\n")
		n, isLength := contentLength(line)
		switch {
		case isLength:
			length = n
		case len(line) == 0 && length > 0 && length <= maxMessage:
			if garbage {
				s.log.Warn("skipped text that is not a message")
			}
			return length, nil
		case len(line) == 0 && length > maxMessage: // not to be believed: skipping it could take forever
			return 0, fmt.Errorf("%w: more than %d bytes", errMalformed, maxMessage)
		case len(line) == 0:
			return 0, fmt.Errorf("%w: no Content-Length", errMalformed)
		case bytes.IndexByte(line, ':') < 0:
			garbage = true
		}
	}
}

var lengthField = []byte("content-length:")

// contentLength reads a Content-Length field. It may come after the end of a message that was longer than its header
// said.
func contentLength(line []byte) (int64, bool) {
	at := bytes.LastIndex(lowerASCII(line), lengthField)
	if at < 0 {
		return 0, false
	}
	n, err := strconv.ParseInt(string(bytes.TrimSpace(line[at+len(lengthField):])), 10, 64)
	if err != nil || n < 0 {
		return 0, false
	}
	return n, true
}

// lowerASCII is a copy of b, of the same length, with ASCII letters in lower case.
func lowerASCII(b []byte) []byte {
	lower := bytes.Clone(b)
	for i, c := range lower {
		if 'A' <= c && c <= 'Z' {
			lower[i] = c + 'a' - 'A'
		}
	}
	return lower
}

// checked returns frame, or the part of it that is a message. If there is none, it answers the client and returns nil.
func (s *messages) checked(ctx context.Context, frame []byte) []byte {
	if !json.Valid(frame) {
		// A Content-Length that is too large includes the next header. JSON strings have no line breaks, so it is not
		// part of one.
		at := nextHeader(frame)
		if at < 0 || !json.Valid(frame[:at]) {
			if at >= 0 {
				s.in.pushBack(frame[at:])
			}
			s.refuse(ctx, jsonrpc2.ID{}, jsonrpc2.NewError(jsonrpc2.ParseError, "the message is not valid JSON"))
			return nil
		}
		s.in.pushBack(frame[at:])
		frame = frame[:at]
	}
	if trimmed := bytes.TrimLeft(frame, " \t\r\n"); trimmed[0] == '[' {
		return frame // a batch; the library answers its members one by one
	}
	if _, err := jsonrpc2.DecodeMessage(frame); err == nil {
		return frame
	}
	var envelope struct {
		ID            json.RawMessage `json:"id"`
		Method        json.RawMessage `json:"method"`
		Result, Error json.RawMessage
	}
	_ = json.Unmarshal(frame, &envelope) // leaves the envelope empty if it is not an object
	if envelope.Method == nil && (envelope.Result != nil || envelope.Error != nil) {
		s.log.Warn("malformed reply") // replies get no answer
		return nil
	}
	why := jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the message is not a JSON-RPC 2.0 request")
	s.refuse(ctx, idOf(envelope.ID), why)
	return nil
}

// nextHeader is the offset in frame of the header of another message, which may be cut off; -1 if there is none.
func nextHeader(frame []byte) int {
	lower := lowerASCII(frame)
	for from := 0; ; {
		at := bytes.Index(lower[from:], lengthField)
		if at < 0 {
			break
		}
		at += from
		line, _, whole := bytes.Cut(frame[at:], []byte("\n"))
		_, isLength := contentLength(bytes.TrimRight(line, "\r"))
		if isLength || !whole && len(bytes.TrimSpace(line)) == len(lengthField) {
			return at
		}
		from = at + len(lengthField)
	}
	for n := min(len(lengthField), len(frame)); n > 0; n-- {
		if bytes.HasSuffix(lower, lengthField[:n]) {
			return len(frame) - n
		}
	}
	return -1
}

// idOf reads the id of a request. It is the zero ID, written as null, if that is not a number or a string.
func idOf(raw json.RawMessage) jsonrpc2.ID {
	var n int64
	var s string
	switch {
	case raw == nil || string(raw) == "null":
	case json.Unmarshal(raw, &n) == nil:
		return jsonrpc2.NewNumberID(n)
	case json.Unmarshal(raw, &s) == nil:
		return jsonrpc2.NewStringID(s)
	}
	return jsonrpc2.ID{}
}

// refuse answers a malformed message.
func (s *messages) refuse(ctx context.Context, id jsonrpc2.ID, why *jsonrpc2.Error) {
	s.log.Warn("malformed message", "error", why)
	if _, err := s.Write(ctx, jsonrpc2.NewResponse(id, nil, why)); err != nil {
		s.log.Debug("answering a malformed message", "error", err)
	}
}

// frames has the buffer of a long result that was written, until the next garbage collection. A sync.Pool would keep
// one for each processor for two: the symbols of 50,000 lines take 14 MB, as much as the tree and all problems.
var frames spare

// shortFrames has buffers of messages. Most are short, and none of these is to wait, as whoever asks a weak pointer
// does while a collection of garbage ends.
var shortFrames = sync.Pool{New: func() any { return new([]byte) }}

// spare is a buffer that whoever takes it has alone.
type spare struct {
	mu   sync.Mutex
	last weak.Pointer[[]byte]
}

// take returns the buffer, empty; a new one if there is none.
func (s *spare) take() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := s.last.Value()
	s.last = weak.Pointer[[]byte]{}
	if last == nil {
		return nil
	}
	return (*last)[:0]
}

// give makes b, which nobody else has, the buffer, unless there is a larger one.
func (s *spare) give(b []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if last := s.last.Value(); last == nil || cap(*last) < cap(b) {
		s.last = weak.Make(&b)
	}
}

// headerRoom is more than the header of a message takes.
const headerRoom = len("Content-Length: \r\n\r\n") + 20

// Write writes one message.
func (s *messages) Write(ctx context.Context, m jsonrpc2.Message) (int64, error) {
	return s.writeFrame(ctx, func(b []byte) []byte { return jsonrpc2.AppendMessage(b, m) })
}

// WriteFrame writes body, a message or a batch.
func (s *messages) WriteFrame(ctx context.Context, body []byte) (int64, error) {
	return s.writeFrame(ctx, func(b []byte) []byte { return append(b, body...) })
}

// writeFrame writes a message whose body appendBody appends: in one call of Write, if it has no long result.
func (s *messages) writeFrame(ctx context.Context, appendBody func([]byte) []byte) (int64, error) {
	frame := shortFrames.Get().(*[]byte)
	buffer := appendBody(append((*frame)[:0], make([]byte, headerRoom)...))
	defer func() {
		if cap(buffer) <= longResult {
			*frame = buffer
		}
		shortFrames.Put(frame)
	}()
	parts := s.long.parts(buffer[headerRoom:])
	defer func() {
		for i := 1; i < len(parts); i += 2 {
			frames.give(parts[i])
		}
	}()
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	length := 0
	for _, part := range parts {
		length += len(part)
	}
	header := fmt.Appendf(make([]byte, 0, headerRoom), "Content-Length: %d\r\n\r\n", length)
	parts[0] = buffer[headerRoom-len(header) : headerRoom+len(parts[0])]
	copy(parts[0], header)
	return s.send(parts)
}

// send writes the parts of one message.
func (s *messages) send(parts [][]byte) (written int64, err error) {
	length := 0
	for _, part := range parts {
		length += len(part)
	}
	s.unsent.add(length)
	defer s.unsent.add(-length)
	s.writing.Lock()
	defer s.writing.Unlock()
	for _, part := range parts {
		n, err := s.conn.Write(part)
		written += int64(n)
		if err != nil {
			return written, err
		}
	}
	return written, nil
}

// Close closes the connection.
func (s *messages) Close() error { return s.conn.Close() }

// backlog counts the bytes that the client has not read yet.
type backlog struct {
	mu    sync.Mutex
	less  *sync.Cond
	bytes int
}

func (b *backlog) init() { b.less = sync.NewCond(&b.mu) }

func (b *backlog) add(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.bytes += n
	b.less.Broadcast()
}

// wait waits, until ctx ends, for the client to read what it was sent. Without it, a client that only asks would make
// the server keep all answers.
func (b *backlog) wait(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() { b.add(0) })
	defer stop()
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.bytes > maxUnsent && ctx.Err() == nil {
		b.less.Wait()
	}
}

// full reports whether there is something to wait for.
func (b *backlog) full() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bytes > maxUnsent
}

// pushbackReader is a reader that takes back what was read.
type pushbackReader struct {
	back []byte
	r    *bufio.Reader
}

// pushBack makes a copy of data what is read next.
func (p *pushbackReader) pushBack(data []byte) {
	p.back = append(bytes.Clone(data), p.back...)
}

func (p *pushbackReader) Read(b []byte) (int, error) {
	if len(p.back) > 0 {
		n := copy(b, p.back)
		p.back = p.back[n:]
		return n, nil
	}
	return p.r.Read(b)
}

// readLine reads up to and including the next line feed, or as much as a header line may have. The line is valid until
// the next call.
func (p *pushbackReader) readLine() ([]byte, error) {
	if len(p.back) == 0 {
		line, err := p.r.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			err = nil
		}
		return line, err
	}
	if i := bytes.IndexByte(p.back, '\n'); i >= 0 {
		line := p.back[:i+1]
		p.back = p.back[i+1:]
		return line, nil
	}
	rest, err := p.r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		err = nil
	}
	line := append(p.back, rest...)
	p.back = nil
	return line, err
}

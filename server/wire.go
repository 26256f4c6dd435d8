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

	"go.lsp.dev/jsonrpc2"
)

// Limits of what is read and kept of a connection.
const (
	maxMessage = 256 << 20 // bytes of a message; a text of pack.MaxText is longer with its escapes
	maxHeader  = 64 << 10  // bytes of a header line; what is longer is garbage
	maxUnsent  = 64 << 20  // bytes that the client has not read, from which on it is not read from either
)

// messages is a stream of messages in the framing of LSP (3.17, "Base Protocol"). The library's ends the connection at
// the first message that is not as it should be. This one answers it with the error that JSON-RPC has for it, looks for
// the next message, and goes on.
type messages struct {
	conn io.ReadWriteCloser
	in   pushbackReader
	log  *slog.Logger
	body bytes.Buffer // of the message read last

	writing sync.Mutex
	unsent  backlog
}

func newMessages(conn io.ReadWriteCloser, log *slog.Logger) *messages {
	s := &messages{conn: conn, in: pushbackReader{r: bufio.NewReaderSize(conn, maxHeader)}, log: log}
	s.unsent.init()
	return s
}

// Read is for clients of jsonrpc2.Stream that know no frames.
func (s *messages) Read(ctx context.Context) (jsonrpc2.Message, int64, error) {
	frame, n, err := s.ReadFrame(ctx)
	if err != nil {
		return nil, 0, err
	}
	m, err := jsonrpc2.DecodeMessage(frame)
	return m, n, err
}

// ReadFrame returns the next message that can be understood as one, valid until the next call. The library looks for
// this method.
func (s *messages) ReadFrame(ctx context.Context) ([]byte, int64, error) {
	for {
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
		s.body.Reset()
		if _, err := io.CopyN(&s.body, &s.in, n); err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return nil, 0, err
		}
		if frame := s.checked(ctx, s.body.Bytes()); frame != nil {
			return plainMessage(frame), n, nil
		}
	}
}

// errMalformed says that what was read is no header of a message.
var errMalformed = errors.New("malformed message header")

// readHeader reads up to the end of the next header, and returns the length of the message after it. Lines that belong
// to no header are passed over.
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
				s.log.Warn("skipped what is no message")
			}
			return length, nil
		case len(line) == 0 && length > maxMessage:
			_, err := io.CopyN(io.Discard, &s.in, length)
			return 0, errors.Join(err, fmt.Errorf("%w: more than %d bytes", errMalformed, maxMessage))
		case len(line) == 0:
			return 0, fmt.Errorf("%w: no Content-Length", errMalformed)
		case bytes.IndexByte(line, ':') < 0:
			garbage = true
		}
	}
}

var lengthField = []byte("content-length:")

// contentLength reads a header field Content-Length, which may stand after the rest of a message that was longer than
// its header said.
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

// lowerASCII is a copy of b, as long as it, with ASCII letters in lower case.
func lowerASCII(b []byte) []byte {
	lower := bytes.Clone(b)
	for i, c := range lower {
		if 'A' <= c && c <= 'Z' {
			lower[i] = c + 'a' - 'A'
		}
	}
	return lower
}

// checked is frame where it holds a message, or that part of it which does. If not, it answers what the client sent,
// and returns nil.
func (s *messages) checked(ctx context.Context, frame []byte) []byte {
	if !json.Valid(frame) {
		// A Content-Length that is too large takes in the next header. Line breaks stand in no JSON string, so this one
		// is no text.
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
		return frame // a batch, whose members the library answers one by one
	}
	if _, err := jsonrpc2.DecodeMessage(frame); err == nil {
		return frame
	}
	var envelope struct {
		ID            json.RawMessage `json:"id"`
		Method        json.RawMessage `json:"method"`
		Result, Error json.RawMessage
	}
	_ = json.Unmarshal(frame, &envelope) // of what is no object nothing is known
	if envelope.Method == nil && (envelope.Result != nil || envelope.Error != nil) {
		s.log.Warn("a reply that cannot be understood") // to which there is no reply
		return nil
	}
	why := jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the message is not a request of JSON-RPC 2.0")
	s.refuse(ctx, idOf(envelope.ID), why)
	return nil
}

// nextHeader is where in a frame the header of another one begins, of which the frame may hold the first bytes alone;
// -1 where there is none.
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

// idOf reads the id of a request; the zero ID, which is written as null, where that is neither a number nor a string.
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

// refuse answers a message that is none.
func (s *messages) refuse(ctx context.Context, id jsonrpc2.ID, why *jsonrpc2.Error) {
	s.log.Warn("malformed message", "error", why)
	if _, err := s.Write(ctx, jsonrpc2.NewResponse(id, nil, why)); err != nil {
		s.log.Debug("answering a malformed message", "error", err)
	}
}

// Write writes one message.
func (s *messages) Write(ctx context.Context, m jsonrpc2.Message) (int64, error) {
	body, err := jsonrpc2.EncodeMessage(m)
	if err != nil {
		return 0, err
	}
	return s.WriteFrame(ctx, body)
}

// WriteFrame writes body, a message or a batch, at once.
func (s *messages) WriteFrame(ctx context.Context, body []byte) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	frame := make([]byte, 0, len(body)+64)
	frame = fmt.Appendf(frame, "Content-Length: %d\r\n\r\n", len(body))
	frame = append(frame, body...)
	s.unsent.add(len(frame))
	defer s.unsent.add(-len(frame))
	s.writing.Lock()
	defer s.writing.Unlock()
	n, err := s.conn.Write(frame)
	return int64(n), err
}

// Close closes the connection.
func (s *messages) Close() error { return s.conn.Close() }

// backlog counts the bytes that wait for the client to read them.
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

// wait waits, until ctx ends, for the client to read what it has been sent: one that only asks would have the server
// keep all answers.
func (b *backlog) wait(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() { b.add(0) })
	defer stop()
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.bytes > maxUnsent && ctx.Err() == nil {
		b.less.Wait()
	}
}

// pushbackReader is a reader that takes back what was read.
type pushbackReader struct {
	back []byte
	r    *bufio.Reader
}

// pushBack has a copy of data read next.
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

// readLine reads up to and including the next line feed, or as much as a line of a header may have. It is valid until
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

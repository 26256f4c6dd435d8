package server

import (
	"bytes"
	"errors"
	"io"
)

// bodyReader reads the body of a message, which ends after left bytes, or after the line of the next header: a
// Content-Length that is too large would otherwise swallow the messages after it until that many bytes have come. JSON
// has no such line, since strings have no line breaks.
type bodyReader struct {
	r    io.Reader
	left int64  // bytes that are to come
	line []byte // the end of the line read last, if it has not ended
	met  bool   // the next header
}

// maxLine is how many bytes of the end of a line are looked at: more than a Content-Length field has.
const maxLine = 64

func (b *bodyReader) Read(p []byte) (int, error) {
	if b.met || b.left == 0 {
		return 0, io.EOF
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	b.look(p[:n])
	if errors.Is(err, io.EOF) && b.left > 0 && !b.met {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// look notes whether a line in part is that of a header.
func (b *bodyReader) look(part []byte) {
	for len(part) > 0 {
		line, rest, ended := bytes.Cut(part, []byte{'\n'})
		if len(line) > maxLine {
			b.line, line = b.line[:0], line[len(line)-maxLine:]
		}
		b.line = append(b.line, line...)
		if b.line = b.line[max(0, len(b.line)-maxLine):]; ended {
			line := bytes.TrimRight(b.line, "\r")
			if n := len(line); n > 0 && '0' <= line[n-1] && line[n-1] <= '9' { // few lines of JSON end in a digit
				if _, b.met = contentLength(line); b.met {
					return
				}
			}
			b.line = b.line[:0]
		}
		part = rest
	}
}

package server

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// longText is from how many bytes on the text of a document is taken out of its message.
const longText = 64 << 10

// longTexts are the long texts in the message that was read last, which opens or edits a document. All later messages
// wait until such a message has been handled, and the library looks at each letter of it a dozen times. So the texts
// are taken out, and marks are put in their places.
type longTexts struct {
	prefix string // of marks; no client can know it

	mu    sync.Mutex
	texts []string
}

func newLongTexts() *longTexts {
	return &longTexts{prefix: "pack-lsp text " + rand.Text() + " "}
}

// of is the text that text, part of the message that is being handled, is the mark of; text itself if it is none.
func (l *longTexts) of(text string) string {
	number, ok := strings.CutPrefix(text, l.prefix)
	if !ok {
		return text
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if n, err := strconv.Atoi(number); err == nil && n < len(l.texts) {
		return l.texts[n]
	}
	return ""
}

// cut takes the texts out of frame, if it is a message that has long ones. What it returns is well-formed if frame is.
func (l *longTexts) cut(frame []byte) []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.texts = nil
	if len(frame) < longText {
		return frame
	}
	var short []byte
	rest := frame // not in short yet
	for at := 0; ; {
		start, end := nextText(frame, at)
		if start < 0 {
			break
		}
		if text, ok := unquoted(frame[start+1 : end-1]); ok {
			short = append(short, rest[:len(rest)-len(frame)+start]...)
			short = append(short, strconv.Quote(l.prefix+strconv.Itoa(len(l.texts)))...)
			l.texts, rest = append(l.texts, text), frame[end:]
		}
		at = end
	}
	short = append(short, rest...)
	if len(l.texts) > 0 && changesText(short) {
		return short
	}
	l.texts = nil
	return frame
}

// changesText reports whether a message opens or edits a document.
func changesText(frame []byte) bool {
	m, err := jsonrpc2.DecodeMessage(frame)
	n, ok := m.(*jsonrpc2.Notification)
	return err == nil && ok &&
		(n.Method() == protocol.MethodTextDocumentDidOpen || n.Method() == protocol.MethodTextDocumentDidChange)
}

// nextText is the place of the next long string in frame, JSON, that is the value of a key called text, quotes
// included; -1 if there is none. at is outside of strings.
func nextText(frame []byte, at int) (start, end int) {
	isText := false // the string before was the key
	for {
		quote := bytes.IndexByte(frame[at:], '"')
		if quote < 0 {
			return -1, -1
		}
		between := frame[at : at+quote]
		start = at + quote
		if end = closingQuote(frame, start+1) + 1; end == 0 {
			return -1, -1
		}
		if isText && end-start >= longText && string(bytes.TrimSpace(between)) == ":" {
			return start, end
		}
		isText, at = string(frame[start:end]) == `"text"`, end
	}
}

// closingQuote is the offset of the quote that ends the string whose content starts at offset at; -1 if there is none.
func closingQuote(src []byte, at int) int {
	for from := at; ; {
		i := bytes.IndexByte(src[from:], '"')
		if i < 0 {
			return -1
		}
		i += from
		slashes := 0
		for i-slashes > at && src[i-slashes-1] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return i
		}
		from = i + 1
	}
}

// unquoted is what a JSON string with the given content says; false if it is not valid, or not valid UTF-8, of which
// each decoder makes something else.
func unquoted(content []byte) (string, bool) {
	text := make([]byte, 0, len(content))
	for {
		slash := bytes.IndexByte(content, '\\')
		if slash < 0 {
			slash = len(content)
		}
		if hasControl(content[:slash]) {
			return "", false
		}
		text = append(text, content[:slash]...)
		if content = content[slash:]; len(content) == 0 {
			return string(text), utf8.Valid(text)
		}
		if len(content) > 1 && escapes[content[1]] != 0 {
			text, content = append(text, escapes[content[1]]), content[2:]
			continue
		}
		r, n := codeEscape(content)
		if n == 0 {
			return "", false
		}
		text, content = utf8.AppendRune(text, r), content[n:]
	}
}

// escapes are the characters that may be escaped by one letter.
var escapes = [256]byte{
	'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
}

// codeEscape is the character that the escapes at the start of src stand for, by one or two code units, and their
// length; 0 if they are not valid.
func codeEscape(src []byte) (rune, int) {
	const unicode = len(`\u0000`)
	r, ok := hexEscape(src)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, unicode
	}
	low, ok := hexEscape(src[unicode:])
	if r = utf16.DecodeRune(r, low); !ok || r == utf8.RuneError {
		return 0, 0
	}
	return r, 2 * unicode
}

// hexEscape is the code unit that src begins with, written as \u0000.
func hexEscape(src []byte) (rune, bool) {
	if len(src) < len(`\u0000`) || src[0] != '\\' || src[1] != 'u' {
		return 0, false
	}
	var unit [2]byte
	if _, err := hex.Decode(unit[:], src[2:6]); err != nil {
		return 0, false
	}
	return rune(binary.BigEndian.Uint16(unit[:])), true
}

// hasControl reports whether src has a control character, which must be escaped in JSON. It looks at eight bytes at a
// time: taking a space from each sets the highest bit if one of them is less.
func hasControl(src []byte) bool {
	const spaces, highest = 0x2020202020202020, 0x8080808080808080
	for ; len(src) >= 8; src = src[8:] {
		if word := binary.LittleEndian.Uint64(src); (word-spaces)&^word&highest != 0 {
			return true
		}
	}
	for _, c := range src {
		if c < ' ' {
			return true
		}
	}
	return false
}

package server

import (
	"bytes"
	"encoding/json"
	"slices"
)

// plainMessage rewrites the message src, valid JSON, so that the library can decode it: without members of parameters
// that are null, with the URIs of files in their usual form, and with numbers of 32 bits. The protocol allows null in
// few places, where it means the same as no member; clients write it in many. It calls rewrote, which may be nil, with
// each URI that it rewrites when the message opens a document.
func plainMessage(src []byte, rewrote func(plain, written string)) []byte {
	if !bytes.Contains(src, []byte(`"method"`)) || !isUnusualMessage(src) {
		return src
	}
	w := rewriter{src: src, out: make([]byte, 0, len(src))}
	if bytes.Contains(src, []byte(`"textDocument/didOpen"`)) {
		w.rewrote = rewrote
	}
	w.value(0)
	return w.out
}

func isUnusualMessage(src []byte) bool {
	return bytes.Contains(src, []byte("null")) || hasUnusualURI(src) || hasUnusualNumber(src)
}

// rewriter copies JSON. It relies on valid text and on json.Valid, which limits how deep it nests.
type rewriter struct {
	src []byte
	at  int
	out []byte
	// rewrote is told of URIs that are rewritten, if it is not nil.
	rewrote func(plain, written string)
}

// value copies the value at w.at, which is inside depth objects and arrays.
func (w *rewriter) value(depth int) {
	w.space()
	switch w.src[w.at] {
	case '{':
		w.object(depth)
	case '[':
		w.list(depth)
	case '"':
		w.copyTo(stringEnd(w.src, w.at))
	default:
		end := w.at
		for end < len(w.src) && bytes.IndexByte([]byte(",]} \t\r\n"), w.src[end]) < 0 {
			end++
		}
		w.copyTo(end)
	}
}

// uriKeys are the keys under which clients send URIs.
var uriKeys = []string{`"uri"`, `"rootUri"`, `"oldUri"`, `"newUri"`}

// uri copies the value of a member that holds a URI.
func (w *rewriter) uri(depth int) {
	w.space()
	if w.src[w.at] == '"' {
		end := stringEnd(w.src, w.at)
		var u string
		if json.Unmarshal(w.src[w.at:end], &u) == nil && plainFileURI(u) != u {
			plain := plainFileURI(u)
			if w.rewrote != nil {
				w.rewrote(plain, u)
			}
			quoted, _ := json.Marshal(plain) // a string always encodes
			w.out = append(w.out, quoted...)
			w.at = end
			return
		}
	}
	w.value(depth)
}

// hasUnusualURI reports whether a string in src may be the URI of a file that is not written as file:///path.
func hasUnusualURI(src []byte) bool {
	const scheme = `"file:`
	for len(src) > len(scheme) {
		at := bytes.IndexByte(src, '"')
		if at < 0 || at+len(scheme) > len(src) {
			return false
		}
		src = src[at:]
		if bytes.EqualFold(src[:len(scheme)], []byte(scheme)) {
			rest := src[len(scheme):]
			if !bytes.HasPrefix(rest, []byte("///")) || bytes.HasPrefix(rest, []byte("////")) || src[1] != 'f' {
				return true
			}
		}
		src = src[1:]
	}
	return false
}

func (w *rewriter) copyTo(end int) {
	w.out = append(w.out, w.src[w.at:end]...)
	w.at = end
}

func (w *rewriter) space() {
	for w.at < len(w.src) && bytes.IndexByte([]byte(" \t\r\n"), w.src[w.at]) >= 0 {
		w.at++
	}
}

func (w *rewriter) list(depth int) {
	for w.copyTo(w.at + 1); ; w.copyTo(w.at + 1) { // after the bracket and each comma
		if w.space(); w.src[w.at] != ']' {
			w.value(depth + 1)
			w.space()
		}
		if w.src[w.at] == ']' {
			w.copyTo(w.at + 1)
			return
		}
	}
}

func (w *rewriter) object(depth int) {
	w.copyTo(w.at + 1)
	for first := true; ; {
		w.space()
		switch w.src[w.at] {
		case '}':
			w.copyTo(w.at + 1)
			return
		case ',':
			w.at++
			continue
		}
		before := len(w.out)
		if !first {
			w.out = append(w.out, ',')
		}
		at := w.at
		w.copyTo(stringEnd(w.src, w.at))
		key := string(w.src[at:w.at])
		w.space()
		w.copyTo(w.at + 1) // the colon
		start := len(w.out)
		w.member(key, depth+1)
		if depth > 0 && string(w.out[start:]) == "null" {
			w.out = w.out[:before]
		} else {
			first = false
		}
	}
}

// member copies the value of the member key, a JSON string.
func (w *rewriter) member(key string, depth int) {
	switch {
	case slices.Contains(uriKeys, key):
		w.uri(depth)
	case key == versionKey || key == lineKey || key == characterKey:
		w.number(key, depth)
	default:
		w.value(depth)
	}
}

// stringEnd is the offset after the string that begins at offset at of src.
func stringEnd(src []byte, at int) int {
	for at++; src[at] != '"'; at++ {
		if src[at] == '\\' {
			at++
		}
	}
	return at + 1
}

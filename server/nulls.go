package server

import "bytes"

// withoutNulls is the message src, valid JSON, without the members of its parameters that are null. The protocol has
// null in few places, and there it means the same as nothing; clients write it in many.
func withoutNulls(src []byte) []byte {
	if !bytes.Contains(src, []byte("null")) || !bytes.Contains(src, []byte(`"method"`)) {
		return src
	}
	w := nullRemover{src: src, out: make([]byte, 0, len(src))}
	w.value(0)
	return w.out
}

// nullRemover copies JSON. It relies on the text being valid, and on a validator that bounds how deep it nests.
type nullRemover struct {
	src []byte
	at  int
	out []byte
}

// value copies the value at w.at, which lies in so many objects and arrays.
func (w *nullRemover) value(depth int) {
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

func (w *nullRemover) copyTo(end int) {
	w.out = append(w.out, w.src[w.at:end]...)
	w.at = end
}

func (w *nullRemover) space() {
	for w.at < len(w.src) && bytes.IndexByte([]byte(" \t\r\n"), w.src[w.at]) >= 0 {
		w.at++
	}
}

func (w *nullRemover) list(depth int) {
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

func (w *nullRemover) object(depth int) {
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
		w.copyTo(stringEnd(w.src, w.at))
		w.space()
		w.copyTo(w.at + 1) // the colon
		start := len(w.out)
		w.value(depth + 1)
		if depth > 0 && string(w.out[start:]) == "null" {
			w.out = w.out[:before]
		} else {
			first = false
		}
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

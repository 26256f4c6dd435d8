package server

import (
	"bytes"
	"math"
	"slices"
	"strconv"
)

// Keys of numbers that clients write in ways that the library does not decode: 3.0, or more than 32 bits.
const (
	versionKey   = `"version"`
	lineKey      = `"line"`
	characterKey = `"character"`
)

// maxNumber is the largest number of the protocol (LSP 3.17, "Base Types").
const maxNumber = math.MaxInt32

// plainNumber writes the JSON number token, the value of a key, as the library decodes it. It cuts off fractions. Of a
// version that is too large it keeps the low bits, so that versions of a document still differ. Lines and characters
// end at the limits of the protocol, which means the end of the text.
func plainNumber(key, token string) string {
	n, err := strconv.ParseInt(token, 10, 64)
	if err != nil {
		f, _ := strconv.ParseFloat(token, 64) // infinite if out of range
		n = int64(min(max(f, math.MinInt64/2), math.MaxInt64/2))
	}
	switch {
	case key != versionKey:
		n = min(max(n, 0), maxNumber)
	case n != int64(int32(n)):
		n &= maxNumber
	}
	return strconv.FormatInt(n, 10)
}

// number copies the value of a member that holds one of the numbers in question.
func (w *rewriter) number(key string, depth int) {
	w.space()
	token := numberToken(w.src[w.at:])
	if len(token) == 0 {
		w.value(depth)
		return
	}
	w.out = append(w.out, plainNumber(key, string(token))...)
	w.at += len(token)
}

// numberToken is the number that src, JSON, begins with; empty if there is none.
func numberToken(src []byte) []byte {
	end := 0
	for end < len(src) && (src[end] >= '0' && src[end] <= '9' || bytes.IndexByte([]byte("+-.eE"), src[end]) >= 0) {
		end++
	}
	return src[:end]
}

// hasUnusualNumber reports whether one of the numbers in question may not be written as the library decodes it.
func hasUnusualNumber(src []byte) bool {
	return slices.ContainsFunc([]string{versionKey, lineKey, characterKey}, func(key string) bool {
		for rest := src; ; {
			at := bytes.Index(rest, []byte(key))
			if at < 0 {
				return false
			}
			rest = bytes.TrimLeft(rest[at+len(key):], " \t\r\n:")
			if isUnusual(numberToken(rest)) {
				return true
			}
		}
	})
}

// isUnusual reports whether a number has something other than digits, or so many of them that it may be too large.
func isUnusual(token []byte) bool {
	const digits = 9 // of any number below maxNumber
	return len(token) > digits || slices.ContainsFunc(token, func(c byte) bool { return c < '0' || c > '9' })
}

package palette

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// uppercase are words that are not written as a word in a name for people.
var uppercase = map[string]bool{
	"ai": true, "api": true, "aws": true, "cni": true, "cpu": true, "crd": true, "crds": true, "csi": true, "db": true,
	"dns": true, "gcp": true, "gpu": true, "http": true, "ip": true, "nfs": true, "os": true, "sql": true, "tls": true,
	"ui": true, "vm": true,
}

// DisplayName is the name of a pack as a person would write it: "load-balancer" as "Load Balancer".
func DisplayName(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("-_.", r) || unicode.IsSpace(r) })
	for i, w := range words {
		if r, n := utf8.DecodeRuneInString(w); uppercase[w] {
			words[i] = strings.ToUpper(w)
		} else {
			words[i] = string(unicode.ToUpper(r)) + w[n:]
		}
	}
	return strings.Join(words, " ")
}

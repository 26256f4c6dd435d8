package render

import (
	"encoding/base64"
	"errors"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/pack-lsp/pack-lsp/analysis/render/funcs"
)

// fileSet is what templates see under .Files.
type fileSet map[string][]byte

func (f fileSet) GetBytes(name string) []byte {
	if v, ok := f[name]; ok {
		return v
	}
	return []byte{}
}

func (f fileSet) Get(name string) string { return string(f.GetBytes(name)) }

// Glob gives the files whose path matches, all of them if the pattern is none.
func (f fileSet) Glob(pattern string) fileSet {
	match, err := compileGlob(pattern)
	out := fileSet{}
	for name, content := range f {
		if err != nil || match.MatchString(name) {
			out[name] = content
		}
	}
	return out
}

func (f fileSet) AsConfig() string {
	if f == nil {
		return ""
	}
	m := map[string]any{}
	for name, content := range f {
		m[path.Base(name)] = string(content)
	}
	return funcs.ToYAML(m)
}

func (f fileSet) AsSecrets() string {
	if f == nil {
		return ""
	}
	m := map[string]any{}
	for name, content := range f {
		m[path.Base(name)] = base64.StdEncoding.EncodeToString(content)
	}
	return funcs.ToYAML(m)
}

func (f fileSet) Lines(name string) []string {
	if len(f[name]) == 0 {
		return []string{}
	}
	return strings.Split(strings.TrimSuffix(string(f[name]), "\n"), "\n")
}

var errUnclosed = errors.New("a list of characters has no end")

// compileGlob reads a pattern of github.com/gobwas/glob with the separator /, which Helm uses: * stands for
// anything but a slash, ** for anything, ? for one character that is no slash, [a-c] and [!a-c] for one of a list,
// {a,b} for alternatives.
func compileGlob(pattern string) (*regexp.Regexp, error) {
	var b strings.Builder
	b.WriteString(`(?s)\A`)
	depth := 0
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '*' && strings.HasPrefix(pattern[i:], "**"):
			for strings.HasPrefix(pattern[i:], "**") {
				i++
			}
			b.WriteString(".*")
		case c == '*':
			b.WriteString("[^/]*")
		case c == '?':
			b.WriteString("[^/]")
		case c == '[':
			end := strings.IndexByte(pattern[i:], ']')
			if end < 0 {
				return nil, errUnclosed
			}
			class := strings.ReplaceAll(pattern[i+1:i+end], `\`, `\\`)
			if rest, negated := strings.CutPrefix(class, "!"); negated {
				class = "^" + rest
			}
			b.WriteString("[" + class + "]")
			i += end
		case c == '{':
			depth++
			b.WriteString("(?:")
		case c == '}' && depth > 0:
			depth--
			b.WriteString(")")
		case c == ',' && depth > 0:
			b.WriteString("|")
		case c == '\\' && i+1 < len(pattern):
			i++
			b.WriteString(regexp.QuoteMeta(pattern[i : i+1]))
		case c >= utf8.RuneSelf:
			_, size := utf8.DecodeRuneInString(pattern[i:])
			b.WriteString(regexp.QuoteMeta(pattern[i : i+size]))
			i += size - 1
		default:
			b.WriteString(regexp.QuoteMeta(pattern[i : i+1]))
		}
	}
	b.WriteString(`\z`)
	return regexp.Compile(b.String())
}

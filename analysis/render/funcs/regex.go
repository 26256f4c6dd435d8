package funcs

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"
	"text/template"
)

// pattern is a regular expression with its size: matching takes as many steps as that times the length of the text.
type pattern struct {
	*regexp.Regexp
	size int
}

// maxMatching is how many steps of an automaton one call may take.
const maxMatching = 64 << 20

// compile reads a regular expression. Those of one run are few; they are kept by no one, since most templates have
// none.
func (w *Set) compile(source string) (*pattern, error) {
	if len(source) > MaxPattern {
		return nil, w.Over("bytes in a regular expression")
	}
	re, err := regexp.Compile(source)
	if err != nil {
		return nil, err
	}
	p := &pattern{re, len(source)}
	if parsed, err := syntax.Parse(source, syntax.Perl); err == nil {
		if prog, err := syntax.Compile(parsed.Simplify()); err == nil {
			p.size = len(prog.Inst)
		}
	}
	return p, w.Steps(p.size)
}

// pattern compiles source and takes the steps of matching v.
func (w *Set) pattern(source, v string) (*pattern, error) {
	p, err := w.compile(source)
	if err != nil {
		return nil, err
	}
	if len(v)*p.size > maxMatching {
		return nil, w.Over("steps of a regular expression")
	}
	return p, w.Steps(1 + len(v)*p.size>>5)
}

func (w *Set) regexFunctions() template.FuncMap {
	f := template.FuncMap{
		"regexMatch": func(source, v string) (bool, error) {
			p, err := w.pattern(source, v)
			if err != nil {
				return false, w.Broken // sprig takes what is no regular expression for one that matches nothing
			}
			return p.MatchString(v), nil
		},
		"mustRegexMatch": func(source, v string) (bool, error) {
			p, err := w.pattern(source, v)
			if err != nil {
				return false, err
			}
			return p.MatchString(v), nil
		},
	}
	type compiler = func(string, string) (*pattern, error)
	for name, pattern := range map[string]compiler{"regex": w.mustPattern, "mustRegex": w.pattern} {
		f[name+"Find"] = func(source, v string) (string, error) {
			p, err := pattern(source, v)
			if err != nil {
				return "", err
			}
			return p.FindString(v), nil
		}
		f[name+"FindAll"] = w.regexList(pattern, (*regexp.Regexp).FindAllString)
		f[name+"Split"] = w.regexList(pattern, (*regexp.Regexp).Split)
		f[name+"ReplaceAll"] = w.regexReplace(pattern, (*regexp.Regexp).ReplaceAllString)
		f[name+"ReplaceAllLiteral"] = w.regexReplace(pattern, (*regexp.Regexp).ReplaceAllLiteralString)
	}
	return f
}

// mustPattern is pattern with the words of regexp.MustCompile, which sprig calls.
func (w *Set) mustPattern(source, v string) (*pattern, error) {
	p, err := w.pattern(source, v)
	if err != nil && w.Broken == nil {
		err = fmt.Errorf("regexp: Compile(%s): %w", quoted(source), err)
	}
	return p, err
}

// quoted is how package regexp quotes.
func quoted(s string) string {
	if strconv.CanBackquote(s) {
		return "`" + s + "`"
	}
	return strconv.Quote(s)
}

func (w *Set) regexList(pattern func(string, string) (*pattern, error),
	do func(*regexp.Regexp, string, int) []string) func(string, string, int) ([]string, error) {
	return func(source, v string, n int) ([]string, error) {
		p, err := pattern(source, v)
		if err == nil {
			err = w.Gives(16 * len(v))
		}
		if err != nil {
			return nil, err
		}
		return do(p.Regexp, v, n), nil
	}
}

func (w *Set) regexReplace(pattern func(string, string) (*pattern, error),
	do func(*regexp.Regexp, string, string) string) func(string, string, string) (string, error) {
	return func(source, v, replacement string) (string, error) {
		p, err := pattern(source, v)
		if err != nil {
			return "", err
		}
		// Each match gives the replacement, which may hold what was matched as often as it names it.
		times := len(v) + 1
		if len(v)*(1+strings.Count(replacement, "$"))+times*len(replacement) > maxValue {
			times = len(p.FindAllStringIndex(v, maxList))
		}
		if err := w.Gives(len(v)*(1+strings.Count(replacement, "$")) + times*len(replacement)); err != nil {
			return "", err
		}
		return do(p.Regexp, v, replacement), nil
	}
}

package funcs

import (
	"errors"
	"fmt"
	"strings"
	"text/template"

	"github.com/Masterminds/semver/v3"
)

// The functions below give more than they are given, or look at values of any kind. They call sprig's after they
// have counted.

func (w *Set) textFunctions() template.FuncMap {
	s := Sprig()
	wrapWith := s["wrapWith"].(func(int, string, string) string)
	wrap := s["wrap"].(func(int, string) string)
	return template.FuncMap{
		"repeat": func(count int, v string) (string, error) {
			if count > 0 && len(v) > maxValue/count {
				return "", w.Over("bytes in one value")
			}
			if err := w.Gives(max(count, 0) * len(v)); err != nil {
				return "", err
			}
			return strings.Repeat(v, count), nil // it panics if count is negative, as it does in Helm
		},
		"indent":  w.indent,
		"nindent": func(n int, v string) (string, error) { v, err := w.indent(n, v); return "\n" + v, err },
		"replace": w.replace,
		"wrap": func(n int, v string) (string, error) {
			if err := w.Gives(2 * len(v)); err != nil {
				return "", err
			}
			return wrap(n, v), nil
		},
		"wrapWith": func(n int, sep, v string) (string, error) {
			if err := w.Gives(len(v) + len(sep)*(len(v)/max(n, 1)+strings.Count(v, " ")+1)); err != nil {
				return "", err
			}
			return wrapWith(n, sep, v), nil
		},
		"print":    w.printed(fmt.Sprint),
		"println":  w.printed(fmt.Sprintln),
		"printf":   w.printf,
		"html":     w.printed(template.HTMLEscaper),
		"js":       w.printed(template.JSEscaper),
		"urlquery": w.printed(template.URLQueryEscaper),
		"quote":    w.printed(s["quote"].(func(...any) string)),
		"squote":   w.printed(s["squote"].(func(...any) string)),
		"cat":      w.printed(s["cat"].(func(...any) string)),
		"toString": w.shownAs(s["toString"].(func(any) string)),
		"join": func(sep string, v any) (string, error) {
			n, err := w.Weigh(v)
			if err == nil {
				err = w.Gives(n + n/8*len(sep))
			}
			if err != nil {
				return "", err
			}
			return s["join"].(func(string, any) string)(sep, v), nil
		},
		"typeOf": func(v any) string { return HelmTypes(fmt.Sprintf("%T", v)) },
		"typeIs": func(target string, v any) bool { return target == HelmTypes(fmt.Sprintf("%T", v)) },
		"typeIsLike": func(target string, v any) bool {
			is := HelmTypes(fmt.Sprintf("%T", v))
			return target == is || "*"+target == is
		},
		"semver": func(version string) (*semver.Version, error) {
			if len(version) > MaxPattern {
				return nil, w.Over("bytes in a version")
			}
			return semver.NewVersion(version)
		},
		"semverCompare": w.semverCompare,
	}
}

func (w *Set) indent(n int, v string) (string, error) {
	lines := 1 + strings.Count(v, "\n")
	if n > maxValue/lines {
		return "", w.Over("bytes in one value")
	}
	if err := w.Gives(len(v) + max(n, 0)*lines); err != nil {
		return "", err
	}
	pad := strings.Repeat(" ", n)
	return pad + strings.ReplaceAll(v, "\n", "\n"+pad), nil
}

func (w *Set) replace(old, replacement, v string) (string, error) {
	n := len(v)
	if grow := len(replacement) - len(old); grow > 0 {
		n += grow * strings.Count(v, old)
	}
	if err := w.Gives(n); err != nil {
		return "", err
	}
	return strings.ReplaceAll(v, old, replacement), nil
}

// printed counts for a function that prints its arguments.
func (w *Set) printed(f func(...any) string) func(...any) (string, error) {
	return func(args ...any) (string, error) {
		if _, err := w.Weigh(args...); err != nil {
			return "", err
		}
		return w.Gave(f(args...))
	}
}

func (w *Set) shownAs(f func(any) string) func(any) (string, error) {
	return func(v any) (string, error) {
		if _, err := w.Weigh(v); err != nil {
			return "", err
		}
		return w.Gave(f(v))
	}
}

// printf may print an argument as often as the format has verbs, with up to a million spaces around it.
func (w *Set) printf(format string, args ...any) (string, error) {
	n, err := w.Weigh(args...)
	if err != nil {
		return "", err
	}
	verbs := strings.Count(format, "%")
	width := 0
	if digits := longestNumber(format); digits > 3 || strings.Contains(format, "*") {
		width = 1_000_000 // the most that package fmt allows
	} else if digits > 0 {
		width = 1000
	}
	if strings.Contains(format, "[") {
		n *= max(verbs, 1)
	}
	if verbs > 0 && (n > maxValue/2 || width > maxValue/verbs) {
		return "", w.Over("bytes in one value")
	}
	return w.Gave(fmt.Sprintf(format, args...))
}

// longestNumber is how many digits the longest number in s has.
func longestNumber(s string) int {
	longest, n := 0, 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			n = 0
			continue
		}
		n++
		longest = max(longest, n)
	}
	return longest
}

func (w *Set) semverCompare(constraint, version string) (bool, error) {
	if len(constraint)+len(version) > MaxPattern {
		return false, w.Over("bytes in a version")
	}
	if err := w.Reads(64 * (len(constraint) + len(version))); err != nil {
		return false, err
	}
	return Sprig()["semverCompare"].(func(string, string) (bool, error))(constraint, version)
}

// HelmTypes names the types of this package and of render as Helm names its own.
func HelmTypes(s string) string {
	if !strings.Contains(s, "render.") && !strings.Contains(s, "funcs.") {
		return s
	}
	return typeNames.Replace(s)
}

var typeNames = strings.NewReplacer("funcs.Values", "chartutil.Values",
	"render.capabilities", "chartutil.Capabilities",
	"render.kubeVersion", "chartutil.KubeVersion", "render.versionSet", "chartutil.VersionSet",
	"render.fileSet", "engine.files",
	"render.metadata", "chart.Metadata", "funcs.certificate", "sprig.certificate",
	"render.dependency", "chart.Dependency",
	"render.maintainer", "chart.Maintainer", "render.buildInfo", "version.BuildInfo")

var errNegative = errors.New("invalid argument to Intn") // what math/rand panics with

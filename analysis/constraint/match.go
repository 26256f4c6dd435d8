package constraint

import (
	"errors"
	"fmt"
	"math"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
)

// Scalar is what YAML takes a value for.
type Scalar uint8

const (
	Text Scalar = iota // a string, quoted or plain
	Num
	Bool
	Null
)

// matchBudget bounds the steps to match one value, of which a byte takes one, or as many as the regex that
// looks at it costs. A value that takes more is treated as valid.
const matchBudget = 1 << 20

// Check reports why value, a scalar's text without its quotes, does not meet the format of t; nil if it does,
// or if t has no format. A value that is not set, empty or null, meets every format: whether that is allowed
// is up to the clause required. Broken parts of the format accept everything. The message never shows a
// password.
func (t *Template) Check(value string, kind Scalar) error {
	if t.Format == nil || kind == Null || value == "" {
		return nil
	}
	f := t.Format
	m := matcher{parts: f.Parts, value: value, budget: matchBudget, failed: map[[2]int]bool{}}
	if len(f.Parts) == 1 && f.Parts[0].Placeholder != nil {
		ph := f.Parts[0].Placeholder
		if ph.cost*len(value) > matchBudget || ph.accepts(value) || ph.Type == TypeNumber && kind == Num &&
			ph.Range == nil && ph.Pattern == "" {
			return nil
		}
		if ph.Type == TypePassword {
			return errors.New("the password " + ph.want(false))
		}
		return fmt.Errorf("%s %s", shown(value, kind), ph.want(false))
	}
	if m.match(0, 0) || m.budget <= 0 {
		return nil
	}
	if f.masked() {
		return errors.New("the value must have the form " + f.form(false))
	}
	return fmt.Errorf("%s must have the form %s", shown(value, kind), f.form(false))
}

// shown is a value as a message shows it: in quotes if it is text, so that 7 and "7" look different.
func shown(value string, kind Scalar) string {
	if kind == Num || kind == Bool {
		return value
	}
	return quoted(value)
}

func quoted(s string) string {
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return strconv.Quote(s)
}

func (f *Format) masked() bool {
	for _, p := range f.Parts {
		if p.Placeholder != nil && p.Placeholder.Type == TypePassword {
			return true
		}
	}
	return false
}

// matcher matches a whole value with parts, trying every way to divide it.
type matcher struct {
	parts  []Part
	value  string
	budget int
	failed map[[2]int]bool // parts from an index do not match the value from an offset
}

// match reports whether the parts from i on match the value from byte offset at on.
func (m *matcher) match(i, at int) bool {
	if i == len(m.parts) {
		return at == len(m.value)
	}
	key := [2]int{i, at}
	if m.failed[key] || m.budget <= 0 {
		return false
	}
	ok := m.part(i, at)
	if !ok {
		m.failed[key] = true
	}
	return ok
}

func (m *matcher) part(i, at int) bool {
	p, rest := m.parts[i], m.value[at:]
	if p.Placeholder == nil {
		return strings.HasPrefix(rest, p.Literal) && m.match(i+1, at+len(p.Literal))
	}
	if i+1 == len(m.parts) {
		if m.budget -= (len(rest) + 1) * max(p.Placeholder.cost, 1); m.budget < 0 {
			return false
		}
		return p.Placeholder.accepts(rest)
	}
	next := m.parts[i+1].Literal
	for n := 0; n <= len(rest) && m.budget > 0; n++ {
		if next != "" {
			k := strings.Index(rest[n:], next)
			if k < 0 {
				m.budget -= len(rest) - n
				return false
			}
			n += k
			m.budget -= k
		}
		if m.budget -= (n + 1) * max(p.Placeholder.cost, 1); m.budget < 0 {
			return false
		}
		if p.Placeholder.accepts(rest[:n]) && m.match(i+1, at+n) {
			return true
		}
	}
	return false
}

// identifiers are those of a semantic version's pre-release or build, joined by dots.
const identifiers = `[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*`

var (
	numberSyntax  = regexp.MustCompile(`^[+-]?(\d[\d_]*(\.\d*)?|\.\d+)([eE][+-]?\d+)?$|^0[xX][0-9a-fA-F]+$|^0o?[0-7]+$`)
	versionSyntax = regexp.MustCompile(`^v?\d+(\.\d+){0,2}(-` + identifiers + `)?(\+` + identifiers + `)?$`)
)

// accepts reports whether s is a value of ph. Versions may be as lenient as "1.5" and "v1.2.3".
func (ph *Placeholder) accepts(s string) bool {
	switch ph.Type {
	case TypeString, TypePassword:
		return ph.Regexp == nil || ph.Regexp.MatchString(s)
	case TypeNumber:
		if !numberSyntax.MatchString(s) || ph.Regexp != nil && !ph.Regexp.MatchString(s) {
			return false
		}
		if ph.Range == nil {
			return true
		}
		v, err := numberValue(s)
		return err == nil && ph.Range.Low <= v && v <= ph.Range.High
	case TypeBoolean:
		return strings.EqualFold(s, "true") || strings.EqualFold(s, "false")
	case TypeList:
		if len(ph.Options) == 0 {
			return true
		}
		s = strings.TrimSpace(s)
		for _, o := range ph.Options {
			if o.Value == s {
				return true
			}
		}
		return false
	case TypeIPv4:
		a, err := netip.ParseAddr(s)
		return err == nil && a.Is4()
	case TypeVersion:
		return versionSyntax.MatchString(s)
	}
	return true
}

func numberValue(s string) (float64, error) {
	s = strings.ReplaceAll(s, "_", "")
	if len(s) > 1 && s[0] == '0' && strings.IndexByte("xXo", s[1]) >= 0 {
		v, err := strconv.ParseInt(s, 0, 64)
		return float64(v), err
	}
	v, err := strconv.ParseFloat(s, 64)
	if errors.Is(err, strconv.ErrRange) && !math.IsNaN(v) {
		return v, nil // infinite, and so outside every range
	}
	return v, err
}

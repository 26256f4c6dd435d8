package constraint

import (
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
)

// Examples returns up to n values that meet the format, none if there is no format or none is found.
func (t *Template) Examples(n int) []string {
	if t.Format == nil || n <= 0 {
		return nil
	}
	var out []string
	for variant := 0; variant < 4*n+8 && len(out) < n; variant++ {
		s, ok := t.Format.sample(variant)
		if ok && s != "" && !slices.Contains(out, s) && t.Check(s, Text) == nil {
			out = append(out, s)
		}
	}
	return out
}

func (f *Format) sample(variant int) (string, bool) {
	var b strings.Builder
	for i, p := range f.Parts {
		if p.Placeholder == nil {
			b.WriteString(p.Literal)
			continue
		}
		s, ok := p.Placeholder.sample(variant + i)
		if !ok {
			return "", false
		}
		b.WriteString(s)
	}
	return b.String(), true
}

// sample returns a value for ph, a different one for each variant if there are several.
func (ph *Placeholder) sample(variant int) (string, bool) {
	pick := func(of ...string) (string, bool) { return of[variant%len(of)], true }
	if ph.Regexp != nil {
		return regexSample(ph.Pattern, variant)
	}
	if ph.Pattern != "" {
		return "", false
	}
	switch ph.Type {
	case TypeString:
		return pick("example", "text", "value")
	case TypePassword:
		return pick("Ch4nge-me", "s3cret-Value")
	case TypeNumber:
		if ph.Range != nil {
			return pick(ph.Range.LowText, ph.Range.HighText)
		}
		return pick("1", "10", "8080")
	case TypeBoolean:
		return pick("true", "false")
	case TypeList:
		if len(ph.Options) == 0 {
			return "", false
		}
		return ph.Options[variant%len(ph.Options)].Value, true
	case TypeIPv4:
		return pick("10.0.0.10", "10.0.0.20", "192.168.1.1")
	case TypeVersion:
		return pick("1.2.3", "2.0.0", "1.30.4")
	}
	return "", false
}

// maxSample bounds the length of a sample in bytes, and the steps to make it.
const maxSample = 256

// regexSample walks a regular expression and writes a text that it probably matches: it ignores look-around
// such as \b, and $ in the middle, so the caller has to try it.
func regexSample(pattern string, variant int) (string, bool) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return "", false
	}
	s := sampler{variant: variant, steps: 8 * maxSample}
	s.write(re)
	return string(s.out), s.steps > 0 && len(s.out) <= maxSample
}

type sampler struct {
	out     []rune
	variant int
	steps   int
}

func (s *sampler) write(re *syntax.Regexp) {
	if s.steps--; s.steps <= 0 || len(s.out) > maxSample {
		s.steps = 0
		return
	}
	switch re.Op {
	case syntax.OpLiteral:
		s.out = append(s.out, re.Rune...)
	case syntax.OpCharClass:
		if r, ok := classRune(re.Rune, s.variant+len(s.out)); ok {
			s.out = append(s.out, r)
		} else {
			s.steps = 0
		}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		s.out = append(s.out, rune('a'+(s.variant+len(s.out))%26))
	case syntax.OpStar:
		s.repeat(re.Sub[0], (s.variant+2)%4)
	case syntax.OpPlus:
		s.repeat(re.Sub[0], 1+(s.variant+2)%4)
	case syntax.OpQuest:
		s.repeat(re.Sub[0], s.variant%2)
	case syntax.OpRepeat:
		n := re.Min + s.variant%3
		if re.Max >= 0 {
			n = min(n, re.Max)
		}
		s.repeat(re.Sub[0], n)
	case syntax.OpCapture:
		s.write(re.Sub[0])
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			s.write(sub)
		}
	case syntax.OpAlternate:
		s.write(re.Sub[s.variant%len(re.Sub)])
	case syntax.OpNoMatch:
		s.steps = 0
	}
}

func (s *sampler) repeat(re *syntax.Regexp, n int) {
	for i := 0; i < n && s.steps > 0; i++ {
		s.write(re)
	}
}

// classRune picks a character of a class, pairs of first and last: a plain letter or digit if there is one.
func classRune(class []rune, variant int) (rune, bool) {
	in := func(r rune) bool {
		for i := 0; i+1 < len(class); i += 2 {
			if class[i] <= r && r <= class[i+1] {
				return true
			}
		}
		return false
	}
	for _, set := range [...]string{"abcdefghijklmnopqrstuvwxyz", "123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0-_./: "} {
		for i := range len(set) {
			if r := rune(set[(i+variant)%len(set)]); in(r) {
				return r, true
			}
		}
	}
	for i := 0; i+1 < len(class); i += 2 {
		for r := class[i]; r <= min(class[i+1], class[i]+128); r++ {
			if unicode.IsPrint(r) {
				return r, true
			}
		}
	}
	return 0, false
}

package constraint

import (
	"strings"
	"unicode/utf8"
)

// maxListed is how many options of a list a text names.
const maxListed = 12

// Describe returns the constraint in words, as Markdown; empty if there is none. Hints are not part of it.
func (t *Template) Describe() string {
	var lines []string
	if t.Required {
		lines = append(lines, "Required.")
	}
	if t.ReadOnly {
		lines = append(lines, "Read-only in Palette.")
	}
	switch f := t.Format; {
	case f == nil || len(f.Parts) == 0:
	case len(f.Parts) == 1 && f.Parts[0].Placeholder != nil:
		s := f.Parts[0].Placeholder.noun(true)
		lines = append(lines, strings.ToUpper(s[:1])+s[1:]+".")
	default:
		lines = append(lines, "Has the form "+f.form(true)+".")
	}
	return strings.Join(lines, " ")
}

// form is the format in words, part after part.
func (f *Format) form(markdown bool) string {
	var b strings.Builder
	for i, p := range f.Parts {
		if i > 0 {
			b.WriteString(", then ")
		}
		if p.Placeholder != nil {
			b.WriteString(p.Placeholder.noun(markdown))
		} else {
			b.WriteString(code(p.Literal, markdown))
		}
	}
	return b.String()
}

// want says what a value must do, as in "must be a number".
func (ph *Placeholder) want(markdown bool) string {
	if ph.Type == TypeString || ph.Type == TypePassword {
		return "must match " + code("/"+ph.Pattern+"/", markdown)
	}
	return "must be " + ph.noun(markdown)
}

// noun says what a value of ph is.
func (ph *Placeholder) noun(markdown bool) string {
	matching := ""
	if ph.Pattern != "" {
		matching = " that matches " + code("/"+ph.Pattern+"/", markdown)
	}
	switch ph.Type {
	case TypeString:
		if matching == "" {
			return "any text"
		}
		return "text" + matching
	case TypeNumber:
		if r := ph.Range; r != nil {
			low, high := r.LowText, r.HighText
			if markdown {
				low, high = code(low, true), code(high, true)
			}
			return "a number from " + low + " to " + high
		}
		return "a number" + matching
	case TypeList:
		return ph.listNoun(markdown)
	case TypePassword:
		return "a password" + matching
	case UnknownType:
		return "a value of the unknown type " + code(ph.Name, markdown)
	}
	for _, d := range Types() {
		if d.Type == ph.Type {
			return d.Noun
		}
	}
	return "any value"
}

func (ph *Placeholder) listNoun(markdown bool) string {
	var names []string
	for i, o := range ph.Options {
		if i == maxListed {
			names = append(names, "…")
			break
		}
		name := o.Value
		if markdown {
			name = code(name, true)
		}
		names = append(names, name)
	}
	switch len(names) {
	case 0:
		return "one of a list without options"
	case 1:
		return names[0]
	}
	return "one of " + strings.Join(names, ", ")
}

// code returns s as code of Markdown, or in quotes.
func code(s string, markdown bool) string {
	if !markdown {
		if len(s) > 1 && strings.HasPrefix(s, "/") || !strings.ContainsAny(s, " \t,") && utf8.RuneCountInString(s) > 1 {
			return s
		}
		return `"` + s + `"`
	}
	s = strings.NewReplacer("\n", " ", "\r", " ").Replace(s)
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 || s == "" || s[0] == ' ' && s[len(s)-1] == ' ' && strings.TrimSpace(s) != "" {
		return fence + " " + s + " " + fence
	}
	return fence + s + fence
}

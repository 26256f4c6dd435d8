package complete

import (
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
)

// snippet writes JSON text with placeholders: as an LSP snippet, or, for editors without snippets, as plain text on one
// line with empty strings. Lines after the first are indented from the line that the snippet begins on: editors add the
// indentation of that line.
type snippet struct {
	b     strings.Builder
	rich  bool
	unit  string
	stops int
	// initial is the first content of a property of the outermost object, a string; "", or a nil func, for what the
	// schema says.
	initial func(name string) string
}

func (s *snippet) String() string { return s.b.String() }

var snippetEscaper = strings.NewReplacer(`\`, `\\`, `$`, `\$`, `}`, `\}`)

// escapeSnippet is literal text in an LSP snippet (LSP 3.17, "Snippet Syntax").
func escapeSnippet(s string) string { return snippetEscaper.Replace(s) }

// text writes literal text.
func (s *snippet) text(literal string) {
	if s.rich {
		literal = escapeSnippet(literal)
	}
	s.b.WriteString(literal)
}

// stop writes a placeholder with its initial text.
func (s *snippet) stop(initial string) {
	if !s.rich {
		s.b.WriteString(initial)
		return
	}
	s.stops++
	if initial == "" {
		s.b.WriteString("$" + strconv.Itoa(s.stops))
		return
	}
	s.b.WriteString("${" + strconv.Itoa(s.stops) + ":" + escapeSnippet(initial) + "}")
}

// choice writes a placeholder with a choice of values; plain text gets the first.
func (s *snippet) choice(values []string) {
	if !s.rich {
		s.b.WriteString(values[0])
		return
	}
	s.stops++
	escaped := make([]string, len(values))
	for i, v := range values {
		escaped[i] = strings.NewReplacer(`\`, `\\`, `,`, `\,`, `|`, `\|`).Replace(v)
	}
	s.b.WriteString("${" + strconv.Itoa(s.stops) + "|" + strings.Join(escaped, ",") + "|}")
}

// value writes a value of the schema: the required properties, one element of a list, or a choice of the enum.
func (s *snippet) value(sub *schema.Sub, depth int) {
	kind := ""
	if len(sub.Types) > 0 {
		kind = sub.Types[0]
	}
	switch {
	case len(sub.Enum) > 0:
		s.text(`"`)
		s.choice(enumDefaultFirst(sub))
		s.text(`"`)
	case kind == "string":
		s.text(`"`)
		s.stop(strings.Trim(sub.Default, `"`))
		s.text(`"`)
	case kind == "object":
		s.object(sub, depth)
	case kind == "array":
		s.array(sub, depth)
	case kind == "number" || kind == "integer":
		s.stop("0")
	case kind == "boolean":
		s.choice([]string{"false", "true"})
	default:
		s.stop("")
	}
}

// member writes the value of the property p, which is initial unless that is "".
func (s *snippet) member(p schema.Property, initial string, depth int) {
	if initial == "" {
		s.value(p.Sub, depth)
		return
	}
	s.text(`"`)
	s.stop(initial)
	s.text(`"`)
}

func enumDefaultFirst(sub *schema.Sub) []string {
	values := make([]string, 0, len(sub.Enum))
	for _, v := range sub.Enum {
		if v.JSON == sub.Default {
			values = append(values, v.Value)
		}
	}
	for _, v := range sub.Enum {
		if v.JSON != sub.Default {
			values = append(values, v.Value)
		}
	}
	return values
}

func (s *snippet) object(sub *schema.Sub, depth int) {
	s.text("{")
	if !s.rich && !hasRequired(sub) {
		s.text("}")
		return
	}
	first := true
	for _, p := range sub.Properties {
		if !p.Required {
			continue
		}
		if !first {
			s.text(",")
		}
		first = false
		s.line(depth + 1)
		s.text(edit.Quote(p.Name) + ": ")
		initial := ""
		if depth == 0 && s.initial != nil {
			initial = s.initial(p.Name)
		}
		s.member(p, initial, depth+1)
	}
	if first {
		s.line(depth + 1)
		s.stop("")
	}
	s.line(depth)
	s.text("}")
}

func hasRequired(sub *schema.Sub) bool {
	for _, p := range sub.Properties {
		if p.Required {
			return true
		}
	}
	return false
}

func (s *snippet) array(sub *schema.Sub, depth int) {
	items := sub.Items
	s.text("[")
	switch {
	case items == nil:
		s.stop("")
	case len(items.Types) > 0 && items.Types[0] == "object":
		s.line(depth + 1)
		s.value(items, depth+1)
		s.line(depth)
	case s.rich || len(items.Enum) > 0:
		s.value(items, depth)
	}
	s.text("]")
}

// line begins a new line. Plain text stays on one, since no editor indents it.
func (s *snippet) line(depth int) {
	if s.rich {
		s.b.WriteString("\n" + strings.Repeat(s.unit, depth))
	} else {
		s.b.WriteString(" ")
	}
}

// Package macro reads what is between {{ and }}: the macros that Palette resolves in pack values, and the Go
// template actions (text/template, with Helm's functions) of manifests and charts. Both have the same syntax,
// except that the paths of Palette's macros may hold hyphens, since pack names do.
//
// Parse is tolerant: any text gives actions, and what is wrong with them is in their Errors, each with a tight range.
//
// Deliberately absent: values. What a macro gives is known only at deployment; package render has stand-ins.
package macro

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Kind is what an action is for.
type Kind uint8

const (
	Output  Kind = iota // a pipeline whose value is printed
	Control             // begins with a keyword of text/template
	Comment             // {{/* ... */}}
)

// Action is one {{ ... }}. All ranges are bytes of the text given to Parse, as it is written there.
type Action struct {
	text.Range            // from {{ to the end of }}; an unclosed action ends with its line or the text
	Inner      text.Range // what is between the delimiters and their trim markers
	Kind       Kind
	// of a Control: if, else, else if, else with, range, with, end, define, template, block, break, continue
	Keyword   string
	KeywordAt text.Range // empty without a keyword
	Name      *Word      // the name after define, template, block; nil if it is missing
	Pipeline  *Pipeline  // nil if there is none
	Closed    bool       // ends with }}
	TrimLeft  bool       // {{-
	TrimRight bool       // -}}
	Errors    []Error    // in the order of the text
}

// Pipeline is commands joined by |, whose value may be assigned to variables.
type Pipeline struct {
	text.Range
	Declared []Word // the variables left of := or =; two in {{ range $i, $v := ... }}
	Assign   bool   // = instead of :=
	Commands []Command
}

// Command is an operand, or a function and its arguments.
type Command struct {
	text.Range        // empty, where a command is missing, if there are no words
	Words      []Word // none if the command is missing
	from       int    // raw offset of the start of the pipeline, or after the | before the command
}

// WordKind is the kind of a Word.
type WordKind uint8

const (
	Field     WordKind = iota // .a.b; the dot alone has no Path
	Ident                     // the name of a function
	Variable                  // $, $x, $x.a
	String                    // "..." or `...`
	Char                      // 'c'
	Number                    // 1, -2.5, 0x1f, 1i
	Constant                  // true, false, nil
	Paren                     // ( pipeline ), with a Path if fields of it are used
	Malformed                 // text that is not an operand
)

// Word is one operand or function name.
type Word struct {
	text.Range
	Kind WordKind
	// as the template engine reads it: the value of a String; the name of an Ident or Variable (with $) without its path
	Text     string
	Path     []Segment // the names after dots; the last one is empty if a name is yet to be typed
	Paren    *Pipeline // of a Paren
	Unclosed bool      // a String, Char or Paren that is not closed
}

// Segment is one name of a path.
type Segment struct {
	Name       string
	text.Range // without the dot
}

// ErrorCode is the kind of an Error.
type ErrorCode uint8

const (
	ErrUnclosedAction ErrorCode = iota // {{ without }}
	ErrUnclosedString                  // also of a character constant and a comment
	ErrUnclosedParen                   // also ) without (
	ErrMissingDot                      // {{ spectro.system.x }}
	ErrNested                          // {{ inside an action
	ErrStray                           // text that belongs to no operand
	ErrMissingName                     // a path that ends with a dot, or has two in a row
	ErrMissingValue                    // an empty action, pipeline stage, or condition
	ErrLiteral                         // an operand that is not allowed here, or is malformed
	ErrUnbalanced                      // from Blocks
)

// Error is one mistake.
type Error struct {
	Code ErrorCode
	text.Range
	Message string
	Fix     []text.Edit // an edit of the text given to Parse that fixes it; nil if none is certain
}

// Names returns the names of path joined by dots.
func Names(path []Segment) string {
	var b strings.Builder
	for i, s := range path {
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(s.Name)
	}
	return b.String()
}

// IsField reports whether w is .first..., or $.first..., which is the same at the root of a template.
func (w *Word) IsField(first string) bool {
	return (w.Kind == Field || w.Kind == Variable && w.Text == "$") && len(w.Path) > 0 && w.Path[0].Name == first
}

// Contains reports whether s may hold an action: a quick test that rules out most scalars.
func Contains(s string) bool { return strings.Contains(s, "{{") }

// Package constraint reads the templates of schema.yaml, in which a pack says what its values must look like:
//
//	{{ required | format "${number:[1-65535]}" | hints "port of the service" }}
//
// The grammar is that of Palette's "Pack Constraints" documentation:
//
//	template    = "{{" clause { "|" clause } "}}"
//	clause      = "required" | "readonly" | "format" string | "hints" string { string }
//	format      = { literal | placeholder }        the whole value must match
//	placeholder = "${" type [ ":" arg ] "}"
//	type        = "string" | "number" | "boolean" | "password" | "list" | "ipv4" | "version"
//	arg         = "/" RE2 "/" | "[" number "-" number "]" | "[" option { "," option } "]"
//
// Parse is tolerant: any text gives a Template, and what is wrong with it is in its Errors.
//
// Deliberately absent: the values that a template is about. Package pack knows which entry of schema.yaml has which
// template.
package constraint

import (
	"regexp"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Template is the constraint on one value. All ranges are bytes of the text given to Parse, as it is written there.
type Template struct {
	Clauses  []Clause // as written
	Required bool     // the value must be set
	ReadOnly bool     // users cannot edit it
	Format   *Format  // the first one; nil if every value is accepted
	Hints    []String
	Errors   []Error    // in the order of the text
	inner    text.Range // between the braces
}

// ClauseKind is the keyword of a clause.
type ClauseKind uint8

const (
	UnknownClause ClauseKind = iota
	Required
	ReadOnly
	FormatClause
	Hints
)

// Clause is one part of a template between |.
type Clause struct {
	text.Range // empty, if one is missing
	Kind       ClauseKind
	Name       text.Range // the keyword
	Strings    []String
	word       string // the keyword as written
	pipe       int    // raw offset after the | that follows; 0 without one
}

// String is a quoted argument.
type String struct {
	text.Range            // with its quotes
	Inner      text.Range // without them
	Value      string     // what it stands for, escapes resolved
}

// Format is what a whole value must look like.
type Format struct {
	String
	Parts []Part
}

// Part is a literal text or a placeholder of a format.
type Part struct {
	text.Range
	Literal     string
	Placeholder *Placeholder // nil for a literal
}

// Type is the type of a placeholder.
type Type uint8

const (
	UnknownType Type = iota
	TypeString
	TypeNumber
	TypeBoolean
	TypePassword
	TypeList
	TypeIPv4
	TypeVersion
)

// Placeholder is one ${type:arg}.
type Placeholder struct {
	Type    Type
	Name    string         // the type as written
	NameAt  text.Range     //
	Arg     text.Range     // what follows the colon; empty, before the }, without one
	Regexp  *regexp.Regexp // matches whole values; nil without a regex, and with a broken or very large one
	Pattern string         // the regex as written between its slashes, escapes resolved
	Range   *NumberRange   // nil without one
	Options []Option       // of a list
	colon   bool
	closed  bool
	cost    int // of matching one byte with Regexp, in steps of matchBudget; 0 without it
}

// NumberRange is an inclusive range of numbers.
type NumberRange struct {
	Low, High         float64
	LowText, HighText string
}

// Option is one of a list.
type Option struct {
	text.Range        // without the white space around it
	Value      string // trimmed
}

// The codes of Error: the part after "schema/" of the codes of the checks on schema.yaml.
const (
	CodeSyntax    = "template-syntax"
	CodeFormat    = "unknown-format"
	CodeRegex     = "bad-regex"
	CodeRange     = "bad-range"
	CodeList      = "bad-list"
	CodeDuplicate = "duplicate-clause"
)

// Error is one mistake in a template.
type Error struct {
	Code string
	text.Range
	Message string
	Fix     []text.Edit // an edit of the text given to Parse that fixes it; nil if none is certain
	Known   []string    // if the range is an unknown name: the names that could be there; otherwise nil
}

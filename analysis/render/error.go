package render

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"text/template"

	"github.com/pack-lsp/pack-lsp/analysis/render/funcs"
)

// Stage is what Helm was doing when it failed.
type Stage uint8

const (
	StageChart  Stage = iota // reading the chart
	StageValues              // merging values
	StageSchema              // holding the values against values.schema.json
	StageRender              // executing a template
	StageYAML                // reading what a template gave
)

func (s Stage) String() string {
	return [...]string{"chart", "values", "schema", "render", "yaml"}[s]
}

// Error is a reason why a chart or manifest does not deploy, as Helm finds it.
type Error struct {
	Stage    Stage
	Chart    string   // name of the chart; of a schema, the names that lead to its chart, joined by dots
	Template string   // path as Helm names it, such as "thanos/templates/query/service.yaml"; "" if unknown
	Line     int      // from 0: of Template at StageRender; of what it gave at StageYAML
	Column   int      // in bytes from 0; -1 if not known
	Path     []string // StageSchema, StageValues: from the values of the outermost chart to what is wrong
	Scope    int      // StageSchema: how many steps of Path lead to the value that alone decides about the error
	Message  string   // in Helm's words, without what says where
	At       string   // StageRender: the expression of the innermost template; "" if unknown
	Chain    []Frame  // StageRender: where templates call each other, the outermost, Template, first
	Authored bool     // an author of the chart wrote Message, for required or fail
	Document int      // StageYAML: the index of the document in what the template gave
	Err      error    // cause; context.Canceled, funcs.ErrLimit, ...; may be nil
}

// Frame is a place in a template.
type Frame struct {
	Template string // path, or "gotpl" for a text given to tpl
	Line     int    // from 0
	Column   int    // in bytes from 0; -1 if not known
}

func (e *Error) Error() string {
	where := e.Chart
	if e.Template != "" {
		where = e.Template
		if e.Stage == StageRender {
			where += ":" + strconv.Itoa(e.Line+1)
		}
	}
	if len(e.Path) > 0 {
		where += " at " + strings.Join(e.Path, ".")
	}
	return fmt.Sprintf("%s: %s: %s", e.Stage, where, e.Message)
}

func (e *Error) Unwrap() error { return e.Err }

// Innermost is the place that failed itself.
func (e *Error) Innermost() Frame {
	if len(e.Chain) == 0 {
		return Frame{e.Template, e.Line, e.Column}
	}
	return e.Chain[len(e.Chain)-1]
}

var (
	// execution matches what text/template says of an error: template: NAME:LINE:COLUMN: executing "X" at
	// <EXPRESSION>: MESSAGE.
	execution = regexp.MustCompile(`(?s)\Atemplate: (.*?):(\d+):(\d+): executing (?:"(?:[^"\\]|\\.)*") at <`)
	// parsing matches what its parser says: template: NAME:LINE: MESSAGE.
	parsing = regexp.MustCompile(`(?s)\Atemplate: (.*?):(\d+)(?::(\d+))?: (.*)\z`)
)

// executionError makes an Error of what executing the template name gave.
func executionError(chart, name string, err error) *Error {
	e := &Error{Stage: StageRender, Chart: chart, Template: name, Column: -1, Err: err, Message: err.Error()}
	for next := err; next != nil; {
		var x template.ExecError
		if !errors.As(next, &x) {
			break
		}
		message := x.Error()
		next = errors.Unwrap(x.Err)
		m := execution.FindStringSubmatchIndex(message)
		if m == nil {
			break
		}
		line, _ := strconv.Atoi(message[m[4]:m[5]])
		column, _ := strconv.Atoi(message[m[6]:m[7]])
		e.Chain = append(e.Chain, Frame{message[m[2]:m[3]], line - 1, column})
		e.At, e.Message = "", message[m[1]:]
		if i := strings.Index(message[m[1]:], ">: "); i >= 0 {
			e.At, e.Message = message[m[1]:m[1]+i], message[m[1]+i+len(">: "):]
		}
	}
	if len(e.Chain) > 0 {
		e.Template, e.Line, e.Column = e.Chain[0].Template, e.Chain[0].Line, e.Chain[0].Column
	}
	var authored *chartError
	var tpl *tplError
	switch {
	case errors.As(err, &authored):
		e.Message, e.Authored = authored.Error(), true
	case errors.As(err, &tpl) && strings.HasPrefix(tpl.what, "cannot parse"):
		e.parseFrame(tpl.err)
	}
	e.Message = funcs.HelmTypes(e.Message)
	return e
}

// parseFrame adds the place at which a text given to tpl could not be parsed.
func (e *Error) parseFrame(err error) {
	if m := parsing.FindStringSubmatch(err.Error()); m != nil {
		line, _ := strconv.Atoi(m[2])
		e.Chain = append(e.Chain, Frame{m[1], line - 1, -1})
		e.Message = m[4]
	}
}

// parseError makes an Error of what parsing the template name gave.
func parseError(chart, name string, err error) *Error {
	e := &Error{Stage: StageRender, Chart: chart, Template: name, Column: -1, Message: err.Error(), Err: err}
	if m := parsing.FindStringSubmatch(err.Error()); m != nil {
		e.Line, _ = strconv.Atoi(m[2])
		e.Line--
		e.Template, e.Message = m[1], m[4]
	}
	return e
}

package macro

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Blocks reports control actions that do not fit together: blocks without end, end, else, break and continue without
// a block, and templates defined inside one. The errors are in the order of the text, on the keywords.
func Blocks(actions []Action) []Error {
	var errs []Error
	report := func(at text.Range, message string) {
		errs = append(errs, Error{Code: ErrUnbalanced, Range: at, Message: message})
	}
	type block struct {
		keyword  string
		at       text.Range
		complete bool // has its last else
	}
	var open []block
	loops := 0
	for i := range actions {
		a := &actions[i]
		if a.Kind != Control {
			continue
		}
		switch a.Keyword {
		case "define":
			if len(open) > 0 {
				report(a.KeywordAt, "define is not allowed inside "+open[len(open)-1].keyword)
			}
			open = append(open, block{keyword: a.Keyword, at: a.KeywordAt})
		case "if", "with", "range", "block":
			if a.Keyword == "range" {
				loops++
			}
			open = append(open, block{keyword: a.Keyword, at: a.KeywordAt})
		case "end":
			if len(open) == 0 {
				report(a.KeywordAt, "end without if, range, with, define or block before it")
				continue
			}
			if open[len(open)-1].keyword == "range" {
				loops--
			}
			open = open[:len(open)-1]
		case "else", "else if", "else with":
			if len(open) == 0 || open[len(open)-1].keyword == "define" || open[len(open)-1].keyword == "block" {
				report(a.KeywordAt, a.Keyword+" without if, range or with before it")
				continue
			}
			top := &open[len(open)-1]
			if top.complete {
				report(a.KeywordAt, a.Keyword+" after the else of the same "+top.keyword)
			}
			top.complete = top.complete || a.Keyword == "else"
		case "break", "continue":
			if loops == 0 {
				report(a.KeywordAt, a.Keyword+" outside range")
			}
		}
	}
	for _, b := range open {
		report(b.at, b.keyword+" has no end")
	}
	slices.SortStableFunc(errs, func(a, b Error) int { return a.Start - b.Start })
	return errs
}

package render

import (
	"maps"
	"strings"
	"sync"
	"text/template"
	"unicode"

	"github.com/pack-lsp/pack-lsp/analysis/render/funcs"
)

// knownFunctions are the names of all functions, with text/template's own, as its parser asks for them.
var knownFunctions = sync.OnceValue(func() map[string]any {
	known := map[string]any{}
	maps.Copy(known, funcs.Sprig())
	for name := range strings.FieldsSeq(`and or not len index slice call eq ge gt le lt ne print printf println html js
		urlquery include tpl required fail lookup toYaml toYamlPretty fromYaml fromYamlArray toToml fromToml fromJsonArray`) {
		known[name] = true
	}
	return known
})

// functions are all functions that templates may call, except for include and tpl.
func (w *worker) functions() template.FuncMap {
	f := w.Map()
	f["required"], f["fail"] = required, fail
	f["lookup"] = func(_, _, _, _ string) (map[string]any, error) {
		w.Flags.Lookup = true
		return map[string]any{}, w.Steps(1)
	}
	f[staticFunc] = func(text string) (string, error) { return text, w.Reads(len(text)) }
	for name, counter := range w.counters() {
		f[name] = counter
	}
	return f
}

// counters are the functions of the actions that count.
func (w *worker) counters() template.FuncMap {
	return template.FuncMap{enterFunc: w.enter, leaveFunc: w.leave, turnFunc: w.turn, shownFunc: w.shown}
}

// callsIn are functions among which are all that a template with this text may call; nil for all.
func callsIn(text string) []string {
	calls := []string{staticFunc, enterFunc, leaveFunc, turnFunc, shownFunc}
	known := knownFunctions()
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool {
		return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) {
		if word == "tpl" {
			return nil // whose texts may call any
		}
		if known[word] != nil {
			calls = append(calls, word)
		}
	}
	return calls
}

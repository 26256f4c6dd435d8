package render

import (
	"maps"
	"strings"
	"sync"
	"text/template"

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

// functions are all functions that the templates of set may call.
func (w *worker) functions(set *template.Template) template.FuncMap {
	f := w.Map()
	f["include"], f["tpl"] = w.include(set), w.tpl(set)
	f["required"], f["fail"] = required, fail
	f["lookup"] = func(_, _, _, _ string) (map[string]any, error) {
		w.Flags.Lookup = true
		return map[string]any{}, w.Steps(1)
	}
	f[staticFunc] = func(text string) (string, error) { return text, w.Reads(len(text)) }
	f[enterFunc], f[leaveFunc], f[turnFunc], f[shownFunc] = w.enter, w.leave, w.turn, w.shown
	return f
}

package render

import (
	"maps"
	"strings"
	"sync"
	"text/template"

	"github.com/Masterminds/sprig/v3"
)

// sprigFuncs are the functions that Helm takes over from sprig.
var sprigFuncs = sync.OnceValue(func() template.FuncMap {
	f := sprig.TxtFuncMap()
	delete(f, "env")
	delete(f, "expandenv")
	return f
})

// knownFunctions are the names of all functions, with text/template's own, as its parser asks for them.
var knownFunctions = sync.OnceValue(func() map[string]any {
	known := map[string]any{}
	maps.Copy(known, sprigFuncs())
	for name := range strings.FieldsSeq(`and or not len index slice call eq ge gt le lt ne print printf println html js
		urlquery include tpl required fail lookup toYaml toYamlPretty fromYaml fromYamlArray toToml fromToml fromJsonArray`) {
		known[name] = true
	}
	return known
})

// functions are all functions that the templates of set may call; each counts what it takes.
func (w *worker) functions(set *template.Template) template.FuncMap {
	f := template.FuncMap{}
	for name, function := range sprigFuncs() {
		f[name] = w.counted(function)
	}
	for _, more := range []template.FuncMap{w.textFunctions(), w.dataFunctions(), w.listFunctions(), w.regexFunctions(),
		w.randomFunctions(), w.dateFunctions(), w.yamlFunctions()} {
		maps.Copy(f, more)
	}
	f["include"], f["tpl"] = w.include(set), w.tpl(set)
	f["required"], f["fail"] = required, fail
	f["lookup"] = func(_, _, _, _ string) (map[string]any, error) {
		w.flags.lookup = true
		return map[string]any{}, w.steps(1)
	}
	f["getHostByName"] = func(string) string { return "" }
	f[staticFunc] = func(text string) (string, error) { return text, w.reads(len(text)) }
	f[enterFunc], f[leaveFunc], f[turnFunc], f[shownFunc] = w.enter, w.leave, w.turn, w.shown
	return f
}

// counted makes a function of strings count what it reads and gives. Others are returned as they are.
func (w *worker) counted(function any) any {
	switch f := function.(type) {
	case func(string) string:
		return func(a string) (string, error) {
			if err := w.reads(len(a)); err != nil {
				return "", err
			}
			return w.gave(f(a))
		}
	case func(string, string) string:
		return func(a, b string) (string, error) {
			if err := w.reads(len(a) + len(b)); err != nil {
				return "", err
			}
			return w.gave(f(a, b))
		}
	case func(int, string) string:
		return func(n int, a string) (string, error) {
			if err := w.reads(len(a)); err != nil {
				return "", err
			}
			return f(n, a), nil
		}
	case func(int, int, string) string:
		return func(n, m int, a string) (string, error) {
			if err := w.reads(len(a)); err != nil {
				return "", err
			}
			return f(n, m, a), nil
		}
	case func(string, string) bool:
		return func(a, b string) (bool, error) { return f(a, b), w.reads(len(a) + len(b)) }
	case func(string) (string, error):
		return func(a string) (string, error) {
			if err := w.reads(len(a)); err != nil {
				return "", err
			}
			s, err := f(a)
			if err != nil {
				return s, err
			}
			return w.gave(s)
		}
	}
	return function
}

// Package funcs has the functions that Helm's templates may call, but for those that execute templates. Each counts
// what it takes, and none takes more than is left. What Helm leaves to chance or the clock is fixed.
//
// Deliberately absent: the environment, files, and the network.
package funcs

import (
	"maps"
	"sync"
	"text/template"

	"github.com/Masterminds/sprig/v3"
)

// Set are the functions of whichever Run is set.
type Set struct{ *Run }

// Sprig has the functions that Helm takes over from sprig.
var Sprig = sync.OnceValue(func() template.FuncMap {
	f := sprig.TxtFuncMap()
	delete(f, "env")
	delete(f, "expandenv")
	return f
})

// Map has the functions by name.
func (w *Set) Map() template.FuncMap {
	f := template.FuncMap{}
	for name, function := range Sprig() {
		f[name] = w.counted(function)
	}
	for _, more := range []template.FuncMap{w.textFunctions(), w.dataFunctions(), w.listFunctions(), w.regexFunctions(),
		w.randomFunctions(), w.dateFunctions(), w.yamlFunctions()} {
		maps.Copy(f, more)
	}
	f["getHostByName"] = func(string) string { return "" }
	return f
}

// counted makes a function of strings count what it reads and gives. Others are returned as they are.
func (w *Set) counted(function any) any {
	switch f := function.(type) {
	case func(string) string:
		return func(a string) (string, error) {
			if err := w.Reads(len(a)); err != nil {
				return "", err
			}
			return w.Gave(f(a))
		}
	case func(string, string) string:
		return func(a, b string) (string, error) {
			if err := w.Reads(len(a) + len(b)); err != nil {
				return "", err
			}
			return w.Gave(f(a, b))
		}
	case func(int, string) string:
		return func(n int, a string) (string, error) {
			if err := w.Reads(len(a)); err != nil {
				return "", err
			}
			return f(n, a), nil
		}
	case func(int, int, string) string:
		return func(n, m int, a string) (string, error) {
			if err := w.Reads(len(a)); err != nil {
				return "", err
			}
			return f(n, m, a), nil
		}
	case func(string, string) bool:
		return func(a, b string) (bool, error) { return f(a, b), w.Reads(len(a) + len(b)) }
	case func(string) (string, error):
		return func(a string) (string, error) {
			if err := w.Reads(len(a)); err != nil {
				return "", err
			}
			s, err := f(a)
			if err != nil {
				return s, err
			}
			return w.Gave(s)
		}
	}
	return function
}

package macro

import (
	"slices"
	"sync"
)

// Source is who defines a function, and so where it can be called.
type Source uint8

const (
	Builtin Source = iota // text/template: everywhere
	Sprig                 // github.com/Masterminds/sprig v3: macros and Helm templates
	Helm                  // Helm's engine: templates of charts and manifests only
)

func (s Source) String() string { return [...]string{"Go template", "Sprig", "Helm"}[s] }

// Function is one that can be called in an action.
type Function struct {
	Name       string
	Signature  string // a call with its parameters: [x] is optional, x... may be repeated. What is piped in comes last
	Doc        string
	Source     Source
	Deprecated string // the function to use instead; empty otherwise
	NotInHelm  bool   // left out of Helm's engine
}

// Functions returns all functions; those of one subject are together, the most used subjects first.
func Functions() []Function { return slices.Clone(functionTable[:]) }

// FunctionNamed returns the function of that name.
func FunctionNamed(name string) (Function, bool) {
	i, ok := functionIndex()[name]
	if !ok {
		return Function{}, false
	}
	return functionTable[i], true
}

var functionIndex = sync.OnceValue(func() map[string]int {
	m := make(map[string]int, len(functionTable))
	for i := range functionTable {
		m[functionTable[i].Name] = i
	}
	return m
})

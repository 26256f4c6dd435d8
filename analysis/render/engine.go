package render

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"text/template"
	"text/template/parse"

	"github.com/pack-lsp/pack-lsp/analysis/render/funcs"
)

// rootName is what Helm calls the template that all others depend on. Texts given to tpl go by it.
const rootName = "gotpl"

const (
	maxMessage = 4096 // bytes of what fail and required say
	maxInclude = 1000 // templates of one name inside each other, as in Helm
)

// noValue is what text/template prints for a missing value. Helm takes it out of what it rendered.
const noValue = "<no value>"

// worker executes templates for one render at a time. Making one takes a copy of the set of templates; so they are
// used again.
type worker struct {
	funcs.Set
	all  template.FuncMap              // all functions but those that execute templates of set
	set  *template.Template            // the templates of the charts that are enabled
	tpls map[string]*template.Template // texts given to tpl, parsed
	size int                           // bytes of those texts
	// free are writers that nobody uses. Templates that include others need several at a time.
	free []*funcs.Writer
}

// maxFree is how many bytes a writer has room for at most that is used again.
const maxFree = 256 << 10

func (w *worker) writer() *funcs.Writer {
	if last := len(w.free) - 1; last >= 0 {
		out := w.free[last]
		w.free = w.free[:last]
		out.Run = w.Run
		return out
	}
	return &funcs.Writer{Run: w.Run}
}

// release has out used again. What was written must have been copied.
func (w *worker) release(out *funcs.Writer) {
	if cap(out.Buf) <= maxFree {
		out.Buf = out.Buf[:0]
		w.free = append(w.free, out)
	}
}

// maxTpls is how many bytes of texts given to tpl a worker keeps.
const maxTpls = 1 << 20

// spare are workers without templates: making functions takes longer than rendering most manifests.
var spare = sync.Pool{New: func() any {
	w := &worker{tpls: map[string]*template.Template{}}
	w.all = w.functions()
	return w
}}

// newWorker makes a worker of set, which is only copied. calls are the functions that it may call; nil for all.
func newWorker(set *template.Template, calls []string) (*worker, error) {
	own, err := set.Clone()
	if err != nil {
		return nil, err
	}
	w := spare.Get().(*worker)
	w.bind(own, calls)
	return w, nil
}

// bind makes set the one that w executes.
func (w *worker) bind(set *template.Template, calls []string) {
	w.set = set
	set.Option("missingkey=zero") // a copy loses it: golang/go#43022
	called := w.all
	if calls != nil {
		called = template.FuncMap{}
		for _, name := range calls {
			if f, ok := w.all[name]; ok {
				called[name] = f
			}
		}
	}
	set.Funcs(called)
	set.Funcs(template.FuncMap{"include": w.include(set), "tpl": w.tpl(set)})
}

// discard has w used for other templates.
func (w *worker) discard() {
	clear(w.tpls)
	w.Run, w.set, w.size = nil, nil, 0
	spare.Put(w)
}

// execute gives what the template name makes of data. last, what it gave before, is not made again.
func (w *worker) execute(name string, data any, last string) (string, error) {
	out := w.writer()
	defer w.release(out)
	if err := w.set.ExecuteTemplate(out, name, data); err != nil {
		return "", err
	}
	if text := out.Buf; string(text) == last && !bytes.Contains(text, []byte(noValue)) {
		return last, nil
	}
	return strings.ReplaceAll(string(out.Buf), noValue, ""), nil
}

// include is Helm's function of that name for the templates of set.
func (w *worker) include(set *template.Template) func(string, any) (string, error) {
	return func(name string, data any) (string, error) {
		if w.Includes[name] > maxInclude {
			return "", fmt.Errorf("rendering template has a nested reference name: %s: unable to execute template",
				shorten(name))
		}
		if err := w.Steps(1); err != nil {
			return "", err
		}
		w.Includes[name]++
		out := w.writer()
		defer w.release(out)
		err := set.ExecuteTemplate(out, name, data)
		w.Includes[name]--
		if w.Broken != nil {
			return "", w.Broken // not err, which quotes every template on the way
		}
		return string(out.Buf), err
	}
}

// tpl is Helm's function of that name, called by a template of set.
func (w *worker) tpl(set *template.Template) func(string, any) (string, error) {
	return func(text string, data any) (string, error) {
		if !strings.Contains(text, "{{") {
			return strings.ReplaceAll(text, noValue, ""), w.Reads(len(text))
		}
		t, err := w.parseTpl(set, text)
		if err != nil {
			return "", err
		}
		out := w.writer()
		defer w.release(out)
		err = t.Execute(out, data)
		if w.Broken != nil {
			return "", w.Broken
		}
		if err != nil {
			return "", &tplError{"error during tpl function execution for", text, err}
		}
		return strings.ReplaceAll(string(out.Buf), noValue, ""), nil
	}
}

// parseSteps are what it takes to parse any text, besides its length.
const parseSteps = 200

// parseTpl reads a text that a template of set gave to tpl.
func (w *worker) parseTpl(set *template.Template, text string) (*template.Template, error) {
	if w.NoFiles && strings.Contains(text, "Files") {
		w.Broken = errWantsFiles
		return nil, w.Broken
	}
	if t := w.tpls[text]; t != nil && set == w.set {
		return t, w.Steps(1)
	}
	if err := w.Steps(parseSteps + len(text)); err != nil {
		return nil, err
	}
	trees, err := parseTemplate(rootName, text, knownFunctions())
	if err != nil {
		return nil, &tplError{"cannot parse template", text, err}
	}
	for _, tree := range trees {
		instrument(tree)
	}
	if len(trees) > 1 { // it defines templates, which only what it calls may see
		return w.scoped(set, trees)
	}
	t, err := set.New(rootName).AddParseTree(rootName, trees[rootName])
	if err != nil || set != w.set {
		return t, err
	}
	if w.size += len(text); w.size > maxTpls {
		clear(w.tpls)
		w.size = len(text)
	}
	w.tpls[text] = t
	return t, nil
}

// copyBytes is about what the functions of a copy of a set of templates take.
const copyBytes = 64 << 10

// scoped is the template rootName of a copy of set with trees added to it.
func (w *worker) scoped(set *template.Template, trees map[string]*parse.Tree) (*template.Template, error) {
	if err := w.Gives(copyBytes + 128*len(set.Templates())); err != nil {
		return nil, err
	}
	own, err := set.Clone()
	if err != nil {
		return nil, err
	}
	own.Option("missingkey=zero")
	own.Funcs(template.FuncMap{"include": w.include(own), "tpl": w.tpl(own)})
	own = own.New(rootName)
	for name, tree := range trees {
		if _, err := own.AddParseTree(name, tree); err != nil {
			return nil, err
		}
	}
	return own, nil
}

// errWantsFiles says that a text given to tpl may use .Files, which templates were not given.
var errWantsFiles = errors.New("no files")

// enter and leave are the beginning and end of each template.
func (w *worker) enter(nodes, depth int) (string, error) {
	if w.Left.Depth -= callDepth + depth; w.Left.Depth < 0 {
		return "", w.Over("templates inside each other")
	}
	return "", w.Steps(nodes)
}

func (w *worker) leave(depth int) string {
	w.Left.Depth += callDepth + depth
	return ""
}

// callDepth is how deep it takes a template to call another one, as the depth of actions counts.
const callDepth = 20

func (w *worker) turn(nodes int) (string, error) { return "", w.Steps(1 + nodes) }

// shown looks at a value before it is printed: fmt does it in one go.
func (w *worker) shown(v any) (any, error) {
	switch v := v.(type) {
	case nil, string, bool, int, int64, float64:
		return v, nil
	case kubeVersion: // in its place it has the method String, handed on it has not
		return v.Version, nil
	}
	_, err := w.Weigh(v)
	return v, err
}

// required and fail are Helm's. Their messages are what an author wrote for this case.
func required(warn string, v any) (any, error) {
	if s, ok := v.(string); v == nil || ok && s == "" {
		return v, &chartError{warn}
	}
	return v, nil
}

func fail(message string) (string, error) { return "", &chartError{message} }

// chartError is a message that the author of a chart wrote.
type chartError struct{ message string }

func (e *chartError) Error() string {
	if len(e.message) > maxMessage {
		return e.message[:maxMessage]
	}
	return e.message
}

// tplError is an error in a text that was given to tpl.
type tplError struct {
	what, text string
	err        error
}

func (e *tplError) Error() string { return fmt.Sprintf("%s %q: %v", e.what, shorten(e.text), e.err) }
func (e *tplError) Unwrap() error { return e.err }

// shorten keeps messages, which quote each other, from growing with what they quote.
func shorten(s string) string {
	if len(s) > 200 {
		return s[:200] + "..."
	}
	return s
}

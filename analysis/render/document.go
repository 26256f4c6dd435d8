package render

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"weak"

	"sigs.k8s.io/yaml"

	"github.com/pack-lsp/pack-lsp/analysis/render/funcs"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Document is one object that is deployed. As long as a template gives the same text, renders give the same
// *Document, so that what is worked out for one may be kept by it.
type Document struct {
	Template string   // path of the template, or of the file in crds/, as Helm names it
	Text     string   // YAML of one document
	Line     int      // from 0: where Text begins in what the template gave
	Index    int      // among the documents of the template, from 0; empty ones are counted
	Hooks    []string // events that it is a hook of, such as "pre-install"; nil for an object of the release itself
	CRD      bool     // it comes from crds/
	Lookup   bool     // its template called lookup, which found nothing
	Random   bool     // its template called a function that gives something else every time

	mu   sync.Mutex
	tree weak.Pointer[syntax.Tree]
}

// Root is the root of the document's tree; absent if it holds nothing. The tree is made when asked for, and kept
// as long as it is in use.
func (d *Document) Root() syntax.Node {
	d.mu.Lock()
	defer d.mu.Unlock()
	t := d.tree.Value()
	if t == nil {
		t = syntax.ParseYAML(d.Text)
		d.tree = weak.Make(t)
	}
	return t.Root()
}

// output is what one template gave.
type output struct {
	text      string
	weight    int64 // of text, see text.Weight; 0 for a file in crds/
	flags     funcs.Effects
	documents []*Document
	errors    []*Error // documents that are no YAML, or whose head is none of an object
}

// newOutput reads what t gave.
func newOutput(t *tmpl, text string, flags funcs.Effects) *output {
	out := &output{text: text, flags: flags}
	for i, p := range split(text) {
		d := &Document{Template: t.path, Text: p.text, Line: p.line, Index: i, Lookup: flags.Lookup, Random: flags.Random}
		h, err := readHead(d)
		if err != nil {
			out.errors = append(out.errors, yamlError(t, d, err))
			continue
		}
		if h.deployed {
			d.Hooks = h.hooks
			out.documents = append(out.documents, d)
		}
	}
	return out
}

// yamlWords come before what the readers of YAML and JSON say.
var yamlWords = []string{"error converting YAML to JSON: ", "error unmarshaling JSON: ", "while decoding JSON: ",
	"json: ", "yaml: "}

// yamlError places an error of the YAML reader. go-yaml v2 counts lines from 1 where its scanner fails, and from 0
// where its parser does.
func yamlError(t *tmpl, d *Document, err error) *Error {
	message := err.Error()
	for _, words := range yamlWords {
		message = strings.TrimPrefix(message, words)
	}
	line := 0
	if rest, ok := strings.CutPrefix(message, "line "); ok {
		number, said, _ := strings.Cut(rest, ": ")
		if n, err := strconv.Atoi(number); err == nil {
			line, message = n, said
			if !strings.HasPrefix(said, "did not find expected") {
				line = max(n-1, 0)
			}
		}
	}
	message = strings.ReplaceAll(message, "render.simpleHead", "releaseutil.SimpleHead")
	message = strings.ReplaceAll(message, "simpleHead", "SimpleHead")
	line = d.Line + min(line, strings.Count(d.Text, "\n"))
	return &Error{Stage: StageYAML, Chart: t.owner.name, Template: t.path, Line: line, Column: -1, Document: d.Index,
		Message: message, Err: err}
}

// head is what Helm reads of a document.
type head struct {
	deployed bool // it holds an object, and is no hook of an event that does not exist
	hooks    []string
}

// simpleHead is releaseutil.SimpleHead.
type simpleHead struct {
	Version  string `json:"apiVersion"`
	Kind     string `json:"kind,omitempty"`
	Metadata *struct {
		Name        string            `json:"name"`
		Annotations map[string]string `json:"annotations"`
	} `json:"metadata,omitempty"`
}

const hookAnnotation = "helm.sh/hook"

// hookEvents are the events that hooks are for.
var hookEvents = map[string]string{"pre-install": "pre-install", "post-install": "post-install",
	"pre-delete":  "pre-delete",
	"post-delete": "post-delete", "pre-upgrade": "pre-upgrade", "post-upgrade": "post-upgrade",
	"pre-rollback":  "pre-rollback",
	"post-rollback": "post-rollback", "test": "test", "test-success": "test"}

// readHead reads d as Helm does when it sorts manifests: all of it must be YAML, and the head have the types of an
// object's.
func readHead(d *Document) (head, error) {
	root := d.Root()
	annotations, known := quickHead(root)
	if !known {
		var h simpleHead
		if err := yaml.Unmarshal([]byte(d.Text), &h); err != nil {
			return head{}, err
		}
		if h.Metadata != nil {
			annotations = h.Metadata.Annotations
		}
		var v any
		if err := yaml.Unmarshal([]byte(d.Text), &v); err == nil && v == nil {
			return head{}, nil
		}
	} else if root.Kind() != syntax.Mapping {
		return head{}, nil
	}
	events, ok := annotations[hookAnnotation]
	if !ok {
		return head{deployed: true}, nil
	}
	var h head
	for event := range strings.SplitSeq(events, ",") {
		known, ok := hookEvents[strings.ToLower(strings.TrimSpace(event))]
		if !ok {
			return head{}, nil // Helm passes it over
		}
		h.hooks = append(h.hooks, known)
	}
	h.deployed = true
	return h, nil
}

// quickHead is the annotations of a document that Helm reads without a doubt. False if it holds anything on which
// the two readers of YAML may differ, or anything that Helm objects to.
func quickHead(root syntax.Node) (annotations map[string]string, ok bool) {
	if !root.Exists() || !plainYAML(root.Tree()) {
		return nil, false
	}
	if root.Kind() == syntax.Null {
		return nil, true
	}
	if root.Kind() != syntax.Mapping {
		return nil, false
	}
	for pair := range root.Children() {
		key := pair.Key().Text()
		switch v := pair.Value(); {
		case key == "apiVersion", key == "kind":
			if !v.IsScalar() {
				return nil, false
			}
		case key == "metadata":
			if annotations, ok = quickMetadata(v); !ok {
				return nil, false
			}
		case strings.EqualFold(key, "apiVersion"), strings.EqualFold(key, "kind"), strings.EqualFold(key, "metadata"):
			return nil, false // package json takes them for the same
		}
	}
	return annotations, true
}

func quickMetadata(n syntax.Node) (annotations map[string]string, ok bool) {
	if n.Kind() == syntax.Null {
		return nil, true
	}
	if n.Kind() != syntax.Mapping {
		return nil, false
	}
	for pair := range n.Children() {
		key, v := pair.Key().Text(), pair.Value()
		switch {
		case key == "name":
			if !v.IsScalar() {
				return nil, false
			}
		case key == "annotations" && v.Kind() == syntax.Mapping:
			annotations = map[string]string{}
			for a := range v.Children() {
				if !a.Value().IsScalar() {
					return nil, false
				}
				annotations[a.Key().Text()] = a.Value().Text()
			}
		case key == "annotations" && v.Kind() == syntax.Null:
		case strings.EqualFold(key, "name"), strings.EqualFold(key, "annotations"):
			return nil, false
		}
	}
	return annotations, true
}

// plainYAML reports whether t is one document of YAML that both readers take for the same: without errors,
// anchors, tags, merge keys, duplicate or odd keys, and numbers that are none in JSON.
func plainYAML(t *syntax.Tree) bool {
	switch text := t.Text; {
	case len(t.Errors) > 0, len(t.Anchors()) > 0:
		return false
	case strings.ContainsAny(text, "\t\r\x00\ufeff\u0085\u2028\u2029"), strings.HasPrefix(text, "%"):
		return false
	case strings.Contains(text, "\n..."), strings.Contains(text, "\n%"), mayHaveTag(text):
		return false
	}
	docs := 0
	for range t.Docs() {
		docs++
	}
	if docs != 1 {
		return false
	}
	for n := range t.All() {
		switch n.Kind() {
		case syntax.Invalid, syntax.Alias:
			return false
		case syntax.Pair:
			if !plainKey(n.Key()) {
				return false
			}
		case syntax.Number:
			if strings.ContainsAny(n.Text(), "nN") { // .inf and .nan
				return false
			}
		}
	}
	return true
}

// maxKey is how many bytes a key may have without a ? before it. YAML says 1024 characters.
const maxKey = 1000

func plainKey(key syntax.Node) bool {
	switch key.Kind() {
	case syntax.String, syntax.Number, syntax.Bool:
		return key.Text() != "<<" && key.Text() != "" && key.End()-key.Start() <= maxKey
	}
	return false
}

// mayHaveTag reports whether text may have a tag.
func mayHaveTag(text string) bool {
	for i := 0; ; i++ {
		next := strings.IndexByte(text[i:], '!')
		if next < 0 {
			return false
		}
		i += next
		before := i == 0 || strings.IndexByte(" \n[{,", text[i-1]) >= 0
		if before && i+1 < len(text) && strings.IndexByte(" \n=", text[i+1]) < 0 {
			return true
		}
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

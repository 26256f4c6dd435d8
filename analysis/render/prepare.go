package render

import (
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"text/template"
	"text/template/parse"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
)

// Prepared is a chart or manifest that is ready to be rendered, any number of times, by any number of goroutines.
type Prepared struct {
	src      *source
	manifest *manifest // nil for a chart

	mu       sync.Mutex
	files    bool               // templates get .Files; most charts do without, so that it need not be held in memory
	parsed   map[string]*parsed // by the path of the template
	variants []*variant         // by which subcharts are enabled; the one used last in front
	held     atomic.Int64       // what Size was last
}

// maxVariants is how many combinations of enabled subcharts are kept.
const maxVariants = 3

// Prepare reads what of c does not depend on the values it is rendered with. It takes some milliseconds, and for
// large charts some ten; keep the result as long as c may be rendered.
func Prepare(c *chart.Chart) *Prepared {
	s := load(c)
	return &Prepared{src: s, files: s.mentionsFiles(), parsed: map[string]*parsed{}}
}

// manifest is what makes a manifest differ from a chart.
type manifest struct {
	macros  Macros
	literal bool     // its text is no template
	spectro *spectro // what it uses of .Spectro; nil for nothing
}

// PrepareManifest is Prepare for the text of a manifest, whose path is what errors call it by, with macros
// resolved. Palette takes it for a template, whose .Values are manifests.<name> of the pack's values, if the pack
// has that section, and literally if not.
func PrepareManifest(name, text string, m Macros, template bool) *Prepared {
	if m == nil {
		m = DefaultMacros
	}
	s := &source{values: map[string]any{}, templates: []file{{name, m.Resolve(strings.TrimPrefix(text, bom))}}}
	s.meta.Name, s.meta.APIVersion = strings.TrimSuffix(path.Base(name), path.Ext(name)), "v2"
	made := &manifest{macros: m, literal: !template}
	if made.spectro = spectroIn(name, s.templates[0].text); made.spectro != nil {
		s.spectro = func() any { return made.spectro.root.standIn("", m) }
	}
	return &Prepared{src: s, manifest: made, parsed: map[string]*parsed{}}
}

// HangsOnSpectro reports whether e, an error of a manifest, may only happen with our values for what
// Palette fills in under .Spectro.
func (p *Prepared) HangsOnSpectro(e *Error) bool {
	if p.manifest == nil || p.manifest.spectro == nil {
		return false
	}
	return e.Stage != StageRender || p.manifest.spectro.hangsAt(e.Line) || p.manifest.spectro.hangsAt(e.Innermost().Line)
}

// HasSubcharts reports whether other charts are inside this one.
func (p *Prepared) HasSubcharts() bool { return len(p.src.subcharts) > 0 }

// ImportsValues reports whether Chart.yaml, of this chart or of one inside it, makes values of another chart its own.
func (p *Prepared) ImportsValues() bool { return p.src.importsValues() }

// parsed is a template file that was read: the templates it defines and itself.
type parsed struct {
	text  string
	trees []namedTree
	err   error
}

type namedTree struct {
	name  string
	tree  *parse.Tree
	empty bool // it holds nothing but space, and replaces no template of its name
}

// variant is a chart with those of its subcharts that are enabled.
type variant struct {
	key       string
	root      *node
	templates []*tmpl // in the order in which Helm parses and executes them
	set       *template.Template
	calls     []string // functions that the templates may call; nil for all
	err       *Error

	mu   sync.Mutex
	idle []*worker
	last map[string]*output // what the templates gave when they were rendered last, by path
	held atomic.Int64       // what size was last
}

// tmpl is a template file of a variant.
type tmpl struct {
	path   string // as Helm names it, from the outermost chart's name
	base   string // the folder of templates that it lies in
	owner  *node
	text   string
	static bool // it has no actions
}

// partial reports whether the template is there for others alone.
func (t *tmpl) partial() bool { return strings.HasPrefix(path.Base(t.path), "_") }

// variantFor is the variant that the values enable.
func (p *Prepared) variantFor(vals map[string]any) (*variant, error) {
	if p.src.err != nil {
		return nil, p.src.err
	}
	root := newNode(p.src, true)
	if err := root.enable(func() (map[string]any, error) { return vals, nil }, ""); err != nil {
		return nil, err
	}
	var key strings.Builder
	root.signature(&key)
	if p.manifest != nil {
		ready.use(p)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, v := range p.variants {
		if v.key == key.String() {
			p.variants = slices.Insert(slices.Delete(p.variants, i, i+1), 0, v)
			return v, nil
		}
	}
	v := &variant{key: key.String(), root: root, last: map[string]*output{}}
	if err := root.importValues(); err != nil {
		return nil, err
	}
	v.collect(root, root.name, p.manifest)
	slices.SortFunc(v.templates, func(a, b *tmpl) int {
		if d := strings.Count(b.path, "/") - strings.Count(a.path, "/"); d != 0 {
			return d
		}
		return strings.Compare(b.path, a.path)
	})
	p.parse(v)
	p.variants = slices.Insert(p.variants, 0, v)
	if len(p.variants) > maxVariants {
		p.variants = p.variants[:maxVariants]
	}
	return v, nil
}

// collect adds the templates of n, whose path from the outermost chart's name is at, and of those below it.
func (v *variant) collect(n *node, at string, m *manifest) {
	for _, f := range n.src.templates {
		t := &tmpl{path: path.Join(at, f.name), base: path.Join(at, "templates"), owner: n, text: f.text,
			static: !strings.Contains(f.text, "{{")}
		if m != nil {
			t.path, t.base, t.static = f.name, path.Dir(f.name), t.static || m.literal
		}
		if !n.src.isLibrary() || t.partial() {
			v.templates = append(v.templates, t)
		}
	}
	for _, d := range n.deps {
		v.collect(d, at+"/charts/"+d.name, nil)
	}
}

// parse fills the set of templates of v. A tree of an equal text at an equal path is shared with other variants.
func (p *Prepared) parse(v *variant) {
	v.set = template.New(rootName).Option("missingkey=zero")
	if p.manifest != nil {
		v.calls = callsIn(p.src.templates[0].text)
	}
	filled := map[string]bool{}
	for _, t := range v.templates {
		known := p.parsed[t.path]
		if known == nil || known.text != t.text {
			known = read(t)
			p.parsed[t.path] = known
		}
		if known.err != nil {
			v.err = parseError(v.root.name, t.path, known.err)
			return
		}
		for _, d := range known.trees {
			if d.empty && filled[d.name] {
				continue
			}
			if _, err := v.set.AddParseTree(d.name, d.tree); err != nil {
				v.err = parseError(v.root.name, t.path, err)
				return
			}
			filled[d.name] = filled[d.name] || !d.empty
		}
	}
}

// read parses t and makes it count. One without actions becomes an action that gives its text, so that the text is
// held once.
func read(t *tmpl) *parsed {
	out := &parsed{text: t.text}
	if t.static {
		tree := parse.New(t.path)
		tree.Mode = parse.SkipFuncCheck
		_, out.err = tree.Parse("{{"+staticFunc+" $}}", "", "", map[string]*parse.Tree{})
		text := &parse.StringNode{NodeType: parse.NodeString, Text: t.text, Quoted: `""`}
		tree.Root.Nodes[0].(*parse.ActionNode).Pipe.Cmds[0].Args[1] = text
		tree.ParseName = t.path
		out.trees = []namedTree{{t.path, tree, strings.TrimSpace(t.text) == ""}}
		return out
	}
	trees, err := parseTemplate(t.path, t.text, knownFunctions())
	out.err = err
	for _, name := range slices.Sorted(maps.Keys(trees)) {
		tree := trees[name]
		empty := parse.IsEmptyTree(tree.Root)
		if !empty {
			instrument(tree)
		}
		out.trees = append(out.trees, namedTree{name, tree, empty})
	}
	return out
}

// worker is an idle worker of v, or a new one.
func (v *variant) worker() (*worker, error) {
	v.mu.Lock()
	if n := len(v.idle); n > 0 {
		w := v.idle[n-1]
		v.idle = v.idle[:n-1]
		v.mu.Unlock()
		return w, nil
	}
	v.mu.Unlock()
	return newWorker(v.set, v.calls)
}

// maxIdle is how many workers of a variant are kept.
const maxIdle = 2

func (v *variant) done(w *worker) {
	w.Run = nil
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.idle) < maxIdle {
		v.idle = append(v.idle, w)
	}
}

package deploy

import (
	"cmp"
	"context"
	"hash/maphash"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/render"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// Field is a field of a deployed object that a value has a part in, or an object that a value decides the existence of.
type Field struct {
	Section  []string // of the unit
	Template string   // of the document, as in render.Document
	Index    int      // of the document, as in render.Document; -1 if it is not deployed now
	ID       kube.ID  // of the object
	Name     string   // of the object
	// Path leads from the object to the field: keys, and indices of lists in decimal. It is nil if the value decides
	// whether the object is there at all.
	Path []string
	// At is where the field is in the document's text: the bytes of its key and value on its first line, or on the first
	// line of a long text that differs. If the field or object is not deployed now, it is what is around it, or empty.
	At    text.Range
	Whole bool      // the value alone is the field's value
	Type  kube.Type // of the field; it does not exist for custom resources and if Path is nil
}

// Words is the path of the field as Kubernetes writes it: spec.containers[0].image.
func (f Field) Words() string {
	var b strings.Builder
	for i, step := range f.Path {
		_, err := strconv.Atoi(step)
		switch {
		case err == nil && i > 0:
			b.WriteString("[" + step + "]")
		case strings.ContainsAny(step, "./"):
			b.WriteString("[" + strconv.Quote(step) + "]")
		default:
			if i > 0 {
				b.WriteByte('.')
			}
			b.WriteString(step)
		}
	}
	return b.String()
}

const (
	maxFields = 200 // that one value is reported to set
	maxLeaves = 16  // of a mapping or list that are tried one by one
)

// Sets are the fields of what p deploys that the value at a path sets, below the root of the pack's values. The value
// is replaced by another of its kind, and the pack rendered again: what differs is what it sets. So that includes what
// helpers and subcharts make of it, and what it switches on or off. Of a mapping or list, it is what its values set.
// Annotations with checksums are left out. A path that values.yaml does not have gives what a text set there would do.
// The fields that are the value and nothing else come first. Nil means that nothing depends on it, as far as is known.
// If ctx ends first, the error is the context's.
func Sets(ctx context.Context, s *pack.Snapshot, p *pack.Pack, path []string) ([]Field, error) {
	if len(path) < 3 {
		return nil, nil
	}
	d := newDeployer(ctx, s, p)
	i := slices.IndexFunc(d.works, func(w *work) bool { return slices.Equal(w.Section, path[:2]) })
	if i < 0 || d.works[i].plain {
		return nil, ctx.Err()
	}
	w := d.works[i]
	found := w.sets.get(w.setKey(d, path[2:]), func() ([]Field, bool) {
		pr := newProber(d, w, path[2:])
		fields := pr.fields(path[2:])
		if get(pr.vals, path[2:]) == nil && !slices.ContainsFunc(fields, func(f Field) bool { return f.Path != nil }) {
			fields = append(pr.instead(path[2:]).absent(path[2:]), fields...)
		}
		return fields, ctx.Err() == nil
	})
	return found, ctx.Err()
}

// setKey is a digest of what the fields that a value sets depend on besides the chart.
func (w *work) setKey(d *deployer, path []string) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, step := range path {
		h.WriteString(step)
		h.WriteByte(0)
	}
	maphash.WriteComparable(&h, w.inputs(d, 0))
	return h.Sum64()
}

// prober finds out what values of a unit do by changing them.
type prober struct {
	deployer *deployer
	work     *work
	vals     map[string]any
	base     map[string][]*render.Document // by template
	only     func(template string) bool    // whose results may differ; nil for all
	cluster  kube.Cluster
	found    []Field
	seen     map[string]bool
}

func newProber(d *deployer, w *work, path []string) *prober {
	pr := &prober{deployer: d, work: w, vals: w.values(d, render.DefaultMacros), cluster: kube.Cluster{Version: d.version},
		seen: map[string]bool{}, only: w.using(path)}
	pr.base = byTemplate(pr.deployed())
	return pr
}

// instead is a prober of what would be deployed if the value at path, which is not set, were the chart's default or
// some text: templates may fail without any.
func (pr *prober) instead(path []string) *prober {
	v := get(pr.work.defaults, path)
	if v == nil {
		v = "y"
	}
	vals := render.With(pr.vals, path, v)
	r := pr.work.render(pr.deployer.ctx, vals, pr.only)
	return &prober{deployer: pr.deployer, work: pr.work, vals: vals, only: pr.only, base: byTemplate(r.Documents),
		cluster: pr.cluster, seen: map[string]bool{}}
}

// absent are the fields that the value at path sets, which are not in what is deployed now.
func (pr *prober) absent(path []string) []Field {
	fields := pr.fields(path)
	for i := range fields {
		fields[i].Index, fields[i].At = -1, text.Range{}
	}
	return slices.DeleteFunc(fields, func(f Field) bool { return f.Path == nil })
}

// deployed are the documents of the unit with its values as they are.
func (pr *prober) deployed() []*render.Document {
	if r, ok := results.Peek(pr.deployer.pack, nil); ok && !r.brief && !broken(pr.deployer.pack.Values) {
		same := func(u *Unit) bool { return slices.Equal(u.Section, pr.work.Section) }
		if i := slices.IndexFunc(r.Units, same); i >= 0 {
			return r.Units[i].Documents
		}
	}
	return pr.work.render(pr.deployer.ctx, pr.vals, pr.only).Documents
}

// using says which templates of a chart can make anything of the value at a path; nil if all might. Package chart never
// reports too little use, but does not know what subcharts are called when they are rendered, nor which templates
// include a helper, or another template for its checksum.
func (w *work) using(path []string) func(string) bool {
	if w.Chart == nil || w.Chart.Subchart(path[0]) != nil || path[0] == "global" || path[0] == "tags" {
		return nil
	}
	dotted := strings.Join(path, ".")
	for _, dep := range w.Chart.Dependencies {
		for condition := range strings.SplitSeq(dep.Condition, ",") {
			if condition = strings.TrimSpace(condition); condition == dotted || strings.HasPrefix(condition, dotted+".") {
				return nil
			}
		}
	}
	names := w.Chart.UsedIn(path)
	for _, name := range names {
		source, _ := w.Chart.Source(name)
		if !strings.HasPrefix(name, "templates/") || strings.Contains(source, "define") {
			return nil
		}
	}
	return func(template string) bool {
		_, name, _ := strings.Cut(template, "/")
		return slices.Contains(names, name)
	}
}

func byTemplate(docs []*render.Document) map[string][]*render.Document {
	out := map[string][]*render.Document{}
	for _, doc := range docs {
		if !isTest(doc) {
			out[doc.Template] = append(out[doc.Template], doc)
		}
	}
	return out
}

// fields are what the value at path sets, the most telling first.
func (pr *prober) fields(path []string) []Field {
	own := get(pr.vals, path)
	if own == nil {
		own = get(pr.work.defaults, path)
	}
	tries := 0
	var each func(v any, at []string)
	each = func(v any, at []string) {
		if tries++; tries > maxLeaves || pr.deployer.ctx.Err() != nil {
			return
		}
		switch v := v.(type) {
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(v)) {
				each(v[key], append(slices.Clip(at), key))
			}
			if len(v) > 0 {
				return
			}
		case []any:
			for i, item := range v {
				each(item, append(slices.Clip(at), strconv.Itoa(i)))
			}
			if len(v) > 0 {
				return
			}
		}
		pr.leaf(v, at)
	}
	each(own, path)
	slices.SortStableFunc(pr.found, func(a, b Field) int { return cmp.Compare(a.rank(), b.rank()) })
	return pr.found
}

func (f Field) rank() int {
	switch {
	case f.Path == nil:
		return 3
	case f.Whole:
		return 0
	}
	return 1
}

// leaf adds what the value v at path sets: that of the first other value that the chart takes and that makes a
// difference.
func (pr *prober) leaf(v any, path []string) {
	before, deployed := len(pr.found), v
	if get(pr.vals, path) == nil && len(present(pr.vals, path)) == len(path) {
		deployed = nil // null takes the default away
	}
	for _, other := range pr.others(v, path) {
		if pr.deployer.ctx.Err() != nil {
			return
		}
		r := pr.work.render(pr.deployer.ctx, render.With(pr.vals, path, other), pr.only)
		pr.compare(r, deployed, other)
		if len(pr.found) > before {
			return
		}
	}
}

// others are values to try in place of v at a path, the best first.
func (pr *prober) others(v any, path []string) []any {
	switch v := v.(type) {
	case bool:
		return []any{!v}
	case map[string]any:
		return []any{map[string]any{"x": "x"}}
	case []any:
		return []any{[]any{"x"}, []any{map[string]any{"name": "x"}}}
	case string:
		return slices.Concat(pr.allowed(v, path), changed(v), pr.compared(v, path))
	case nil:
		return slices.Concat(pr.allowed("", path), []any{"x", "1", true}, pr.compared("", path))
	case int:
		return []any{v + 1}
	case int64:
		return []any{v + 1}
	case uint64:
		return []any{v + 1}
	case float64:
		return []any{v + 1}
	}
	return nil
}

// maxAllowed is how many values that a schema lists are tried, and how many that templates compare with.
const maxAllowed = 2

// allowed are other texts that the chart's schema lists for a path.
func (pr *prober) allowed(own string, path []string) []any {
	at, ok := value.ChartAt(pr.deployer.pack, slices.Concat(pr.work.Section, path))
	if !ok {
		return nil
	}
	sub := at.Schema()
	if sub == nil {
		return nil
	}
	var out []any
	for _, v := range sub.Enum {
		if strings.HasPrefix(v.JSON, `"`) && v.Value != own && v.Value != "" && len(out) < maxAllowed {
			out = append(out, v.Value)
		}
	}
	return out
}

// compared are other texts that the chart's templates compare the value at a path with.
func (pr *prober) compared(own string, path []string) []any {
	var out []any
	if pr.work.Chart != nil {
		for _, text := range pr.work.Chart.Compared(path) {
			if text != own && len(out) < maxAllowed {
				out = append(out, text)
			}
		}
	}
	return out
}

// changed are texts like own: with another digit in the place of its last one, so that an amount, a version or an
// address stays one; and with another letter at the end, of the first line if there are several.
func changed(own string) []any {
	var out []any
	if first, rest, several := strings.Cut(own, "\n"); several {
		return []any{first + "x\n" + rest, "x" + own}
	}
	if i := strings.LastIndexAny(own, "0123456789"); i >= 0 {
		digit := byte('1')
		if own[i] == '1' {
			digit = '2'
		}
		out = append(out, own[:i]+string(digit)+own[i+1:])
	}
	return append(out, own+"x")
}

// compare adds the fields that differ between what is deployed and r, for which other was put in place of own.
func (pr *prober) compare(r *render.Result, own, other any) {
	failed := map[string]bool{}
	for _, e := range r.Errors {
		if e.Stage != render.StageRender && e.Stage != render.StageYAML || isLimit(e) || e.Template == "" {
			return
		}
		failed[e.Template] = true
	}
	after := byTemplate(r.Documents)
	templates := slices.Sorted(maps.Keys(pr.base))
	for template := range after {
		if pr.base[template] == nil {
			templates = append(templates, template)
		}
	}
	slices.Sort(templates)
	for _, template := range templates {
		if !failed[template] && (pr.only == nil || pr.only(template)) {
			d := differ{prober: pr, own: plain(own), other: plain(other)}
			d.documents(pr.base[template], after[template])
		}
	}
}

// plain is how a scalar is written without quotes.
func plain(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case uint64:
		return strconv.FormatUint(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

func (pr *prober) add(f Field) {
	if f.ID.Kind == "" || f.Path != nil && strings.HasPrefix(f.Path[len(f.Path)-1], "checksum/") {
		return
	}
	key := strings.Join([]string{f.Template, strconv.Itoa(f.Index), f.Name, f.Words()}, "\x00")
	if len(pr.found) < maxFields && !pr.seen[key] {
		pr.seen[key] = true
		f.Section = pr.work.Section
		pr.found = append(pr.found, f)
	}
}

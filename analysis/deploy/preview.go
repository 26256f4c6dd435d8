package deploy

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/render"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// Preview is all that a pack deploys as one text: YAML documents, as `helm template` prints them, each with the
// template that it comes from in a comment. Objects that only `helm test` makes are not in it.
type Preview struct {
	Text    *text.Text
	Objects []Placed // in the order of the text
}

// Placed is an object in the text of a Preview.
type Placed struct {
	Unit     *Unit
	Document *render.Document
	Source   string // the template's path as Helm names it; of a manifest, its path in the pack
	Start    int    // byte offset in the text at which Document.Text begins
}

var (
	previews    pack.Memo[*Preview]
	lastPreview pack.Last[*Preview]
)

// PreviewOf is what p deploys. While values.yaml has a syntax error, which may hide some of the values, it is what was
// deployed before. The text begins with a comment, on one line, that says so. If ctx ends first, the error is the
// context's.
func PreviewOf(ctx context.Context, s *pack.Snapshot, p *pack.Pack) (*Preview, error) {
	return previews.Try(p, nil, func() (*Preview, error) {
		if broken(p.Values) {
			before, _ := lastPreview.Of(p)
			return before.outdated(p), nil
		}
		units, err := unitsOf(ctx, s, p)
		if err != nil {
			return nil, err
		}
		v := newPreview(p, units)
		lastPreview.Set(p, v)
		return v, nil
	})
}

// unitsOf are those of Of if they are known, or else rendered now.
func unitsOf(ctx context.Context, s *pack.Snapshot, p *pack.Pack) ([]*Unit, error) {
	if r, ok := results.Peek(p, nil); ok && !r.brief {
		return r.Units, nil
	}
	return Units(ctx, s, p, nil)
}

func newPreview(p *pack.Pack, units []*Unit) *Preview {
	version := value.KubernetesVersion(p).String()
	title := strings.TrimSpace(oneLine(p.Facts().Name) + " " + oneLine(p.Entry().Version))
	var b strings.Builder
	fmt.Fprintf(&b, "# What %s deploys to Kubernetes %s, rendered from values.yaml.\n", cmp.Or(title, "this pack"),
		version)
	v := &Preview{}
	for _, u := range units {
		for _, e := range u.Errors {
			fmt.Fprintf(&b, "# Missing: %s\n", oneLine(u.Where(p, e)+": "+e.Message))
		}
	}
	v.Objects = write(&b, p, units)
	v.Text = text.New(b.String())
	return v
}

// outdated is v, which may be nil, while values.yaml of p cannot be read.
func (v *Preview) outdated(p *pack.Pack) *Preview {
	at := p.Values.Text.LineAt(p.Values.Tree().Errors[0].Start) + 1
	head := fmt.Sprintf("# values.yaml has a syntax error in line %d.", at)
	if v == nil {
		return &Preview{Text: text.New(head + "\n")}
	}
	before := v.Text.Line(0)
	head += " This is what was deployed before it."
	out := &Preview{Text: text.New(head + v.Text.String()[before.End:]), Objects: slices.Clone(v.Objects)}
	for i := range out.Objects {
		out.Objects[i].Start += len(head) - before.End
	}
	return out
}

// Write is the text of all that units of p deploy, as `helm template` prints it, with all line ends as they are.
func Write(p *pack.Pack, units []*Unit) string {
	var b strings.Builder
	write(&b, p, units)
	return b.String()
}

func write(b *strings.Builder, p *pack.Pack, units []*Unit) []Placed {
	var objects []Placed
	for _, u := range units {
		for _, doc := range u.Documents {
			if isTest(doc) {
				continue
			}
			source := u.source(p, doc.Template)
			fmt.Fprintf(b, "---\n# Source: %s\n", oneLine(source))
			objects = append(objects, Placed{Unit: u, Document: doc, Source: source, Start: b.Len()})
			b.WriteString(strings.TrimSuffix(doc.Text, "\n"))
			b.WriteByte('\n')
		}
	}
	return objects
}

// source is what the template is called in comments and messages: the path that Helm gives it, or, of a manifest, its
// path in the pack.
func (u *Unit) source(p *pack.Pack, template string) string {
	if u.Manifest == nil {
		return template
	}
	if rel, err := filepath.Rel(p.Dir, u.Manifest.Path); err == nil {
		return filepath.ToSlash(rel)
	}
	return u.Manifest.Base()
}

// Where says which template, and which line of it from 1, an error of the unit is in: that of the template which fails
// itself, or the line of what it gave if that is no valid YAML.
func (u *Unit) Where(p *pack.Pack, e *render.Error) string {
	switch {
	case e.Stage == render.StageRender && (e.Template != "" || len(e.Chain) > 0):
		in := e.Innermost()
		if in.Template == "gotpl" { // a text from the values
			in = render.Frame{Template: e.Template, Line: e.Line}
		}
		return fmt.Sprintf("%s:%d", u.source(p, in.Template), in.Line+1)
	case e.Stage == render.StageYAML && e.Template != "":
		return fmt.Sprintf("%s, line %d of its output", u.source(p, e.Template), e.Line+1)
	case len(e.Path) > 0:
		return strings.Join(slices.Concat(u.Section, e.Path), ".")
	case e.Template != "":
		return u.source(p, e.Template)
	}
	return strings.Join(u.Section, ".")
}

// oneLine is s without line breaks and other control characters.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 {
			return ' '
		}
		return r
	}, s)
}

// at is the index of the object that a template gives as its index-th document; -1 if it gives none.
func (v *Preview) at(section []string, template string, index int) int {
	return slices.IndexFunc(v.Objects, func(o Placed) bool {
		return o.Document.Index == index && o.Document.Template == template && slices.Equal(o.Unit.Section, section)
	})
}

// Place is where a field of an object is in the text: the bytes of its key and value on its first line. False if
// the text does not have it, as that of another version of the values may not.
func (v *Preview) Place(f Field) (text.Range, bool) {
	i := v.at(f.Section, f.Template, f.Index)
	if i < 0 || f.At.End > len(v.Objects[i].Document.Text) {
		return text.Range{}, false
	}
	start := v.Objects[i].Start
	return text.Range{Start: start + f.At.Start, End: start + f.At.End}, true
}

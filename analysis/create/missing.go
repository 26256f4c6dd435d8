package create

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/render"
)

// failures are the reasons why the chart cannot be rendered, of all its templates. The error is that of ctx.
func (d *draft) failures(ctx context.Context) ([]*render.Error, error) {
	s, dir := d.snapshot(d.files())
	units, err := deploy.Units(ctx, s, s.Pack(dir), nil)
	var all []*render.Error
	for _, u := range units {
		all = append(all, u.Errors...)
	}
	return all, err
}

// addMissing adds values that templates of the chart rely on although nothing shows them: mappings that they look into,
// and values that they require without a default.
func (d *draft) addMissing(ctx context.Context, t attempt) (bool, error) {
	if d.Chart == nil || !t.has(string(deploy.Render)) {
		return false, nil
	}
	set := *d
	set.filled = true
	failures, err := set.failures(ctx)
	if err != nil {
		return false, err
	}
	before := len(d.needed)
	for _, e := range failures {
		if path := holderOf(d.Chart, e); path != nil && !d.needs(path) {
			d.needed = append(d.needed, need{path: path, holder: true})
		}
	}
	if len(d.needed) > before {
		return true, nil
	}
	for _, e := range failures {
		if !e.Authored {
			continue
		}
		for _, path := range d.requiredBy(e) {
			with := set
			with.needed = append(slices.Clip(d.needed), need{path: path})
			left, err := with.failures(ctx)
			if err != nil {
				return false, err
			}
			if !among(left, e) && !slices.ContainsFunc(left, func(f *render.Error) bool {
				return f.Stage != render.StageRender && !among(failures, f) // the chart's schema does not know the value
			}) {
				d.needed = with.needed
				return true, nil
			}
		}
	}
	return false, nil
}

// among reports whether a failure is among others, wherever it is in its template.
func among(failures []*render.Error, e *render.Error) bool {
	return slices.ContainsFunc(failures, func(f *render.Error) bool {
		return f.Template == e.Template && f.Message == e.Message
	})
}

var (
	nilPointer = regexp.MustCompile(`^nil pointer evaluating interface \{\}\.([A-Za-z_][A-Za-z0-9_]*)$`)
	// readValue matches what a template reads of the values, in the group, as in (.Values.a.b).c.
	readValue = regexp.MustCompile(`\.Values((?:\)?\.[A-Za-z_][A-Za-z0-9_]*)+)`)
)

// holderOf is the path of the mapping that is missing if a template fails since it looks into a value that is not there;
// nil if it fails for another reason.
func holderOf(c *chart.Chart, e *render.Error) []string {
	m := nilPointer.FindStringSubmatch(e.Message)
	_, section, _, ok := chartOf(c, e.Template)
	if m == nil || !ok {
		return nil
	}
	for _, path := range readBy(e.At) {
		if i := slices.Index(path, m[1]); i > 0 {
			return append(section, path[:i]...)
		}
	}
	return nil
}

// requiredBy are the paths of values that the place which failed reads, or what is above it in the same definition, and
// that the chart has no default for, the nearest ones first.
func (d *draft) requiredBy(e *render.Error) [][]string {
	in := e.Innermost()
	_, section, _, ok := chartOf(d.Chart, e.Template)
	inner, _, rel, found := chartOf(d.Chart, in.Template)
	if !ok || !found {
		return nil
	}
	source, _ := inner.Source(rel)
	lines := strings.Split(source, "\n")
	if in.Line >= len(lines) {
		return nil
	}
	var all [][]string
	for n := in.Line; n >= 0; n-- {
		for _, path := range readBy(lines[n]) {
			if path[0] != "global" {
				path = slices.Concat(section, path)
			}
			known := func(other []string) bool { return slices.Equal(other, path) }
			v := d.Chart.Lookup(path).Value()
			if !d.needs(path) && (!v.Exists() || v.IsScalar() && v.Text() == "") && !slices.ContainsFunc(all, known) {
				all = append(all, path)
			}
		}
		if strings.Contains(lines[n], "define ") || len(all) >= maxRequired {
			break
		}
	}
	return all
}

// maxRequired is how many values are tried for one failure.
const maxRequired = 12

// readBy are the paths of the values that a text of templates reads, in its order.
func readBy(text string) [][]string {
	var all [][]string
	for _, m := range readValue.FindAllStringSubmatch(text, -1) {
		all = append(all, strings.Split(strings.ReplaceAll(m[1], ")", "")[1:], "."))
	}
	return all
}

// chartOf is the chart among c and its subcharts that has a file, whose path is as Helm names it, with the path of its
// section in the values of c and that of the file from its folder; false if it is not known.
func chartOf(c *chart.Chart, file string) (sub *chart.Chart, section []string, rel string, ok bool) {
	rel, ok = strings.CutPrefix(file, c.Name+"/")
	for ok && strings.HasPrefix(rel, "charts/") {
		name, below, _ := strings.Cut(strings.TrimPrefix(rel, "charts/"), "/")
		i := slices.IndexFunc(c.Subcharts, func(s *chart.Chart) bool {
			return s.Name == name || slices.Contains(s.Sections(), name)
		})
		if i < 0 {
			return nil, nil, "", false
		}
		c, rel = c.Subcharts[i], below
		key := name
		if !slices.Contains(c.Sections(), name) {
			key = c.Sections()[0]
		}
		section = append(section, key)
	}
	return c, section, rel, ok
}

package upgrade

import (
	"maps"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// maxFilled is how often values are filled in: a chart that lacks one may name the next only then.
const maxFilled = 10

// filled is the pack in dir with files in place of its own, and with a text for each value that whoever uses the pack
// must set, so that its charts can be rendered. It is d, which is the same pack without these, if that can be rendered,
// or if it is not known what is missing.
func (u *upgrade) filled(d deployable, dir string, files map[string][]byte) (deployable, error) {
	filled := maps.Clone(files)
	if filled == nil {
		filled = map[string][]byte{}
	}
	for range maxFilled {
		units, err := deploy.Units(u.ctx, d.s, d.p, nil)
		if err != nil || !slices.ContainsFunc(units, func(unit *deploy.Unit) bool { return len(unit.Errors) > 0 }) {
			return d, err
		}
		needed, err := u.needed(d)
		if err != nil {
			return d, err
		}
		src, before := d.p.Values.Text.String(), len(u.report.Filled)
		for _, path := range needed {
			if next, ok := setEntry(src, path, ": filled\n"); ok && next != src {
				src = next
				if name := strings.Join(path, "."); !slices.Contains(u.report.Filled, name) {
					u.report.Filled = append(u.report.Filled, name)
				}
			}
		}
		if src == d.p.Values.Text.String() {
			u.report.Filled = u.report.Filled[:before]
			return d, nil
		}
		filled[u.rel(u.p.Values)] = []byte(src)
		s := u.s.WithCopy(u.p.Dir, dir, filled)
		d = deployable{s, s.Pack(dir)}
	}
	return d, nil
}

// filledIn reports whether a path is one of a value of a chart or manifest.
func filledIn(path []string) bool {
	return len(path) > 2 && (path[0] == pack.SectionCharts || path[0] == pack.SectionManifests)
}

// needed are the paths of the values of charts and manifests that whoever uses d must set: those that rendering asks
// for, and the empty ones that schema.yaml requires.
func (u *upgrade) needed(d deployable) ([][]string, error) {
	result, err := deploy.Of(u.ctx, d.s, d.p)
	if err != nil {
		return nil, err
	}
	var paths [][]string
	for _, f := range result.Findings {
		if f.Code == deploy.NeedsValue && filledIn(f.Needs) {
			paths = append(paths, f.Needs)
		}
	}
	for _, c := range d.p.Constraints() {
		path := strings.Split(c.Path, ".")
		v := d.p.Values.Root().At(path...)
		empty := !v.Exists() || v.Kind() == syntax.Null || v.Kind() == syntax.String && v.Text() == ""
		if c.Template.Required && filledIn(path) && empty {
			paths = append(paths, path)
		}
	}
	return paths, nil
}

package create

import (
	"context"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// requireManifestValues has Palette ask for the values of manifests that cannot stay empty.
func (d *draft) requireManifestValues(ctx context.Context, t attempt) bool {
	known, _ := deploy.Known(t.pack)
	before := len(d.needed)
	done := map[string]bool{}
	for _, f := range known {
		path := slices.Concat(f.Path, f.Needs)
		if len(path) < 2 || path[0] != pack.SectionManifests || done[path[1]] {
			continue
		}
		done[path[1]] = true
		var empty []need
		for _, below := range emptyBelow(t.pack.Values.Root().At(path[:2]...), nil) {
			if n := (need{manifest: path[1], path: below}); !d.isNeeded(n) {
				empty = append(empty, n.typed(ctx, t))
			}
		}
		d.needed = append(d.needed, d.necessary(ctx, empty)...)
	}
	return len(d.needed) > before
}

// emptyBelow are the paths of the empty values at v, whose path is given.
func emptyBelow(v syntax.Node, path []string) [][]string {
	switch {
	case v.Kind() == syntax.Mapping:
		var all [][]string
		for pair := range v.Entries() {
			all = append(all, emptyBelow(pair.Value(), append(slices.Clip(path), pair.Key().Text()))...)
		}
		return all
	case v.IsScalar() && v.Text() == "":
		return [][]string{path}
	}
	return nil
}

// maxEmpty is how many empty values are tried.
const maxEmpty = 40

// necessary are those of some values without which more fails than with all of them.
func (d *draft) necessary(ctx context.Context, all []need) []need {
	if len(all) < 2 || len(all) > maxEmpty {
		return all
	}
	found := d.without(ctx, all)
	return d.without(ctx, found) // some were only needed for others
}

func (d *draft) without(ctx context.Context, all []need) []need {
	least := d.rejections(ctx, all)
	var found []need
	for i, n := range all {
		if d.rejections(ctx, slices.Delete(slices.Clone(all), i, i+1)) > least {
			found = append(found, n)
		}
	}
	return found
}

// rejections is how much of what the pack deploys fails if some values are set.
func (d *draft) rejections(ctx context.Context, set []need) int {
	with := *d
	with.filled = true
	with.needed = slices.Concat(d.needed, set)
	s, dir := with.snapshot(with.files())
	return rejections(ctx, s, s.Pack(dir))
}

// rejections is how much of what a pack deploys fails.
func rejections(ctx context.Context, s *pack.Snapshot, p *pack.Pack) int {
	units, _ := deploy.Units(ctx, s, p, nil) // an error is that of ctx, which others return
	n := 0
	for _, u := range units {
		n += len(u.Errors)
		for _, doc := range u.Documents {
			for _, f := range (&kube.Cluster{}).Validate(doc.Root()) {
				if f.Kind == kube.Rejected {
					n++
				}
			}
		}
	}
	return n
}

// typed is n with what Kubernetes says of the field that it is the value of.
func (n need) typed(ctx context.Context, t attempt) need {
	path := append([]string{pack.SectionManifests, n.manifest}, n.path...)
	fields, _ := deploy.Sets(ctx, t.snapshot, t.pack, path) // an error is that of ctx, which others return
	for _, f := range fields {
		switch kind := f.Type.Kind(); {
		case !f.Whole:
		case kind == kube.Integer, kind == kube.Number, kind == kube.IntOrString:
			n.format, n.fill = "number", "1"
			return n
		case len(f.Type.Enum()) > 0:
			n.format, n.fill = "list:["+strings.Join(f.Type.Enum(), ",")+"]", f.Type.Enum()[0]
			return n
		}
	}
	return n
}

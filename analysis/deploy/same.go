package deploy

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/render"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// brought is an object of a unit.
type brought struct {
	by  *work
	crd bool // from the folder crds of a chart
}

// sameObjects finds objects that two units of the pack bring. Helm refuses to install a release with an object that
// another release owns. What is in the folder crds of two charts is left out, since Helm skips what is there, and what
// is in two manifests.
func (d *deployer) sameObjects(crds *kube.CRDs) {
	if len(d.works) < 2 {
		return
	}
	first := map[kube.Identity]brought{}
	for _, w := range d.works {
		if d.ctx.Err() != nil {
			return
		}
		twice := map[*work][]kube.Identity{}
		var others []*work // keys of twice: few, while there may be many works
		own := map[kube.Identity]bool{}
		for _, doc := range w.Documents {
			at, ok := d.identityOf(w, doc, crds)
			if !ok || own[at] {
				continue
			}
			own[at] = true
			before, known := first[at]
			switch {
			case !known:
				first[at] = brought{w, doc.CRD}
			case before.by != w && !(before.crd && doc.CRD) && (before.by.Chart != nil || w.Chart != nil):
				if twice[before.by] == nil {
					others = append(others, before.by)
				}
				twice[before.by] = append(twice[before.by], at)
			}
		}
		for _, other := range others {
			if same := d.alsoOtherwise(w, other, twice[other], crds); len(same) > 0 {
				d.reportSame(w, other, same)
			}
		}
	}
}

// identityOf is what tells the object of doc apart; false if it is no object of a release, or nobody knows.
func (d *deployer) identityOf(w *work, doc *render.Document, crds *kube.CRDs) (kube.Identity, bool) {
	if len(doc.Hooks) > 0 || doc.Lookup || doc.Random {
		return kube.Identity{}, false
	}
	cluster := kube.Cluster{Version: d.version, CRDs: crds}
	if w.plain {
		cluster.Unknown = func(n syntax.Node) bool { return macro.Contains(n.Source()) }
	}
	return cluster.IdentityOf(doc.Root(), w.Namespace)
}

// alsoOtherwise are those of same, objects of both a and b, that are the same with other values for macros, too.
func (d *deployer) alsoOtherwise(a, b *work, same []kube.Identity, crds *kube.CRDs) []kube.Identity {
	for _, w := range []*work{a, b} {
		if len(same) == 0 || w.plain || !d.hasMacros(w, nil) {
			continue
		}
		other := w.otherwise(d)
		r := other.render(d.ctx, other.values(d, render.OtherMacros), nil)
		known := map[kube.Identity]bool{}
		for _, doc := range r.Documents {
			if at, ok := d.identityOf(other, doc, crds); ok {
				if at.Namespace == other.Namespace {
					at.Namespace = w.Namespace // which may depend on macros itself
				}
				known[at] = true
			}
		}
		same = slices.DeleteFunc(same, func(at kube.Identity) bool { return !known[at] })
	}
	return same
}

func (d *deployer) reportSame(w, other *work, same []kube.Identity) {
	const most = 3
	var names []string
	for _, at := range same[:min(len(same), most)] {
		names = append(names, at.Kind+" "+at.Name)
	}
	if len(same) > most {
		names = append(names, fmt.Sprintf("%d more", len(same)-most))
	}
	n := d.listed(w)
	if !n.Exists() || n.Broken() {
		return
	}
	d.find(Finding{Code: SameObject, File: d.pack.JSON, Range: n.Range(), Message: fmt.Sprintf(
		"%s deploys objects that %s deploys, too, so that one of them cannot be installed: %s",
		w.file(), other.file(), strings.Join(names, ", "))})
}

// file is the name of the unit's archive or manifest.
func (w *work) file() string {
	if w.Manifest != nil {
		return w.Manifest.Base()
	}
	return path.Base(w.Archive)
}

// listed is the entry of pack.json for the unit; absent if there is none.
func (d *deployer) listed(w *work) syntax.Node {
	if d.pack.JSON == nil {
		return syntax.Node{}
	}
	entries := listedEntries.Of(d.pack.JSON, func() listedFiles {
		first := listedFiles{archives: map[string]syntax.Node{}, manifests: map[string]syntax.Node{}}
		add := func(to map[string]syntax.Node, key string, n syntax.Node) {
			if _, seen := to[key]; !seen {
				to[key] = n
			}
		}
		for n := range d.pack.Root().Get(pack.KeyCharts).Children() {
			add(first.archives, n.Text(), n)
		}
		for n := range d.pack.Root().Get(pack.KeyManifests).Children() {
			add(first.manifests, path.Base(n.Text()), n)
		}
		return first
	})
	if w.Manifest != nil {
		return entries.manifests[w.Manifest.Base()]
	}
	return entries.archives[w.Archive]
}

// listedFiles are the entries of pack.json: of charts by path, of manifests by the names of their files.
type listedFiles struct{ archives, manifests map[string]syntax.Node }

var listedEntries pack.View[listedFiles]

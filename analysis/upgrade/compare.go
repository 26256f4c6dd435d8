package upgrade

import (
	"cmp"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/kube/change"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/render"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// compare reports what the new pack does differently.
func (u *upgrade) compare() error {
	next := u.next()
	u.objects(objectsOf(u.unitsBefore), objectsOf(u.unitsAfter))
	u.failures(next.p, u.unitsBefore, u.unitsAfter)
	// As a copy, so that both are looked at in the same way.
	was := u.s.WithCopy(u.p.Dir, u.p.Dir, nil)
	copied, err := u.filled(deployable{was, was.Pack(u.p.Dir)}, u.p.Dir, nil)
	if err != nil {
		return err
	}
	filled, err := u.filledNext()
	if err != nil {
		return err
	}
	if u.report.Kubernetes.Before, err = u.versions(copied); err != nil {
		return err
	}
	if u.report.Kubernetes.After, err = u.versions(filled); err != nil {
		return err
	}
	return u.findings(was, next)
}

// object is a deployed object.
type object struct {
	group, kind, apiVersion string
	name                    string // with its namespace, if that is not the one of the release
	root                    syntax.Node
	doc                     *render.Document
}

func (o object) id() string { return o.group + "/" + o.kind + "/" + o.name }

// objectsOf are the objects that units deploy, without those that only helm test makes.
func objectsOf(units []*deploy.Unit) []object {
	var all []object
	for _, unit := range units {
		for _, d := range unit.Documents {
			root := d.Root()
			o := object{kind: root.Get("kind").Text(), name: root.At("metadata", "name").Text(), root: root, doc: d,
				apiVersion: root.Get("apiVersion").Text()}
			if namespace := root.At("metadata", "namespace").Text(); namespace != "" && namespace != unit.Namespace {
				o.name = namespace + "/" + o.name
			}
			if group, _, ok := strings.Cut(o.apiVersion, "/"); ok {
				o.group = group
			}
			test := slices.ContainsFunc(d.Hooks, func(h string) bool { return strings.HasPrefix(h, "test") })
			if o.kind != "" && !test {
				all = append(all, o)
			}
		}
	}
	return all
}

// objects reports what is deployed differently.
func (u *upgrade) objects(before, after []object) {
	now := map[string]object{}
	for _, o := range after {
		now[o.id()] = o
	}
	had := map[string]bool{}
	for _, o := range before {
		had[o.id()] = true
		next, there := now[o.id()]
		if !there {
			u.report.Objects = append(u.report.Objects, ObjectChange{Kind: o.kind, Name: o.name, Change: "removed"})
			if o.kind == crdKind {
				u.report.CRDs = append(u.report.CRDs, CRDChange{Name: o.name, Message: "the definition is removed"})
			}
			continue
		}
		u.changedObject(o, next)
	}
	for _, o := range after {
		if !had[o.id()] {
			u.report.Objects = append(u.report.Objects, ObjectChange{Kind: o.kind, Name: o.name, Change: "added"})
		}
	}
	slices.SortStableFunc(u.report.Objects, func(a, b ObjectChange) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Name, b.Name))
	})
}

const crdKind = "CustomResourceDefinition"

// maxFields is how many changed fields of an object a report names.
const maxFields = 30

func (u *upgrade) changedObject(before, after object) {
	fields := change.Fields(before.root, after.root)
	if len(fields) == 0 {
		return
	}
	c := ObjectChange{Kind: before.kind, Name: before.name, Change: "relabeled"}
	hook := len(before.doc.Hooks) > 0 || len(after.doc.Hooks) > 0 // is deleted before it is made again
	if !hook && before.apiVersion == after.apiVersion {
		for _, d := range change.Immutable(before.apiVersion, before.kind, before.root, after.root) {
			c.Immutable = append(c.Immutable, d.Path)
		}
	}
	for _, d := range fields {
		if !aboutVersions(d.Path) && len(c.Fields) < maxFields {
			c.Change = "changed"
			c.Fields = append(c.Fields, d.Path)
		}
	}
	u.report.Objects = append(u.report.Objects, c)
	if before.kind == crdKind {
		for _, b := range change.Breaks(before.root, after.root) {
			u.report.CRDs = append(u.report.CRDs,
				CRDChange{Name: before.name, Version: b.Version, Path: b.Path, Message: b.Message})
		}
		if after.doc.CRD {
			u.note("Helm does not update the definitions in the chart's crds folder when it upgrades a release; " +
				"apply them by hand")
		}
	}
}

func (u *upgrade) note(text string) {
	if !slices.Contains(u.report.Notes, text) {
		u.report.Notes = append(u.report.Notes, text)
	}
}

// aboutVersions reports whether a field changes with every version, or with another field.
func aboutVersions(path string) bool {
	return strings.Contains(path, "[helm.sh/chart]") || strings.Contains(path, "[app.kubernetes.io/version]") ||
		strings.Contains(path, "labels.chart") || strings.Contains(path, "annotations[checksum/")
}

// failures reports what could be rendered before, and now cannot.
func (u *upgrade) failures(p *pack.Pack, before, after []*deploy.Unit) {
	failed := map[string]bool{}
	for _, unit := range before {
		for range unit.Errors {
			failed[unit.Name()] = true
		}
	}
	for _, unit := range after {
		for _, e := range unit.Errors {
			if !failed[unit.Name()] {
				u.report.Failures = append(u.report.Failures, unit.Where(p, e)+": "+e.Message)
			}
		}
	}
}

// versions are the minor versions of Kubernetes that d deploys to; nil if it does to none.
func (u *upgrade) versions(d deployable) ([]string, error) {
	oldest, err := u.renderedFor(d, kube.Oldest)
	if err != nil {
		return nil, err
	}
	newest, err := u.renderedFor(d, kube.Newest)
	if err != nil {
		return nil, err
	}
	same := slices.EqualFunc(oldest, newest, sameDocuments) // so they are for the versions in between
	var all []string
	for v := kube.Oldest; v <= kube.Newest; v++ {
		units := newest
		switch {
		case same:
		case v == kube.Oldest:
			units = oldest
		case v < kube.Newest:
			if units, err = u.renderedFor(d, v); err != nil {
				return nil, err
			}
		}
		if !slices.ContainsFunc(units, func(unit *deploy.Unit) bool { return !worksOn(v, unit) }) {
			all = append(all, v.String())
		}
	}
	return all, nil
}

// renderedFor is what d deploys to a version of Kubernetes.
func (u *upgrade) renderedFor(d deployable, v kube.Version) ([]*deploy.Unit, error) {
	tree := syntax.ParseYAML(pack.KeyKubernetes + `: "` + v.String() + `"`)
	s := d.s.WithSettings(pack.ParseSettings(tree.Root(), ""))
	return deploy.Units(u.ctx, s, s.Pack(d.p.Dir), nil)
}

func sameDocuments(a, b *deploy.Unit) bool {
	return len(a.Errors) == 0 && len(b.Errors) == 0 && slices.EqualFunc(a.Documents, b.Documents,
		func(x, y *render.Document) bool { return x.Text == y.Text })
}

// worksOn reports whether a unit is rendered for a version of Kubernetes that has all of its APIs.
func worksOn(v kube.Version, unit *deploy.Unit) bool {
	if len(unit.Errors) > 0 || unit.Chart != nil && !demands(kubeVersion(unit.Chart), v) {
		return false
	}
	c := kube.Cluster{Version: v}
	seen := map[string]bool{}
	for _, d := range unit.Documents {
		kind := "apiVersion: " + d.Root().Get("apiVersion").Source() + "\nkind: " + d.Root().Get("kind").Source() + "\n"
		if seen[kind] {
			continue
		}
		seen[kind] = true
		for _, f := range c.Validate(syntax.ParseYAML(kind).Root()) {
			if f.Kind == kube.RemovedAPI {
				return false
			}
		}
	}
	return true
}

// demands reports whether a range of versions, "" for all, has a minor version of Kubernetes. One that cannot be read
// has all: Helm says so when it installs.
func demands(versions string, v kube.Version) bool {
	c, err := semver.NewConstraint(versions)
	if versions == "" || err != nil {
		return true
	}
	one, err := semver.NewVersion(v.String() + ".0")
	return err != nil || c.Check(one)
}

// findings reports the problems that the new pack has and the old one has not: of each code and file as many as there
// are more of.
func (u *upgrade) findings(was *pack.Snapshot, next deployable) error {
	before, err := check.DiagnosePack(u.ctx, was, u.p.Dir)
	if err != nil {
		return err
	}
	after, err := check.DiagnosePack(u.ctx, next.s, next.p.Dir)
	if err != nil {
		return err
	}
	type sort struct{ file, code string }
	count := map[sort]int{}
	same := map[[3]string]int{}
	for _, f := range before {
		for _, d := range f.Diagnostics {
			count[sort{f.File.Base(), d.Code}]++
			same[[3]string{f.File.Base(), d.Code, d.Message}]++
		}
	}
	for _, again := range []bool{true, false} { // first those that were there word for word
		for _, f := range after {
			for _, d := range f.Diagnostics {
				exact := [3]string{f.File.Base(), d.Code, d.Message}
				if known := same[exact] > 0; known != again {
					continue
				}
				kind := sort{f.File.Base(), d.Code}
				if again {
					count[kind]--
				} else if count[kind]--; count[kind] < 0 {
					u.report.Findings = append(u.report.Findings, Finding{
						File: f.File.Base(), Line: f.File.Text.LineAt(d.Start) + 1, Code: d.Code,
						Severity: d.Severity.String(), Message: d.Message,
					})
				}
			}
		}
	}
	return nil
}

package upgrade

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Request is what a pack is to be upgraded to.
type Request struct {
	Archives  []Archive // of charts, each of another name
	Manifests []Manifest
	Dir       string // the folder of the new pack, absolute; that of the old one to change it in place
	Version   string // of the new pack; "" for one that follows the chart's, or that of what the manifests deploy
}

// Archive is an archive with another version of one of the pack's charts.
type Archive struct {
	Name string // without a folder
	Data []byte // its content
	// Entry is the path, with slashes, of the archive if it is in the pack's folder already. Name and Data are not used
	// then, and the old archive stays.
	Entry string
	// Loose is the absolute path of the archive if an editor moves it into the pack's folder; "" otherwise.
	Loose string
	Chart *chart.Chart // what the archive holds
	// Base is the chart whose defaults the pack's values were copied from; nil if it is the one that the pack has.
	Base *chart.Chart
}

// Result is the new pack.
type Result struct {
	Dir string // its folder, absolute
	// Files are the files that differ from those of the old pack, by their paths with slashes: the content, or nil if the
	// new pack does not have the file. All others are the same.
	Files  map[string][]byte
	Report *Report
}

// upgrade is one step: the upgrade of one chart, or of the manifests. Several are made one after the other, each of the
// pack that the one before has made.
type upgrade struct {
	ctx     context.Context
	s       *pack.Snapshot
	p       *pack.Pack // before the step
	dir     string     // of the new pack
	version string     // that somebody wants for the new pack
	archive Archive
	// lead says that the version of the pack follows the chart's.
	lead      bool
	old, new  *chart.Chart
	manifests *manifests // instead of a chart
	entry     string     // of the old archive in pack.json
	newEntry  string
	before    deployable
	rendered  deployable // before with the values that whoever uses it must set
	finder    *finder
	files     map[string][]byte
	renamed   map[string][]string // where split values are followed to, by dotted path in the chart
	report    *Report
	noNewline bool // values.yaml has none at its end
	// What is deployed before and after.
	unitsBefore, unitsAfter []*deploy.Unit
}

// errNoChart says that the pack has no chart of the archive's name.
var errNoChart = errors.New("the pack does not have this chart")

// errNone says that the pack has no chart at all.
var errNone = errors.New("the pack has no charts; name new manifests with --manifests")

// Needs says what somebody has to name for an upgrade of p; nil if r has it.
func (r *Request) Needs(p *pack.Pack) error {
	switch facts := p.Facts(); {
	case len(r.Archives) > 0 || len(r.Manifests) > 0 || p.JSON == nil || len(p.JSON.Tree().Errors) > 0:
		return nil
	case len(facts.Charts) > 0:
		return errors.New("name the archive of the new chart with --chart")
	case len(facts.Manifests) > 0 && r.Version != "": // its images may follow
		return nil
	case len(facts.Manifests) > 0:
		return errors.New("name the new manifests with --manifests, or, if they stay as they are, the new version with " +
			"--version")
	}
	return errors.New("only charts and manifests can be upgraded, and this pack has none; " +
		"copy its folder, and change version and what it names in pack.json")
}

// Plan works out what p becomes with the charts of new archives in place of those of the same names. The error tells
// the author why that cannot be done; if ctx ends first, it is the context's.
func Plan(ctx context.Context, s *pack.Snapshot, p *pack.Pack, r Request) (*Result, error) {
	whole := newUpgrade(ctx, deployable{s, p}, &r, newReport(p))
	if err := whole.steps(&r); err != nil {
		return nil, err
	}
	if err := whole.compare(); err != nil {
		return nil, err
	}
	whole.dropUnchanged()
	return &Result{Dir: r.Dir, Files: whole.files, Report: whole.report}, nil
}

// newUpgrade is an upgrade of d, without what is new.
func newUpgrade(ctx context.Context, d deployable, r *Request, report *Report) *upgrade {
	return &upgrade{ctx: ctx, s: d.s, p: d.p, dir: r.Dir, version: r.Version, before: d, files: map[string][]byte{},
		renamed: map[string][]string{}, report: report}
}

// steps makes all steps of a request. Their files are in u.files after that.
func (u *upgrade) steps(r *Request) error {
	lead := leading(u.p, r.Archives)
	at := u.before
	for i, a := range r.Archives {
		step := newUpgrade(u.ctx, at, r, u.report)
		step.archive, step.new, step.lead = a, a.Chart, i == lead
		if err := step.begin(); err != nil {
			return err
		}
		if err := step.run(); err != nil {
			return err
		}
		if maps.Copy(u.files, step.files); i == 0 {
			u.unitsBefore = step.unitsBefore
		}
		u.unitsAfter = step.unitsAfter
		at = u.next()
	}
	if r.Manifests == nil && (r.Version == "" || r.Archives != nil) {
		return nil
	}
	step := newUpgrade(u.ctx, at, r, u.report)
	step.lead = r.Archives == nil
	if err := step.beginManifests(r.Manifests); err != nil {
		return err
	}
	if err := step.runManifests(); err != nil {
		return err
	}
	if maps.Copy(u.files, step.files); r.Archives == nil {
		u.unitsBefore = step.unitsBefore
	}
	u.unitsAfter = step.unitsAfter
	return nil
}

// leading is the index of the archive whose version that of the pack follows: the first one if it follows none.
func leading(p *pack.Pack, archives []Archive) int {
	return max(0, slices.IndexFunc(archives, func(a Archive) bool {
		old := p.ChartNamed(a.Chart.Name)
		return old != nil && len(follows(p.Facts().Version, versionsOf(old, a.Chart))) > 0
	}))
}

// begin finds the old chart, and what keeps the pack from being read.
func (u *upgrade) begin() error {
	p := u.p
	if err := u.readable(); err != nil {
		return err
	}
	var names []string
	for _, rel := range p.Facts().Charts {
		c, err := p.Chart(rel)
		switch {
		case err != nil:
			names = append(names, fmt.Sprintf("%s (%v)", rel, err))
		case c.Name == u.new.Name:
			u.old, u.entry = c, rel
		default:
			names = append(names, c.Name)
		}
	}
	switch {
	case names == nil && u.old == nil:
		return errNone
	case u.old == nil:
		return fmt.Errorf("%w %s; it has %s", errNoChart, u.new.Name, strings.Join(names, ", "))
	}
	if u.newEntry = u.archive.Entry; u.newEntry == "" {
		u.newEntry = path.Join(path.Dir(u.entry), u.archive.Name) // in the folder of the old one
	}
	u.report.Charts = append(u.report.Charts, ChartVersions{Name: u.new.Name, From: u.old.Version, To: u.new.Version,
		AppFrom: u.old.AppVersion, AppTo: u.new.AppVersion, KubeFrom: kubeVersion(u.old), KubeTo: kubeVersion(u.new)})
	return nil
}

// readable says why nothing can be changed in the pack's files; nil if it can.
func (u *upgrade) readable() error {
	for _, f := range []*pack.File{u.p.JSON, u.p.Values} {
		if f == nil {
			return errors.New("the pack has no pack.json or no values.yaml, or they cannot be read")
		}
		if errs := f.Tree().Errors; len(errs) > 0 {
			return fmt.Errorf("%s:%d: %s; correct this first", f.Base(), f.Text.LineAt(errs[0].Start)+1, errs[0].Message)
		}
	}
	return nil
}

func (u *upgrade) set(rel, content string) { u.files[rel] = []byte(content) }

// get is the text of a file of the new pack as it is so far.
func (u *upgrade) get(f *pack.File) string {
	if content, ok := u.files[u.rel(f)]; ok {
		return string(content)
	}
	return f.Text.String()
}

func (u *upgrade) rel(f *pack.File) string {
	rel, err := filepath.Rel(u.p.Dir, f.Path)
	if err != nil {
		return f.Base()
	}
	return filepath.ToSlash(rel)
}

// next is the new pack as it is so far.
func (u *upgrade) next() deployable {
	s := u.s.WithCopy(u.p.Dir, u.dir, u.files)
	return deployable{s, s.Pack(u.dir)}
}

// filledNext is next with the values that whoever uses it must set.
func (u *upgrade) filledNext() (deployable, error) { return u.filled(u.next(), u.dir, u.files) }

// run makes the files of the new pack, each step on what the one before has made.
func (u *upgrade) run() error {
	values := u.rel(u.p.Values)
	src := u.p.Values.Text.String()
	u.noNewline = src != "" && !strings.HasSuffix(src, "\n")
	src, orphans := u.merge(src)
	u.meta()
	if err := u.putArchive(); err != nil {
		return err
	}
	u.set(values, u.without(src, orphans))
	var err error
	if u.rendered, err = u.filled(u.before, u.p.Dir, nil); err != nil {
		return err
	}
	next, err := u.filledNext()
	if err != nil {
		return err
	}
	u.finder = newFinder(u.ctx, u.old, u.new, u.before, u.rendered, next)
	u.set(values, u.settle(src, orphans))
	u.follow()
	src = u.listChart(u.get(u.p.Values))
	u.set(values, src)
	if next, err = u.filledNext(); err != nil {
		return err
	}
	if src, err = u.listImages(src, next); err != nil {
		return err
	}
	if u.noNewline {
		src = strings.TrimSuffix(strings.TrimSuffix(src, "\n"), "\r")
	}
	u.set(values, src)
	u.defaults()
	if errs := syntax.ParseYAML(src).Errors; len(errs) > 0 {
		return fmt.Errorf("the merged values would not be YAML: %s; report this, with both charts", errs[0].Message)
	}
	return u.ctx.Err()
}

// merge merges the section of the chart in values.yaml.
func (u *upgrade) merge(src string) (string, []orphan) {
	root := valuesTree(src).Root()
	pair := pairAt(root, []string{pack.SectionCharts, u.old.Name})
	if !pair.Exists() {
		return src, nil
	}
	base := u.old
	if u.archive.Base != nil {
		base = u.archive.Base
	}
	m := mergeSection(pair, base, u.new)
	for i := range m.changes {
		m.changes[i].Chart = u.new.Name
	}
	if m.opaque {
		u.note("the values of the chart are not on lines of their own, or have keys twice; they stay as they are")
	}
	u.report.Values = append(u.report.Values, m.changes...)
	return text.Apply(m.src, m.edits), m.orphans
}

// without is values.yaml without the values that the new chart does not know, which may keep it from being rendered.
func (u *upgrade) without(src string, orphans []orphan) string {
	for _, o := range orphans {
		src, _ = removeEntry(src, u.full(o.path), 2)
	}
	return src
}

// putArchive puts the new archive in place of the old one, and its content in place of the unpacked copy, if there is
// one.
func (u *upgrade) putArchive() error {
	if u.archive.Entry != "" {
		return nil
	}
	u.files[u.newEntry] = u.archive.Data
	if u.archive.Loose != "" { // an editor moves it, and writes no other files
		return nil
	}
	if u.newEntry != u.entry {
		u.files[u.entry] = nil
	}
	copied := path.Join(path.Dir(u.entry), u.old.Name)
	if !u.p.Has(path.Join(copied, "Chart.yaml")) {
		return nil
	}
	for _, rel := range u.p.Files(copied, func(string) bool { return true }) {
		u.files[rel] = nil
	}
	files, err := chart.Files(u.archive.Data, u.new.Folder)
	if err != nil {
		return err
	}
	for rel, content := range files {
		u.files[path.Join(copied, rel)] = content
	}
	return nil
}

// dropUnchanged leaves out the files that are as they were.
func (u *upgrade) dropUnchanged() {
	for _, f := range u.p.AnalyzedFiles() {
		if content, ok := u.files[u.rel(f)]; ok && string(content) == f.Text.String() {
			delete(u.files, u.rel(f))
		}
	}
}

// Paths are the files of r in their order.
func (r *Result) Paths() []string {
	paths := make([]string, 0, len(r.Files))
	for rel := range r.Files {
		paths = append(paths, rel)
	}
	slices.Sort(paths)
	return paths
}

// Dir is the folder next to that of p for a pack of another version: its name with the version in it, or the start of
// that at its end, replaced, or else with the version at its end.
func Dir(p *pack.Pack, version string) string {
	base, old := filepath.Base(p.Dir), p.Facts().Version
	name, last := base, ""
	if i := strings.LastIndexByte(base, '-'); i > 0 {
		name, last = base[:i], base[i+1:]
	}
	switch {
	case old != "" && strings.Contains(base, old):
		base = strings.Replace(base, old, version, 1)
	case last != "" && strings.HasPrefix(old, last+"."):
		base = name + "-" + version
	default:
		base += "-" + version
	}
	return filepath.Join(filepath.Dir(p.Dir), base)
}

package upgrade

import (
	"context"
	"errors"
	"fmt"
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
	Name string // of the new archive, without a folder
	Data []byte // its content
	// Entry is the path, with slashes, of the new archive if it is in the pack's folder already. Name and Data are not
	// used then, and the old archive stays.
	Entry string
	// Loose is the absolute path of the new archive if an editor moves it into the pack's folder; "" otherwise.
	Loose   string
	Chart   *chart.Chart // what the archive holds
	Dir     string       // the folder of the new pack, absolute; that of the old one to change it in place
	Version string       // of the new pack; "" for one that follows the chart's
	// Base is the chart whose defaults the pack's values were copied from; nil if it is the one that the pack has.
	Base *chart.Chart
}

// same reports whether the archive has the same version of the chart as the pack.
func (r *Request) same(old *chart.Chart) bool { return r.Chart.Version == old.Version }

// Result is the new pack.
type Result struct {
	Dir string // its folder, absolute
	// Files are the files that differ from those of the old pack, by their paths with slashes: the content, or nil if the
	// new pack does not have the file. All others are the same.
	Files  map[string][]byte
	Report *Report
}

// upgrade is one run.
type upgrade struct {
	ctx       context.Context
	s         *pack.Snapshot
	p         *pack.Pack
	request   Request
	old, new  *chart.Chart
	entry     string // of the old archive in pack.json
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

// HasChart says why p, a pack without charts, cannot be upgraded, and what its author does instead; nil if it has one.
func HasChart(p *pack.Pack) error {
	switch facts := p.Facts(); {
	case len(facts.Charts) > 0 || p.JSON == nil || len(p.JSON.Tree().Errors) > 0: // then nobody knows
		return nil
	case len(facts.Manifests) > 0:
		return errors.New("only charts can be upgraded, and this pack has manifests alone; " +
			"copy its folder, replace the manifests there, and change version in pack.json")
	}
	return errors.New("only charts can be upgraded, and this pack has none; " +
		"copy its folder, and change version and what it names in pack.json")
}

// Plan works out what p becomes with the chart of a new archive in place of the one of the same name. The error tells
// the author why that cannot be done; if ctx ends first, it is the context's.
func Plan(ctx context.Context, s *pack.Snapshot, p *pack.Pack, r Request) (*Result, error) {
	u := newUpgrade(ctx, s, p, r)
	if err := u.begin(); err != nil {
		return nil, err
	}
	if err := u.run(); err != nil {
		return nil, err
	}
	if err := u.compare(); err != nil {
		return nil, err
	}
	u.dropUnchanged()
	return &Result{Dir: r.Dir, Files: u.files, Report: u.report}, nil
}

func newUpgrade(ctx context.Context, s *pack.Snapshot, p *pack.Pack, r Request) *upgrade {
	return &upgrade{ctx: ctx, s: s, p: p, request: r, new: r.Chart, before: deployable{s, p}, files: map[string][]byte{},
		renamed: map[string][]string{}}
}

// begin finds the old chart, and what keeps the pack from being read.
func (u *upgrade) begin() error {
	p := u.p
	for _, f := range []*pack.File{p.JSON, p.Values} {
		if f == nil {
			continue
		}
		if errs := f.Tree().Errors; len(errs) > 0 {
			return fmt.Errorf("%s:%d: %s; correct this first", f.Base(), f.Text.LineAt(errs[0].Start)+1, errs[0].Message)
		}
	}
	if p.JSON == nil || p.Values == nil {
		return errors.New("the pack has no pack.json or no values.yaml, or they cannot be read")
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
		return HasChart(p)
	case u.request.Base != nil && u.request.Base.Name != u.new.Name:
		return fmt.Errorf("the base is chart %s, and not %s", u.request.Base.Name, u.new.Name)
	case u.old == nil:
		return fmt.Errorf("%w %s; it has %s", errNoChart, u.new.Name, strings.Join(names, ", "))
	}
	if u.newEntry = u.request.Entry; u.newEntry == "" {
		u.newEntry = path.Join(path.Dir(u.entry), u.request.Name) // in the folder of the old one
	}
	u.report = newReport(u)
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
	s := u.s.WithCopy(u.p.Dir, u.request.Dir, u.files)
	return deployable{s, s.Pack(u.request.Dir)}
}

// filledNext is next with the values that whoever uses it must set.
func (u *upgrade) filledNext() (deployable, error) { return u.filled(u.next(), u.request.Dir, u.files) }

// run makes the files of the new pack, each step on what the one before has made.
func (u *upgrade) run() error {
	values := u.rel(u.p.Values)
	src := u.p.Values.Text.String()
	u.noNewline = src != "" && !strings.HasSuffix(src, "\n")
	src, orphans := u.merge(src)
	u.meta()
	if err := u.archive(); err != nil {
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
	if u.request.Base != nil {
		base = u.request.Base
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

// archive puts the new archive in place of the old one, and its content in place of the unpacked copy, if there is one.
func (u *upgrade) archive() error {
	if u.request.Entry != "" {
		return nil
	}
	u.files[u.newEntry] = u.request.Data
	if u.request.Loose != "" { // an editor moves it, and writes no other files
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
	files, err := unpack(u.request.Data, u.new.Folder)
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

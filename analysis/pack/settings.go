package pack

import (
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/glob"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/memo"
)

// Settings are those in force for the packs of a folder. They never change; a nil *Settings holds no wishes.
type Settings struct {
	layers []*layer // weakest first
	schema func() *schema.Schema
	last   atomic.Pointer[checksAt] // what applies to the file that was asked about last
}

// checksAt is what applies to the file at path.
type checksAt struct {
	path   string
	checks []map[string]Severity // weakest first
}

// layer is what one source says: a .pack-lsp.yaml, or the editor.
type layer struct {
	base      string // absolute folder that globs and paths are relative to
	extends   *block // nil for none
	checks    map[string]Severity
	overrides []map[string]Severity
	files     *glob.Set // of the overrides; nil if there are none
	schema    string    // path of a pack.json schema; "" for none
	exclude   *glob.Set // nil if there are none
	file      *File     // the .pack-lsp.yaml; nil for the editor's settings
	anywhere  bool      // schema may be outside base: the editor's user says so, not a file that came with the packs

	inlayHints, defaultHints, codeLens *bool  // nil if nothing is said
	maxProblems                        int    // 0 likewise
	kubernetes                         string // version; "" likewise
	chartCache                         string // absolute folder; "" likewise
}

// ParseSettings reads the settings in root, whose globs and paths are relative to the folder base; nil if root holds
// none. What is wrong in them is left out here, and is reported by check.SettingsProblems.
func ParseSettings(root syntax.Node, base string) *Settings {
	l := parseLayer(root, base)
	if l == nil {
		return nil
	}
	l.anywhere, l.chartCache = true, ChartCache(root.Get(KeyChartCache))
	return &Settings{layers: []*layer{l}}
}

// WithBase is s with its globs and paths relative to the folder base.
func (s *Settings) WithBase(base string) *Settings {
	if s == nil {
		return nil
	}
	moved := &Settings{}
	for _, l := range s.layers {
		next := *l
		next.base = base
		moved.layers = append(moved.layers, &next)
	}
	return moved
}

// ReadSettings reads the settings file at path, whatever its name, and returns it and what it says; nil for nothing.
func ReadSettings(fsys disk.FS, path string) (*File, *Settings, error) {
	src, err := disk.ReadText(fsys, path)
	if err != nil {
		return nil, nil, err
	}
	f := newFile(path, Config, text.New(src), nil)
	return f, ParseSettings(f.Root(), filepath.Dir(path)), nil
}

func parseLayer(root syntax.Node, base string) *layer {
	if root.Resolve().Kind() != syntax.Mapping {
		return nil
	}
	l := &layer{
		base: base, checks: severities(root.Get("checks")),
		schema: root.Get("schema").Text(), extends: blocks[root.Get(KeyExtends).Text()],
	}
	l.inlayHints, l.defaultHints = switchAt(root, KeyInlayHints), switchAt(root, KeyDefaultHints)
	l.codeLens, l.kubernetes = switchAt(root, KeyCodeLens), root.Get(KeyKubernetes).Text()
	l.maxProblems, _ = MaxProblems(root.Get(KeyMaxProblems))
	if exclude := glob.All(stringsOf(root.Get("exclude"))); len(exclude) > 0 {
		l.exclude = glob.NewSet(exclude)
	}
	var files [][]string
	for o := range root.Get("overrides").Children() {
		files = append(files, glob.All(stringsOf(o.Get("files"))))
		l.overrides = append(l.overrides, severities(o.Get("checks")))
	}
	if len(files) > 0 {
		l.files = glob.NewSet(files...)
	}
	return l
}

// Keys of the settings that switch a feature of the editor on or off.
const (
	KeyInlayHints   = "inlayHints"
	KeyDefaultHints = "defaultHints"
	KeyCodeLens     = "codeLens"
)

// KeyKubernetes is the key of the version of Kubernetes that packs are held against.
const KeyKubernetes = "kubernetesVersion"

// KubernetesVersion is the version of Kubernetes, such as 1.34, that what packs deploy is held against; "" if nothing
// is said.
func (s *Settings) KubernetesVersion() string {
	if s == nil {
		return ""
	}
	for _, l := range slices.Backward(s.layers) {
		if l.kubernetes != "" {
			return l.kubernetes
		}
	}
	return ""
}

// KeyMaxProblems is the key of the setting for how many problems of a file an editor is shown.
const KeyMaxProblems = "maxProblems"

// DefaultMaxProblems is how many problems of a file an editor is shown if nothing is said.
const DefaultMaxProblems = 1000

// MaxProblems reads the number in n, a setting; false if it is none from 1 on.
func MaxProblems(n syntax.Node) (int, bool) {
	if n.Kind() != syntax.Number {
		return 0, false
	}
	limit, err := strconv.Atoi(n.Text())
	return limit, err == nil && limit > 0
}

// MaxProblems is how many problems of a file an editor is shown.
func (s *Settings) MaxProblems() int {
	if s != nil {
		for _, l := range slices.Backward(s.layers) {
			if l.maxProblems > 0 {
				return l.maxProblems
			}
		}
	}
	return DefaultMaxProblems
}

// switchAt is the boolean at a key of root; nil if there is none.
func switchAt(root syntax.Node, key string) *bool {
	n := root.Get(key)
	if n.Kind() != syntax.Bool {
		return nil
	}
	on := slices.Contains([]string{"true", "yes", "on", "y"}, strings.ToLower(n.Text()))
	return &on
}

func severities(n syntax.Node) map[string]Severity {
	out := map[string]Severity{}
	if n.Kind() != syntax.Mapping {
		return out
	}
	for p := range n.Children() {
		name := p.Value().Text()
		if v := p.Value(); v.Kind() == syntax.Bool && strings.EqualFold(v.Source(), "off") {
			name = "off" // YAML 1.1 reads a plain off as false
		}
		if s, ok := ParseSeverity(name); ok {
			out[p.Key().Text()] = s
		}
	}
	return out
}

// stringsOf is the strings of a sequence, or the one string that n is.
func stringsOf(n syntax.Node) (out []string) {
	if n.Kind() == syntax.String {
		return []string{n.Text()}
	}
	for c := range n.Children() {
		if c.Kind() == syntax.String {
			out = append(out, c.Text())
		}
	}
	return out
}

// Severity is that of a finding with the given code in the file at path. The editor's settings win over
// .pack-lsp.yaml, overrides over checks, later overrides over earlier ones, and a code over its group. A check that is
// off by default is switched on by its own code alone.
func (s *Settings) Severity(code, path string, def Severity) Severity {
	if s == nil {
		return def
	}
	group, _, _ := strings.Cut(code, "/")
	optional := def == Off // runs only if its own code is named
	pick := func(checks map[string]Severity) {
		if sev, ok := checks[code]; ok {
			def = sev
		} else if sev, ok := checks[group+"/*"]; ok && (!optional || sev == Off) {
			def = sev
		}
	}
	for _, checks := range s.checksAt(path) {
		pick(checks)
	}
	return def
}

// checksAt are the severities that apply to the file at path, later ones over earlier ones. Matching globs takes far
// longer than looking up a code, and all checks of a file ask one after the other.
func (s *Settings) checksAt(path string) []map[string]Severity {
	if last := s.last.Load(); last != nil && last.path == path {
		return last.checks
	}
	at := &checksAt{path: path}
	for _, l := range s.layers {
		if l.extends != nil {
			at.checks = append(at.checks, l.extends.in(path)...)
		}
		at.checks = append(at.checks, l.checks)
		for _, i := range l.matched(l.files, path) {
			at.checks = append(at.checks, l.overrides[i])
		}
	}
	s.last.Store(at)
	return at.checks
}

// InlayHints reports whether inlay hints are wanted; they are unless settings say otherwise.
func (s *Settings) InlayHints() bool {
	return s.isOn(true, func(l *layer) *bool { return l.inlayHints })
}

// DefaultHints reports whether inlay hints with the defaults of charts are wanted; they are not unless settings say so.
func (s *Settings) DefaultHints() bool {
	return s.isOn(false, func(l *layer) *bool { return l.defaultHints })
}

// CodeLens reports whether code lenses are wanted; they are unless settings say otherwise.
func (s *Settings) CodeLens() bool { return s.isOn(true, func(l *layer) *bool { return l.codeLens }) }

func (s *Settings) isOn(byDefault bool, switchOf func(*layer) *bool) bool {
	if s == nil {
		return byDefault
	}
	for _, l := range slices.Backward(s.layers) {
		if on := switchOf(l); on != nil {
			return *on
		}
	}
	return byDefault
}

func (s *Settings) excludes(path string) bool {
	if s == nil {
		return false
	}
	for _, l := range s.layers {
		if len(l.matched(l.exclude, path)) > 0 {
			return true
		}
	}
	return false
}

// matched are the lists of the set that match path or a folder that path is in.
func (l *layer) matched(set *glob.Set, path string) []int {
	if set == nil {
		return nil
	}
	rel, err := filepath.Rel(l.base, path)
	if err != nil || !filepath.IsLocal(rel) {
		return nil
	}
	return set.Match(filepath.ToSlash(rel))
}

// PackSchema is the schema that pack.json files are validated against: the one that the settings name, if it can be
// used, or the embedded one.
func (s *Settings) PackSchema() *schema.Schema {
	if s == nil || s.schema == nil {
		return schema.Embedded()
	}
	return s.schema()
}

// loadSchema reads the schema that the strongest layer names.
func (s *Settings) loadSchema(fsys disk.FS, folders []string) func() *schema.Schema {
	return sync.OnceValue(func() *schema.Schema {
		for i := len(s.layers) - 1; i >= 0; i-- {
			if l := s.layers[i]; l.schema != "" {
				if loaded, err := l.loadSchema(fsys, folders); err == nil {
					return loaded
				}
			}
		}
		return schema.Embedded()
	})
}

func (l *layer) schemaPath() string {
	path := filepath.FromSlash(l.schema)
	if !filepath.IsAbs(path) {
		path = filepath.Join(l.base, path)
	}
	return path
}

func (l *layer) loadSchema(fsys disk.FS, folders []string) (*schema.Schema, error) {
	src, err := l.readSchema(fsys, folders)
	if err != nil {
		return nil, err
	}
	return schema.Load(l.schemaPath(), []byte(src))
}

func (l *layer) readSchema(fsys disk.FS, folders []string) (string, error) {
	path := l.schemaPath()
	if l.anywhere {
		return disk.ReadText(fsys, path)
	}
	for _, dir := range append([]string{l.base}, folders...) {
		if disk.Within(path, dir) {
			return disk.ReadConfined(fsys, dir, path, folders)
		}
	}
	return "", disk.ErrOutside
}

func inFolders(path string, folders []string) bool {
	for _, dir := range folders {
		if disk.Within(path, dir) {
			return true
		}
	}
	return false
}

// SchemaProblem says why the pack.json schema that the settings file f names cannot be used; nil if it can, or none is
// named.
func (s *Snapshot) SchemaProblem(f *File) error {
	l := parseLayer(f.Root(), filepath.Dir(f.Path))
	if l == nil || l.schema == "" {
		return nil
	}
	_, err := l.loadSchema(s.fsys, s.Folders)
	return err
}

// configs are the settings files, read when first asked for.
type configs struct {
	fsys    disk.FS
	folders []string
	client  *Settings
	open    map[string]*File
	near    sync.Map // folder -> func() *layer, that of the nearest file upwards
	dirs    sync.Map // *layer -> func() *Settings
}

func (c *configs) layer(dir string) *layer {
	return memo.Once(&c.near, dir, func() *layer {
		path := filepath.Join(dir, ConfigName)
		f := c.open[path]
		if f == nil {
			if src, err := disk.ReadConfined(c.fsys, dir, path, c.folders); err == nil {
				f = newFile(path, Config, text.New(src), nil)
			}
		}
		if f != nil {
			l := parseLayer(f.Root(), dir)
			if l == nil {
				l = &layer{base: dir}
			}
			l.file = f
			return l
		}
		// Above the workspace nothing is read.
		if up := filepath.Dir(dir); up != dir && inFolders(up, c.folders) {
			return c.layer(up)
		}
		return nil
	})
}

// ConfigFile is the .pack-lsp.yaml whose settings are in force for the packs in dir; nil if there is none.
func (s *Snapshot) ConfigFile(dir string) *File {
	if !inFolders(dir, s.Folders) {
		return nil
	}
	if l := s.configs.layer(dir); l != nil {
		return l.file
	}
	return nil
}

// Config is the .pack-lsp.yaml at path, an editor's before the disk's; nil if there is none, or it is neither open nor
// in a workspace folder.
func (s *Snapshot) Config(path string) *File {
	if filepath.Base(path) != ConfigName {
		return nil
	}
	if f := s.open[path]; f != nil {
		return f
	}
	if f := s.ConfigFile(filepath.Dir(path)); f != nil && f.Path == path {
		return f
	}
	return nil
}

// SameSettings reports whether two versions of a .pack-lsp.yaml, nil if there was none, say the same.
func SameSettings(a, b *File) bool {
	if a == nil || b == nil {
		return a == b
	}
	x, y := parseLayer(a.Root(), ""), parseLayer(b.Root(), "")
	return x == y || x != nil && y != nil && reflect.DeepEqual(*x, *y)
}

// same reports whether an editor that says s says what t does.
func (s *Settings) same(t *Settings) bool {
	if s == nil || t == nil {
		return s == t
	}
	return reflect.DeepEqual(s.layers, t.layers)
}

func (c *configs) settings(dir string) *Settings {
	if !inFolders(dir, c.folders) {
		return c.merged(nil)
	}
	return c.merged(c.layer(dir))
}

func (c *configs) merged(file *layer) *Settings {
	return memo.Once(&c.dirs, layerKey(file), func() *Settings {
		s := &Settings{}
		if file != nil {
			s.layers = append(s.layers, file)
		}
		if c.client != nil {
			s.layers = append(s.layers, c.client.layers...)
		}
		s.schema = s.loadSchema(c.fsys, c.folders)
		return s
	})
}

func layerKey(l *layer) string {
	if l == nil {
		return ""
	}
	return l.base
}

// schemas are the paths of the pack.json schemas that settings read so far name.
func (c *configs) schemas() map[string]bool {
	paths := map[string]bool{}
	c.dirs.Range(func(_, made any) bool {
		for _, l := range made.(func() *Settings)().layers {
			if l.schema != "" {
				paths[l.schemaPath()] = true
			}
		}
		return true
	})
	return paths
}

package render

import (
	"path"
	"slices"
	"strings"
	"unicode"

	"sigs.k8s.io/yaml"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/render/funcs"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
)

// source is one chart of an archive as Helm loads it. It never changes.
type source struct {
	meta      metadata
	values    map[string]any // its own defaults; never nil
	schema    *schema.Schema // nil if it has none, or one that cannot be applied
	templates []file         // below templates/
	files     []file         // what .Files gives
	subcharts []*source
	err       *Error     // why Helm cannot load it; nil if it can
	spectro   func() any // of a manifest: what templates see under .Spectro; nil if they use nothing of it
}

// importsValues reports whether values of a chart inside s become defaults of the chart around it.
func (s *source) importsValues() bool {
	imports := func(d *dependency) bool { return len(d.ImportValues) > 0 }
	return slices.ContainsFunc(s.meta.Dependencies, imports) ||
		slices.ContainsFunc(s.subcharts, (*source).importsValues)
}

// file is a file of a chart by its path from the chart's folder.
type file struct{ name, text string }

const bom = "\ufeff"

// load reads c and the charts inside it.
func load(c *chart.Chart) *source {
	s := &source{values: map[string]any{}}
	broken := func(name string, err error) {
		if s.err == nil {
			s.err = &Error{Stage: StageChart, Chart: c.Name, Template: name, Message: err.Error()}
		}
	}
	for _, name := range []string{"Chart.yaml", "requirements.yaml"} {
		if text, ok := c.Source(name); ok {
			if err := yaml.Unmarshal([]byte(strings.TrimPrefix(text, bom)), &s.meta); err != nil {
				broken(name, err)
			}
		}
	}
	if s.meta.APIVersion == "" {
		s.meta.APIVersion = "v1"
	}
	s.meta.Dependencies = slices.DeleteFunc(s.meta.Dependencies, func(d *dependency) bool { return d == nil })
	s.meta.sanitize()
	for name, text := range c.Sources() {
		s.add(name, strings.TrimPrefix(text, bom), broken)
	}
	for _, sub := range c.Subcharts {
		s.subcharts = append(s.subcharts, load(sub))
	}
	return s
}

func (s *source) add(name, text string, broken func(string, error)) {
	switch {
	case name == "Chart.yaml", name == "Chart.lock":
	case name == "values.yaml":
		values, err := funcs.ReadValues(text)
		if err != nil {
			broken(name, err)
			return
		}
		s.values = values
	case name == chart.SchemaName:
		if compiled, err := schema.Load(name, []byte(text)); err == nil {
			s.schema = compiled
		}
	case name == "requirements.yaml", name == "requirements.lock":
		if s.meta.APIVersion == "v1" {
			s.files = append(s.files, file{name, text})
		}
	case strings.HasPrefix(name, "templates/"):
		s.templates = append(s.templates, file{name, text})
	case strings.HasPrefix(name, "charts/"): // its provenance; charts are not among the sources
		if path.Ext(name) == ".prov" {
			s.files = append(s.files, file{name, text})
		}
	default:
		s.files = append(s.files, file{name, text})
	}
}

// isCRD reports whether Helm installs f as it stands, before all else.
func (f file) isCRD() bool {
	ext := path.Ext(f.name)
	return strings.HasPrefix(f.name, "crds/") &&
		(strings.EqualFold(ext, ".yaml") || strings.EqualFold(ext, ".yml") || strings.EqualFold(ext, ".json"))
}

func (s *source) isLibrary() bool { return strings.EqualFold(s.meta.Type, "library") }

// mentionsFiles reports whether a template or default value of s, or of a chart inside it, names .Files.
func (s *source) mentionsFiles() bool {
	names := func(f file) bool { return strings.Contains(f.text, "Files") }
	return slices.ContainsFunc(s.templates, names) ||
		slices.ContainsFunc(s.files, func(f file) bool { return !f.isCRD() && names(f) }) ||
		slices.ContainsFunc(s.subcharts, (*source).mentionsFiles) ||
		anyString(s.values, func(v string) bool { return strings.Contains(v, "Files") })
}

func sanitize(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsPrint(r):
			return r
		}
		return -1
	}, s)
}

// anyString reports whether test is true of a string in v.
func anyString(v any, test func(string) bool) bool {
	switch v := v.(type) {
	case string:
		return test(v)
	case map[string]any:
		for _, e := range v {
			if anyString(e, test) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, func(e any) bool { return anyString(e, test) })
	}
	return false
}

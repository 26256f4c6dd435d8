package chart

import "slices"

// adopt makes the charts inside c its subcharts.
func (c *Chart) adopt() {
	for _, s := range c.Subcharts {
		s.parent = c
		for _, d := range c.Dependencies {
			if d.Name == s.Name && !slices.Contains(s.sections, d.Section()) {
				s.sections = append(s.sections, d.Section())
			}
		}
		if len(s.sections) == 0 { // Helm uses everything in charts/, declared or not
			s.sections = []string{s.Name}
		}
	}
}

// importsOf is what c imports from the values of its subchart s.
func (c *Chart) importsOf(s *Chart) []Import {
	var imports []Import
	for _, d := range c.Dependencies {
		if d.Name == s.Name {
			imports = append(imports, d.ImportValues...)
		}
	}
	return imports
}

// Subchart is the chart whose values are below section in those of c; nil if there is none, or if it is not part of the
// archive.
func (c *Chart) Subchart(section string) *Chart {
	for _, s := range c.Subcharts {
		if slices.Contains(s.sections, section) {
			return s
		}
	}
	return nil
}

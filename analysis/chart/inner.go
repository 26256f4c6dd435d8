package chart

import "strings"

// Inner is the text of a file by its path in the archive, also inside nested archives, such as
func (c *Chart) Inner(path string) (string, bool) {
	rest := path
	if c.Path != "" {
		below, ok := strings.CutPrefix(path, c.Path+"/")
		if !ok {
			return "", false
		}
		rest = below
	}
	for _, s := range c.Subcharts {
		if text, ok := s.Inner(path); ok {
			return text, true
		}
	}
	return c.File(rest)
}

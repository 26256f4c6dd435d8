package chart

import "strings"

// Inner is the text of a file by its path in the archive, those in the archives inside it included, such as
// "thanos/charts/minio-1.2.3.tgz/minio/values.yaml". False if there is none.
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

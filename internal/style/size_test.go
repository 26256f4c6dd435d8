package style

import (
	"path"
	"strings"
	"testing"
)

// maxPackageLines is how many lines a package below analysis may have without its tests. A larger one has several
// concerns. check and syntax are larger, since what is in them refers to each other in all directions.
const maxPackageLines = 4000

func TestPackageSize(t *testing.T) {
	lines := map[string]int{}
	inGo := func(name string) bool {
		return strings.HasPrefix(name, "analysis/") && path.Ext(name) == ".go" && !isTest(name)
	}
	eachFile(t, inGo, func(name, src string) {
		if path.Dir(name) == "analysis" && name != "analysis/doc.go" {
			t.Errorf("%s: analysis itself has only its map; put this into a package below it", name)
		}
		lines[path.Dir(name)] += strings.Count(src, "\n")
	})
	for name, n := range lines {
		if n > maxPackageLines && name != "analysis/check" && name != "analysis/syntax" {
			t.Errorf("%s has %d lines; at most %d", name, n, maxPackageLines)
		}
	}
}

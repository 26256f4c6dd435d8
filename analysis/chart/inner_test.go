package chart_test

import (
	"sync"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
)

func TestInner(t *testing.T) {
	packed := targz(t, file{name: "db/Chart.yaml", text: "name: db"}, file{name: "db/values.yaml", text: "size: 1"})
	for _, top := range []string{"web/", "./", ""} {
		c := mustParse(t,
			file{name: top + "Chart.yaml", text: "name: web"},
			file{name: top + "values.yaml", text: "replicas: 1"},
			file{name: top + "charts/cache/Chart.yaml", text: "name: cache"},
			file{name: top + "charts/db-1.tgz", text: packed},
		)
		for path, want := range map[string]string{
			"Chart.yaml":                     "name: web",
			"values.yaml":                    "replicas: 1",
			"charts/cache/Chart.yaml":        "name: cache",
			"charts/db-1.tgz/db/values.yaml": "size: 1",
			"charts/cache/values.yaml":       "",
			"charts/db-1.tgz":                "",
			"../values.yaml":                 "",
			"":                               "",
		} {
			if top == "web/" {
				path = top + path
			}
			if got, ok := c.Inner(path); got != want || ok != (want != "") {
				t.Errorf("%q below %q: %q, %t", path, top, got, ok)
			}
		}
	}
}

var viewA, viewB chart.View[string]

func TestViewIsWorkedOutOnce(t *testing.T) {
	c := mustParse(t, file{name: "web/Chart.yaml", text: "name: web"})
	var mu sync.Mutex
	count := map[string]int{}
	var all sync.WaitGroup
	for range 16 {
		for name, view := range map[string]*chart.View[string]{"a": &viewA, "b": &viewB} {
			all.Go(func() {
				got := view.Of(c, func() string {
					mu.Lock()
					defer mu.Unlock()
					count[name]++
					return name + name
				})
				if got != name+name {
					t.Errorf("%s: %s", name, got)
				}
			})
		}
	}
	all.Wait()
	if count["a"] != 1 || count["b"] != 1 {
		t.Error(count)
	}
}

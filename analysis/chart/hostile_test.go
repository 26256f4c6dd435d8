package chart_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
)

// within fails the test if work takes far longer than it should, such as time that grows with the square of a chart's
// size.
func within(t *testing.T, limit time.Duration, work func()) {
	t.Helper()
	start := time.Now()
	work()
	if took := time.Since(start); took > limit {
		t.Errorf("it takes %v", took)
	}
}

// A key that pluck works out is looked at once, however many dictionaries follow.
func TestUsesOfNestedPluck(t *testing.T) {
	key := ".Values.a"
	for range 28 {
		key = "(pluck " + key + " .Values.b .Values.c)"
	}
	c := mustParse(t,
		file{name: "web/Chart.yaml", text: meta},
		file{name: "web/templates/a.yaml", text: "{{ " + key + " }}"})
	within(t, time.Minute, func() {
		for path, want := range map[string]chart.Use{
			"a": chart.Whole, "b": chart.Prefix, "b.x": chart.Whole, "c.x": chart.Whole, "d": chart.Unused,
		} {
			if got := c.Uses(split(path)); got != want {
				t.Errorf("use of %q is %d, want %d", path, got, want)
			}
		}
	})
}

// A chart that declares more dependencies than any in earnest is read without those beyond the limit.
func TestManyDependencies(t *testing.T) {
	var deps strings.Builder
	deps.WriteString(meta + "dependencies:\n")
	for i := range 70_000 {
		fmt.Fprintf(&deps, "- {name: db, alias: a%d, import-values: [{child: x, parent: y}]}\n", i)
	}
	archive := targz(t,
		file{name: "web/Chart.yaml", text: deps.String()},
		file{name: "web/charts/db/Chart.yaml", text: "name: db\n"},
		file{name: "web/charts/db/values.yaml", text: "x: {y: 1}\n"})
	within(t, time.Minute, func() {
		c, err := parseString(archive)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(c.Dependencies); n != 1000 {
			t.Errorf("got %d dependencies, want 1000", n)
		}
		if s := c.Lookup([]string{"a7", "x", "y"}); s.Status != chart.Known {
			t.Errorf("a7.x.y has status %d", s.Status)
		}
	})
}

// An archive of many small charts, each of which can include what any other defines, is rejected.
func TestManyCharts(t *testing.T) {
	files := []file{{name: "web/Chart.yaml", text: meta}}
	for i := range 300 {
		files = append(files, file{name: fmt.Sprintf("web/charts/c%d/Chart.yaml", i), text: meta})
	}
	_, err := parseString(targz(t, files...))
	var e *chart.Error
	if !errors.As(err, &e) || e.Reason != chart.TooLarge || !strings.Contains(err.Error(), "more than 200 charts") {
		t.Errorf("got %v", err)
	}
	if c := mustParse(t, files[:150]...); len(c.Subcharts) != 149 {
		t.Errorf("got %d subcharts, want 149", len(c.Subcharts))
	}
}

// Commented-out keys next to deep values are cheap, and those beyond the limit are ignored.
func TestManyCommentedKeys(t *testing.T) {
	var values strings.Builder
	for i := range 900 {
		values.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	for i := range 100_000 {
		fmt.Fprintf(&values, "#k%d: 1\n", i)
	}
	values.WriteString("b: 1\n")
	c := mustParse(t, file{name: "web/Chart.yaml", text: meta}, file{name: "web/values.yaml", text: values.String()})
	within(t, time.Minute, func() {
		for key, want := range map[string]chart.Status{"b": chart.Known, "k7": chart.Commented, "k99999": chart.Unknown} {
			if s := c.Lookup([]string{key}); s.Status != want {
				t.Errorf("%s has status %d, want %d", key, s.Status, want)
			}
		}
	})
}

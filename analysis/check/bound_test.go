package check_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// fading is a context that ends when it has been looked at a number of times.
type fading struct {
	context.Context
	left int
}

func (f *fading) Err() error {
	if f.left--; f.left < 0 {
		return context.Canceled
	}
	return nil
}

// A check looks at its context while it works: the more there is to do, the more often. One that ends early leaves
// nothing behind: the next one finds all.
func TestChecksEnd(t *testing.T) {
	few, many := looks(t, 3), looks(t, 3000)
	if many < few+20 {
		t.Errorf("the context was looked at %d times, and %d times with few keys", many, few)
	}
}

// looks is how often the checks of that many unknown keys look at their context. It ends them at each of these.
func looks(t *testing.T, keys int) int {
	t.Helper()
	var values, defaults strings.Builder
	values.WriteString("charts:\n  demo:\n")
	for i := range keys {
		fmt.Fprintf(&defaults, "key%d: 1\n", i)
		fmt.Fprintf(&values, "    other%d: 1\n", i)
	}
	o := packtest.OpenFile([]txtar.File{
		{Name: "pack.json", Data: []byte(`{"name": "demo", "charts": ["charts/demo.tgz"]}`)},
		{Name: "values.yaml", Data: []byte(values.String() + "    key1: 2\n")},
		{Name: "charts/demo.tgz/Chart.yaml", Data: []byte("name: demo\nversion: 1.0.0\n")},
		{Name: "charts/demo.tgz/values.yaml", Data: []byte(defaults.String())},
	}, "values.yaml")
	fresh := o.Snapshot.WithDiskChanged(o.Path) // with nothing worked out
	for ends := 0; ; ends++ {
		found, err := check.Diagnose(&fading{t.Context(), ends}, o.Snapshot, o.Path)
		if errors.Is(err, context.Canceled) {
			continue
		}
		const enough = 1 << 20
		counted := &fading{t.Context(), enough}
		want, err := check.Diagnose(counted, fresh, o.Path)
		if err != nil || len(want) < keys || !reflect.DeepEqual(messages(found), messages(want)) {
			t.Errorf("%d problems after it ended %d times, else %d: %v", len(found), ends, len(want), err)
		}
		return enough - counted.left
	}
}

func messages(found []check.Diagnostic) (all []string) {
	for _, d := range found {
		all = append(all, fmt.Sprint(d.Code, d.Range, d.Message))
	}
	return all
}

// What many presets share by aliases is looked at once, and each mistake in it reported once.
func TestSharedByPresets(t *testing.T) {
	var src strings.Builder
	src.WriteString("add: &add |\n  other: {}\n  manifests:\n    app: {replicas: {}}\n    none: {}\n" +
		"remove: &remove [manifests.app.none]\npresets:\n")
	for i := range 300 {
		fmt.Fprintf(&src, "  - {name: p%d, displayName: p, group: g, add: *add, remove: *remove}\n", i)
	}
	found, err := check.Diagnose(t.Context(), packtest.OpenFile(packtest.Complete("", []txtar.File{
		{Name: "presets.yaml", Data: []byte(src.String())},
	}), "presets.yaml").Snapshot, packtest.Path("presets.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, d := range found {
		got[d.Code]++
	}
	want := map[string]int{
		"presets/add-root": 2, "presets/add-type": 1, "presets/remove-unresolved": 1,
		"files/too-large": 1, // not all are rendered
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
}

// tooLarge are the texts that files/too-large is reported at in the file name among files.
func tooLarge(t *testing.T, files []txtar.File, name string) []string {
	t.Helper()
	o := packtest.OpenFile(files, name)
	found, err := check.Diagnose(t.Context(), o.Snapshot, o.Path)
	if err != nil {
		t.Fatal(err)
	}
	var at []string
	for _, d := range found {
		if d.Code == "files/too-large" {
			at = append(at, d.Of(o.Src))
		}
	}
	return at
}

// That only the first presets are rendered is said at the first of the others.
func TestManyPresets(t *testing.T) {
	for _, presets := range []int{deploy.MaxPresets, deploy.MaxPresets + 2} {
		var src strings.Builder
		src.WriteString("presets:\n")
		for i := range presets {
			fmt.Fprintf(&src, "  - name: p%d\n    displayName: p\n    group: g\n    remove: []\n    add: \"a: 1\"\n", i)
		}
		got := tooLarge(t, packtest.Complete("", []txtar.File{
			{Name: "presets.yaml", Data: []byte(src.String())},
		}), "presets.yaml")
		var want []string
		if presets > deploy.MaxPresets {
			want = []string{fmt.Sprintf("name: p%d", deploy.MaxPresets)}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%d presets: %q, want %q", presets, got, want)
		}
	}
}

// That only the first dependencies are compared with other packs is said at the first of the others.
func TestManyDependencies(t *testing.T) {
	for _, n := range []int{pack.MaxEntryDependencies, pack.MaxEntryDependencies + 2} {
		deps := make([]string, n)
		for i := range deps {
			deps[i] = fmt.Sprintf("[%d]", i)
		}
		src := fmt.Sprintf(`{"constraints": {"dependencies": [%s]}}`, strings.Join(deps, ", "))
		got := tooLarge(t, []txtar.File{{Name: "pack.json", Data: []byte(src)}}, "pack.json")
		var want []string
		if n > pack.MaxEntryDependencies {
			want = []string{fmt.Sprintf("[%d]", pack.MaxEntryDependencies)}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%d dependencies: %q, want %q", n, got, want)
		}
	}
}

// The manifests of a pack share one budget, whatever each of them may take. That there is no room for one is said where
// pack.json lists it, once.
func TestManyLargeManifests(t *testing.T) {
	dense, long := strings.Repeat("- \n", 500_000), "# "+strings.Repeat("x", 15<<20)+"\n"
	for name, test := range map[string]struct {
		text string
		fit  int // how many of such a text there is room for
	}{"nodes": {dense, 3}, "bytes": {long, 4}} {
		var list []string
		files := []txtar.File{{}}
		for i := range test.fit + 3 {
			path := fmt.Sprintf("manifests/m%d.yaml", i)
			list = append(list, fmt.Sprintf("%q", path))
			files = append(files, txtar.File{Name: path, Data: []byte(test.text)})
		}
		files[0] = txtar.File{Name: "pack.json", Data: fmt.Appendf(nil, `{"kubeManifests": [%s]}`, strings.Join(list, ", "))}
		if got := tooLarge(t, files, "pack.json"); !reflect.DeepEqual(got, list[test.fit:test.fit+1]) {
			t.Errorf("%s: too large are %q", name, got)
		}
		p, _ := packtest.OpenFile(files, "pack.json").Snapshot.PackOf(packtest.Path("pack.json"))
		if n := len(p.ManifestFiles()); n != test.fit {
			t.Errorf("%s: %d manifests are read, want %d", name, n, test.fit)
		}
		if w := p.Weight(); w > 300<<20 {
			t.Errorf("%s: the pack takes %d MiB", name, w>>20)
		}
	}
}

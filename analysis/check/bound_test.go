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

// A check looks at its context while it works. One that ends early leaves nothing behind: the next one finds all.
func TestChecksEnd(t *testing.T) {
	var values, defaults strings.Builder
	values.WriteString("charts:\n  demo:\n")
	const keys = 3000
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
	ends := 0
	for left := 0; ; left++ {
		found, err := check.Diagnose(&fading{t.Context(), left}, o.Snapshot, o.Path)
		if errors.Is(err, context.Canceled) {
			ends++
			continue
		}
		want, err := check.Diagnose(t.Context(), fresh, o.Path)
		if err != nil || len(want) < keys || !reflect.DeepEqual(messages(found), messages(want)) {
			t.Errorf("%d problems after it ended %d times, else %d: %v", len(found), ends, len(want), err)
		}
		break
	}
	if checks := len(check.All); ends < checks/5+20 {
		t.Errorf("the context was looked at %d times", ends)
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

package check

import (
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestFindingsInParallel checks the bad pack of each archive on one processor and on two.
func TestFindingsInParallel(t *testing.T) {
	before := large
	t.Cleanup(func() { large = before })
	archives, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal(len(archives), err)
	}
	compared := 0
	for _, name := range archives {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var files []txtar.File
		for _, f := range txtar.Parse(src).Files {
			if strings.HasPrefix(f.Name, "bad/") {
				files = append(files, f)
			}
		}
		files = packtest.Complete("bad", files)
		large = math.MaxInt
		want := findingsOf(t, files)
		large = 0
		if got := findingsOf(t, files); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: on two processors\n%+v\non one\n%+v", name, got, want)
		}
		compared += len(want)
	}
	if compared < 200 {
		t.Errorf("only %d findings compared", compared)
	}
}

func findingsOf(t *testing.T, files []txtar.File) (found []string) {
	t.Helper()
	p := packtest.OnDisk(files).Pack(packtest.Path("bad"))
	for _, f := range slices.Backward(p.AnalyzedFiles()) { // so that those in parallel are first to ask for much
		all, err := diagnose(t.Context(), nil, p, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range all {
			found = append(found, strings.Join([]string{f.Base(), d.Code, d.Of(f.Text.String()), d.Message}, ": "))
		}
	}
	return found
}

package check_test

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// typed is what edits insert: some of it breaks the syntax, some changes what the pack's other files mean.
var typed = []string{
	"x", "\n", "\n  ", ": ", "\"", "{", "]", ",", "- ", "# ", "service", "type", "😀", "", "", "",
	"{{ .spectro.system.cluster.nam }}",
	"    replicas: two\n", "manifests:\n  app: {}\n",
	"charts.agent.replicas:\n  schema: '{{ format \"${number:[3-5]}\" }}'\n",
}

// TestIncrementalFindings drives random edits of files of a pack that depend on each other, and compares the findings,
// for which much is taken over from the snapshot before, with those from scratch.
func TestIncrementalFindings(t *testing.T) {
	const values = "pack:\n  namespace: demo\ncharts:\n  agent:\n    replicas: 1\n    service:\n      type: Bad\n"
	dir := packtest.Path("demo")
	first := chartSnapshot(values, "")
	p := first.Pack(dir)
	files := []*pack.File{p.JSON, p.Values, p.Schema}
	compared := 0
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 1))
		s := first
		for _, f := range files {
			s = s.WithOpen(f.Path, 0, f.Text)
		}
		for version := range int32(60) {
			name := files[r.IntN(len(files))].Path
			now := s.Open(name).Text
			from := r.IntN(now.Len() + 1)
			change := text.Change{
				Start: now.Position(from,
					text.UTF16), End: now.Position(min(now.Len(), from+r.IntN(3)), text.UTF16), Text: typed[r.IntN(len(typed))],
			}
			if r.IntN(12) == 0 { // begin again, or all ends in rubble
				for _, f := range files {
					if f.Path == name {
						change = text.Change{Whole: true, Text: f.Text.String()}
					}
				}
			}
			s = s.WithChanges(name, version+1, []text.Change{change}, text.UTF16)
			fresh := chartSnapshot(values, "")
			for _, f := range files {
				fresh = fresh.WithOpen(f.Path, version+1, text.New(s.Open(f.Path).Text.String()))
			}
			for _, f := range files {
				got, want := seenIn(t, s.Pack(dir), f.Path), seenIn(t, fresh.Pack(dir), f.Path)
				if compared += len(want); !reflect.DeepEqual(got, want) {
					t.Fatalf("seed %d, version %d: %s after %q in %s:\n got %+v\nwant %+v",
						seed, version, f.Path, change.Text, name, got, want)
				}
			}
		}
	}
	if compared < 1000 {
		t.Errorf("only %d findings compared", compared)
	}
}

// seen is what a user sees of a check.Diagnostic.
type seen struct {
	code, message string
	at            text.Range
	fixes         int
}

func seenIn(t *testing.T, p *pack.Pack, file string) []seen {
	t.Helper()
	found, err := runChecks(p, p.File(file))
	if err != nil {
		t.Fatal(err)
	}
	var all []seen
	for _, d := range found {
		all = append(all, seen{d.Code, d.Message, d.Range, len(d.Fixes)})
	}
	return all
}

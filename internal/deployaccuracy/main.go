// Command deployaccuracy measures how many of the changes that break a deployment are reported, and how many of those
// that do not break it are reported wrongly. It prints a table by kind of change.
//
//	go run ./internal/deployaccuracy [-v] [-static] MUTANTS PACKS
//
// MUTANTS is a file with a JSON object on each line: pack, kind, path, line (from 1), start and end (code points of the
// values.yaml of the pack), text, and verdict: deploys or fails. PACKS is the folder of the packs.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// mutant is one change of a values.yaml with the verdict of Helm and an API server.
type mutant struct {
	Kind, Pack, Path, Text, Verdict string
	Line, Start, End                int
	Causes                          []struct{ Stage, Message string }
}

// tally counts the changes of one kind.
type tally struct{ fails, found, deploys, wrong int }

var (
	verbose = flag.Bool("v", false, "list what is missed and what is wrong")
	static  = flag.Bool("static", false, "render nothing: measure the checks that only read values")
)

func main() {
	flag.Parse()
	if flag.NArg() != 2 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(flag.Arg(0), flag.Arg(1)); err != nil {
		fmt.Fprintln(os.Stderr, "deployaccuracy:", err)
		os.Exit(1)
	}
}

func run(mutants, packs string) error {
	m, err := try(mutants, packs, 1)
	if err != nil {
		return err
	}
	m.print("change", m.kinds)
	m.print("what fails", m.stages)
	return nil
}

// try tries each step-th of the changes.
func try(mutants, packs string, step int) (*measure, error) {
	f, err := os.Open(mutants)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	root, err := filepath.Abs(packs)
	if err != nil {
		return nil, err
	}
	m := measure{
		snapshot: pack.NewSnapshot(disk.OS{}, chart.NewCache(), time.Now()).WithFolders([]string{root}),
		root:     root, kinds: map[string]*tally{}, stages: map[string]*tally{}, base: map[string]map[string]int{},
	}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for n := 0; lines.Scan(); n++ {
		if n%step != 0 {
			continue
		}
		var mu mutant
		if err := json.Unmarshal(lines.Bytes(), &mu); err != nil {
			return nil, fmt.Errorf("reading %s: %w", mutants, err)
		}
		if err := m.try(&mu); err != nil {
			return nil, err
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading %s: %w", mutants, err)
	}
	return &m, nil
}

type measure struct {
	snapshot      *pack.Snapshot
	root          string
	kinds, stages map[string]*tally
	base          map[string]map[string]int // findings of the pack as it is, by pack
}

// key is what tells a finding from others, wherever it moves.
func key(d *check.Diagnostic) string { return d.Code + " " + d.Message }

func (m *measure) try(mu *mutant) error {
	dir := filepath.Join(m.root, mu.Pack)
	path := filepath.Join(dir, pack.ValuesName)
	src, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if m.base[mu.Pack] == nil {
		m.base[mu.Pack] = map[string]int{}
		found, err := m.findings(path, string(src))
		if err != nil {
			return err
		}
		for _, d := range found {
			m.base[mu.Pack][key(&d)]++
		}
	}
	runes := []rune(string(src))
	changed := string(runes[:mu.Start]) + mu.Text + string(runes[mu.End:])
	found, err := m.findings(path, changed)
	if err != nil {
		return err
	}
	m.count(mu, changed, found)
	return nil
}

func (m *measure) findings(path, src string) ([]check.Diagnostic, error) {
	s := m.snapshot.WithOpen(path, 1, text.New(src))
	p, f := s.PackOf(path)
	if !*static {
		if _, err := check.Deploy(context.Background(), s, p); err != nil {
			return nil, err
		}
	}
	found, err := check.DiagnoseFile(context.Background(), s, p, f)
	return found.Diagnostics, err
}

func (m *measure) count(mu *mutant, src string, found []check.Diagnostic) {
	t := text.New(src)
	seen := map[string]int{}
	hit, deployed := false, false
	var news []string
	for i := range found {
		d := &found[i]
		if d.Severity < pack.Warning {
			continue
		}
		if seen[key(d)]++; seen[key(d)] <= m.base[mu.Pack][key(d)] {
			continue
		}
		line := t.LineAt(d.Start) + 1
		last := mu.Line + strings.Count(mu.Text, "\n")
		hit = hit || mu.Line-1 <= line && line <= last+1
		deployed = deployed || strings.HasPrefix(d.Code, "deploy/") || d.Code == "values/value-kind"
		news = append(news, fmt.Sprintf("    line %d: %s: %.200s", line, d.Code, d.Message))
	}
	stage := ""
	if len(mu.Causes) > 0 {
		stage = mu.Causes[0].Stage
	}
	for _, into := range []*tally{at(m.kinds, mu.Kind), at(m.stages, stage)} {
		switch {
		case mu.Verdict == "fails" && hit:
			into.fails++
			into.found++
		case mu.Verdict == "fails":
			into.fails++
		case deployed:
			into.deploys++
			into.wrong++
		default:
			into.deploys++
		}
	}
	if *verbose && (mu.Verdict == "fails" && !hit || mu.Verdict == "deploys" && deployed) {
		fmt.Printf("%s: %s: %s, line %d: %s = %q\n", mu.Verdict, mu.Pack, mu.Kind, mu.Line, mu.Path, mu.Text)
		for _, c := range mu.Causes {
			fmt.Printf("    really %s: %.200s\n", c.Stage, c.Message)
		}
		fmt.Println(strings.Join(news, "\n"))
	}
}

func at(m map[string]*tally, name string) *tally {
	if m[name] == nil {
		m[name] = &tally{}
	}
	return m[name]
}

func (m *measure) print(title string, rows map[string]*tally) {
	fmt.Printf("| %s | breaks | reported | does not break | reported wrongly |\n|---|--:|--:|--:|--:|\n", title)
	total := tally{}
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		t := rows[name]
		if name == "" {
			name = "nothing"
		}
		fmt.Printf("| %s | %d | %d | %d | %d |\n", name, t.fails, t.found, t.deploys, t.wrong)
		total.fails, total.found = total.fails+t.fails, total.found+t.found
		total.deploys, total.wrong = total.deploys+t.deploys, total.wrong+t.wrong
	}
	fmt.Printf("| all | %d | %d (%.1f %%) | %d | %d (%.1f %%) |\n\n", total.fails, total.found,
		100*float64(total.found)/float64(max(total.fails, 1)), total.deploys, total.wrong,
		100*float64(total.wrong)/float64(max(total.deploys, 1)))
}

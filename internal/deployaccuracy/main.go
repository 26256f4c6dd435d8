// Command deployaccuracy measures how many of the changes that break a deployment are reported, and how many of those
// that do not break it are reported wrongly. It prints a table by kind of change.
//
//	go run ./internal/deployaccuracy [-v] [-static] MUTANTS PACKS
//
// MUTANTS is a file with a JSON object on each line: pack, kind, file (values.yaml if absent), path, line (from 1),
// start and end (code points of the file), text, and verdict: deploys or fails; others are left out. PACKS is the
// folder of the packs. internal/mistakes makes such changes.
package main

import (
	"bufio"
	"cmp"
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
	Kind, Pack, File, Path, Text, Verdict string
	Line, Start, End                      int
	Causes                                []struct{ Stage, Message string }
}

// tally counts the changes of one kind: found are reported at their place, elsewhere only at another one.
type tally struct{ fails, found, elsewhere, deploys, wrong int }

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
		if mu.Verdict != "fails" && mu.Verdict != "deploys" {
			continue
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

func (m *measure) try(mu *mutant) error {
	file := cmp.Or(mu.File, pack.ValuesName)
	path := filepath.Join(m.root, mu.Pack, file)
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
		for i := range found {
			m.base[mu.Pack][found[i].key()]++
		}
	}
	runes := []rune(string(src))
	changed := string(runes[:mu.Start]) + mu.Text + string(runes[mu.End:])
	found, err := m.findings(path, changed)
	if err != nil {
		return err
	}
	m.count(mu, file, changed, found)
	return nil
}

// finding is one in a file of the pack.
type finding struct {
	check.Diagnostic
	file string // its name
}

// key is what tells a finding from others, wherever it moves.
func (f *finding) key() string { return f.file + " " + f.Code + " " + f.Message }

// findings are all in the files in which mistakes of values and manifests are reported, if the file at path has the
// text src.
func (m *measure) findings(path, src string) ([]finding, error) {
	s := m.snapshot.WithOpen(path, 1, text.New(src))
	p, _ := s.PackOf(path)
	if !*static {
		if _, err := check.Deploy(context.Background(), s, p); err != nil {
			return nil, err
		}
	}
	var all []finding
	for _, f := range p.AnalyzedFiles() {
		if f.Kind != pack.Values && f.Kind != pack.Manifest && f.Kind != pack.Meta {
			continue
		}
		found, err := check.DiagnoseFile(context.Background(), s, p, f)
		if err != nil {
			return nil, err
		}
		for _, d := range found.Diagnostics {
			name, _ := filepath.Rel(p.Dir, f.Path)
			all = append(all, finding{d, filepath.ToSlash(name)})
		}
	}
	return all, nil
}

func (m *measure) count(mu *mutant, file, src string, found []finding) {
	t := text.New(src)
	seen := map[string]int{}
	hit, deployed := false, false
	var news []string
	for i := range found {
		d := &found[i]
		if d.Severity < pack.Warning {
			continue
		}
		if seen[d.key()]++; seen[d.key()] <= m.base[mu.Pack][d.key()] {
			continue
		}
		line := t.LineAt(d.Start) + 1
		last := mu.Line + strings.Count(mu.Text, "\n")
		hit = hit || d.file == file && mu.Line-1 <= line && line <= last+1
		deployed = deployed || strings.HasPrefix(d.Code, "deploy/") || d.Code == "values/value-kind"
		news = append(news, fmt.Sprintf("    %s, line %d: %s: %.200s", d.file, line, d.Code, d.Message))
	}
	stage := ""
	if len(mu.Causes) > 0 {
		stage = mu.Causes[0].Stage
	}
	for _, into := range []*tally{at(m.kinds, mu.Kind), at(m.stages, stage)} {
		switch {
		case mu.Verdict == "fails":
			into.fails++
			into.found += count(hit)
			into.elsewhere += count(!hit && len(news) > 0)
		default:
			into.deploys++
			into.wrong += count(deployed)
		}
	}
	if *verbose && (mu.Verdict == "fails" && !hit || mu.Verdict == "deploys" && deployed) {
		fmt.Printf("%s: %s: %s, %s line %d: %s = %q\n", mu.Verdict, mu.Pack, mu.Kind, file, mu.Line, mu.Path, mu.Text)
		for _, c := range mu.Causes {
			fmt.Printf("    really %s: %.200s\n", c.Stage, c.Message)
		}
		fmt.Println(strings.Join(news, "\n"))
	}
}

// count is 1 for what is counted.
func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func at(m map[string]*tally, name string) *tally {
	if m[name] == nil {
		m[name] = &tally{}
	}
	return m[name]
}

func (m *measure) print(title string, rows map[string]*tally) {
	fmt.Printf("| %s | breaks | reported | elsewhere | does not break | reported wrongly |\n|---|--:|--:|--:|--:|--:|\n",
		title)
	total := tally{}
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		t := rows[name]
		if name == "" {
			name = "nothing"
		}
		fmt.Printf("| %s | %d | %d | %d | %d | %d |\n", name, t.fails, t.found, t.elsewhere, t.deploys, t.wrong)
		total.fails, total.found = total.fails+t.fails, total.found+t.found
		total.deploys, total.wrong = total.deploys+t.deploys, total.wrong+t.wrong
		total.elsewhere += t.elsewhere
	}
	fmt.Printf("| all | %d | %d (%.1f %%) | %d | %d | %d (%.1f %%) |\n\n", total.fails, total.found,
		100*float64(total.found)/float64(max(total.fails, 1)), total.elsewhere, total.deploys, total.wrong,
		100*float64(total.wrong)/float64(max(total.deploys, 1)))
}

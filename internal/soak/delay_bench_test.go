package soak

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pack-lsp/pack-lsp/internal/packgen"
)

// BenchmarkDelay measures how long an edit of a small pack waits for its problems while an author opens, edits and
// closes a file of a monstrous pack next to it. The edits come at random moments, a tenth of them in the moment after
// the message that opens or edits the other file. It reports milliseconds for each kind of monster: the middle, the
// 95th percentile and the most, and in alone-p50-ms the middle before the other file is opened. With -v, it shows each
// edit. DELAY_BINARY may name a binary to measure.
func BenchmarkDelay(b *testing.B) {
	binary := os.Getenv("DELAY_BINARY")
	if binary == "" {
		binary = filepath.Join(b.TempDir(), "pack-lsp")
		if err := build(binary); err != nil {
			b.Fatal(err)
		}
	}
	for _, m := range packgen.Monsters() {
		b.Run(m.Name, func(b *testing.B) {
			dir := b.TempDir()
			monster, quick := filepath.Join(dir, "monster"), filepath.Join(dir, "quick")
			if err := packgen.WriteMonster(monster, m, m.Most); err != nil {
				b.Fatal(err)
			}
			if err := packgen.WriteQuick(quick); err != nil {
				b.Fatal(err)
			}
			d := delays{rand: rand.New(rand.NewPCG(1, 2)), other: filepath.Join(monster, filepath.FromSlash(m.Open))}
			for b.Loop() {
				d.session(b, binary, dir, filepath.Join(quick, "pack.json"))
			}
			b.ReportMetric(0, "ns/op")
			d.report(b)
		})
	}
}

// delays are how long edits of one pack waited, in milliseconds.
type delays struct {
	rand   *rand.Rand
	other  string // the path of the file of the other pack
	text   string // its text
	alone  []float64
	took   []float64
	during []string // of took: what was done before
}

func (d *delays) report(b *testing.B) {
	slices.Sort(d.alone)
	b.ReportMetric(d.alone[len(d.alone)/2], "alone-p50-ms")
	if testing.Verbose() {
		for i, ms := range d.took {
			b.Logf("%6.1f ms %s", ms, d.during[i])
		}
	}
	slices.Sort(d.took)
	b.ReportMetric(d.took[len(d.took)/2], "p50-ms")
	b.ReportMetric(d.took[len(d.took)*95/100], "p95-ms")
	b.ReportMetric(d.took[len(d.took)-1], "max-ms")
}

// delaySession is a session with a small pack.json and a file of another pack.
type delaySession struct {
	*client
	path, text string
	version    int // of the pack.json
	problems   int // newest version of it that has been checked
	arrived    time.Time
	other      int // newest version of the other file that has been checked
}

func (d *delays) session(b *testing.B, binary, dir, path string) {
	content, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	other, err := os.ReadFile(d.other)
	if err != nil {
		b.Fatal(err)
	}
	d.text = string(other)
	s := &delaySession{path: path, text: string(content)}
	s.client = run(b, []string{binary, "--stdio"}, s.take)
	s.ask("initialize", object{
		"processId": nil, "rootUri": nil,
		"workspaceFolders": []object{{"uri": uriOf(dir), "name": "packs"}},
		"capabilities": object{
			"textDocument": object{"publishDiagnostics": object{"versionSupport": true, "relatedInformation": true}},
			"workspace":    object{"didChangeWatchedFiles": object{"dynamicRegistration": true}},
		},
	})
	s.notify("initialized", object{})
	s.version = 1
	s.notify("textDocument/didOpen", object{"textDocument": object{
		"uri": uriOf(s.path), "languageId": "json", "version": s.version, "text": s.text,
	}})
	s.until(b, "the first problems", func() bool { return s.problems == s.version })
	d.measure(b, s, "start", 10, 100*time.Millisecond)
	for range 20 {
		d.alone = append(d.alone, s.edit(b))
		time.Sleep(20 * time.Millisecond)
	}
	for range 4 {
		d.opened(b, s)
	}
	s.shutDown()
}

// opened opens the other file, edits it a few times, and closes it, with edits of the small pack in between.
func (d *delays) opened(b *testing.B, s *delaySession) {
	version := 1
	s.notify("textDocument/didOpen", object{"textDocument": object{
		"uri": uriOf(d.other), "languageId": "any", "version": version, "text": d.text,
	}})
	d.measure(b, s, "open", 10, 150*time.Millisecond)
	for range 4 {
		version++
		zero := object{"line": 0, "character": 0}
		s.notify("textDocument/didChange", object{
			"textDocument":   object{"uri": uriOf(d.other), "version": version},
			"contentChanges": []object{{"range": object{"start": zero, "end": zero}, "text": "\n"}},
		})
		d.measure(b, s, "edit", 5, 150*time.Millisecond)
	}
	s.until(b, "problems of the other file", func() bool { return s.other == version })
	s.notify("textDocument/didClose", document(d.other))
	d.measure(b, s, "close", 5, 50*time.Millisecond)
}

// measure edits the small pack n times, the first time at once and then after at most pause.
func (d *delays) measure(b *testing.B, s *delaySession, during string, n int, pause time.Duration) {
	for range n {
		d.took, d.during = append(d.took, s.edit(b)), append(d.during, during)
		time.Sleep(time.Duration(d.rand.Int64N(int64(pause))))
	}
}

// take notes which versions the problems are of.
func (s *delaySession) take(method string, params json.RawMessage) any {
	if method != "textDocument/publishDiagnostics" {
		return nil
	}
	now := time.Now()
	var p struct {
		URI     string
		Version int
	}
	if json.Unmarshal(params, &p) == nil && p.URI == uriOf(s.path) {
		s.problems, s.arrived = p.Version, now
	} else if strings.Contains(p.URI, "/monster/") && p.Version > 0 {
		s.other = p.Version
	}
	return nil
}

// edit types a letter of a layer that does not exist, or removes it, and returns how many milliseconds its problems
// took.
func (s *delaySession) edit(b *testing.B) float64 {
	const before = `"layer": "`
	at := strings.Index(s.text, before) + len(before)
	line := strings.Count(s.text[:at], "\n")
	start := object{"line": line, "character": at - strings.LastIndexByte(s.text[:at], '\n') - 1}
	end, insert := start, "x"
	if s.version++; s.version%2 == 1 {
		insert, end = "", object{"line": line, "character": start["character"].(int) + 1}
	}
	change := object{
		"textDocument":   object{"uri": uriOf(s.path), "version": s.version},
		"contentChanges": []object{{"range": object{"start": start, "end": end}, "text": insert}},
	}
	began := time.Now()
	s.notify("textDocument/didChange", change)
	s.until(b, "problems", func() bool { return s.problems == s.version })
	return float64(s.arrived.Sub(began).Microseconds()) / 1000
}

func (s *delaySession) until(b *testing.B, what string, holds func() bool) {
	b.Helper()
	if !s.eventually(holds) {
		b.Fatalf("waited in vain for %s\n%s", what, s.stderr)
	}
}

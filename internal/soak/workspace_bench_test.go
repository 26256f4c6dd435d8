package soak

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pack-lsp/pack-lsp/internal/packgen"
)

// BenchmarkWorkspace measures a session of the real binary in a workspace of 10,000 packs, in which 5,000 depend on the
// open one and all on one name. It reports the least of all sessions, in milliseconds unless noted:
//
//   - first-ms: from the start of the process to the first problems of the open file
//   - all-ms: to the end of the first check of all packs; all-cpu-ms is the processor time of the process until then
//   - edit-ms, edit-max-ms: from an edit of the name of the open pack to its problems, the middle and the longest of 20
//   - spread-ms: from an edit of its version to the problems of the 5,000 packs that depend on it
//   - early-refs-ms: the first references of a name with 10,000 places, asked as soon as the file has problems
//   - refs-ms: the first ones, asked after all packs are checked
//   - peak-MB, rest-MB: resident memory, the most and at rest
func BenchmarkWorkspace(b *testing.B) {
	dir := b.TempDir()
	if err := packgen.Write(dir, 10_000); err != nil {
		b.Fatal(err)
	}
	binary := filepath.Join(b.TempDir(), "pack-lsp")
	if err := build(binary); err != nil {
		b.Fatal(err)
	}
	least := map[string]float64{}
	report := func(unit string, value float64) {
		if old, ok := least[unit]; !ok || value < old {
			least[unit] = value
		}
	}
	for b.Loop() {
		measureWorkspace(b, binary, dir, report)
		measureEarlyReferences(b, binary, dir, report)
	}
	b.ReportMetric(0, "ns/op")
	for unit, value := range least {
		b.ReportMetric(value, unit)
	}
}

// workspaceSession is a session in a workspace of many packs, with the pack.json of the pack called packgen.Base open.
type workspaceSession struct {
	*client
	path     string
	text     string
	version  int
	began    time.Time
	problems int             // newest version of the open file that has been checked
	others   map[string]bool // URIs of other files that have been checked
	ends     int             // of progress
}

func startWorkspace(b *testing.B, binary, dir string) *workspaceSession {
	s := &workspaceSession{
		path: filepath.Join(dir, packgen.BaseDir, "pack.json"), text: packgen.BaseFiles()["pack.json"], version: 1,
		began: time.Now(), others: map[string]bool{},
	}
	uri := uriOf(s.path)
	s.client = run(b, []string{binary, "--stdio"}, func(method string, params json.RawMessage) any {
		var p struct {
			URI     string
			Version int
			Value   struct{ Kind string }
		}
		if err := json.Unmarshal(params, &p); err != nil {
			return nil
		}
		switch {
		case method == "$/progress" && p.Value.Kind == "end":
			s.ends++
		case method != "textDocument/publishDiagnostics":
		case p.URI == uri:
			s.problems = p.Version
		default:
			s.others[p.URI] = true
		}
		return nil
	})
	s.ask("initialize", object{
		"processId": nil, "rootUri": nil,
		"workspaceFolders": []object{{"uri": uriOf(dir), "name": "packs"}},
		"capabilities": object{
			"textDocument": object{"publishDiagnostics": object{"versionSupport": true, "relatedInformation": true}},
			"workspace":    object{"didChangeWatchedFiles": object{"dynamicRegistration": true}},
			"window":       object{"workDoneProgress": true},
		},
	})
	s.notify("initialized", object{})
	s.notify("textDocument/didOpen", object{"textDocument": object{
		"uri": uri, "languageId": "json", "version": s.version, "text": s.text,
	}})
	s.until(b, "the first problems", func() bool { return s.problems == s.version })
	return s
}

func (s *workspaceSession) until(b *testing.B, what string, holds func() bool) {
	b.Helper()
	if !s.eventually(holds) {
		b.Fatalf("waited in vain for %s\n%s", what, s.stderr)
	}
}

func milliseconds(since time.Time) float64 { return float64(time.Since(since).Microseconds()) / 1000 }

func measureWorkspace(b *testing.B, binary, dir string, report func(string, float64)) {
	s := startWorkspace(b, binary, dir)
	report("first-ms", milliseconds(s.began))
	s.until(b, "the end of the check", func() bool { return s.ends == 2 })
	report("all-ms", milliseconds(s.began))
	report("all-cpu-ms", processorTime(b, s.cmd.Process.Pid))
	s.references(b, report, "refs-ms")
	s.edits(b, report)
	report("rest-MB", float64(s.atRest().resident)/(1<<20))
	report("peak-MB", peakMemory(s.cmd.Process.Pid))
	s.shutDown()
}

func measureEarlyReferences(b *testing.B, binary, dir string, report func(string, float64)) {
	s := startWorkspace(b, binary, dir)
	s.references(b, report, "early-refs-ms")
	s.shutDown()
}

// references asks for the places of a name that all packs have.
func (s *workspaceSession) references(b *testing.B, report func(string, float64), unit string) {
	params := s.place(`{"packName": "`)
	params["context"] = object{"includeDeclaration": true}
	began := time.Now()
	result := s.ask("textDocument/references", params)
	report(unit, milliseconds(began))
	if n := strings.Count(string(result), `"uri"`); n < 10_000 {
		b.Errorf("%d references", n)
	}
}

func (s *workspaceSession) place(before string) object {
	head := s.text[:strings.Index(s.text, before)+len(before)]
	params := document(s.path)
	params["position"] = object{
		"line": strings.Count(head, "\n"), "character": len(head) - strings.LastIndexByte(head, '\n') - 1,
	}
	return params
}

// edits types in the name of the open pack, and waits for the problems of each version. Then it makes the version one
// that no pack can use that depends on the name.
func (s *workspaceSession) edits(b *testing.B, report func(string, float64)) {
	var took []float64
	for i := range 20 {
		began := time.Now()
		if i%2 == 0 {
			s.edit(`"name": "`, 0, "x")
		} else {
			s.edit(`"name": "`, 1, "")
		}
		s.until(b, "problems", func() bool { return s.problems == s.version })
		took = append(took, milliseconds(began))
	}
	slices.Sort(took)
	report("edit-ms", took[len(took)/2])
	report("edit-max-ms", took[len(took)-1])

	used, began := processorTime(b, s.cmd.Process.Pid), time.Now()
	s.edit(`"version": "`, 1, "0")
	s.until(b, "problems of others", func() bool { return len(s.others) == 5000 })
	report("spread-ms", milliseconds(began))
	report("spread-cpu-ms", processorTime(b, s.cmd.Process.Pid)-used)
}

// edit replaces length letters after before.
func (s *workspaceSession) edit(before string, length int, insert string) {
	start := s.place(before)["position"].(object)
	end := object{"line": start["line"], "character": start["character"].(int) + length}
	s.version++
	s.notify("textDocument/didChange", object{
		"textDocument":   object{"uri": uriOf(s.path), "version": s.version},
		"contentChanges": []object{{"range": object{"start": start, "end": end}, "text": insert}},
	})
}

// processorTime is what a process has used so far, in milliseconds; 0 if the system does not say.
func processorTime(b *testing.B, pid int) float64 {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:])) // from the third on, see proc(5)
	if len(fields) < 13 {
		b.Fatalf("%s", stat)
	}
	user, _ := strconv.Atoi(fields[11]) // digits
	system, _ := strconv.Atoi(fields[12])
	return float64(user+system) * 10 // ticks of 10 ms on all systems that have this file
}

var peakField = regexp.MustCompile(`(?m)^VmHWM:\s*(\d+)`)

// peakMemory is the most that a process has had in memory, in MB; 0 if the system does not say.
func peakMemory(pid int) float64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid)) // none on other systems
	m := peakField.FindSubmatch(status)
	if m == nil {
		return 0
	}
	kilobytes, _ := strconv.Atoi(string(m[1])) // digits
	return float64(kilobytes) / 1024
}

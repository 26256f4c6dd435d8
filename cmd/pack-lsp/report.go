package main

import (
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// report is what a run has found.
type report struct {
	findings []finding
	packs    []string      // the folders of the packs that were checked, as shown
	limit    pack.Severity // findings from it on fail the check
	cwd      string        // absolute
}

func newReport(findings []finding, jobs []job, limit pack.Severity, cwd string) report {
	r := report{findings: findings, limit: limit, cwd: cwd}
	for _, j := range jobs {
		r.packs = append(r.packs, j.show(j.dir))
	}
	return r
}

// relative is the file of f for programs that know files by their path from the root of a repository, in which the
// check runs: relative to the working folder however the user names it, unless it is outside.
func (r report) relative(f finding) string {
	if rel, err := filepath.Rel(r.cwd, f.path); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return path.Clean(f.file)
}

// fails reports whether f fails the check.
func (r report) fails(f finding) bool { return f.severity >= r.limit }

// summary is one line about the run.
func (r report) summary(took time.Duration) string {
	counts := map[pack.Severity]int{}
	fixable := map[fixKind]int{}
	for _, f := range r.findings {
		counts[f.severity]++
		fixable[f.fix]++
	}
	var parts []string
	for _, sev := range []pack.Severity{pack.Error, pack.Warning, pack.Information, pack.Hint} {
		if counts[sev] > 0 {
			parts = append(parts, plural(counts[sev], sev.String()))
		}
	}
	found := "nothing found"
	if parts != nil {
		found = strings.Join(parts, ", ")
	}
	return fmt.Sprintf("%s checked: %s%s (%s)", plural(len(r.packs), "pack"), found,
		fixHint(fixable[safeFix], fixable[preferredFix]), took.Round(time.Millisecond))
}

// fixHint says how many findings can be fixed; "" if none can.
func fixHint(safe, more int) string {
	switch {
	case safe > 0 && more > 0:
		return fmt.Sprintf("; --fix fixes %d of them, --fix=all %d", safe, safe+more)
	case safe > 0:
		return fmt.Sprintf("; --fix fixes %d of them", safe)
	case more > 0:
		return fmt.Sprintf("; --fix=all fixes %d of them", more)
	}
	return ""
}

func plural(n int, noun string) string {
	if n == 1 || noun == "information" {
		return fmt.Sprintf("%d %s", n, noun)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

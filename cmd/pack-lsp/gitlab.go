package main

import (
	"encoding/json"
	"io"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// gitlabIssue is a finding in the form of GitLab's code quality reports, a part of the specification of Code Climate
// (https://docs.gitlab.com/ci/testing/code_quality/).
type gitlabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"` // info, minor, major, critical or blocker
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"` // from the root of the repository, without "./"
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct { // from 1
	Begin int `json:"begin"`
	End   int `json:"end"`
}

var gitlabSeverities = map[pack.Severity]string{
	pack.Error: "critical", pack.Warning: "major", pack.Information: "minor", pack.Hint: "info",
}

// writeGitLab writes one array.
func writeGitLab(w io.Writer, rep report) error {
	issues := []gitlabIssue{}
	prints := fingerprints{}
	for _, f := range rep.findings {
		file := rep.relative(f)
		issues = append(issues, gitlabIssue{
			Description: f.message, CheckName: f.code, Fingerprint: prints.of(f, file), Severity: gitlabSeverities[f.severity],
			Location: gitlabLocation{file, gitlabLines{f.start.Line + 1, f.end.Line + 1}},
		})
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	enc.SetEscapeHTML(false)
	return enc.Encode(issues)
}

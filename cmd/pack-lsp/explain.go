package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/docs"
)

// explainOptions are the flags of pack-lsp explain.
type explainOptions struct{ format string }

func explainCommand() *command {
	o := &explainOptions{format: "text"}
	return &command{
		name: "explain", args: "[flags] [CODE]", summary: "show a check's page; without CODE list all checks",
		about: "Shows the page of the check with that code. Without CODE it lists all checks.\n",
		flags: []option{
			{name: "format", arg: "FORMAT", values: []string{"text", "json"}, into: &o.format,
				text: "text (default) or json: one object for CODE, otherwise an array of all checks"},
		},
		notes: `
Examples:
  pack-lsp explain pack/unknown-layer
  pack-lsp explain --format=json
`,
		words: checkCodes, run: o.run,
	}
}

// checkCodes are the codes of all checks.
func checkCodes() []string {
	var codes []string
	for _, c := range check.All {
		codes = append(codes, c.Code)
	}
	return codes
}

func (o *explainOptions) run(codes []string, s streams) int {
	if len(codes) > 1 {
		return usageError(s, "explain takes one code; pack-lsp explain lists them")
	}
	checks := check.All
	if len(codes) == 1 {
		c := check.ByCode(codes[0])
		if c == nil {
			return usageError(s, "no check has the code %q%s", codes[0],
				suggest(codes[0], checkCodes(), "", "pack-lsp explain lists them"))
		}
		checks = []*check.Check{c}
	}
	all, err := catalogue(checks)
	if err != nil {
		return usageError(s, "explain: %v", err)
	}
	switch {
	case o.format == "json" && len(codes) == 1:
		err = writeJSONValue(s.out, all[0])
	case o.format == "json":
		err = writeJSONValue(s.out, all)
	case len(codes) == 1:
		_, err = io.WriteString(s.out, all[0].Page)
	default:
		err = listChecks(s.out, all)
	}
	if err != nil {
		return usageError(s, "explain: cannot write: %v", err)
	}
	return exitOK
}

// catalogueEntry is a check in the output of explain --format=json. Editors read it, so fields keep their names and
// meanings.
type catalogueEntry struct {
	Code     string   `json:"code"`
	Group    string   `json:"group"`
	Severity string   `json:"severity"` // the default: error, warning, information, hint or off
	Summary  string   `json:"summary"`  // a noun phrase: what the check reports
	Files    []string `json:"files"`    // the names of the files it reports in; manifests for all files of that folder
	Fixable  bool     `json:"fixable"`  // some of its findings offer a quick fix
	SafeFix  bool     `json:"safeFix"`  // check --fix applies some of them
	Page     string   `json:"page"`     // Markdown
	URL      string   `json:"url"`      // the page on the web
}

func catalogue(checks []*check.Check) ([]catalogueEntry, error) {
	all := make([]catalogueEntry, 0, len(checks))
	for _, c := range checks {
		page, err := docs.Check(c.Code)
		if err != nil {
			return nil, fmt.Errorf("the page of %s: %w", c.Code, err)
		}
		files, fix, err := docs.Facts(page)
		if err != nil {
			return nil, fmt.Errorf("the page of %s: %w", c.Code, err)
		}
		all = append(all, catalogueEntry{
			Code: c.Code, Group: c.Group(), Severity: c.Severity.String(), Summary: c.Summary, Files: files,
			Fixable: fix != docs.NoFix, SafeFix: fix == docs.SafeFix, Page: page, URL: c.URL(),
		})
	}
	return all, nil
}

func writeJSONValue(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// listChecks prints columns for people. Programs read --format=json.
func listChecks(w io.Writer, all []catalogueEntry) error {
	width := 0
	for _, c := range all {
		width = max(width, len(c.Code))
	}
	for _, c := range all {
		if _, err := fmt.Fprintf(w, "%-*s  %-11s  %s\n", width, c.Code, c.Severity, c.Summary); err != nil {
			return err
		}
	}
	return nil
}

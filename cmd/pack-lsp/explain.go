package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/docs"
)

const explainHelp = `Usage: pack-lsp explain [flags] [CODE]

Shows the page of the check with that code. Without CODE it lists all checks.

Flags:
  --format FORMAT    text (default) or json: one object for CODE, otherwise an array of all checks

Examples:
  pack-lsp explain pack/unknown-layer
  pack-lsp explain --format=json
`

func runExplain(args []string, s streams) int {
	flags := flag.NewFlagSet("explain", flag.ContinueOnError)
	format := flags.String("format", "text", "")
	codes, exit, ok := parseFlags(flags, args, s, func() { fmt.Fprint(s.out, explainHelp) })
	if !ok {
		return exit
	}
	if *format != "text" && *format != "json" {
		return usageError(s, "explain: unknown format %q; one of text, json", *format)
	}
	if len(codes) > 1 {
		return usageError(s, "explain takes one code; pack-lsp explain lists them")
	}
	checks := check.All
	if len(codes) == 1 {
		c := check.ByCode(codes[0])
		if c == nil {
			return usageError(s, "no check has the code %q; pack-lsp explain lists them", codes[0])
		}
		checks = []*check.Check{c}
	}
	all, err := catalogue(checks)
	if err != nil {
		return usageError(s, "explain: %v", err)
	}
	switch {
	case *format == "json" && len(codes) == 1:
		err = writeJSONValue(s.out, all[0])
	case *format == "json":
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

package main

import (
	"fmt"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/docs"
)

func runExplain(args []string, s streams) int {
	switch {
	case len(args) == 1 && (args[0] == "-h" || args[0] == "--help"):
		fmt.Fprint(s.out, "Usage: pack-lsp explain [CODE]\n\nShows the page of the check with that code; without CODE lists all checks.\n")
		return exitOK
	case len(args) > 1 || len(args) == 1 && strings.HasPrefix(args[0], "-"):
		return usageError(s, "explain takes one code; pack-lsp explain lists them")
	case len(args) == 0:
		listChecks(s)
		return exitOK
	}
	page, err := docs.Check(args[0])
	if err != nil {
		return usageError(s, "no check has the code %q; pack-lsp explain lists them", args[0])
	}
	fmt.Fprint(s.out, page)
	return exitOK
}

func listChecks(s streams) {
	width := 0
	for _, c := range check.All {
		width = max(width, len(c.Code))
	}
	for _, c := range check.All {
		fmt.Fprintf(s.out, "%-*s  %-11s  %s\n", width, c.Code, c.Severity, c.Summary)
	}
}

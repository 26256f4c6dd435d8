// Command newcheck begins a check: it writes the row in the table of the check's group, the function, the archive and
// the documentation page. They build, and the test of the check fails until they are filled in.
//
//	go run ./internal/newcheck pack/eol-past
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./internal/newcheck GROUP/NAME")
		os.Exit(2)
	}
	written, err := begin(".", os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "newcheck:", err)
		os.Exit(1)
	}
	for _, name := range written {
		fmt.Println("wrote", name)
	}
	fmt.Printf(`
Next:
1. Fill in the summary and the severity in the row, the function, and the text and packs of the archive.
2. go test ./analysis/check -run TestCatalogue/%s -update
   writes the findings, the fixed files and the page. Read all of them.
3. go test ./analysis/check
   holds that the check is silent about macros and broken strings, and does not repeat other checks.
4. make build && node editors/vscode/scripts/checks.mjs bin/pack-lsp
5. go run ./cmd/pack-lsp check PATH over as many real packs as you have. Read every report.
`, os.Args[1])
}

// Generate writes a workspace of many packs: go run ./internal/packgen/generate DIR [COUNT].
package main

import (
	"fmt"
	"os"
	"strconv"

	"github.com/pack-lsp/pack-lsp/internal/packgen"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("usage: generate DIR [COUNT]")
	}
	count := 10_000
	if len(args) > 1 {
		n, err := strconv.Atoi(args[1])
		if err != nil {
			return fmt.Errorf("count: %w", err)
		}
		count = n
	}
	return packgen.Write(args[0], count)
}

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// showNewPack makes a pack of a chart, prints what is to be read of it, and checks it.
func showNewPack(binary string, s style, chart string) (err error) {
	binary, err = filepath.Abs(binary)
	if err != nil {
		return err
	}
	chart, err = filepath.Abs(chart)
	if err != nil {
		return err
	}
	parent, err := os.MkdirTemp("", "pack-lsp-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(parent)) }()
	fmt.Printf("\n%s\n", s.bold("pack-lsp new --chart "+filepath.Base(chart)))
	made, err := runIn(parent, binary, "new", "--yes", "--chart", chart)
	if err != nil {
		return err
	}
	folder, _, _ := strings.Cut(made, "/")
	for _, name := range []string{"pack.json", "values.yaml", "schema.yaml"} {
		content, err := os.ReadFile(filepath.Join(parent, folder, name))
		if err != nil {
			return err
		}
		fmt.Printf("\n%s\n%s", s.bold(folder+"/"+name), content)
	}
	fmt.Printf("\n%s\n", s.bold("pack-lsp check "+folder))
	_, err = runIn(parent, binary, "check", "--fail-on=hint", folder)
	return err
}

// runIn runs a program in a folder, prints what it prints, and returns what that is on stdout.
func runIn(dir, program string, args ...string) (string, error) {
	cmd := exec.Command(program, args...)
	cmd.Dir, cmd.Stderr = dir, os.Stdout
	out, err := cmd.Output()
	fmt.Print(string(out))
	if err != nil {
		return "", fmt.Errorf("pack-lsp %s: %w", args[0], err)
	}
	return string(out), nil
}

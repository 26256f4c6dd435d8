package main

import (
	"strings"
	"testing"
)

func TestSteps(t *testing.T) {
	program, err := build(t.TempDir()) // takes long the first time
	if err != nil {
		t.Fatal(err)
	}
	// What takes the square of a list's length is found, with its function.
	out, err := command(program, "-known=false", "-run=^variables of a template$", "50").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "check\n    text/template/parse.*Tree.useVar parse.go:") {
		t.Errorf("%v\n%s", err, out)
	}
	// No list takes more than n log n steps, except for what known explains.
	if out, err := command(program, "100").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

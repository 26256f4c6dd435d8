package main

import (
	"strings"
	"testing"
)

// built is this program, built to count. That takes long the first time.
func built(t *testing.T) string {
	t.Helper()
	program, err := build(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// TestSteps holds that no list takes more than n log n steps, except for what known explains.
func TestSteps(t *testing.T) {
	if out, err := command(built(t), "100").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestFinds holds that what takes the square of a list's length is found, with its function.
func TestFinds(t *testing.T) {
	out, err := command(built(t), "-known=false", "-run=^variables of a template$", "50").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "check\n    text/template/parse.*Tree.useVar parse.go:") {
		t.Errorf("%v\n%s", err, out)
	}
}

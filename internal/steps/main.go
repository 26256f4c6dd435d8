// Command steps finds out what takes more than proportional time: it counts how often each block of code runs, and how
// many bytes are allocated, for packs with lists of N, 2N and 4N entries (packgen.Larges).
//
//	go run ./internal/steps [-known=false] [-run REGEXP] N
//
// A list is linear, or n log n, if between 2N and 4N twice as many steps are added as between N and 2N. It prints which
// blocks take more than 2.7 times as many, and ends with 1 if there are any that known does not explain.
//
// Counts are nearly the same each time, so N can be small. Only two things are not counted: copying of memory, and
// comparison of long strings.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	_ "unsafe" // for go:linkname

	"github.com/pack-lsp/pack-lsp/internal/packgen"
)

// scanned is how many bytes were compared with a byte that is searched for; see search.
//
//go:linkname scanned internal/bytealg.scanned
var scanned uint64

// explain says whether known is left out.
var explain bool

func main() {
	only := flag.String("run", "", "only lists whose name matches `REGEXP`")
	flag.BoolVar(&explain, "known", true, "leave out what is known to grow fast, with a reason")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "Usage: go run ./internal/steps [-known=false] [-run REGEXP] N")
		flag.PrintDefaults()
	}
	flag.Parse()
	n, err := strconv.Atoi(flag.Arg(0))
	if err != nil || n < 1 || flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	pattern, err := regexp.Compile(*only)
	if err == nil {
		if os.Getenv(counting) == "" {
			err = buildAndRun(os.Args[1:])
		} else {
			err = measureAll(pattern, n)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// buildAndRun builds this program to count, and runs it.
func buildAndRun(args []string) error {
	dir, err := os.MkdirTemp("", "steps")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program, err := build(dir)
	if err != nil {
		return err
	}
	cmd := command(program, args...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd.Run()
}

// maxMemory is how many bytes may be in use before garbage is collected, apart from when measure does so.
const maxMemory = 3 << 30

// measureAll prints what grows too fast of all lists whose names match.
func measureAll(pattern *regexp.Regexp, n int) error {
	runtime.GOMAXPROCS(1)  // what goroutines do, and what they find done, is then nearly the same each time
	debug.SetGCPercent(-1) // what garbage collection drops is made again: it is to drop the same each time
	debug.SetMemoryLimit(maxMemory)
	blocks, err := readBlocks()
	if err != nil {
		return err
	}
	found := false
	for _, l := range packgen.Larges() {
		if !pattern.MatchString(l.Name) {
			continue
		}
		lines, err := look(blocks, l, n)
		if err != nil {
			return fmt.Errorf("%s: %w", l.Name, err)
		}
		for _, line := range lines {
			found = true
			fmt.Println(line)
		}
	}
	if found {
		return errors.New("the numbers are steps, or bytes, for each length of the list")
	}
	return nil
}

// look says what grows too fast if l grows from n entries.
func look(b *blocks, l packgen.Large, n int) ([]string, error) {
	if err := askAll(l, 10, func(_ string, work func()) { work() }); err != nil { // makes what is made once
		return nil, err
	}
	small, err := measure(b, l, n, nil)
	if err != nil || len(small.grown) == 0 {
		return nil, err
	}
	large, err := measure(b, l, confirm*n, small.grown)
	if err != nil {
		return nil, err
	}
	return large.report(l.Name), nil
}

// confirm is how many times longer lists are that have to show as well that something grows too fast: what is bounded
// by a limit, or done another way from some length on, does not.
const confirm = 4

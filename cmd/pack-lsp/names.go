package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
)

// maxNames limits the list of names on stdin, in bytes.
const maxNames = 64 << 20

// names are the paths that the user names.
type names struct {
	paths   []string
	removed bool // files that are no longer there stand for their packs, as git names them
	listed  bool // they come from a list that a program has made: those that are of no pack do not matter
}

// readNames returns the paths in args. "-" stands for a list on stdin, as git and find print it: one name per line, or
// with zero bytes after the names.
func readNames(args []string, stdin io.Reader) (names, error) {
	at := slices.Index(args, "-")
	if at < 0 {
		return names{paths: args, removed: true}, nil
	}
	if len(args) > 1 {
		return names{}, errors.New("- reads the names from stdin; name nothing else")
	}
	src, err := io.ReadAll(io.LimitReader(stdin, maxNames+1))
	if err != nil {
		return names{}, fmt.Errorf("cannot read the names on stdin: %w", err)
	}
	if len(src) > maxNames {
		return names{}, fmt.Errorf("more than %d MB of names on stdin", maxNames>>20)
	}
	n := names{removed: true, listed: true}
	if bytes.IndexByte(src, 0) >= 0 {
		src = bytes.TrimRight(src, "\r\n") // which an editor or echo adds at the end
		for name := range strings.SplitSeq(string(src), "\x00") {
			if name != "" {
				n.paths = append(n.paths, name)
			}
		}
		return n, nil
	}
	for line := range strings.Lines(string(src)) {
		if line = strings.TrimRight(line, "\r\n"); line != "" {
			n.paths = append(n.paths, unquoted(line))
		}
	}
	return n, nil
}

// unquoted is the name in a line of a list. Git puts names with special characters in quotes and escapes them as in C,
// which for these is the same as in Go.
func unquoted(line string) string {
	if _, err := os.Lstat(line); err != nil && strings.HasPrefix(line, `"`) {
		if name, err := strconv.Unquote(line); err == nil {
			return name
		}
	}
	return line
}

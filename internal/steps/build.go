package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
)

// uncounted are packages below which nothing depends on the length of an input, or which cannot be counted.
var uncounted = regexp.MustCompile(`^(context|crypto|hash|image|internal|io/fs|log|math|net|os|reflect|runtime|` +
	`sync|syscall|testing|time|unique|unsafe|vendor|weak|golang.org/x/(crypto|sys)|github.com/yuin/goldmark)(/|$)`)

// build builds this program in dir, an empty folder, so that it counts each block that runs, also those of libraries.
func build(dir string) (program string, err error) {
	listed, err := exec.Command("go", "list", "-deps", self).Output()
	if err != nil {
		return "", fmt.Errorf("go list: %w", err)
	}
	counted := []string{"internal/stringslite"} // strings.Index
	for pkg := range strings.FieldsSeq(string(listed)) {
		if !uncounted.MatchString(pkg) {
			counted = append(counted, pkg)
		}
	}
	overlay, err := writeOverlay(dir)
	if err != nil {
		return "", err
	}
	program = filepath.Join(dir, "steps.exe") // as Windows wants it
	out, err := exec.Command("go", "build", "-cover", "-covermode=atomic", "-coverpkg="+strings.Join(counted, ","),
		"-overlay="+overlay, "-o", program, self).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return program, nil
}

// counting is a variable of the environment that says that the program was built to count.
const counting = "PACK_LSP_COUNTING"

// command runs a program that was built to count.
func command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), counting+"=1", "GOCOVERDIR="+filepath.Dir(program))
	return cmd
}

const self = "github.com/pack-lsp/pack-lsp/internal/steps"

// search is in the place of the assembly that searches for a byte, which coverage cannot count.
const search = `package bytealg

import _ "unsafe"

//go:linkname scanned
var scanned uint64

const MaxBruteForce = 0

func Cutover(int) int             { panic("MaxLen is 0") }
func Index(a, b []byte) int       { panic("MaxLen is 0") }
func IndexString(a, b string) int { panic("MaxLen is 0") }

func IndexByte(b []byte, c byte) int         { return indexByte(b, c) }
func IndexByteString(s string, c byte) int   { return indexByte(s, c) }
func Count(b []byte, c byte) int             { return count(b, c) }
func CountString(s string, c byte) int       { return count(s, c) }

func indexByte[T string | []byte](s T, c byte) int {
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			scanned += uint64(i)
			return i
		}
	}
	scanned += uint64(len(s))
	return -1
}

func count[T string | []byte](s T, c byte) (n int) {
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			n++
		}
	}
	scanned += uint64(len(s))
	return n
}
`

// writeOverlay writes what go build -overlay needs to dir: search in the place of the assembly of internal/bytealg.
func writeOverlay(dir string) (string, error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("go env: %w", err)
	}
	source := filepath.Join(dir, "search.go")
	if err := os.WriteFile(source, []byte(search), 0o666); err != nil {
		return "", err
	}
	replace := map[string]string{}
	in := filepath.Join(strings.TrimSpace(string(root)), "src", "internal", "bytealg")
	for _, name := range []string{"count", "index", "indexbyte"} {
		for _, suffix := range []string{"_native.go", "_" + runtime.GOARCH + ".go", "_" + runtime.GOARCH + ".s"} {
			if file := filepath.Join(in, name+suffix); exists(file) {
				replace[file] = "" // as if it were not there
			}
		}
	}
	replace[filepath.Join(in, "index_native.go")] = source
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	to := filepath.Join(dir, "overlay.json")
	return to, os.WriteFile(to, overlay, 0o666)
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

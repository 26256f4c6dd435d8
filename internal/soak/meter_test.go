package soak

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// usage is what a process uses at rest.
type usage struct {
	live, resident       int // bytes: of objects after garbage collection, and of the process
	threads, descriptors int
}

func (u usage) String() string {
	return fmt.Sprintf("%d MB alive, %d MB resident, %d threads, %d descriptors",
		u.live>>20, u.resident>>20, u.threads, u.descriptors)
}

// atRest waits until the server, which nobody asks anything, has collected garbage and returned it to the system.
func (c *client) atRest() (u usage) {
	c.t.Helper()
	before, _, changed := c.stderr.state()
	c.ask("textDocument/hover", object{ // it rests again some time after this
		"textDocument": object{"uri": "untitled:pack.json"}, "position": object{"line": 0, "character": 0},
	})
	deadline := time.After(patience)
	for {
		select {
		case <-changed:
		case <-c.ended:
			c.t.Fatalf("the server ended\n%s", c.stderr)
		case <-deadline:
			c.t.Fatal("the server does not come to rest")
		}
		var forced int
		if forced, u.live, changed = c.stderr.state(); forced > before {
			break
		}
	}
	u.readProcess(c.t, c.cmd.Process.Pid)
	return u
}

var statusField = regexp.MustCompile(`(?m)^(VmRSS|Threads):\s*(\d+)`)

// readProcess reads what Linux says about a process. Other systems leave zeros.
func (u *usage) readProcess(t testing.TB, pid int) {
	if runtime.GOOS != "linux" {
		return
	}
	dir := filepath.Join("/proc", strconv.Itoa(pid))
	status, err := os.ReadFile(filepath.Join(dir, "status"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range statusField.FindAllStringSubmatch(string(status), -1) {
		n, _ := strconv.Atoi(m[2]) // digits
		if m[1] == "VmRSS" {
			u.resident = n << 10
		} else {
			u.threads = n
		}
	}
	open, err := os.ReadDir(filepath.Join(dir, "fd"))
	if err != nil {
		t.Fatal(err)
	}
	u.descriptors = len(open)
}

// Bounds of what a server uses at rest after a session, compared with a fresh server in the same state. It may keep
// what it has read, up to its budget, and threads that were needed at once.
const (
	moreLive     = 48 << 20
	moreResident = 160 << 20
	moreThreads  = 12
	moreRoutines = 4
)

// within reports what u has that a fresh server does not need. race: the resident memory is that of the race detector.
func (u usage) within(t testing.TB, fresh usage, race bool) {
	t.Helper()
	if u.live > fresh.live*3/2+moreLive || !race && u.resident > fresh.resident*3/2+moreResident ||
		u.threads > fresh.threads+moreThreads || u.descriptors > fresh.descriptors {
		t.Errorf("after the session: %v\na new server: %v", u, fresh)
	}
}

var routine = regexp.MustCompile(`(?m)^goroutine \d+ `)

// routines ends the server by a signal that makes the runtime print all goroutines, and returns their number and text.
func (c *client) routines() (n int, text string) {
	c.t.Helper()
	if err := c.cmd.Process.Signal(syscall.SIGQUIT); err != nil {
		c.t.Fatal(err)
	}
	c.wait()
	_, text, _ = strings.Cut(c.stderr.String(), "SIGQUIT: quit")
	return len(routine.FindAllString(text, -1)), text
}

package soak

import (
	"bytes"
	"regexp"
	"strconv"
	"sync"
)

// maxStderr is how many bytes of what a server logs are kept: the first ones from a failure on, else the last ones.
const maxStderr = 256 << 10

// failures are what a server must not log.
var failures = []string{"DATA RACE", "level=ERROR", "panic:", "fatal error:"}

// stderrLog keeps what a server logs, and reads the traces of garbage collection in it.
type stderrLog struct {
	mu      sync.Mutex
	line    []byte
	text    []byte
	failure string // the first in text
	live    int    // bytes in use after the last garbage collection that was asked for
	forced  int    // number of those collections
	changed chan struct{}
}

func newStderrLog() *stderrLog { return &stderrLog{changed: make(chan struct{})} }

// gcLine is a line of GODEBUG=gctrace=1; see package runtime. The sizes are those at the start, at the end, and of what
// is alive.
var gcLine = regexp.MustCompile(`^gc \d+ @.* \d+->\d+->(\d+) MB, `)

func (l *stderrLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.line = append(l.line, p...)
	for {
		at := bytes.IndexByte(l.line, '\n')
		if at < 0 {
			break
		}
		l.add(l.line[:at+1])
		l.line = l.line[at+1:]
	}
	return len(p), nil
}

func (l *stderrLog) add(line []byte) {
	if m := gcLine.FindSubmatch(line); m != nil {
		if bytes.Contains(line, []byte("(forced)")) {
			n, _ := strconv.Atoi(string(m[1])) // digits
			l.live = n << 20
			l.forced++
			close(l.changed)
			l.changed = make(chan struct{})
		}
		return
	}
	if bytes.HasPrefix(line, []byte("scvg: ")) {
		return
	}
	for _, f := range failures {
		if l.failure == "" && bytes.Contains(line, []byte(f)) {
			l.failure, l.text = f, nil
		}
	}
	if l.failure != "" && len(l.text) > maxStderr {
		return
	}
	if l.text = append(l.text, line...); len(l.text) > 2*maxStderr {
		l.text = append(l.text[:0], l.text[len(l.text)-maxStderr:]...)
	}
}

// failed is the first sign of a failure; "" if there is none.
func (l *stderrLog) failed() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.failure
}

func (l *stderrLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.text) + string(l.line)
}

// state is the number of garbage collections that the server asked for, the bytes in use after the last one, and a
// channel that is closed at the next one.
func (l *stderrLog) state() (forced, live int, changed <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.forced, l.live, l.changed
}

package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"
)

// progress draws a bar on a terminal when a run takes long. A nil *progress draws nothing.
type progress struct {
	mu          sync.Mutex
	w           io.Writer
	done, total int
	begun, last time.Time
	drawn       bool
}

// newProgress returns nil if w is not a terminal.
func newProgress(w io.Writer, total int) *progress {
	if !isTerminal(w) {
		return nil
	}
	return &progress{w: w, total: total, begun: time.Now()}
}

// isTerminal reports whether stream, a reader or writer, is a terminal that can do more than print lines.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return false
	}
	return term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb"
}

const (
	barAfter = 500 * time.Millisecond // a bar that flashes up is worse than none
	barEvery = 50 * time.Millisecond
	barWidth = 30
)

func (p *progress) step() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	now := time.Now()
	if now.Sub(p.begun) < barAfter || now.Sub(p.last) < barEvery {
		return
	}
	p.last, p.drawn = now, true
	full := barWidth * p.done / p.total
	bar := strings.Repeat("#", full) + strings.Repeat(" ", barWidth-full)
	fmt.Fprintf(p.w, "\r[%s] %d of %d packs", bar, p.done, p.total)
}

func (p *progress) end() {
	if p != nil && p.drawn {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}

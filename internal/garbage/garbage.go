// Package garbage keeps the collection of garbage out of the way of what somebody waits for.
//
// While garbage is collected, a goroutine that allocates has to help (runtime, "GC pacing"), the more the faster the
// heap grows. So work on a huge pack has that on a small one help for tens of milliseconds, and for more than a hundred
// at times.
package garbage

import (
	"runtime/debug"
	"sync"
	"time"
)

// unlimited is a GOGC at which no heap is ever too large. The limit of memory still holds.
const unlimited = 100_000

var held struct {
	sync.Mutex
	by      int // calls of Hold that are in force
	percent int // GOGC before the first of them
}

// Hold has all that allocates go on at once, until release is called or the time most has passed. It is meant for
// milliseconds: what is garbage then is collected after it. No GOGC may be set meanwhile.
func Hold(most time.Duration) (release func()) {
	held.Lock()
	defer held.Unlock()
	if held.by++; held.by == 1 {
		held.percent = debug.SetGCPercent(unlimited)
	}
	end := sync.OnceFunc(letGo)
	timer := time.AfterFunc(most, end)
	return func() {
		timer.Stop()
		end()
	}
}

func letGo() {
	held.Lock()
	defer held.Unlock()
	if held.by--; held.by == 0 {
		debug.SetGCPercent(held.percent)
	}
}

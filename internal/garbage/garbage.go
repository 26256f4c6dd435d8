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

// turn is after how long GOGC is lowered, and lifted again after as long, while calls of Hold follow each other without
// a gap.
const turn = 250 * time.Millisecond

var held struct {
	sync.Mutex
	by      int // calls of Hold that are in force
	percent int // GOGC before the first of them
	lifted  bool
	timer   *time.Timer // of the turn
}

// Hold has all that allocates go on at once, until release is called or the time most has passed. It is meant for
// milliseconds: what is garbage then is collected after it. No GOGC may be set meanwhile.
func Hold(most time.Duration) (release func()) {
	held.Lock()
	defer held.Unlock()
	if held.by++; held.by == 1 {
		lift(true)
		takeTurns()
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
		held.timer.Stop()
		lift(false)
	}
}

// takeTurns keeps calls that follow each other from filling the memory. held is locked.
func takeTurns() {
	var timer *time.Timer
	timer = time.AfterFunc(turn, func() {
		held.Lock() // timer is set before it is unlocked
		defer held.Unlock()
		if held.by > 0 && held.timer == timer {
			lift(!held.lifted)
			takeTurns()
		}
	})
	held.timer = timer
}

// lift sets GOGC, or sets it back. held is locked.
func lift(up bool) {
	switch {
	case up && !held.lifted:
		held.percent = debug.SetGCPercent(unlimited)
	case !up && held.lifted:
		debug.SetGCPercent(held.percent)
	}
	held.lifted = up
}

// Package account is how much memory the work of a process may take at a time. What work is going to take is an
// estimate, so this bounds how much of it runs side by side, not what the process has.
//
// Nothing deadlocks: work takes all that it needs before it begins, and never waits for the account while it holds
// something of it. So whoever holds something comes to its end.
package account

import (
	"cmp"
	"context"
	"slices"
	"sync"
)

// Light is up to how many bytes work is so light that it never waits. Published packs stay below it.
const Light = 32 << 20

// Work is what takes from an account.
type Work struct {
	Bytes int64 // that it is going to need
	// About is what the work is about; nil if nothing else is about it. Works about the same share what they need, so it
	// is taken once.
	About any
	// Yield is nil for what somebody waits for, which comes before all other work. Other work is asked by Yield to end
	// soon if that waits. It may be called more than once, and must not wait nor use the account.
	Yield func()
	Rank  int // of several, those of a higher rank are asked to end first
}

// Account is the memory that work may take at a time. It may be used by many goroutines.
type Account struct {
	mu    sync.Mutex
	size  int64 // bytes
	left  int64 // bytes
	light int64 // bytes up to which work never waits
	begun int   // works so far
	held  map[any]*hold
	// waiting are the works that wait, the last one last: those that somebody waits for, and others.
	waiting [2][]*waiter
}

// hold is what works about the same have taken together.
type hold struct {
	bytes int64
	works map[int]Work // by their number
}

type waiter struct {
	Work
	give  func()        // set before ready is closed
	ready chan struct{} // closed when the bytes are its own
}

// New returns an account of size bytes, from which work of at most light bytes, usually Light, takes nothing.
func New(size, light int64) *Account {
	return &Account{size: size, left: size, light: light, held: map[any]*hold{}}
}

// Heavy reports whether work that needs so many bytes may have to wait.
func (a *Account) Heavy(bytes int64) bool { return bytes > a.light }

// Try is Take if that need not wait. ok is false, and nothing is taken, if it would.
func (a *Account) Try(w Work) (give func(), ok bool) {
	if !a.Heavy(w.Bytes) {
		return func() {}, true
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if w.Yield != nil && len(a.waiting[0])+len(a.waiting[1]) > 0 {
		return nil, false
	}
	return a.try(w)
}

// Take takes what w needs, all that the account has if that is more. It waits until there is enough. Of those that
// wait, the last comes first, as an author wants most what was asked for last. give puts back what was taken, and must
// be called once. If ctx ends first, the error is the context's, and nothing is taken.
func (a *Account) Take(ctx context.Context, w Work) (give func(), err error) {
	if give, ok := a.Try(w); ok {
		return give, nil
	}
	waits := &waiter{Work: w, ready: make(chan struct{})}
	queue := &a.waiting[0]
	if w.Yield != nil {
		queue = &a.waiting[1]
	}
	a.mu.Lock()
	*queue = append(*queue, waits)
	a.serve() // some may have been given back meanwhile
	a.mu.Unlock()
	select {
	case <-waits.ready:
		return waits.give, nil
	case <-ctx.Done():
	}
	a.mu.Lock()
	i := slices.Index(*queue, waits)
	if i >= 0 {
		*queue = slices.Delete(*queue, i, i+1)
		a.serve() // those before it may need less
	}
	a.mu.Unlock()
	if i < 0 {
		waits.give()
	}
	return nil, ctx.Err()
}

// try takes what w needs if there is enough; false if there is not. a.mu is held.
func (a *Account) try(w Work) (give func(), ok bool) {
	about := w.About
	if about == nil {
		about = new(byte)
	}
	h := a.held[about]
	more := a.missing(w)
	if more > a.left {
		return nil, false
	}
	if h == nil {
		h = &hold{works: map[int]Work{}}
		a.held[about] = h
	}
	a.left -= more
	h.bytes += more
	a.begun++
	number := a.begun
	h.works[number] = w
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.end(about, number)
	}, true
}

// missing is how much more than what is held already w needs.
func (a *Account) missing(w Work) int64 {
	bytes := min(w.Bytes, a.size)
	if h := a.held[w.About]; h != nil {
		bytes -= h.bytes
	}
	return max(0, bytes)
}

// end puts back what a work has taken, as soon as no other work shares it.
func (a *Account) end(about any, number int) {
	h := a.held[about]
	if delete(h.works, number); len(h.works) == 0 {
		delete(a.held, about)
		a.left += h.bytes
	}
	a.serve()
}

// serve gives those that wait what is left. None overtakes the last, or one that needs much would wait forever; but
// those that need no more than what is held already go along.
func (a *Account) serve() {
	for i := range a.waiting {
		queue := &a.waiting[i]
		for len(*queue) > 0 && a.grant((*queue)[len(*queue)-1]) {
			*queue = (*queue)[:len(*queue)-1]
		}
		if n := len(*queue); n > 0 {
			*queue = slices.DeleteFunc(*queue, func(w *waiter) bool {
				return a.held[w.About] != nil && a.missing(w.Work) == 0 && a.grant(w)
			})
			if len(*queue) > 0 && i == 0 {
				a.makeWay((*queue)[len(*queue)-1].Work)
			}
			return
		}
	}
}

// grant is false if there is not enough for w.
func (a *Account) grant(w *waiter) bool {
	give, ok := a.try(w.Work)
	if ok {
		w.give = give
		close(w.ready)
	}
	return ok
}

// makeWay asks as many of the works that may be asked to end as w needs: of the highest rank first, of these the
// newest. Those that are left have begun before them, so that each comes to its end sometime.
func (a *Account) makeWay(w Work) {
	type candidate struct {
		*hold
		rank, newest int
	}
	var all []candidate
	for about, h := range a.held {
		c := candidate{hold: h}
		for number, work := range h.works {
			if work.Yield == nil || about == w.About {
				c.hold = nil
				break
			}
			c.rank, c.newest = max(c.rank, work.Rank), max(c.newest, number)
		}
		if c.hold != nil {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(x, y candidate) int {
		return cmp.Or(cmp.Compare(y.rank, x.rank), cmp.Compare(y.newest, x.newest))
	})
	need := a.missing(w) - a.left
	for _, c := range all {
		if need <= 0 {
			return
		}
		need -= c.bytes
		for _, work := range c.works {
			work.Yield()
		}
	}
}

// Package account is how much memory the work of a process may take at a time. What work is going to take is an
// estimate, so this bounds how much of it runs side by side, not what the process has.
package account

import (
	"context"
	"slices"
	"sync"
)

// Light is up to how many bytes work is so light that it never waits. Published packs stay below it.
const Light = 32 << 20

// Account is the memory that work may take at a time. It may be used by many goroutines.
type Account struct {
	mu      sync.Mutex
	size    int64 // bytes
	left    int64 // bytes
	waiting []*waiter
}

type waiter struct {
	bytes int64
	ready chan struct{} // closed when the bytes are its own
}

// New returns an account of size bytes.
func New(size int64) *Account { return &Account{size: size, left: size} }

// Try is Take if that need not wait. ok is false, and nothing is taken, if it would.
func (a *Account) Try(bytes int64) (give func(), ok bool) {
	if bytes <= Light {
		return func() {}, true
	}
	bytes = min(bytes, a.size)
	a.mu.Lock()
	defer a.mu.Unlock()
	if bytes > a.left {
		return nil, false
	}
	a.left -= bytes
	return func() { a.add(bytes) }, true
}

// Take takes bytes for work, all that the account has if they are more. It waits until there are enough; of those that
// wait, the last comes first, as an author wants most what was asked for last. give puts them back, and must be called
// once. If ctx ends first, the error is the context's, and nothing is taken.
func (a *Account) Take(ctx context.Context, bytes int64) (give func(), err error) {
	if give, ok := a.Try(bytes); ok {
		return give, nil
	}
	bytes = min(bytes, a.size)
	give = func() { a.add(bytes) }
	w := &waiter{bytes, make(chan struct{})}
	a.mu.Lock()
	a.waiting = append(a.waiting, w)
	a.serve() // some may have been given back meanwhile
	a.mu.Unlock()
	select {
	case <-w.ready:
		return give, nil
	case <-ctx.Done():
	}
	a.mu.Lock()
	i := slices.Index(a.waiting, w)
	if i >= 0 {
		a.waiting = slices.Delete(a.waiting, i, i+1)
		a.serve() // those before it may need less
	}
	a.mu.Unlock()
	if i < 0 {
		give()
	}
	return nil, ctx.Err()
}

func (a *Account) add(bytes int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.left += bytes
	a.serve()
}

// serve gives those that wait what is left. None overtakes the last, or one that needs much would wait forever.
func (a *Account) serve() {
	for n := len(a.waiting); n > 0 && a.waiting[n-1].bytes <= a.left; n = len(a.waiting) {
		w := a.waiting[n-1]
		a.waiting = a.waiting[:n-1]
		a.left -= w.bytes
		close(w.ready)
	}
}

//go:build js && wasm

package main

import (
	"io"
	"sync"
)

// queue is what was received and not read yet.
type queue struct {
	mu      sync.Mutex
	more    sync.Cond
	waiting []string
	closed  bool
}

func newQueue() *queue {
	q := &queue{}
	q.more.L = &q.mu
	return q
}

func (q *queue) push(s string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, s)
	q.more.Signal()
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.more.Broadcast()
}

// read waits until there is something, or the queue is closed.
func (q *queue) read(p []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) == 0 {
		if q.closed {
			return 0, io.EOF
		}
		q.more.Wait()
	}
	n := copy(p, q.waiting[0])
	if q.waiting[0] = q.waiting[0][n:]; q.waiting[0] == "" {
		q.waiting = q.waiting[1:]
	}
	return n, nil
}

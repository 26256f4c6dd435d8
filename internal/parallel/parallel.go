// Package parallel does pieces of work on all processors.
package parallel

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Each calls work once for each number from 0 below n, from as many goroutines as there are processors, and returns
// after all calls have. Numbers are begun in their order. If ctx ends first, it begins no more and returns ctx.Err().
func Each(ctx context.Context, n int, work func(i int)) error {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		workers.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				work(i)
			}
		})
	}
	workers.Wait()
	return ctx.Err()
}

// Two calls work once for each number from 0 below n, from the caller's goroutine and one more, and returns after all
// calls have. Numbers are begun in their order; after an error, which it returns, no more are. A panic in either
// goroutine is one of the caller's.
func Two(n int, work func(i int) error) error {
	var next atomic.Int64
	loop := func() error {
		defer next.Store(int64(n)) // also if work fails or panics
		for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
			if err := work(int(i)); err != nil {
				return err
			}
		}
		return nil
	}
	var failed error
	var panicked any
	var other sync.WaitGroup
	other.Go(func() {
		defer func() {
			if r := recover(); r != nil {
				panicked = fmt.Sprintf("%v\n%s", r, debug.Stack())
			}
		}()
		failed = loop()
	})
	err := func() error {
		defer other.Wait()
		return loop()
	}()
	if panicked != nil {
		panic(panicked)
	}
	if err == nil {
		err = failed
	}
	return err
}

package parallel_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/pack-lsp/pack-lsp/internal/parallel"
)

func TestEach(t *testing.T) {
	for _, n := range []int{0, 1, 7, 1000} {
		calls := make([]atomic.Int32, n)
		if err := parallel.Each(t.Context(), n, func(i int) { calls[i].Add(1) }); err != nil {
			t.Fatal(err)
		}
		for i := range calls {
			if calls[i].Load() != 1 {
				t.Errorf("of %d: %d calls for %d", n, calls[i].Load(), i)
			}
		}
	}
}

func TestEachCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	const n = 100_000
	var calls atomic.Int32
	err := parallel.Each(ctx, n, func(int) {
		calls.Add(1)
		cancel()
	})
	if !errors.Is(err, context.Canceled) || calls.Load() == n {
		t.Errorf("%d calls, error %v", calls.Load(), err)
	}
}

func TestTwo(t *testing.T) {
	for _, n := range []int{0, 1, 2, 1000} {
		calls := make([]atomic.Int32, n)
		if err := parallel.Two(n, func(i int) error { calls[i].Add(1); return nil }); err != nil {
			t.Fatal(err)
		}
		for i := range calls {
			if calls[i].Load() != 1 {
				t.Errorf("of %d: %d calls for %d", n, calls[i].Load(), i)
			}
		}
	}
}

func TestTwoThatFails(t *testing.T) {
	failed := errors.New("failed")
	const n = 100_000
	var calls atomic.Int32
	err := parallel.Two(n, func(int) error {
		calls.Add(1)
		return failed
	})
	if !errors.Is(err, failed) || calls.Load() > 2 {
		t.Errorf("%d calls, error %v", calls.Load(), err)
	}
}

// TestTwoThatPanics has each of the two goroutines panic while the other works.
func TestTwoThatPanics(t *testing.T) {
	for one := range 2 {
		both := make(chan struct{})
		panicked := func() (r any) {
			defer func() { r = recover() }()
			return parallel.Two(2, func(i int) error {
				if i == one {
					<-both
					panic("bad")
				}
				close(both)
				return nil
			})
		}()
		if s, _ := panicked.(string); !strings.HasPrefix(s, "bad") {
			t.Errorf("%d: %v", one, panicked)
		}
	}
}

package parallel_test

import (
	"context"
	"errors"
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

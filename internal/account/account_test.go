package account_test

import (
	"context"
	"errors"
	"testing"

	"github.com/pack-lsp/pack-lsp/internal/account"
)

const mib = 1 << 20

// Work that needs more than is left waits, the last first, and light work never does.
func TestTake(t *testing.T) {
	a := account.New(100 * mib)
	first, err := a.Take(t.Context(), 500*mib) // more than there is
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Take(t.Context(), account.Light); err != nil {
		t.Fatal(err)
	}
	order := make(chan int)
	queue := func(i int) {
		begun := make(chan struct{})
		go func() {
			close(begun)
			give, err := a.Take(t.Context(), 60*mib)
			if err != nil {
				t.Error(err)
			}
			order <- i
			give()
		}()
		<-begun
	}
	const workers = 4
	for i := range workers {
		queue(i)
	}
	select {
	case i := <-order:
		t.Fatalf("%d did not wait", i)
	default:
	}
	first()
	seen := map[int]bool{}
	for range workers {
		seen[<-order] = true
	}
	if len(seen) != workers {
		t.Errorf("%v", seen)
	}
	if _, err := a.Take(t.Context(), 100*mib); err != nil { // all has been given back
		t.Fatal(err)
	}
}

// Of two that wait, the last comes first. One whose context ends waits no longer, and lets others pass.
func TestTakeOrder(t *testing.T) {
	a := account.New(100 * mib)
	give, err := a.Take(t.Context(), 50*mib)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.Take(ctx, 80*mib); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	other, err := a.Take(t.Context(), 50*mib) // nothing was taken for it
	if err != nil {
		t.Fatal(err)
	}
	other()
	give()
}

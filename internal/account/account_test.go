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
	a := account.New(100*mib, account.Light)
	first, err := a.Take(t.Context(), account.Work{Bytes: 500 * mib}) // more than there is
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Take(t.Context(), account.Work{Bytes: account.Light}); err != nil {
		t.Fatal(err)
	}
	order := make(chan int)
	queue := func(i int) {
		begun := make(chan struct{})
		go func() {
			close(begun)
			give, err := a.Take(t.Context(), account.Work{Bytes: 60 * mib})
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
	if _, err := a.Take(t.Context(), account.Work{Bytes: 100 * mib}); err != nil { // all has been given back
		t.Fatal(err)
	}
}

// Of two that wait, the last comes first. One whose context ends waits no longer, and lets others pass.
func TestTakeOrder(t *testing.T) {
	a := account.New(100*mib, account.Light)
	give, err := a.Take(t.Context(), account.Work{Bytes: 50 * mib})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.Take(ctx, account.Work{Bytes: 80 * mib}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	other, err := a.Take(t.Context(), account.Work{Bytes: 50 * mib}) // nothing was taken for it
	if err != nil {
		t.Fatal(err)
	}
	other()
	give()
}

// Works about the same take once what they need, and go along with one that has it even if others wait.
func TestShare(t *testing.T) {
	a := account.New(100*mib, account.Light)
	first, _ := a.Try(account.Work{Bytes: 60 * mib, About: "a"})
	second, ok := a.Try(account.Work{Bytes: 60 * mib, About: "a"})
	if !ok {
		t.Fatal("the second work about the same waits")
	}
	if _, ok := a.Try(account.Work{Bytes: 41 * mib, About: "b"}); ok {
		t.Fatal("more was taken than there is")
	}
	first()
	if _, ok := a.Try(account.Work{Bytes: 60 * mib}); ok {
		t.Fatal("what is shared was given back while it is in use")
	}
	more, ok := a.Try(account.Work{Bytes: 100 * mib, About: "a"})
	if !ok {
		t.Fatal("work about the same that needs more than what it shares waits, though there is enough")
	}
	granted := make(chan func())
	for _, about := range []string{"b", "a"} { // b waits for all, then a joins
		ready := make(chan struct{})
		go func() {
			close(ready)
			give, err := a.Take(t.Context(), account.Work{Bytes: 50 * mib, About: about})
			if err != nil {
				t.Error(err)
			}
			granted <- give
		}()
		<-ready
	}
	(<-granted)() // only a can have been
	second()
	more()
	(<-granted)()
	if _, ok := a.Try(account.Work{Bytes: 100 * mib}); !ok {
		t.Error("not all was given back")
	}
}

// Work that somebody waits for asks other work to end, of the highest rank and the newest first, and no more than it
// needs. No other work begins before it.
func TestYield(t *testing.T) {
	a := account.New(200*mib, account.Light)
	asked := make(chan string, 10)
	gives := map[string]func(){}
	for rank, name := range []string{"low", "old", "new"} {
		give, ok := a.Try(account.Work{
			Bytes: 50 * mib, About: name, Rank: min(rank, 1), Yield: func() { asked <- name },
		})
		if !ok {
			t.Fatal(name)
		}
		gives[name] = give
	}
	joined, _ := a.Try(account.Work{Bytes: 40 * mib, About: "old"}) // somebody waits for it now
	granted := make(chan func())
	go func() {
		give, err := a.Take(t.Context(), account.Work{Bytes: 100 * mib, About: "urgent"})
		if err != nil {
			t.Error(err)
		}
		granted <- give
	}()
	if name := <-asked; name != "new" {
		t.Errorf("asked %s first", name)
	}
	if _, ok := a.Try(account.Work{Bytes: 40 * mib, Yield: func() {}}); ok {
		t.Error("other work has overtaken")
	}
	gives["new"]()
	give := <-granted
	if len(asked) > 0 {
		t.Errorf("%s was asked, too", <-asked)
	}
	give()
	joined()
	gives["old"]()
	gives["low"]()
	if _, ok := a.Try(account.Work{Bytes: 200 * mib}); !ok {
		t.Error("not all was given back")
	}
}

package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// interruptGrace is how long a command may take to end in order after a signal. What hangs does not look at its context.
const interruptGrace = time.Second

// exitInterrupted is the exit code after Ctrl-C, as of shells: 128 and the number of the signal.
const exitInterrupted = 130

// interruptible is a context that ends with the first signal to end the process. A second one ends it at once, and so does time. stop gives
// signals back.
func interruptible() (ctx context.Context, stop func()) {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	over := context.AfterFunc(ctx, func() {
		cancel()
		time.AfterFunc(interruptGrace, func() {
			temporary.remove()
			os.Exit(exitInterrupted)
		})
	})
	return ctx, func() {
		over()
		cancel()
	}
}

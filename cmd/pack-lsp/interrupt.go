package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// interruptGrace is how long a command may take to end after a signal. A command that hangs does not check its context.
const interruptGrace = time.Second

// exitInterrupted is the exit code after Ctrl-C, the same as in shells: 128 plus the number of the signal.
const exitInterrupted = 130

// interruptible returns a context that ends with the first signal to end the process. A second signal ends the process
// at once, and so does interruptGrace. stop restores the handling of signals.
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

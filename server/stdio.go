package server

import (
	"context"
	"os"
	"runtime"
)

// ServeStdio serves on standard input and output; see Serve. The process should end when it returns, since a read of
// standard input may still be waiting.
//
// It has the runtime use two threads more than there are processors. While packs are checked on all of these and garbage
// is collected, another thread would be busy, too. What an edit wakes then waits for up to 10 ms, until the runtime
// interrupts one of them; the system lets a thread that has slept go first.
func ServeStdio(ctx context.Context, opts Options) (int, error) {
	runtime.GOMAXPROCS(processors + 2)
	return Serve(ctx, stdio{}, opts)
}

// stdio is standard input and output. Close does nothing: it would not end a waiting read, and the process is about to
// end.
type stdio struct{}

func (stdio) Read(p []byte) (int, error)  { return os.Stdin.Read(p) }
func (stdio) Write(p []byte) (int, error) { return os.Stdout.Write(p) }
func (stdio) Close() error                { return nil }

package server

import (
	"context"
	"os"
)

// ServeStdio serves on standard input and output; see Serve. The process should end when it returns, since a read of
// standard input may still be waiting.
func ServeStdio(ctx context.Context, opts Options) (int, error) {
	return Serve(ctx, stdio{}, opts)
}

// stdio is standard input and output. Close does nothing: it would not end a waiting read, and the process is about to
// end.
type stdio struct{}

func (stdio) Read(p []byte) (int, error)  { return os.Stdin.Read(p) }
func (stdio) Write(p []byte) (int, error) { return os.Stdout.Write(p) }
func (stdio) Close() error                { return nil }

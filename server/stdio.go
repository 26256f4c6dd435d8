package server

import (
	"context"
	"os"
)

// ServeStdio serves on the process's standard input and output; see Serve. When it returns, the process should end: a read may still
// wait for standard input.
func ServeStdio(ctx context.Context, opts Options) (int, error) {
	return Serve(ctx, stdio{}, opts)
}

// stdio is standard input and output. Closing does nothing: it would not end a waiting read, and the process is about to end.
type stdio struct{}

func (stdio) Read(p []byte) (int, error)  { return os.Stdin.Read(p) }
func (stdio) Write(p []byte) (int, error) { return os.Stdout.Write(p) }
func (stdio) Close() error                { return nil }

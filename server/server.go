// Package server speaks LSP 3.17 about the files of packs. Package analysis knows what to say; this package decides who
// is told what, and when.
//
// Three rules keep it simple. Every message is read, and every notification handled, in the order of the wire; a
// request takes the snapshot of that moment, releases the reader, and continues while later messages are read.
// Background work uses the server's own context, never that of a message. No notification handler waits for disk, for
// the client or for analysis.
//
// Deliberately absent: all that is known of packs, and delays before an analysis.
package server

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Options configure a server.
type Options struct {
	FS      disk.FS          // nil: that of the machine
	Today   func() time.Time // the date that checks compare with; nil: that of the machine
	Log     *slog.Logger     // for whoever runs the server, not its user; nil: no log
	Version string           // sent to clients
	// Encoding is what positions count, whatever the client offers; nil: agree with the client. Some clients count
	// bytes without saying so.
	Encoding *text.Encoding

	gap  func(name string) // for tests: called between a decision and what makes it known; may be nil
	kept int64             // for tests: bytes that may be kept for open packs; 0 for maxKept

	working int64 // for tests: bytes that work may take at a time; 0 for maxWorking, whatever light is
	light   int64 // for tests: bytes up to which work never waits
}

// grace is how long Serve waits for running work before it returns.
const grace = time.Second

// errEnded is the cause of the server's context when the client's side of the connection ends.
var errEnded = errors.New("end of input")

// Serve speaks with one client over rwc until the client sends exit, its input or its process ends, or ctx ends. It
// closes rwc and returns the exit code of the process: 0 after a shutdown request, else 1. An error is one of the
// connection.
func Serve(ctx context.Context, rwc io.ReadWriteCloser, opts Options) (int, error) {
	base, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	in := newMessages(endingReader{rwc, stop}, opts.Log)
	conn := jsonrpc2.NewConn(in, jsonrpc2.WithCodec(codec{in.long}))
	s := newServer(base, stop, protocol.ClientDispatcher(conn), opts)
	in.rewrote, s.texts = s.spellings.writtenAs, in.texts
	s.codec, s.unsent = codec{in.long}, &in.unsent
	s.spawn("diagnostics", s.diagnoser.run)
	conn.Go(base, s.handler())
	select {
	case <-conn.Done():
	case <-base.Done():
	}
	stop(nil)
	s.finish(rwc, conn, context.Cause(base))
	code := 1
	if s.phase.Load() == shutDown {
		code = 0
	}
	return code, conn.Err()
}

// finish waits for running work, at most grace: a stuck reader or writer must not keep the process alive.
func (s *server) finish(rwc io.Closer, conn jsonrpc2.Conn, cause error) {
	done := make(chan struct{})
	go func() {
		if errors.Is(cause, errEnded) {
			<-conn.Done() // the last replies are being written
		}
		s.closeOnce(rwc)
		s.tasks.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(grace):
		s.closeOnce(rwc)
	}
}

func (s *server) closeOnce(c io.Closer) {
	s.closed.Do(func() {
		if err := c.Close(); err != nil {
			s.log.Debug("closing the connection", "error", err)
		}
	})
}

// endingReader ends the server's context when reading fails. The connection does not: it would wait for handlers that
// wait for their context.
type endingReader struct {
	io.ReadWriteCloser
	stop context.CancelCauseFunc
}

func (r endingReader) Read(p []byte) (int, error) {
	n, err := r.ReadWriteCloser.Read(p)
	if err != nil {
		r.stop(errEnded)
	}
	return n, err
}

// server serves one connection. newServer and initialize set the fields, which do not change after that.
type server struct {
	protocol.UnimplementedServer

	base   context.Context
	stop   context.CancelCauseFunc
	client protocol.Client
	log    *slog.Logger
	opts   Options
	tasks  sync.WaitGroup // background work
	begin  sync.Once
	closed sync.Once
	phase  atomic.Int32

	can       capabilities
	initial   *pack.Settings // from initializationOptions
	state     atomic.Pointer[state]
	updating  sync.Mutex // held while making the next state
	diagnoser *diagnoser
	watcher   watcher
	complete  completions
	tokens    sentTokens
	views     views
	previews  previews
	settings  editorSettings
	spellings spellings
	texts     *longTexts
	codec     codec
	unsent    *backlog
	memory    *memory
	showing   sync.Mutex // held while showing progress
}

// state is a snapshot and its number; later snapshots have higher numbers.
type state struct {
	*pack.Snapshot
	seq  uint64
	disk uint64 // number of the state that the last change on disk made
}

func newServer(base context.Context, stop context.CancelCauseFunc, client protocol.Client, opts Options) *server {
	if opts.FS == nil {
		opts.FS = disk.OS{}
	}
	if opts.Today == nil {
		opts.Today = time.Now
	}
	s := &server{base: base, stop: stop, client: client, log: opts.Log, opts: opts}
	s.state.Store(&state{Snapshot: pack.NewSnapshot(opts.FS, chart.NewCache(), opts.Today())})
	s.memory = newMemory(s)
	s.diagnoser = newDiagnoser(s)
	s.watcher = watcher{server: s, soon: make(chan struct{}, 1)}
	return s
}

// update makes the result of change the current snapshot, and returns it.
func (s *server) update(change func(*pack.Snapshot) *pack.Snapshot) *state {
	return s.updateWith(change, false)
}

// updateWith is update; disk says that files changed on disk.
func (s *server) updateWith(change func(*pack.Snapshot) *pack.Snapshot, disk bool) *state {
	s.updating.Lock()
	defer s.updating.Unlock()
	now := s.state.Load()
	next := &state{change(now.Snapshot), now.seq + 1, now.disk}
	if disk {
		next.disk = next.seq
	}
	s.state.Store(next)
	return next
}

// gap marks a place where another goroutine may come in between. Tests make one do so.
func (s *server) gap(name string) {
	if s.opts.gap != nil {
		s.opts.gap(name)
	}
}

// spawn runs work in the background. work must return when its context ends.
func (s *server) spawn(name string, work func(context.Context)) {
	s.tasks.Go(func() { s.safely(name, func() { work(s.base) }) })
}

// safely keeps a panic in background work from ending the process.
func (s *server) safely(name string, work func()) {
	defer func() {
		if r := recover(); r != nil {
			s.log.Error("panic", "in", name, "value", r, "stack", stack())
		}
	}()
	work()
}

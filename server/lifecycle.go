package server

import (
	"context"
	"errors"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// Initialize learns what the client can, and says what the server can.
func (s *server) Initialize(_ context.Context, params *protocol.InitializeParams) (*protocol.InitializeResult, error) {
	s.can = capabilitiesOf(params.Capabilities)
	// Told to ask again, Neovim 0.12 asks for the workspace alone if it can, and then ignores the answer for all open
	// documents. Without the offer, it asks for these, and the others are pushed.
	s.can.pullsWorkspace = params.ClientInfo.Name != "Neovim"
	s.can.spellings = &s.spellings
	s.can.force(s.opts.Encoding)
	if !hasCommand(params.InitializationOptions, showReferences) &&
		!hasCommand(params.Capabilities.Experimental, showReferences, commandsKey) {
		s.can.lens, s.can.lensRefresh = false, false
	}
	s.diagnoser.results.can = &s.can
	if params.ProcessID != nil {
		s.watchParent(int(*params.ProcessID))
	}
	folders := foldersOf(params)
	s.initial = s.readSettings(params.InitializationOptions, baseOf(folders), true)
	s.update(func(n *pack.Snapshot) *pack.Snapshot { return n.WithFolders(folders).WithSettings(s.initial) })
	return &protocol.InitializeResult{
		Capabilities: serverCapabilities(&s.can),
		ServerInfo:   protocol.ServerInfo{Name: "pack-lsp", Version: optional(s.opts.Version)},
	}, nil
}

// Initialized begins work that asks the client or takes time. It does so once, however often a client sends it.
func (s *server) Initialized(context.Context, *protocol.InitializedParams) error {
	s.begin.Do(s.beginWork)
	return nil
}

func (s *server) beginWork() {
	s.spawn("day", s.watchDay)
	s.diagnoser.schedule.scanning(+1) // the first scan will follow
	s.spawn("configuration", func(ctx context.Context) {
		s.pullConfiguration(ctx) // first: it may exclude folders or switch checks off
		s.diagnoser.scanFolders()
		s.diagnoser.schedule.scanning(-1)
		s.register(ctx)
	})
}

// Shutdown ends the work. After it, only exit is handled.
func (s *server) Shutdown(context.Context) error {
	s.phase.Store(shutDown)
	return nil
}

var errExit = errors.New("exit")

// Exit ends Serve. It must not close the connection, which would wait for this handler.
func (s *server) Exit(context.Context) error {
	s.stop(errExit)
	return nil
}

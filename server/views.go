package server

import (
	"context"
	"sync"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// registerViews says that only pack.json can be formatted, so that clients do not ask for YAML files.
func (s *server) registerViews(ctx context.Context) {
	if s.can.registersFormat {
		for _, method := range []string{protocol.MethodTextDocumentFormatting, protocol.MethodTextDocumentRangeFormatting} {
			s.registerMethod(ctx, method, documentRegistration("**/"+pack.MetaName))
		}
	}
}

// views remembers what the hints and lenses that the client shows depend on in addition to the documents: the index,
// which a change of settings replaces, too.
type views struct {
	mu    sync.Mutex
	asked bool        // the client has asked since it was last told to ask again
	index *pack.Index // that they were made with
}

// give notes that the client got an answer with the given index.
func (v *views) give(index *pack.Index) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.asked {
		v.asked, v.index = true, index
	}
}

// outdated reports whether the client should ask again, once.
func (v *views) outdated(index *pack.Index) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.asked || v.index == index {
		return false
	}
	v.asked = false
	return true
}

// giveViews notes that the client gets an answer from the snapshot now. Background work may have ended with a newer one
// before this note, and then nothing else tells the client to ask again.
func (s *server) giveViews(now *state) {
	index := now.Index()
	s.views.give(index)
	if s.state.Load().Index() != index && s.diagnoser.idle() {
		s.refreshViews()
	}
}

// refreshViews tells the client to ask again for views that may have changed without an edit of their document.
func (s *server) refreshViews() {
	if !s.can.hintRefresh && !s.can.lensRefresh || !s.views.outdated(s.state.Load().Index()) {
		return
	}
	s.spawn("refresh", func(ctx context.Context) {
		if s.can.hintRefresh {
			s.logRefresh(s.client.InlayHintRefresh(ctx))
		}
		if s.can.lensRefresh {
			s.logRefresh(s.client.CodeLensRefresh(ctx))
		}
	})
}

func (s *server) logRefresh(err error) {
	if err != nil {
		s.log.Debug("asking the client to ask again", "error", err)
	}
}

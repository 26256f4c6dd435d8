package server

import (
	"context"
	"slices"
	"sync"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/format"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// registerViews says which files can be formatted, so that clients do not ask for others.
func (s *server) registerViews(ctx context.Context) {
	if s.can.registersFormat {
		for _, method := range []string{protocol.MethodTextDocumentFormatting, protocol.MethodTextDocumentRangeFormatting} {
			s.registerMethod(ctx, method, formatRegistration(format.Names))
		}
	}
	if s.can.registersEnter {
		s.registerMethod(ctx, protocol.MethodTextDocumentOnTypeFormatting, enterRegistration(format.YAMLNames))
	}
}

// views remembers what the hints and lenses that the client shows depend on in addition to their documents: the index,
// which a change of settings replaces, too; files on disk, such as archives of charts; and other files of the packs.
type views struct {
	mu     sync.Mutex
	asked  bool // the client has asked since it was last told to ask again
	mixed  bool // its answers are from states that differ in what follows
	index  *pack.Index
	disk   uint64                  // of the state that they were made with
	others map[string][]*pack.File // by the path of the document
}

// give notes that the client got an answer for a document from the given state.
func (v *views) give(now *state, path string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.asked {
		v.asked, v.mixed, v.disk = true, false, now.disk
		v.index, v.others = now.IndexSoFar(), map[string][]*pack.File{}
	}
	others := othersOf(now, path)
	before, known := v.others[path]
	if v.index != now.IndexSoFar() || v.disk != now.disk || known && !slices.Equal(before, others) {
		v.mixed = true
	}
	v.others[path] = others
}

// outdated reports whether the client should ask again, once.
func (v *views) outdated(now *state) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.asked || v.same(now) {
		return false
	}
	v.asked = false
	return true
}

func (v *views) same(now *state) bool {
	if v.mixed || v.index != now.IndexSoFar() || v.disk != now.disk {
		return false
	}
	for path, files := range v.others {
		if !slices.Equal(othersOf(now, path), files) {
			return false
		}
	}
	return true
}

// othersOf are the files of its pack that the hints and lenses of the document at path depend on: those of values.yaml
// on all, since they may refer to values; those of other documents on values.yaml.
func othersOf(now *state, path string) []*pack.File {
	p, f := now.PackOf(path)
	switch {
	case p == nil:
		return nil
	case f != p.Values:
		return []*pack.File{p.Values}
	}
	return slices.DeleteFunc(now.FilesOf(p), func(other *pack.File) bool { return other == f })
}

// giveViews notes that the client gets an answer for a document from its state: right before it gets it, so that it is
// not told to ask again before. Background work may have ended with a newer state before this note, and then nothing
// else tells the client to ask again.
func (s *server) giveViews(doc document) {
	s.gap("views")
	s.views.give(doc.state, doc.file.Path)
	if s.state.Load() != doc.state && s.diagnoser.idle() {
		s.refreshViews()
	}
}

// refreshViews tells the client to ask again for views that may have changed without an edit of their document. It does
// not find out at once, since that makes the packs that it asked about.
func (s *server) refreshViews() {
	if !s.can.hintRefresh && !s.can.lensRefresh {
		return
	}
	s.spawn("refresh", func(ctx context.Context) {
		if !s.views.outdated(s.state.Load()) {
			return
		}
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

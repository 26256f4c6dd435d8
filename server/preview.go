package server

import (
	"context"
	"hash/maphash"
	"path/filepath"
	"strings"
	"sync"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/symbol"
)

// deployedScheme is the scheme of the URIs of previews: all that a pack deploys, as one text. Clients ask for it with
// workspace/textDocumentContent (LSP 3.18), and are told to ask again when it has changed. The rest of such a URI is
// that of a file deployedName in the pack's folder.
const (
	deployedScheme = "pack-lsp-deployed"
	deployedName   = "deployed.yaml"
)

// fromDeployed is the URI of the preview of the pack in dir.
func fromDeployed(dir string) uri.URI {
	file := uri.File(filepath.Join(dir, deployedName))
	return uri.URI(deployedScheme + strings.TrimPrefix(string(file), "file"))
}

// toDeployed is the folder of the pack whose preview has the URI u; false for other URIs.
func toDeployed(u uri.URI) (dir string, ok bool) {
	rest, ok := strings.CutPrefix(string(u), deployedScheme+":")
	if !ok {
		return "", false
	}
	file, ok := toPath(uri.URI("file:" + rest))
	if !ok || filepath.Base(file) != deployedName {
		return "", false
	}
	return filepath.Dir(file), true
}

// Implementation says which fields of what is deployed the value under the cursor sets; null if nothing is known.
func (s *server) Implementation(
	ctx context.Context, params *protocol.ImplementationParams,
) (protocol.DefinitionResult, error) {
	doc, ok := s.document(ctx, params.TextDocument.URI)
	if !ok || !s.can.chartFiles {
		return nil, nil
	}
	found, err := symbol.Deploys(ctx, doc.Snapshot, doc.file.Path, doc.offset(s, params.Position))
	if err != nil || found == nil {
		return nil, err
	}
	return s.can.fromDeployedPlaces(doc.file.Text, found), nil
}

// previews remembers which previews the client shows, and what it last got of them.
type previews struct {
	mu    sync.Mutex
	given map[string]givenPreview // by the pack's folder
}

type givenPreview struct {
	digest uint64 // of the text
	told   bool   // to ask again
}

var previewSeed = maphash.MakeSeed()

// deployed is the text of the preview of the pack in dir. The client is told from now on when it has changed.
func (s *server) deployed(ctx context.Context, now *state, u uri.URI, dir string) (string, error) {
	p, _ := now.PackOf(filepath.Join(dir, pack.MetaName))
	if p == nil {
		return "", jsonrpc2.Errorf(jsonrpc2.InvalidParams, "no pack: %s", u)
	}
	asked := now
	now, p, err := s.admitPack(ctx, now, p)
	if err != nil {
		return "", err
	}
	v, err := deploy.PreviewOf(ctx, now.Snapshot, p)
	if err != nil {
		return "", err
	}
	s.previews.give(dir, v)
	if s.state.Load() != asked { // the run after that change may have come before it was noted that this text is shown
		s.diagnoser.onDisk(p.JSON.Path)
	}
	return v.Text.String(), nil
}

func (v *previews) give(dir string, shown *deploy.Preview) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.given == nil {
		v.given = map[string]givenPreview{}
	}
	v.given[dir] = givenPreview{digest: maphash.String(previewSeed, shown.Text.String())}
}

// shows reports whether the client may show the preview of the pack in dir, and would want to know that it has changed.
func (v *previews) shows(dir string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	given, ok := v.given[dir]
	return ok && !given.told
}

// outdated reports whether the client shows another text than now and should ask again, once: one that does not ask
// shows it no longer.
func (v *previews) outdated(dir string, now *deploy.Preview) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	given, ok := v.given[dir]
	if !ok || given.told || given.digest == maphash.String(previewSeed, now.Text.String()) {
		return false
	}
	given.told = true
	v.given[dir] = given
	return true
}

// refreshPreview has the client ask again for the preview of p if it shows another text.
func (s *server) refreshPreview(ctx context.Context, now *state, p *pack.Pack) error {
	if !s.previews.shows(p.Dir) {
		return nil
	}
	v, err := deploy.PreviewOf(ctx, now.Snapshot, p)
	if err != nil {
		return err
	}
	if s.previews.outdated(p.Dir, v) {
		again := &protocol.TextDocumentContentRefreshParams{URI: fromDeployed(p.Dir)}
		s.spawn("refresh", func(ctx context.Context) {
			s.logRefresh(s.client.TextDocumentContentRefresh(ctx, again))
		})
	}
	return nil
}

package server

import (
	"context"
	"encoding/json"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

const fileScheme = "file:"

// toPath is the path of a file: URI; false for others. It is a copy, since a substring would keep the whole message in
// memory.
func toPath(u uri.URI) (string, bool) {
	plain := plainFileURI(string(u))
	if !strings.HasPrefix(plain, fileScheme) {
		return "", false
	}
	parsed, err := uri.Parse(plain)
	if err != nil || !parsed.IsFile() || runtime.GOOS != "windows" && parsed.Authority() != "" {
		return "", false // on another machine
	}
	path := filepath.Clean(parsed.FsPath())
	return strings.Clone(path), filepath.IsAbs(path)
}

// plainFileURI writes the URI of a file on this machine as file:///path, whichever way it is written (RFC 8089, section
// 2 and appendix B).
func plainFileURI(u string) string {
	if len(u) < len(fileScheme) || !strings.EqualFold(u[:len(fileScheme)], fileScheme) {
		return u
	}
	rest := u[len(fileScheme):]
	if after, ok := strings.CutPrefix(rest, "//"); ok {
		authority, path, _ := strings.Cut(after, "/")
		switch {
		case runtime.GOOS == "windows" && len(authority) == 2 && authority[1] == ':':
			rest = "/" + after // file://C:/a, which many clients write
		case authority != "" && !strings.EqualFold(authority, "localhost"):
			return u
		default:
			rest = "/" + path
		}
	}
	if strings.HasPrefix(rest, "//") && runtime.GOOS != "windows" { // on Windows, the name of a machine
		rest = "/" + strings.TrimLeft(rest, "/")
	}
	return fileScheme + "//" + rest
}

// spellings are how the client writes the URIs of documents. Many characters may be escaped or not, and some clients
// take two spellings for two documents.
type spellings struct {
	mu      sync.Mutex
	written map[string]string  // what plainFileURI has rewritten, by what it has made of it
	opened  map[string]uri.URI // by path, of all documents that were opened
	folders []folderSpelling
}

type folderSpelling struct {
	path string
	uri  string // without a slash at the end
}

// note learns from a message before the library decodes it, since that rewrites all URIs.
func (s *spellings) note(req *jsonrpc2.Request) {
	type located struct{ URI string }
	var params struct {
		TextDocument     located
		RootURI          string
		WorkspaceFolders []located
		Event            struct{ Added []located }
	}
	switch req.Method() {
	case protocol.MethodTextDocumentDidOpen, protocol.MethodInitialize,
		protocol.MethodWorkspaceDidChangeWorkspaceFolders:
	default:
		return
	}
	_ = json.Unmarshal(req.Params(), &params) // leaves params empty if they have another shape
	s.openedAs(params.TextDocument.URI)
	s.addFolder(params.RootURI)
	for _, f := range slices.Concat(params.WorkspaceFolders, params.Event.Added) {
		s.addFolder(f.URI)
	}
}

// writtenAs notes how the client writes a URI that is rewritten before note can see it.
func (s *spellings) writtenAs(plain, written string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.written == nil {
		s.written = map[string]string{}
	}
	s.written[plain] = written
}

// openedAs notes the URI under which the client opens a document.
func (s *spellings) openedAs(u string) {
	path, ok := toPath(uri.URI(u))
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opened == nil {
		s.opened = map[string]uri.URI{}
	}
	if written, ok := s.written[u]; ok {
		delete(s.written, u)
		u = written
	}
	s.opened[path] = uri.URI(u)
}

// addFolder notes how the client writes the URI of a folder.
func (s *spellings) addFolder(u string) {
	path, ok := toPath(uri.URI(u))
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.folders = slices.DeleteFunc(s.folders, func(f folderSpelling) bool { return f.path == path })
	s.folders = append(s.folders, folderSpelling{path, strings.TrimRight(u, "/")})
}

// of is the URI of the file at path as the client writes it, if that is known.
func (s *spellings) of(path string) uri.URI {
	if s == nil {
		return uri.File(path)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if u, ok := s.opened[path]; ok {
		return u
	}
	for _, f := range s.folders {
		if path != f.path && within(path, f.path) {
			rest := uri.File(filepath.Join(string(filepath.Separator), strings.TrimPrefix(path, f.path)))
			return uri.URI(f.uri + strings.TrimPrefix(string(rest), "file://"))
		}
	}
	return uri.File(path)
}

// fromPath is the URI of the file at path as the client writes it.
func (can *capabilities) fromPath(path string) uri.URI { return can.spellings.of(path) }

// fromLocation is the range r in the text t of the file at path.
func (can *capabilities) fromLocation(path string, t *text.Text, r text.Range) protocol.Location {
	return protocol.Location{URI: can.fromPath(path), Range: can.fromRange(t, r)}
}

// fromPlace is l, which may be in a chart archive.
func (can *capabilities) fromPlace(l pack.Location) protocol.Location {
	if l.Text == nil {
		return can.fromSpot(l.Path, l.Spot)
	}
	return protocol.Location{URI: can.fromTarget(l), Range: can.fromRange(l.Text, l.Range)}
}

// fromSpot is a place in the file at path, which is not read.
func (can *capabilities) fromSpot(path string, at text.Spot) protocol.Location {
	line, start := uint32(at.Line), uint32(at.Column)
	return protocol.Location{URI: can.fromPath(path), Range: protocol.Range{
		Start: protocol.Position{Line: line, Character: start},
		End:   protocol.Position{Line: line, Character: start + uint32(at.Len)},
	}}
}

// previousResult is the id of the problems that the client has under a URI, in its own spelling.
type previousResult struct{ URI, Value string }

type previousKey struct{}

// withPrevious keeps the ids in a workspace/diagnostic request as the client writes them; see spellings.note.
func withPrevious(ctx context.Context, req *jsonrpc2.Request) context.Context {
	if req.Method() != protocol.MethodWorkspaceDiagnostic {
		return ctx
	}
	var params struct{ PreviousResultIDs []previousResult }
	_ = json.Unmarshal(req.Params(), &params) // the library reports another shape
	return context.WithValue(ctx, previousKey{}, params.PreviousResultIDs)
}

func previousOf(ctx context.Context) []previousResult {
	ids, _ := ctx.Value(previousKey{}).([]previousResult)
	return ids
}
